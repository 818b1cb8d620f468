// The moderator's page: gets in, draws what the daemon says, and passes on what is tapped. It holds no state of the room.

import { el } from "/overlay/files/dom.js";
import { DeskLive, takeKey } from "./connection.js";
import { askName, door, knock, ownLanguage } from "./door.js";
import { draw } from "./draw.js";
import { keep, kept } from "./drafts.js";
import { LOST_AFTER_MS, PARTS, alerts, applyTheme, chosenTheme, dark, nav, panel, top, wide } from "./frame.js";
import { copy, isStray } from "./hands.js";
import * as offencesPart from "./offences.js";
import * as outboxPart from "./outbox.js";
import * as questionsPart from "./questions.js";
import { act, nameField, saidOfLine, ui } from "./parts.js";
import { Words } from "./words.js";

const DRAW_EVERY_MS = 250; // at most; the room may change a hundred times a second
const TICK_MS = 1_000;
const NEWS_EVERY_MS = 15_000;
const SAID_MS = 6_000;
const UNANSWERED = ["unsure", "no_connection"];

const root = document.documentElement;

/** What the parts draw from. */
const desk = {
  words: new Words({}, "en"),
  view: null,
  by: "",
  opened: 0, // the card that is open here
  copied: 0, // the line that was copied last
  pending: new Set(), // commands that are on their way
  t: (key, data) => desk.words.say(key, data),
};

let live = null;
let hello = null;
let key = "";
let part = sessionStorage.getItem("livebot.desk.part") ?? "questions";
let trouble = "";
let drawTimer = 0;
let drawnMs = -Infinity;
let said = null;
let saidTimer = 0;
let question = null; // asked before something that cannot be taken back
let isMenuOpen = false;

// --- getting in ----------------------------------------------------------------------------------------------------

addEventListener("hashchange", () => location.reload()); // a new link was opened in this very tab

async function begin() {
  applyTheme();
  dark.addEventListener("change", applyTheme);
  key = takeKey();
  desk.words = new Words({}, ownLanguage());
  root.lang = desk.words.language;
  if (!key) return door(desk, "desk.no_key");
  door(desk, "desk.connecting");
  hello = await knock(desk, key);
  if (!hello) return door(desk, "desk.wrong_key");
  desk.words = new Words(hello.words, ownLanguage());
  if (ownName()) enter(ownName());
  else askName(desk);
}

const ownName = () => localStorage.getItem("livebot.desk.name") ?? "";

function keepName(given) {
  const name = given.replace(/\p{C}/gu, "") || "?";
  localStorage.setItem("livebot.desk.name", name);
  return name;
}

function enter(name) {
  // Two phones of one name are two; a page that was loaded again is the same one, and keeps its cards.
  const suffix = sessionStorage.getItem("livebot.desk.suffix") ?? Math.random().toString(16).slice(2, 6);
  sessionStorage.setItem("livebot.desk.suffix", suffix);
  desk.by = `${name} ${suffix}`;
  live = new DeskLive(key, desk.by, root.dataset.version, hello.item_keys, onView, onRefused);
  setInterval(drawNow, TICK_MS);
  setInterval(tellNews, NEWS_EVERY_MS);
  wide.addEventListener("change", drawNow);
}

function onRefused(why) {
  if (why === "shut") trouble = "desk.shut";
  else {
    live = null;
    sessionStorage.removeItem("livebot.desk.key");
    door(desk, "desk.wrong_key");
  }
}

// --- what the daemon says ------------------------------------------------------------------------------------------

function onView(view) {
  if (!live) return;
  const isFirst = !desk.view;
  desk.view = view;
  trouble = "";
  if (isFirst) desk.opened = Number(kept(view, "opened"));
  if (live.isBack) settleClaims(view);
  live.isBack = false;
  if (view.outbox.some((line) => line.id === desk.copied && line.state !== "offered")) desk.copied = 0;
  if (drawTimer) return;
  const sinceMs = performance.now() - drawnMs;
  drawTimer = setTimeout(drawNow, Math.max(DRAW_EVERY_MS - sinceMs, 0));
}

