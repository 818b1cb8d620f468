// What a thumb on glass needs: no double tap does two things, and a text gets to the clipboard.

import { el } from "/overlay/files/dom.js";

const TWICE_MS = 400;
const TWICE_PX = 24;

let tap = null; // the last one: where, when, and on what

/** Whether a tap is the second of a double tap, and lands on what moved under the finger meanwhile, such as the next card. */
export function isStray(event, what) {
  const last = tap;
  tap = { x: event.clientX, y: event.clientY, atMs: event.timeStamp, what };
  if (!last || last.what === what || !event.detail) return false; // keys have no place
  return tap.atMs - last.atMs < TWICE_MS && Math.hypot(tap.x - last.x, tap.y - last.y) < TWICE_PX;
}

/** Browsers lend the clipboard to pages of https only, and livebot in a home network has none: the old way works. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = el("textarea.unseen", { readonly: "", "aria-hidden": "true" });
    field.value = text;
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    field.setSelectionRange(0, text.length);
    const isCopied = document.execCommand("copy");
    field.remove();
    focused?.focus({ preventScroll: true });
    return isCopied;
  }
}
