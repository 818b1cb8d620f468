// The ask card: what to type, big, and a thumb that types it into the comments. For quick asks and for polls.

import { drawing, el, icon, numberText, setText, words } from "../dom.js";

/** The newest open ask or poll. */
export function newest(view) {
  const asks = view.quick.filter((ask) => ask.state === "open").map((ask) => ({ kind: "quick", item: ask }));
  const polls = view.polls.filter((poll) => poll.state === "open").map((poll) => ({ kind: "polls", item: poll }));
  return [...asks, ...polls].sort((a, b) => b.item.opened_at_ms - a.item.opened_at_ms)[0];
}

export function due(view) {
  const ask = newest(view);
  return ask ? `${ask.kind}.${ask.item.id}.${ask.item.opened_at_ms}` : "";
}

export function make(view, now, { say, timeLeft }) {
  const { kind, item } = newest(view);
  const options = kind === "quick" ? Object.keys(item.answers).map((key) => ({ key })) : item.options;
  const keys = options.map(({ key, labels, label }) => {
    const said = labels ? say(Object.keys(labels).length ? labels : { "": label }) : [];
    return { key, names: said.filter(({ text }) => text !== key) }; // a label that only repeats the key says nothing
  });
  const people = el("b", {});
  const left = el("b", {});
  const time = el("span.time", {}, icon("clock"), left);
  const texts = say(item.texts).map((each) => words("p.say", each));
  const facts = el("p.facts", {}, el("span", {}, icon("people"), people), time);
  return {
    element: el("section.ask", {}, ...texts, keyboard(keys, facts)),
    update(newer, at) {
      const ask = newer[kind].find((each) => each.id === item.id);
      if (!ask) return;
      setText(people, numberText(kind === "quick" ? ask.viewers : ask.voters));
      time.hidden = !ask.closes_at_ms;
      setText(left, timeLeft(ask.closes_at_ms - at));
    },
  };
}

/** Keys, big, that a thumb presses one after the other, and a comment being written; `facts` stand beside it. */
export function keyboard(keys, facts) {
  const buttons = keys.map(({ key, names = [] }) => {
    const cap = el("span.cap", { "data-chars": String(Math.min([...key].length, 6)), dir: "auto" }, key);
    return el(names.length ? "div.button.named" : "div.button", {}, cap, ...names.map((each) => words("span.name", each)));
  });
  const typed = el("span.typed", { dir: "auto" });
  const send = drawing("0 0 24 24", "send", ["path", { d: "M12 20V5M5.500 11.500 12 5l6.500 6.500" }]);
  typeInTurn(buttons, keys, typed);
  const field = el("div.field", { "aria-hidden": "true" }, icon("comment"), typed, el("i.caret", {}), send);
  const row = el("div.buttons", { "data-keys": String(Math.min(buttons.length, 5)) }, ...buttons);
  return el("div.keyboard", {}, row, el("div.foot", {}, field, facts));
}

/** Let the thumb type one key after the other; where motion is not wanted it rests on the first. */
function typeInTurn(buttons, keys, typed) {
  const thumb = drawing(
    "0 0 100 160", "thumb",
    ["path", { class: "skin", d: "M50 4C29 4 16 19 17 41l3 44c1 14-7 22-10 33-3 13 0 28 6 38h70c7-12 9-28 6-42-3-12-10-18-10-32l1-41C84 19 71 4 50 4Z" }],
    ["path", { class: "nail", d: "M50 11c-14 0-22 10-21.500 24 .4 11 4.500 20 21.500 20s21.100-9 21.500-20C72 21 64 11 50 11Z" }],
    ["path", { class: "crease", d: "M31 76c11 5 27 5 38 0M34 87c9 4 23 4 32 0" }],
  );
  let at = 0;
  const put = () => {
    buttons.forEach((button, n) => button.classList.toggle("tapped", n === at));
    buttons[at].append(thumb);
    setText(typed, keys[at].key);
  };
  thumb.addEventListener("animationiteration", () => {
    if (buttons.length < 2) return;
    at = (at + 1) % buttons.length;
    put();
  });
  put();
}
