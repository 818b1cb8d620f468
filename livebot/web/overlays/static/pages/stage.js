// The stage: one page that shows whichever is due. Add it once to a scene, and nothing else is needed.

import { newest, newsAt } from "../ballots.js";
import { newest as newestAsk } from "./ask.js";

/** How a poll is answered is shown for this long, then how it goes; an ask that stays open longer takes turns. */
const ASKING_MS = { polls: 8_000, quick: 60_000 };
const TURN_MS = 15_000;

/** Of what asks something: what was opened, or decided, last. */
function news(view, now) {
  const ask = newestAsk(view);
  const isAsking = ask && now - ask.item.opened_at_ms < ASKING_MS[ask.kind];
  const items = { ask: isAsking ? ask.item : null, poll: newest(view.polls, now), pk: newest(view.pk, now) };
  return Object.keys(items).filter((name) => items[name]).sort((a, b) => newsAt(items[b]) - newsAt(items[a]))[0];
}

const isNews = (name) => (view, now) => news(view, now) === name;

/** Who goes first, and when they do. Moments come before what lasts, what asks something before what tells something. */
const RANKS = [
  ["winner", (view, now, { isMoment }) => isMoment(view, now)],
  ["code"],
  ["countdown", (view, now, { isMoment }) => isMoment(view, now)],
  ["newcomers", (view, now, { opens }) => opens(view, now, newestAsk(view)?.item.id)],
  ["pinned", (view, now, { isMoment }) => isMoment(view, now)],
  ["ask", isNews("ask")],
  ["poll", isNews("poll")],
  ["pk", isNews("pk")],
  ["newcomers"],
  ["pinned"],
];
/** What lasts for long takes turns, each a whole one. */
const TURNS = ["ask", "countdown", "winner", "leaderboard", "board"];
let turn = { name: "", fromMs: 0 };

function turnOf(waiting, now) {
  const isOn = waiting.includes(turn.name) && turn.fromMs <= now && now < turn.fromMs + TURN_MS;
  if (!isOn) turn = { name: waiting[(waiting.indexOf(turn.name) + 1) % waiting.length], fromMs: now };
  return turn.name;
}

export const order = [...new Set([...RANKS.map(([name]) => name), ...TURNS])];

function current(view, now, tools) {
  const dueOf = (name) => tools.modules.get(name)?.due(view, now, tools) ?? "";
  const first = RANKS.findIndex(([name, when]) => dueOf(name) && (!when || when(view, now, tools.modules.get(name))));
  if (first >= 0) turn.fromMs = -Infinity; // what it interrupts had its turn
  const name = RANKS[first]?.[0] ?? turnOf(TURNS.filter(dueOf), now);
  return { name, page: tools.modules.get(name), due: name ? `${name}.${dueOf(name)}` : "", first };
}

export function due(view, now, tools) {
  return current(view, now, tools).due;
}

export function make(view, now, tools) {
  return current(view, now, tools).page.make(view, now, tools);
}

/** What is on, and what would take its place at once. */
export function seen(view, now, tools) {
  const { name, first } = current(view, now, tools);
  const before = RANKS.slice(0, first < 0 ? RANKS.length : first + 1).filter(([each, when]) => !when || each === name);
  return [...new Set(["stage", ...before.map(([each]) => each), ...(name ? [name] : [])])];
}
