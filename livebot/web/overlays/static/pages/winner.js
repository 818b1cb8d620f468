// A giveaway, from the prize to the winners: how to take part, the draw that is fixed, the suspense, the names, and how
// long they have to claim. Of TikTok's own giveaway only the beginning is known: it picks its winners in the app.

import { confetti } from "../confetti.js";
import { el, icon, numberText, setText, shorten, words } from "../dom.js";
import { keyboard } from "./ask.js";

/** Names come this long after the draw. */
export const SUSPENSE_MS = 4_000;
const DONE_MS = 15_000;
const NEW_MS = 15_000;
const ENDS_MS = 10_000;
const NAME_CHARS = 24;
const CARDS = { announced: "entry", open: "entry", frozen: "frozen", drawn: "names", done: "names" };
const FIRST = ["names", "frozen", "entry"];

function last(view, id, kind) {
  return view.moments.findLast((moment) => moment.id === id && moment.kind === kind)?.at_ms ?? 0;
}

/** What is farthest comes first. */
function current(view, now) {
  const cards = view.giveaways
    .filter((item) => item.state !== "done" || (item.winners.length && now < last(view, item.id, "giveaway_done") + SUSPENSE_MS + DONE_MS))
    .filter((item) => item.state in CARDS)
    .map((item) => ({ item, card: CARDS[item.state] }));
  return cards.sort((a, b) => FIRST.indexOf(a.card) - FIRST.indexOf(b.card))[0];
}

/** Whatever else is on: while it is decided, and when it begins and ends. */
export function isMoment(view, now) {
  const found = current(view, now);
  if (found?.card !== "entry") return Boolean(found);
  const { id, closes_at_ms } = found.item;
  return now < last(view, id, "giveaway_opened") + NEW_MS || (closes_at_ms > 0 && closes_at_ms - now < ENDS_MS);
}

export function due(view, now) {
  const found = current(view, now);
  return found ? `${found.item.id}.${found.card}` : "";
}

export function make(view, now, tools) {
  const { item, card } = current(view, now);
  return { entry, frozen, names }[card](item, tools);
}

function entry(first, { say, timeLeft }) {
  const people = el("b", {});
  const left = el("b", {});
  const time = el("span.time", {}, icon("clock"), left);
  const entrants = el("span", {}, icon("people"), people);
  const facts = el("p.facts", {}, entrants, time);
  const how = say(first.texts).map((each) => ({ ...each, element: words("p.how", each) }));
  const [word] = first.words;
  const body = word ? keyboard([{ key: word }], facts) : facts;
  const element = el("section.winner.entry", {}, prizes(first.labels, say), ...how.map((each) => each.element), body, seal(first));
  return {
    element,
    update(view, now) {
      const item = view.giveaways.find((each) => each.id === first.id);
      if (!item) return;
      const leftMs = item.closes_at_ms - now;
      entrants.hidden = item.mode !== "draw" || item.state !== "open";
      setText(people, numberText(item.entrants));
      time.hidden = !item.closes_at_ms;
      setText(left, timeLeft(leftMs));
      for (const { language, text, element: line } of how) setText(line, text.replaceAll("{left}", timeLeft(leftMs, language)));
    },
  };
}

function frozen(first, { say }) {
  const people = el("b", {});
  const waits = el("div.waits", { "aria-hidden": "true" }, ...Array.from({ length: 5 }, () => el("i", {})));
  const value = first.public_value ? [el("p.value", { dir: "auto" }, first.public_value)] : [];
  const fixed = el("p.fixed", {}, icon("lock"), people, icon("people"));
  return {
    element: el("section.winner.frozen", {}, prizes(first.labels, say), fixed, waits, ...value, seal(first)),
    update(view) {
      const item = view.giveaways.find((each) => each.id === first.id);
      if (item) setText(people, numberText(item.entrants));
    },
  };
}

function names(first, { say, timeLeft }) {
  const [word] = first.claim_words;
  const revealed = new Set();
  const rows = first.winners.map(({ labels }) => {
    const name = el("bdi.name", {});
    const waits = el("span.waits", { "aria-hidden": "true" }, el("i", {}), el("i", {}), el("i", {}));
    const left = el("b", {});
    const claim = el("span.claim", {}, word ? el("span.cap", { dir: "auto" }, word) : icon("comment"), icon("clock"), left);
    const prize = words("span.prize", say(labels)[0] ?? { text: "" });
    const element = el("li", {}, icon("crown"), el("div.who", {}, name, waits, prize), claim, el("span.check", {}, "✓"));
    return { element, name, claim, left };
  });
  const element = el("section.winner.names", {}, el("div.gift", {}, icon("gift")), el("ol", {}, ...rows.map((row) => row.element)));
  return {
    element,
    update(view, now) {
      const item = view.giveaways.find((each) => each.id === first.id);
      if (!item) return;
      const shownFrom = last(view, item.id, "giveaway_won") + SUSPENSE_MS;
      let isNew = false;
      item.winners.forEach((winner, n) => {
        const row = rows[n];
        if (!row) return;
        const key = `${winner.place} ${winner.name}`;
        const isHidden = winner.name && now < shownFrom && !revealed.has(key);
        if (!isHidden && winner.name && !revealed.has(key)) {
          revealed.add(key);
          isNew ||= now < shownFrom + 2_000;
        }
        row.element.dataset.state = isHidden ? "hidden" : winner.state;
        setText(row.name, isHidden ? "" : winner.name ? shorten(winner.name, NAME_CHARS) : "–");
        row.claim.hidden = isHidden || winner.state !== "called";
        row.left.hidden = !winner.claim_until_ms;
        setText(row.left, timeLeft(winner.claim_until_ms - now));
      });
      element.classList.toggle("suspense", rows.some((row) => row.element.dataset.state === "hidden"));
      if (isNew) {
        element.querySelector(".confetti")?.remove();
        element.append(confetti());
      }
    },
  };
}

/** What there is to win, in the audience's languages. */
function prizes(labels, say) {
  const languages = new Map();
  for (const label of labels) {
    say(label).forEach(({ language, text }, n) => {
      const line = languages.get(n) ?? { language, parts: [] };
      line.parts.push(text);
      languages.set(n, line);
    });
  }
  const lines = [...languages.values()].map(({ language, parts }) => words("p.say", { language, text: parts.join(" + ") }));
  return el("div.prizes", {}, el("div.gift", {}, icon("gift")), el("div.texts", {}, ...lines));
}

/** The beginning of the hash that fixes the draw: as in the chat, so that everybody can compare. */
function seal({ commitment, digest, state }) {
  const hash = state === "frozen" ? digest : commitment;
  return hash ? el("p.seal", {}, icon("lock"), hash.slice(0, 12).replace(/(.{4})(?=.)/g, "$1 ")) : "";
}
