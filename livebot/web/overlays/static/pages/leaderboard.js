// The leaderboard: who did most, under masked names.

import { el, icon, numberText, setText, shorten } from "../dom.js";

const NAME_CHARS = 20;
const ON_STAGE = 5; // there it shares the time with others: the top is enough

/** The board that the link names, else the first of these that has anybody on it. */
function current(view, { board }) {
  const wanted = board ? [board] : ["month", "session", "all"];
  return wanted.map((id) => view.boards.find((each) => each.id === id)).find((each) => each?.entries.length);
}

export function due(view, now, { options }) {
  const board = current(view, options);
  return board ? `${board.id}.${board.month}` : "";
}

export function make(view, now, { options, modules, language }) {
  const { id, month, entries } = current(view, options);
  const rows = entries.slice(0, modules.size ? ON_STAGE : entries.length).map(() => rowOf());
  const list = el("ol", {}, ...rows.map((row) => row.element));
  const element = el("section.leaderboard", {}, el("p.head", {}, icon("trophy"), el("span", {}, titleOf(id, month, language()))), list);
  let size = rows.length;
  return {
    element,
    update(newer) {
      const board = newer.boards.find((each) => each.id === id);
      if (!board) return;
      while (size < Math.min(board.entries.length, modules.size ? ON_STAGE : Infinity)) {
        rows.push(rowOf());
        list.append(rows[size].element);
        size += 1;
      }
      rows.forEach((row, n) => row.show(board.entries[n]));
    },
  };
}

function rowOf() {
  const rank = el("b.rank", {});
  const name = el("bdi.name", {});
  const level = el("b", {});
  const badge = el("span.level", {}, icon("star"), level);
  const points = el("b.points", {});
  const element = el("li", {}, rank, name, badge, points);
  function show(entry) {
    element.hidden = !entry;
    if (!entry) return;
    setText(rank, String(entry.rank));
    setText(name, shorten(entry.masked, NAME_CHARS));
    setText(level, String(entry.level));
    badge.hidden = !entry.level;
    setText(points, numberText(entry.points));
  }
  return { element, show };
}

/** Words that every browser knows in every language: the name of the month. */
function titleOf(id, month, language) {
  if (id !== "month") return id === "session" ? "LIVE" : "TOP 10";
  return monthText(month, language);
}

/** `November 2026`, in a language. */
export function monthText(month, language) {
  const [year, n] = month.split("-").map(Number);
  try {
    return new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC", calendar: "gregory" }).format(Date.UTC(year, n - 1));
  } catch {
    return month; // a tag that the browser cannot read
  }
}
