// The desk's way to the daemon: the key, the live status, and commands.

import { Live } from "/overlay/files/live.js";

const PLACE = "livebot.desk.key";
const HELLO_WITHIN_MS = 4_000;
const SHUT_MS = 5_000;
const AGAIN_MS = [0, 700, 2_000];
const ANSWER_WITHIN_MS = 20_000;

/** The key of the link that was opened, or of this tab. It goes out of the address at once, so that nobody sees it
 *  over a shoulder, in a screenshot or in a bookmark. */
export function takeKey() {
  const given = location.hash.slice(1);
  if (given) {
    sessionStorage.setItem(PLACE, given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(PLACE) ?? "";
}

/** Ask as whoever has the key. */
export function ask(path, key, options = {}) {
  return fetch(path, { ...options, cache: "no-store", headers: { Authorization: `Bearer ${key}` } });
}

export class DeskLive extends Live {
  /** `hello` is what the daemon said of itself; `onRefused("wrong_key" | "shut")` hears why there is no way in. */
  constructor(key, by, version, itemKeys, onView, onRefused) {
    super(key, version, onView);
    this.by = by;
    this.itemKeys = itemKeys;
    this.onRefused = onRefused;
  }

  async isThere() {
    await null; // the constructor first finishes
    try {
      const { status } = await ask("/desk/hello", this.key, { signal: AbortSignal.timeout(HELLO_WITHIN_MS) });
      if (status === 401) {
        this.onRefused("wrong_key");
        return new Promise(() => {}); // another try cannot help
      }
      if (status === 429) {
        this.onRefused("shut");
        await new Promise((resolve) => setTimeout(resolve, SHUT_MS));
      }
      return status === 200;
    } catch {
      return false;
    }
  }

  open() {
    this.isBack = true; // the view that comes next is a whole one: nobody knows what happened before it
    // A socket takes no headers, and its address may be written down on the way: subprotocols are not.
    return new WebSocket(`/desk/live?by=${encodeURIComponent(this.by)}`, ["livebot", `key.${this.key}`]);
  }

  /** What `views.apply` does. */
  merge(view, changes) {
    const next = { ...view };
    for (const [name, value] of Object.entries(changes)) {
      const key = this.itemKeys[name];
      if (!key) {
        next[name] = value;
        continue;
      }
      const items = new Map(view[name].map((item) => [String(item[key]), item]));
      for (const [id, item] of Object.entries(value.items)) items.set(id, item);
      next[name] = value.order.map((id) => items.get(id));
    }
    return next;
  }

  /** Have a command carried out; resolves to {ok, kind, data}, or {ok: false, kind: "unsure" | "no_connection"}.
   *  Trying again with the same id is safe: the daemon does it once. */
  async command(command) {
    const body = JSON.stringify({ ...command, by: this.by, command_id: newId() });
    let wasSent = false;
    for (const ms of AGAIN_MS) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      if (this.lostSinceMs) continue;
      try {
        wasSent = true;
        const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
        const response = await ask("/api/do", this.key, { method: "POST", body, signal });
        const answer = await response.json();
        if (answer.kind === "timeout") return { ok: false, kind: "unsure", data: {} };
        return answer.kind === "duplicate" ? { ok: true, kind: "done", data: {} } : answer;
      } catch {
        // the daemon is away, or its answer was lost: again
      }
    }
    return { ok: false, kind: wasSent ? "unsure" : "no_connection", data: {} };
  }
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
