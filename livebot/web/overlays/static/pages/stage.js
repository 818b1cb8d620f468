// The stage: one page that shows whichever is due. Add it once to a scene, and nothing else is needed.

import { newest } from "./ask.js";

export const place = "bottom";

const ASKING_MS = 8_000;
const TURN_MS = 15_000;

/** How a poll is answered is shown for this long, then how it goes. */
function isAsking(view, now) {
  const ask = newest(view);
  return ask?.kind === "quick" || (ask?.kind === "polls" && now - ask.item.opened_at_ms < ASKING_MS);
}

/** Who goes first, and when they do. Moments come before what lasts, what asks something before what tells something. */
const RANKS = [
  ["winner", (view, now, { isMoment }) => isMoment(view, now)],
  ["code"],
  ["countdown", (view, now, { isMoment }) => isMoment(view, now)],
  ["newcomers", (view, now, { opens }) => opens(view, now, newest(view)?.item.id)],
  ["ask", isAsking],
  ["poll"],
  ["pk"],
  ["newcomers"],
  ["pinned"],
];
/** What lasts for long takes turns. */
const TURNS = ["countdown", "winner", "leaderboard", "board"];

export const order = [...new Set([...RANKS.map(([name]) => name), ...TURNS])];

function current(view, now, tools) {
  const dueOf = (name) => tools.modules.get(name)?.due(view, now, tools) ?? "";
  const first = RANKS.findIndex(([name, when]) => dueOf(name) && (!when || when(view, now, tools.modules.get(name))));
  const waiting = TURNS.filter(dueOf);
  const name = RANKS[first]?.[0] ?? waiting[Math.floor(now / TURN_MS) % waiting.length];
  return { name, page: tools.modules.get(name), due: name ? `${name}.${dueOf(name)}` : "", first };
}

export function due(view, now, tools) {
  return current(view, now, tools).due;
}

export function make(view, now, tools) {
  const { page } = current(view, now, tools);
  return { place: page.place, ...page.make(view, now, tools) };
}

/** What is on, and what would take its place at once. */
export function seen(view, now, tools) {
  const { name, first } = current(view, now, tools);
  const before = RANKS.slice(0, first < 0 ? RANKS.length : first + 1).filter(([each, when]) => !when || each === name);
  return [...new Set(["stage", ...before.map(([each]) => each), ...(name ? [name] : [])])];
}
