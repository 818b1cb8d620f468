// Those who have just come in: a welcome in two languages, and a key to press.

import { drawing, el, icon, numberText, words } from "../dom.js";
import { keyboard } from "./ask.js";

const LANGUAGES = 2;

export function due(view, now) {
  const card = view.newcomers;
  return card && card.from_ms <= now && now < card.until_ms ? `${card.n}` : "";
}

/** What the card asks for is already on it. */
export function opens(view, now, id) {
  return Boolean(due(view, now)) && view.newcomers.opens === id;
}

export function make(view) {
  const { crowd, joins, texts, keys } = view.newcomers;
  // Who has only just come has not written yet: the room chose the languages, the more fitting first.
  const said = Object.entries(texts).slice(0, LANGUAGES).map(([language, text]) => words("p.say", { language, text }));
  const hand = drawing(
    "0 0 100 100", "hand",
    ["path", { class: "skin", d: "M27 96C15 84 12 68 15 52l4-21c2-8 12-7 12 1l-1 15 4-36c1-8 12-8 12 0l-1 33 6-36c2-8 12-6 12 2l-3 35 8-29c3-7 12-5 11 3l-7 36 9-10c6-6 14 0 10 8-6 12-12 29-22 41-8 9-32 12-42 2Z" }],
    ["path", { class: "crease", d: "M36 68c8 6 18 7 27 3" }],
  );
  const people = el("p.facts", {}, el("span", {}, icon("people"), el("b", {}, `+${numberText(joins)}`)));
  const welcome = el("div.welcome", {}, hand, el("div.texts", {}, ...said));
  const ask = keys.length ? keyboard(keys.map((key) => ({ key })), people) : people;
  return { element: el("section.newcomers", { "data-crowd": crowd }, welcome, ask), update() {} };
}