/** Once connected again: have the card that is open here again, and leave those that are not. */
function settleClaims(view) {
  for (const card of view.questions) {
    if (card.id === desk.opened && card.state === "new") send({ do: "question.claim", n: card.id });
    if (card.id !== desk.opened && card.state === "claimed" && card.claimed_by === desk.by) send({ do: "question.release", n: card.id });
  }
}

// --- the page ------------------------------------------------------------------------------------------------------

function drawNow() {
  clearTimeout(drawTimer);
  drawTimer = 0;
  if (!live) return;
  drawnMs = performance.now();
  const view = desk.view;
  if (!view) return door(desk, "desk.connecting");
  const lostMs = live.lostSinceMs ? performance.now() - live.lostSinceMs : 0;
  root.toggleAttribute("data-lost", lostMs > LOST_AFTER_MS);
  root.toggleAttribute("data-panic", view.panicked);
  root.lang = desk.words.language;
  const waiting = questionsPart.count(view) + outboxPart.count(view) + offencesPart.count(view);
  const title = `${waiting ? `(${waiting}) ` : ""}${desk.t("desk.title")}`;
  if (document.title !== title) document.title = title;
  const now = live.clock.now();
  const side = wide.matches && part === "questions" ? "outbox" : part;
  const shown = wide.matches ? ["questions", side] : [part];
  draw(document.body, [
    top(desk),
    el("div.bars-above", { "data-key": "alerts" }, ...alerts(desk, lostMs, trouble)),
    ...PARTS.filter(([name]) => shown.includes(name)).map(([name, , make]) => panel(desk, name, make(desk, view, now))),
    nav(desk, shown.at(-1)),
    el("div", { "data-key": "said", id: "said", role: "status" }, ...toast()),
    el("div.unseen", { "data-key": "news", id: "news", role: "status" }, news),
    ...dialogs(),
  ]);
  showDialogs();
}

function toast() {
  if (!said) return [];
  const undo = said.canUndo ? [act(desk, desk.t("desk.undo"), { do: "undo" }, { name: desk.t("desk.undo.name"), said: desk.t("desk.undo") })] : [];
  return [el(`p.toast${said.isBad ? ".bad" : ""}`, { "data-key": `t${said.n}` }, el("span", {}, said.text), ...undo)];
}

function tell(text, { isBad = false, canUndo = false } = {}) {
  said = { text, isBad, canUndo, n: (said?.n ?? 0) + 1 };
  clearTimeout(saidTimer);
  saidTimer = setTimeout(() => {
    said = null;
    drawNow();
  }, SAID_MS);
  drawNow();
}

// What is new is told to a screen reader now and then, all at once.
let news = "";
let told = { questions: 0, lines: 0, offences: 0 };

function tellNews() {
  if (!desk.view) return;
  const counts = { questions: questionsPart.count(desk.view), lines: outboxPart.count(desk.view), offences: offencesPart.count(desk.view) };
  const more = Object.keys(counts).filter((name) => counts[name] > told[name]);
  told = counts;
  news = more.map((name) => desk.t(`desk.news.${name}`, { n: counts[name] })).join(". ");
  drawNow();
}

// --- dialogs -------------------------------------------------------------------------------------------------------

function dialogs() {
  const t = desk.t;
  const asked = el(
    "dialog",
    { "data-key": "asked", id: "asked", "aria-labelledby": "asked-text" },
    el("p", { id: "asked-text" }, question?.text ?? ""),
    el("div.buttons", {}, ui(t("desk.yes"), "yes", "", { look: "good" }), ui(t("desk.no"), "no", "")),
  );
  const choose = (what, current, options) =>
    el(
      "fieldset",
      {},
      el("legend", {}, t(`desk.${what}`)),
      el("div.buttons", {}, ...options.map(([value, label]) => ui(label, what, value, { look: value === current ? "on" : "", "aria-pressed": String(value === current), ...(what === "language" ? { lang: value } : {}) }))),
    );
  const menu = el(
    "dialog",
    { "data-key": "menu", id: "menu", "aria-labelledby": "menu-title" },
    ...(isMenuOpen ? [settings(choose)] : []),
  );
  return [asked, menu];
}

