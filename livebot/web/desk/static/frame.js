// What stands around the parts of the desk: the bar above, alerts, and the way from part to part.

import { clockText, el, numberText } from "/overlay/files/dom.js";
import * as offencesPart from "./offences.js";
import * as outboxPart from "./outbox.js";
import * as questionsPart from "./questions.js";
import * as showPart from "./show.js";
import { act, icon, spoken, ui } from "./parts.js";

export const LOST_AFTER_MS = 2_000;
const CALM = ["offline", "live_ended"];

/** Name, how many wait in it (or go on), and what it draws. */
export const PARTS = [
  ["questions", questionsPart.count, questionsPart.questions],
  ["outbox", outboxPart.count, outboxPart.outbox],
  ["show", showPart.count, showPart.show],
  ["guard", offencesPart.count, offencesPart.offences],
];

/** Two parts stand side by side. */
export const wide = matchMedia("(min-width: 700px)");
export const dark = matchMedia("(prefers-color-scheme: dark)");

export const chosenTheme = () => localStorage.getItem("livebot.desk.theme") ?? "auto";

export function applyTheme() {
  const name = chosenTheme();
  document.documentElement.dataset.theme = name === "auto" ? (dark.matches ? "dark" : "light") : name;
}

export function top(desk) {
  const { t, view } = desk;
  const phase = view.connection.phase;
  const hold = view.paused || view.panicked ? "resume" : "pause";
  return el(
    "header",
    { "data-key": "top" },
    el("h1.unseen", {}, t("desk.title")),
    el(`span.phase.${/^\w+$/.test(phase) ? phase : "unknown"}`, {}, t(`phase.${phase}`)),
    spoken("span.viewers", numberText(view.viewers), t("desk.viewers", { n: numberText(view.viewers) })),
    el("span.room", { dir: "auto" }, view.room),
    act(desk, icon("undo"), { do: "undo" }, { look: "icon", name: t("desk.undo.name"), said: t("desk.undo") }),
    act(desk, icon(hold), { do: hold }, { look: "icon", name: t(`desk.${hold}`), said: t(`desk.${hold}`) }),
    act(desk, t("desk.panic"), { do: "panic" }, { look: "panic", name: t("desk.panic.name"), said: t("desk.panic") }),
    ui(icon("menu"), "menu", "open", { look: "icon", name: t("desk.menu"), "aria-haspopup": "dialog" }),
  );
}

export function alerts(desk, lostMs, trouble) {
  const { t, view } = desk;
  const bar = (name, look, said, ...more) => el(`p.alert.${look}`, { "data-key": name, role: look === "calm" ? null : "alert" }, el("span", {}, said), ...more);
  const resume = () => act(desk, t("desk.resume"), { do: "resume" }, { look: "good" });
  const bars = [];
  if (lostMs > LOST_AFTER_MS) bars.push(bar("lost", "bad", t(trouble || "desk.lost"), el("span.time", { "aria-hidden": "true" }, clockText(lostMs))));
  if (view.panicked) bars.push(bar("panic", "bad", t("desk.panicked"), resume()));
  else if (view.paused) bars.push(bar("paused", "warn", t("desk.paused"), resume()));
  for (const alert of view.alerts) bars.push(bar(`${alert.subject}:${alert.kind}`, CALM.includes(alert.kind) ? "calm" : "bad", desk.words.alert(alert)));
  if (view.rules.errors.length) bars.push(bar("rules", "bad", t("alert.rules_refused", { first: view.rules.errors[0] })));
  return bars;
}

export function panel(desk, name, children) {
  const id = `part-${name}`;
  const tag = name === "questions" || !wide.matches ? "main" : "section";
  return el(`${tag}.panel`, { "data-key": id, id, "aria-labelledby": `${id}-title`, tabindex: "-1" }, el("h2", { id: `${id}-title` }, desk.t(`desk.nav.${name}`)), ...children);
}

export function nav(desk, part) {
  const { t, view } = desk;
  const buttons = PARTS.map(([name, count]) => {
    const n = count(view);
    const label = t(`desk.nav.${name}`);
    const button = ui("", "goTo", name, {
      "aria-current": name === part ? "page" : null,
      "data-key": name,
    });
    button.append(icon(name), el("span", {}, label), ...(n ? [el("span.unseen", {}, t(name === "show" ? "desk.on" : "desk.waiting", { n })), el(`b.badge${name === "show" && !showPart.isUrgent(view) ? ".calm" : ""}`, { "aria-hidden": "true" }, String(n))] : []));
    return button;
  });
  return el("nav", { "data-key": "nav", "aria-label": t("desk.nav") }, ...buttons);
}
