// The data board: what the show has brought so far, and how far the goals are.

import { el, icon, numberText, setText, words } from "../dom.js";

const TILES = { viewers: "eye", likes: "heart", orders: "bag", comments: "comment" };
export const GOAL_ICONS = { ...TILES, paid: "bag", gifts: "gift", diamonds: "gift", follows: "people", shares: "people" };
const GOALS_SHOWN = 2;
const TIGHT_CHARS = 19; // more digits than that fit into one line only if they are smaller

export function due(view) {
  return view.live && view.figures ? `board ${goalsOf(view).map((goal) => goal.id)}` : "";
}

const goalsOf = (view) => view.goals.slice(0, GOALS_SHOWN);

export function make(view, now, { say }) {
  const tiles = Object.entries(TILES).map(([figure, name]) => {
    const number = el("b", {});
    return { figure, number, element: el("li", { "data-figure": figure }, icon(name), number) };
  });
  const goals = goalsOf(view).map(({ id, figure, labels }) => {
    const have = el("b", {});
    const names = el("span.names", {}, ...say(labels).map((each) => words("span.name", each)));
    const title = el("span.title", {}, icon(GOAL_ICONS[figure] ?? "flag"), names);
    const bar = el("div.goal", {}, el("p", {}, title, have), el("div.track", {}, el("i", {})));
    return { id, have, element: bar };
  });
  const list = el("ul", {}, ...tiles.map((tile) => tile.element));
  const element = el("section.board", {}, list, ...goals.map((goal) => goal.element));
  return {
    element,
    update(newer) {
      if (!newer.figures) return;
      for (const { figure, number, element: tile } of tiles) {
        // Not every shop tells its orders: a zero that never moves is no figure.
        tile.hidden = figure === "orders" && !newer.figures.orders;
        setText(number, numberText(newer.figures[figure]));
      }
      list.classList.toggle("tight", list.textContent.length > TIGHT_CHARS);
      for (const { id, have, element: bar } of goals) {
        const goal = newer.goals.find((each) => each.id === id);
        if (!goal) continue;
        setText(have, `${numberText(goal.have)} / ${numberText(goal.target)}`);
        bar.style.setProperty("--share", String(goal.is_done ? 1 : goal.percent / 100));
        bar.classList.toggle("done", goal.is_done);
      }
    },
  };
}