function settings(choose) {
  const t = desk.t;
  return el(
    "form",
    { "data-form": "settings" },
    el("h2", { id: "menu-title" }, t("desk.menu")),
    choose("language", desk.words.language, [["en", "English"], ["zh", "中文"]]),
    choose("theme", chosenTheme(), ["auto", "light", "dark"].map((name) => [name, t(`desk.theme.${name}`)])),
    ...nameField(desk, "own-name", ownName()),
    el("div.buttons", {}, el("button.good", { type: "submit" }, t("desk.done"))),
  );
}

function showDialogs() {
  for (const [id, isWanted, dismiss] of [["asked", Boolean(question), () => (question = null)], ["menu", isMenuOpen, () => (isMenuOpen = false)]]) {
    const dialog = document.getElementById(id);
    dialog.onclose = () => dialog.open || dismiss(); // heard late: by then it may ask something else
    if (isWanted && !dialog.open) dialog.showModal();
    if (!isWanted && dialog.open) dialog.close();
  }
}

/** Ask before something; resolves to whether it is wanted. */
function confirmed(text) {
  return new Promise((resolve) => {
    question = { text, resolve };
    drawNow();
  });
}

// --- what is tapped ------------------------------------------------------------------------------------------------

const page = {
  goTo(name) {
    part = name;
    sessionStorage.setItem("livebot.desk.part", name);
    news = "";
    drawNow();
    const panel = document.getElementById(`part-${name}`);
    panel.focus({ preventScroll: true });
    panel.scrollTop = 0;
  },
  async openCard(n) {
    const card = desk.view.questions.find((one) => one.id === Number(n));
    if (!card) return;
    const isTaken = card.state === "claimed" && card.claimed_by !== desk.by;
    if (isTaken && !(await confirmed(desk.t("desk.ask.take", { by: desk.words.by(card.claimed_by) })))) return;
    if (desk.opened && desk.opened !== card.id) release(desk.opened);
    setOpened(card.id);
    drawNow();
    if (["new", "claimed"].includes(card.state)) {
      const { ok, kind } = await send({ do: "question.claim", n: card.id, is_forced: isTaken });
      // Without an answer it stays: what is typed there by now is not thrown away, and settleClaims() asks again.
      if (!ok && !UNANSWERED.includes(kind) && desk.opened === card.id) page.closeCard(n);
    }
  },
  closeCard(n) {
    setOpened(0);
    release(Number(n));
    drawNow();
    document.querySelector(`[data-card="${Number(n)}"]`)?.focus({ preventScroll: true });
  },
  async copyLine(n) {
    const line = desk.view.outbox.find((one) => one.id === Number(n));
    if (!line) return;
    const isCopied = await copy(line.text);
    desk.copied = isCopied ? line.id : 0;
    tell(desk.t(isCopied ? "desk.copied" : "desk.not_copied"), { isBad: !isCopied });
  },
  async copyName(n) {
    const offence = desk.view.offences.find((one) => one.n === Number(n));
    if (!offence) return;
    const isCopied = await copy(offence.viewers.map((viewer) => viewer.handle || viewer.name).join(" "));
    tell(desk.t(isCopied ? "desk.said" : "desk.not_copied", { what: desk.t("desk.copy_name") }), { isBad: !isCopied });
  },
  menu() {
    isMenuOpen = true;
    drawNow();
  },
  language(name) {
    localStorage.setItem("livebot.desk.language", name);
    desk.words = new Words(hello.words, name);
    drawNow();
  },
  theme(name) {
    localStorage.setItem("livebot.desk.theme", name);
    applyTheme();
    drawNow();
  },
  yes: () => answerQuestion(true),
  no: () => answerQuestion(false),
};

