// A PK: two camps that pull at a rope. When the room turns hostile nobody leads any more, and a kind word stands there.

import { newest } from "../ballots.js";
import { el, icon, numberText, setText, words } from "../dom.js";
import { FAIR } from "../phrases.js";

export function due(view, now) {
  const pk = newest(view.pk, now);
  return pk ? `${pk.id}.${pk.opened_at_ms}` : "";
}

export function make(view, now, { say, timeLeft }) {
  const { id, texts, camps } = newest(view.pk, now);
  const sides = camps.map(({ key, label, labels }) => {
    const names = say(Object.keys(labels).length ? labels : { "": label }).map((each) => words("span.name", each));
    const cheers = el("b.cheers", {});
    const viewers = el("b", {});
    const head = el("div.head", {}, el("span.cap", { dir: "auto" }, key), el("div.names", {}, ...names));
    const count = el("div.count", {}, cheers, icon("crown"));
    const fans = el("span.fans", {}, icon("people"), viewers);
    return { key, cheers, viewers, element: el("div.camp", {}, head, count, fans) };
  });
  const people = el("b", {});
  const left = el("b", {});
  const time = el("span.time", {}, icon("clock"), left);
  const rope = el("div.rope", { "aria-hidden": "true" }, el("i.pull", {}), el("i.knot", {}));
  const fair = el("div.fair", {}, icon("heart"), el("div", {}, ...say(FAIR).map((each) => words("p", each))));
  const facts = el("p.facts", {}, el("span", {}, icon("people"), people), time);
  const element = el(
    "section.pk", {},
    ...say(texts).map((each) => words("p.say", each)),
    el("div.sides", {}, ...sides.map((side) => side.element)), rope, fair, facts,
  );
  return {
    element,
    update(newer, at) {
      const pk = newer.pk.find((each) => each.id === id);
      if (!pk) return;
      const isHeated = pk.cooled || pk.temperature !== "calm";
      const ahead = isHeated ? [] : pk.state === "closed" ? pk.result.split(",") : [pk.leader];
      const all = pk.camps.reduce((sum, camp) => sum + camp.cheers, 0);
      element.dataset.state = pk.state;
      element.classList.toggle("heated", isHeated);
      for (const { key, element: camp, cheers, viewers } of sides) {
        const its = pk.camps.find((each) => each.key === key);
        camp.classList.toggle("ahead", ahead.includes(key));
        setText(cheers, numberText(its.cheers));
        cheers.dataset.chars = String(cheers.textContent.length);
        setText(viewers, numberText(its.viewers));
      }
      rope.style.setProperty("--share", (all ? pk.camps[0].cheers / all : 0.5).toFixed(4));
      fair.hidden = !isHeated;
      setText(people, numberText(pk.viewers));
      const until = pk.state === "open" ? pk.closes_at_ms : pk.grace_until_ms;
      time.hidden = !until;
      setText(left, timeLeft(until - at));
    },
  };
}
