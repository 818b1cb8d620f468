// Confetti, for moments. Where motion is not wanted there is none.

import { el } from "./dom.js";

const PIECES = 44;
const GOLDEN = 0.618034; // its multiples are spread evenly, and never look it

/** An element that throws confetti out of its middle, once. */
export function confetti() {
  const pieces = Array.from({ length: PIECES }, (_, n) => {
    const piece = el("i", {});
    const turn = n * GOLDEN;
    piece.style.setProperty("--x", (Math.cos(turn * 6.283) * (0.35 + 0.65 * ((turn * 3) % 1))).toFixed(3));
    piece.style.setProperty("--y", (Math.sin(turn * 6.283) * (0.35 + 0.65 * ((turn * 5) % 1))).toFixed(3));
    piece.style.setProperty("--spin", `${Math.round(((turn * 7) % 1) * 1440 - 720)}deg`);
    piece.style.setProperty("--wait", `${Math.round(((turn * 11) % 1) * 180)}ms`);
    piece.style.setProperty("--colour", `var(--bar-${(n % 6) + 1})`);
    return piece;
  });
  return el("div.confetti", { "aria-hidden": "true" }, ...pieces);
}
