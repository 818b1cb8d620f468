// What viewers wrote that they may not, and what to do about it. A tap does what its button says, whatever is suggested
// by then; for a raid it does it to all of them.

import { el } from "/overlay/files/dom.js";
import { lineCard } from "./outbox.js";
import { folded } from "./questions.js";
import { act, chip, nothing, part, row, saidOfLine, text, ui } from "./parts.js";

const WAITING = ["suggested", "advice", "failed"];
const TAKEN_BACK = ["acting", "done"];
const STEPS = ["warn", "mute short", "mute long", "remove"];
const PAST_SHOWN = 20;
const NAMED = 5;
const ORIGIN = "moderation:";

export const count = (view) => view.offences.filter((one) => WAITING.includes(one.state)).length;

export function offences(desk, view, now) {
  const t = desk.t;
  const waiting = view.offences.filter((one) => WAITING.includes(one.state));
  const past = view.offences.filter((one) => !WAITING.includes(one.state) && one.state !== "dry").slice(0, PAST_SHOWN);
  const raids = waiting.filter((one) => one.viewers.length > 1);
  const others = waiting.filter((one) => one.viewers.length <= 1);
  return [
    waiting.length
      ? part("offences", t("desk.offences"), el("div.cards", {}, ...[...raids, ...others].map((one) => offenceCard(desk, view, one, now))))
      : nothing(t("desk.no_offences"), t(`desk.no_offences.${view.moderation_mode}`)),
    ...folded(t("desk.closed"), "offences", past, false, (one) => offenceCard(desk, view, one, now)),
  ];
}

const nameOf = (viewer) => viewer.name || viewer.handle || viewer.viewer_id;

function offenceCard(desk, view, one, now) {
  const t = desk.t;
  const isRaid = one.viewers.length > 1;
  const isWaiting = WAITING.includes(one.state);
  const more = one.viewers.length > NAMED ? ` +${one.viewers.length - NAMED}` : "";
  const names = one.viewers.slice(0, NAMED).map(nameOf).join(", ") + more;
  return el(
    `article.card${isRaid && isWaiting ? ".raid" : ""}${isWaiting ? "" : ".done"}`,
    { "data-key": `o${one.n}`, "data-card": `o${one.n}`, "aria-labelledby": `o${one.n}`, tabindex: "-1" },
    el(
      "p.facts",
      {},
      ...[
        el("span.number", {}, `#${one.n}`),
        isRaid ? chip(t("desk.raid", { n: one.viewers.length }), "warn") : chip(t(`rule.${one.rule}`)),
        chip(`${t(`offence.${one.state}`)}: ${t(`step.${one.step}`)}`, one.state === "failed" ? "warn" : one.state === "done" ? "good" : ""),
        one.strikes > 1 && chip(t("desk.strikes", { n: one.strikes - 1 })),
      ].filter(Boolean),
    ),
    el("h3", { id: `o${one.n}` }, text("span.who-line", names, "")),
    ...(one.text ? [text("p.line", one.text, "")] : []),
    el("p.soft", {}, [desk.words.why(one.why), one.reason && desk.words.reason(one.reason)].filter(Boolean).join(" · ")),
    ...(isWaiting ? deciding(desk, view, one, now) : afterwards(desk, one)),
  );
}

function deciding(desk, view, one, now) {
  const t = desk.t;
  const warning = view.outbox.find((line) => line.state === "offered" && line.origin === ORIGIN + one.n);
  if (warning) return [el("h4", {}, t("desk.warning")), lineCard(desk, warning, now), row(dismiss(desk, one))];
  const isByHand = view.chat_mode !== "auto" || one.state === "advice";
  const first = step(desk, view, one, one.step, "good");
  const others = STEPS.filter((other) => other !== one.step).map((other) => step(desk, view, one, other));
  return [
    ...(isByHand && one.step !== "warn" ? [el("p.taken", {}, t("desk.by_hand", { step: t(`step.${one.step}`) }))] : []),
    row(first, isByHand && ui(t("desk.copy_name"), "copyName", one.n), dismiss(desk, one)),
    el("details", { "data-key": "other" }, el("summary", {}, t("desk.other_steps")), row(...others, permit(desk, one))),
  ];
}

function step(desk, view, one, name, look = "") {
  const t = desk.t;
  const n = one.n;
  const word = t(`step.${name}`);
  const isAll = one.viewers.length > 1;
  const done = isAll ? t("desk.act.all", { step: word, n: one.viewers.length }) : word;
  const isSuggested = name === one.step;
  const isByHand = view.chat_mode !== "auto" || (isSuggested && one.state === "advice");
  const isWarning = name === "warn" && view.chat_mode === "assist";
  const label = isWarning ? t("desk.write_warning") : isByHand && isSuggested ? t("desk.did_it") : done;
  return act(desk, label, { do: "moderation.act", n, step: name }, { look, said: isWarning ? saidOfLine(desk, done) : `${done} #${n}`, undo: true });
}

const dismiss = (desk, one) => act(desk, desk.t("desk.no_offence"), { do: "moderation.dismiss", n: one.n }, { undo: true });

function permit(desk, one) {
  if (one.viewers.length !== 1) return null;
  return act(desk, desk.t("desk.permit"), { do: "moderation.permit", viewer: one.viewers[0].viewer_id });
}

function afterwards(desk, one) {
  const back = TAKEN_BACK.includes(one.state) && act(desk, desk.t("desk.withdraw"), { do: "moderation.dismiss", n: one.n });
  return [row(back, permit(desk, one))];
}
