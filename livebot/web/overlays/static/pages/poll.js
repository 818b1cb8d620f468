// A poll: bars that grow as votes come in, then the result.

import { newest } from "../ballots.js";
import { el, icon, numberText, setText, words } from "../dom.js";

export function due(view, now) {
  const poll = newest(view.polls, now);
  return poll ? `${poll.id}.${poll.opened_at_ms}` : "";
}

export function make(view, now, { say, timeLeft }) {
  const { id, texts, options } = newest(view.polls, now);
  const bars = options.map(({ key, label, labels }) => {
    const names = say(Object.keys(labels).length ? labels : { "": label }).map((each) => words("span.name", each));
    const percent = el("b.percent", {});
    const element = el("li.bar", {}, el("span.cap", { dir: "auto" }, key), el("div.names", {}, ...names), icon("crown"), percent);
    return { key, element, percent };
  });
  const people = el("b", {});
  const left = el("b", {});
  const time = el("span.time", {}, icon("clock"), left);
  const questions = say(texts).map((each) => words("p.say", each));
  const facts = el("p.facts", {}, el("span", {}, icon("people"), people), time);
  const element = el("section.poll", { "data-many": options.length > 4 ? "" : null }, ...questions, el("ul", {}, ...bars.map((bar) => bar.element)), facts);
  return {
    element,
    update(newer, at) {
      const poll = newer.polls.find((each) => each.id === id);
      if (!poll) return;
      const winners = poll.state === "closed" ? poll.result.split(",") : [];
      const all = poll.options.reduce((sum, option) => sum + option.votes, 0);
      element.dataset.state = poll.state;
      for (const { key, element: bar, percent } of bars) {
        const share = all ? poll.options.find((option) => option.key === key).votes / all : 0;
        bar.style.setProperty("--share", share.toFixed(4));
        bar.classList.toggle("won", winners.includes(key));
        setText(percent, `${Math.round(share * 100)}%`);
      }
      setText(people, numberText(poll.voters));
      const until = poll.state === "open" ? poll.closes_at_ms : poll.grace_until_ms;
      time.hidden = !until;
      setText(left, timeLeft(until - at));
    },
  };
}
