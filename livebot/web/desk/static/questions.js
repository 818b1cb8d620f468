// The questions: what the host reads first large, the original beneath it. Opening a card claims it.

import { el } from "/overlay/files/dom.js";
import { kept } from "./drafts.js";
import { act, age, chip, icon, nothing, row, saidOfLine, spoken, text, ui } from "./parts.js";

const WAITS = ["new", "claimed"];
const SHOWN = 60;
const CLOSED_SHOWN = 12;
const LATE_MS = 60_000;
const VERY_LATE_MS = 180_000;
const ASKERS_SHOWN = 6;

export const count = (view) => view.questions.filter(waits).length;

const waits = (card) => WAITS.includes(card.state);

export function questions(desk, view, now) {
  const t = desk.t;
  const waiting = view.questions.filter(waits);
  const going = view.questions.filter((card) => card.state === "answering");
  const handed = view.questions.filter((card) => card.state === "handed");
  const closed = view.questions.filter((card) => ["answered", "dismissed"].includes(card.state)).slice(0, CLOSED_SHOWN);
  const more = waiting.length - SHOWN;
  return [
    ...(waiting.length ? [] : [nothing(t("desk.no_questions"), t("desk.no_questions.how"))]),
    el("div.cards", { "data-key": "waiting" }, ...[...waiting.slice(0, SHOWN), ...going].map((card) => cardOf(desk, view, card, now))),
    ...(more > 0 ? [el("p.more", {}, t("desk.more", { n: more }))] : []),
    ...folded(t("desk.handed"), "handed", handed, true, (card) => cardOf(desk, view, card, now)),
    ...folded(t("desk.closed"), "closed", closed, false, (card) => cardOf(desk, view, card, now)),
  ];
}

export function folded(title, key, items, isOpen, make) {
  if (!items.length) return [];
  const attributes = { "data-key": `fold-${key}`, ...(isOpen ? { open: "" } : {}) };
  return [el("details", attributes, el("summary", {}, `${title} (${items.length})`), el("div.cards", {}, ...items.map(make)))];
}

function cardOf(desk, view, card, now) {
  const isOpen = desk.opened === card.id;
  const isOthers = card.state === "claimed" && card.claimed_by !== desk.by;
  const look = [card.starred && "starred", isOpen && "open", isOthers && "others", !waits(card) && "done"].filter(Boolean);
  return el(
    ["article.card", ...look].join("."),
    { "data-key": `q${card.id}`, "data-card": card.id, "aria-labelledby": `q${card.id}`, tabindex: "-1" },
    facts(desk, view, card, now),
    el("h3", { id: `q${card.id}` }, text("span.main", mainText(card), card.translation ? view.host_language : card.language)),
    ...(card.translation ? [text("p.original", card.original, card.language)] : []),
    ...(differs(card.newest, card.original) ? [text("p.original", `${desk.t("queue.newest")}: ${card.newest}`, "")] : []),
    ...(isOpen ? inside(desk, view, card, isOthers) : [whoLine(desk, card), shortButtons(desk, card, isOthers)]),
  );
}

/** The translation, marked if it is but the sense; or the original. */
function mainText(card) {
  if (!card.translation) return card.original;
  return ["gist", "pending"].includes(card.translation_state) ? `≈ ${card.translation}` : card.translation;
}

const differs = (one, other) => one && one.trim().toLowerCase() !== other.trim().toLowerCase();

function facts(desk, view, card, now) {
  const t = desk.t;
  const waited = now - card.asked_at_ms;
  const lateness = !waits(card) ? "" : waited >= VERY_LATE_MS ? ".very-late" : waited >= LATE_MS ? ".late" : "";
  const chips = [
    card.starred && chip(`★ ${t("desk.starred")}`, "star"),
    card.count > 1 && chip(t("desk.asked", { n: card.count }), "count"),
    view.pinned?.n === card.id && chip(t("desk.pinned"), "pin"),
    card.state === "claimed" && chip(card.claimed_by === desk.by ? t("desk.you") : desk.words.by(card.claimed_by), card.claimed_by === desk.by ? "you" : "other"),
    card.state === "answering" && chip(t("card.answering"), "you"),
    ["answered", "dismissed"].includes(card.state) && chip(`${t(`card.${card.state}`)} ${card.answered_by && desk.words.by(card.answered_by)}`),
    card.again && chip(t("card.again"), "warn"),
    card.about === "order" && chip(t("card.order"), "warn"),
    ["failed", "gist"].includes(card.translation_state) && chip(t(`card.${card.translation_state}`)),
    card.translation_state === "pending" && chip(t("card.pending")),
    ...card.standing.map((sign) => chip(t(`standing.${sign}`), "good")),
    ...[desk.words.intent(card.intent), card.product].filter(Boolean).map((about) => chip(about)),
    chip((card.languages.length ? card.languages : [card.language]).slice(0, 4).join(" ").toUpperCase() || "?", "tongue"),
  ];
  return el(
    "p.facts",
    {},
    el("span.number", {}, `#${card.id}`),
    spoken(`span.age${lateness}`, age(waited), t("desk.waits", { left: age(waited) })),
    ...chips.filter(Boolean),
  );
}

function whoLine(desk, card) {
  const names = card.askers.slice(-2).map((asker) => asker.name || asker.handle);
  return text("p.who", names.join(", "), "");
}

