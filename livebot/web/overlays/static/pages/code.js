// The code celebration: so many used the secret code at once, and so many know it by now. The code itself is never shown.

import { confetti } from "../confetti.js";
import { el, icon, numberText, setText, words } from "../dom.js";
import { monthText } from "./leaderboard.js";

const SHOWN_MS = 8_000;

/** The last burst, for a while. */
function current(view, now) {
  return view.moments.findLast((moment) => moment.kind === "code_burst" && now < moment.at_ms + SHOWN_MS);
}

export function due(view, now) {
  const burst = current(view, now);
  return burst ? `${burst.id}.${burst.at_ms}` : "";
}

export function make(view, now, { say, language }) {
  const burst = current(view, now);
  const code = view.codes.find((each) => each.id === burst.id);
  const texts = say(code?.texts ?? {}).map(({ language, text }) =>
    words("p.say", { language, text: text.replaceAll("{viewers}", numberText(burst.viewers)) }),
  );
  const month = Object.keys(code?.community ?? {}).sort().at(-1);
  const community = el("b", {});
  const all = el("p.all", {}, icon("heart"), community, el("span", {}, month ? monthText(month, language()) : ""));
  const count = el("p.count", {}, icon("spark"), el("b", {}, numberText(burst.viewers)), icon("people"), icon("spark"));
  return {
    element: el("section.code", {}, count, ...texts, all, confetti()),
    update({ codes }) {
      const size = codes.find((each) => each.id === burst.id)?.community[month] ?? 0;
      all.hidden = !size;
      setText(community, numberText(size));
    },
  };
}
