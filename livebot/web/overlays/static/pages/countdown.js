// A countdown: to a time, right to the tenth of a second on the daemon's clock, or to a figure of the show. A calm one,
// for markets where pressure is not welcome, says what is coming and shows nothing that ticks.

import { el, icon, numberText, setText, tenthsText, words } from "../dom.js";
import { GOAL_ICONS } from "./board.js";

const OVER_MS = 4_000;
const LAST_MS = 10_000;

/** What is over stays for a moment; else what comes first, then figures, then what stands still. */
function current(view, now) {
  const ranked = view.countdowns
    .map((item) => ({ item, rank: rankOf(item, now) }))
    .filter(({ item, rank }) => rank < Infinity && (!item.is_calm || item.target || Object.keys(item.title).length));
  return ranked.sort((a, b) => a.rank - b.rank)[0]?.item;
}

function rankOf(item, now) {
  if (item.state === "ended" && !item.is_calm && now < item.over_at_ms + OVER_MS) return 0;
  if (item.state === "running") return item.target ? Number.MAX_SAFE_INTEGER - 1 : item.ends_at_ms;
  return item.state === "paused" ? Number.MAX_SAFE_INTEGER : Infinity;
}

/** The last seconds, which nothing else on the stage interrupts. */
export function isMoment(view, now) {
  const item = current(view, now);
  return Boolean(item) && !item.target && !item.is_calm && (item.state === "ended" || (item.state === "running" && item.ends_at_ms - now < LAST_MS));
}

export function due(view, now) {
  const item = current(view, now);
  return item ? `${item.id}.${item.is_calm}` : "";
}

export function make(view, now, { say }) {
  const first = current(view, now);
  let item = first;
  const whole = el("span.whole", {});
  const tenths = el("span.tenths", {});
  const digits = el("p.digits", { role: "timer" }, first.target ? icon(GOAL_ICONS[first.figure] ?? "flag") : "", whole, tenths, icon("pause"));
  const have = el("b", {});
  const way = el("div.way", {}, el("div.track", {}, el("i", {})), have);
  const titles = say(first.title).map((each) => words("p.say", each));
  const shown = first.is_calm ? [icon("glass")] : [digits];
  const element = el("section.countdown", { "data-calm": first.is_calm ? "" : null }, ...titles, ...shown, ...(first.target ? [way] : []));

  function tick(at) {
    const left = item.state === "running" ? item.ends_at_ms - at : item.state === "paused" ? item.left_ms : 0;
    const [clock, rest] = tenthsText(left);
    const isLong = left >= 3_600_000; // hours need no tenths
    setText(whole, clock);
    setText(tenths, isLong ? "" : rest);
    digits.style.setProperty("--chars", String(clock.length + (isLong ? 0 : 1)));
    element.classList.toggle("last", item.state === "running" && left < LAST_MS);
  }

  return {
    element,
    update(newer, at) {
      item = newer.countdowns.find((each) => each.id === first.id) ?? item;
      element.dataset.state = item.state;
      if (item.target) {
        const missing = numberText(Math.max(item.target - item.have, 0));
        setText(whole, missing);
        digits.style.setProperty("--chars", String(missing.length + 2));
        setText(have, `${numberText(item.have)} / ${numberText(item.target)}`);
        way.style.setProperty("--share", String(Math.min(item.have / item.target, 1)));
      } else if (!item.is_calm) tick(at);
    },
    frame: first.target || first.is_calm ? undefined : tick,
  };
}