function shortButtons(desk, card, isOthers) {
  const t = desk.t;
  const n = card.id;
  const open = ui(t("desk.open"), "openCard", n, { name: t("desk.open.name", { n }), "aria-expanded": "false" });
  if (card.state === "handed") return row(act(desk, t("desk.take_back"), { do: "question.release", n }), open);
  if (!waits(card)) return row(open);
  if (isOthers) return row(ui(t("desk.take"), "openCard", n));
  const star = act(desk, icon("star"), { do: "question.star", n }, { look: `icon${card.starred ? ".on" : ""}`, name: t("desk.star.name", { n }), said: t("desk.star") });
  star.setAttribute("aria-pressed", String(card.starred));
  return row(answered(desk, n), open, star);
}

const answered = (desk, n) =>
  act(desk, desk.t("desk.answer"), { do: "question.answer", n }, { look: "good", name: desk.t("desk.answer.name", { n }), said: `${desk.t("desk.answer")} #${n}`, undo: true, then: "cardGone" });

// --- an open card --------------------------------------------------------------------------------------------------

function inside(desk, view, card, isOthers) {
  const t = desk.t;
  const n = card.id;
  const close = ui(t("desk.leave"), "closeCard", n, { "aria-expanded": "true" });
  if (isOthers) {
    const taken = el("p.taken", {}, t("desk.taken", { by: desk.words.by(card.claimed_by) }));
    return [taken, replyForm(desk, card, true), row(ui(t("desk.take"), "openCard", n, { look: "good" }), close), askers(desk, card)];
  }
  const isPinned = view.pinned?.n === n;
  const buttons = [
    waits(card) && answered(desk, n),
    waits(card) && act(desk, t("desk.star"), { do: "question.star", n }, { look: card.starred ? "on" : "" }),
    isPinned ? act(desk, t("desk.unpin"), { do: "question.unpin" }) : act(desk, t("desk.pin"), { do: "question.pin", n }),
    waits(card) && act(desk, t("desk.hand_over"), { do: "question.hand_over", n }, { undo: true, then: "cardGone" }),
    card.state === "handed" && act(desk, t("desk.take_back"), { do: "question.release", n }),
    waits(card) && act(desk, t("desk.dismiss"), { do: "question.dismiss", n }, { undo: true, then: "cardGone" }),
    close,
  ];
  return [...(waits(card) || card.state === "handed" ? [prepared(desk, view, card), reply(desk, view, card), replyForm(desk, card, false)] : []), el("div.buttons.even", {}, ...buttons.filter(Boolean)), askers(desk, card)];
}

function prepared(desk, view, card) {
  const t = desk.t;
  const label = t(view.chat_mode === "assist" ? "desk.give.offer" : "desk.give");
  const answers = card.answers.map((answer) =>
    el(
      "li",
      { "data-key": `a${answer.id}` },
      ...answer.texts.map((line, index) => text("p.line", line, answer.languages[index])),
      act(desk, label, { do: "question.give", n: card.id, answer: answer.id }, { look: "good", name: `${label}: ${answer.id}`, said: saidOfLine(desk, label), undo: true, then: "cardGone" }),
    ),
  );
  return el("div.inner", { "data-key": "answers" }, el("h4", {}, t("desk.answers")), answers.length ? el("ul.answers", {}, ...answers) : el("p.soft", {}, t("desk.no_answers")));
}

function reply(desk, view, card) {
  const t = desk.t;
  if (!card.reply) return el("div", { "data-key": "reply" });
  const isReady = card.reply.parts.every((one) => one.state !== "translating");
  const parts = card.reply.parts.map((one) =>
    el(
      "li",
      {},
      el("p.facts", {}, chip(one.language.toUpperCase(), "tongue"), chip(t(`part.${one.state}`, one), ["too_long", "blocked", "failed"].includes(one.state) ? "warn" : "")),
      ...(one.text ? [text("p.line", one.text, one.language)] : []),
      ...(one.back ? [text("p.soft", t("desk.back", { text: one.back }), view.host_language)] : []),
    ),
  );
  const label = t(view.chat_mode === "assist" ? "desk.give.offer" : "desk.give");
  const post = act(desk, label, { do: "question.post", n: card.id }, { look: "good", said: saidOfLine(desk, label), undo: true, then: "cardGone" });
  if (!isReady) post.disabled = true;
  return el(
    "div.inner",
    { "data-key": "reply" },
    el("h4", {}, t("desk.reply.of", { by: desk.words.by(card.reply.by) })),
    el("ul.answers", {}, ...parts),
    row(post, act(desk, t("desk.discard"), { do: "question.drop_reply", n: card.id })),
  );
}

function replyForm(desk, card, isFrozen) {
  const t = desk.t;
  const id = `r${card.id}`;
  return el(
    "form.inner",
    { "data-key": "form", "data-form": "reply", "data-n": card.id },
    el("label", { for: id }, t("desk.reply")),
    el("textarea", { id, name: "text", rows: "2", ...(isFrozen ? { readonly: "" } : {}) }, kept(desk.view, id)),
    ...(isFrozen ? [] : [row(el("button", { type: "submit" }, t("desk.translate")))]),
  );
}

function askers(desk, card) {
  const t = desk.t;
  const shown = card.askers.slice(-ASKERS_SHOWN).reverse();
  const before = card.count - shown.length;
  return el(
    "div.inner",
    { "data-key": "askers" },
    el("h4", {}, t("desk.askers")),
    el("ul.askers", {}, ...shown.map((asker) => el("li", {}, text("b", asker.name || asker.handle, ""), " ", text("span", asker.text, asker.language)))),
    ...(before > 0 ? [el("p.soft", {}, t("desk.more_askers", { n: before }))] : []),
  );
}