function answerQuestion(isYes) {
  const { resolve } = question;
  question = null;
  drawNow();
  resolve(isYes);
}

function release(n) {
  const card = desk.view.questions.find((one) => one.id === n);
  if (card?.state === "claimed" && card.claimed_by === desk.by) return send({ do: "question.release", n });
}

function setOpened(n) {
  desk.opened = n;
  keep(desk.view, "opened", n ? String(n) : "");
}

/** The card beside this one in the list: it has the focus when this one is done with. */
function besideCard(n) {
  const cards = desk.view.questions.filter((card) => ["new", "claimed"].includes(card.state));
  const at = cards.findIndex((card) => card.id === n);
  return (cards[at + 1] ?? cards[at - 1])?.id;
}

/** A card is done with, and perhaps not on the page any more: go on to the one beside it. */
function cardGone(n, next) {
  if (desk.opened === n) setOpened(0);
  const at = document.activeElement;
  if (at === document.body || at?.closest(`[data-card="${n}"]`)) document.querySelector(`[data-card="${next}"]`)?.focus({ preventScroll: true });
}

/** Send a command and say why it was refused; resolves to the answer. */
async function send(command, { done = "", canUndo = false } = {}) {
  const text = JSON.stringify(command);
  desk.pending.add(text);
  drawNow();
  const answer = await live.command(command);
  desk.pending.delete(text);
  if (!live) return { ...answer, ok: false };
  if (!answer.ok) {
    const why = UNANSWERED.includes(answer.kind) ? desk.t(`desk.${answer.kind}`) : desk.words.reply(answer.kind, answer.data ?? {});
    tell(answer.kind === "unsure" ? why : desk.t("desk.not_done", { why }), { isBad: true });
    return answer;
  }
  if (command.do === "undo") tell(desk.words.reply(answer.kind, answer.data));
  else if (done) tell(desk.t("desk.said", { what: done }), { canUndo });
  else drawNow();
  return answer;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { ui, argument, do: text } = button.dataset;
  if (isStray(event, text ?? `${ui} ${argument}`)) return event.preventDefault();
  if (ui) return page[ui](argument);
  if (!text || desk.pending.has(text)) return;
  const { said: done, ask: asked, then } = button.dataset;
  const canUndo = "undo" in button.dataset;
  const command = JSON.parse(text);
  if (asked && !(await confirmed(asked))) return;
  const next = then === "cardGone" ? besideCard(command.n) : 0;
  const { ok } = await send(command, { done, canUndo });
  if (ok && then === "cardGone") cardGone(command.n, next);
});

const forms = {
  name(given) {
    enter(keepName(given));
    door(desk, "desk.connecting");
    return { ok: true };
  },
  async settings(given) {
    isMenuOpen = false;
    drawNow();
    if (given === ownName()) return { ok: true };
    keepName(given);
    await release(desk.opened); // else the card that is open here is somebody else's then
    location.reload();
    return { ok: true };
  },
  say: (text) => send({ do: "say", text }, { done: saidOfLine(desk, desk.t("desk.say")) }),
  reply: (text, n) => send({ do: "question.reply", n: Number(n), text }, { done: desk.t("desk.translate") }),
  async draw(value, id) {
    const isWanted = await confirmed(desk.t("desk.ask.draw", { id, value }));
    return isWanted ? send({ do: "giveaway.draw", id, value }, { done: desk.t("desk.draw") }) : { ok: false };
  },
};

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const field = form.elements.text;
  const text = field.value.replace(/[\s\p{Cc}]+/gu, " ").trim();
  if (!text || !(await forms[form.dataset.form](text, form.dataset.n)).ok || form.dataset.form === "reply") return;
  field.value = "";
  if (desk.view) keep(desk.view, field.id, "");
});

document.addEventListener("input", ({ target }) => desk.view && keep(desk.view, target.id, target.value));

begin();
