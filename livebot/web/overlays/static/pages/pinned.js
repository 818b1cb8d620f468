// The question that the operator pinned: as it was asked, and what it means.

import { el, numberText, setText, words } from "../dom.js";

/** For so long after it was pinned, it goes before what is open. */
const NEW_MS = 15_000;

export function isMoment({ pinned }, now) {
  return Boolean(pinned) && now < pinned.pinned_at_ms + NEW_MS;
}

export function due(view) {
  return view.pinned ? `${view.pinned.n}.${view.pinned.text}` : "";
}

export function make(view) {
  const { text, language, masked } = view.pinned;
  const count = el("span.count", {});
  const translation = el("p.translation", { lang: view.host_language, dir: "auto" });
  const who = el("p.who", {}, el("span.mark", { "aria-hidden": "true" }, "?"), el("bdi.masked", {}, masked), count);
  return {
    element: el("section.pinned", {}, who, words("p.say", { language, text }), translation),
    update({ pinned }) {
      if (!pinned) return;
      count.hidden = pinned.count < 2;
      setText(count, `×${numberText(pinned.count)}`);
      translation.hidden = !pinned.translation;
      setText(translation, pinned.translation);
    },
  };
}
