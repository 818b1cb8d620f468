// The stage: one page that shows whichever is due. Add it once to a scene, and nothing else is needed.

import { newest } from "./ask.js";

export const place = "bottom";

/** Who goes first. Moments come before what lasts, what asks something before what tells something. */
export const order = ["winner", "code", "ask", "poll", "pk", "countdown", "newcomers", "pinned", "leaderboard", "board"];

const ASKING_MS = 8_000;
/** How a poll is answered is shown for this long, then how it goes. */
const hasBeenAsked = (view, now) => newest(view)?.kind === "polls" && now - newest(view).item.opened_at_ms >= ASKING_MS;

function current(view, now, tools) {
  for (const [name, page] of tools.modules) {
    const due = name === "ask" && hasBeenAsked(view, now) ? "" : page.due(view, now, tools);
    if (due) return { name, page, due: `${name}.${due}` };
  }
  return null;
}

export function due(view, now, tools) {
  return current(view, now, tools)?.due ?? "";
}

export function make(view, now, tools) {
  const { page } = current(view, now, tools);
  return { place: page.place, ...page.make(view, now, tools) };
}

/** What is on, and what would take its place at once. */
export function seen(view, now, tools) {
  const names = [...tools.modules.keys()];
  const name = current(view, now, tools)?.name;
  return ["stage", ...(name ? names.slice(0, names.indexOf(name) + 1) : names)];
}
