// What waits for somebody's hands, a tap to copy it and a tap to say that it is posted; and what became of other lines.

import { el } from "/overlay/files/dom.js";
import { kept } from "./drafts.js";
import { act, chip, left, nothing, part, row, text, ui } from "./parts.js";

const HANDS = ["offered", "maybe"];
const RECENT = 15;

export const count = (view) => view.outbox.filter((line) => HANDS.includes(line.state)).length;

export function outbox(desk, view, now) {
  const t = desk.t;
  const waiting = view.outbox.filter((line) => HANDS.includes(line.state)).sort((a, b) => a.id - b.id);
  const others = view.outbox.filter((line) => !HANDS.includes(line.state)).sort((a, b) => b.id - a.id).slice(0, RECENT);
  return [
    waiting.length
      ? part("hands", t("desk.to_post"), el("div.cards", {}, ...waiting.map((line) => lineCard(desk, line, now))))
      : nothing(t("desk.nothing_to_post")),
    sayForm(desk, view),
    others.length ? part("recent", t("desk.recent"), el("ul.lines", {}, ...others.map((line) => past(desk, line)))) : "",
  ].filter(Boolean);
}

/** A line to copy; also the warning that an offence waits for. */
export function lineCard(desk, line, now) {
  const t = desk.t;
  const n = line.id;
  const isCopied = desk.copied === n;
  const isMaybe = line.state === "maybe";
  const time = line.expires_at_ms > now ? chip(t("desk.left", { left: left(line.expires_at_ms - now) })) : "";
  return el(
    `article.card.line-card${isCopied ? ".open" : ""}`,
    { "data-key": `l${n}`, "data-card": `l${n}`, "aria-labelledby": `l${n}`, tabindex: "-1" },
    el("p.facts", {}, ...[isMaybe && chip(t("desk.maybe"), "warn"), line.origin !== "operator" && chip(line.origin), time].filter(Boolean)),
    el("h4", { id: `l${n}` }, text("span.main", line.text, "")),
    isMaybe
      ? row(act(desk, t("desk.is_there"), { do: "outbox.sent", n }, { look: "good" }), act(desk, t("desk.is_not_there"), { do: "outbox.drop", n }))
      : row(
          ui(t("desk.copy"), "copyLine", n, { look: isCopied ? "" : "good", name: `${t("desk.copy")}: ${line.text.slice(0, 60)}` }),
          act(desk, t("desk.posted"), { do: "outbox.sent", n }, { look: isCopied ? "good" : "" }),
          act(desk, t("desk.drop"), { do: "outbox.drop", n }, { look: "quiet" }),
        ),
  );
}

function sayForm(desk, view) {
  const t = desk.t;
  if (view.chat_mode === "off") return part("say", t("desk.say"), el("p.soft", {}, t("desk.chat.off")));
  const button = el("button", { type: "submit" }, t(view.chat_mode === "assist" ? "desk.send.offer" : "desk.send"));
  return el(
    "section.part",
    { "data-key": "say", "aria-labelledby": "h-say" },
    el("form", { "data-form": "say" }, el("h3", { id: "h-say" }, el("label", { for: "say" }, t("desk.say"))), el("textarea", { id: "say", name: "text", rows: "2" }, kept(view, "say")), row(button)),
  );
}

function past(desk, line) {
  const t = desk.t;
  const isBad = ["failed", "blocked"].includes(line.state);
  const why = line.state === "blocked" ? t("outbox.blocked", line) : line.reason && desk.words.reason(line.reason);
  return el("li", { "data-key": `p${line.id}` }, chip(t(`line.${line.state}`), isBad ? "warn" : line.state === "sent" ? "good" : ""), " ", text("span", line.text, ""), ...(why ? [el("span.soft", {}, ` (${why})`)] : []));
}
