// The daemon's end of a page: its view, kept current, and its clock.
//
// The page's own clock is never asked what time it is. performance.now() runs evenly whatever is done to that clock, and
// the daemon's time is told with every message; how long a ping takes says how far off that may be.

const RETRY_MS = 300;
const HEALTH_WITHIN_MS = 1_000; // a computer that lost its power or its network answers never, and says so late
const PING_MS = 5_000;
const FIRST_PINGS_MS = [0, 100, 250, 500];
const SILENT_MS = 12_000;
const SAMPLES_KEPT = 8;
const ODD_MS = 500;

/** Where the daemon's clock is, seen from performance.now(). */
export class Clock {
  #samples = [];
  #aheadMs = 0;

  now() {
    return performance.now() + this.#aheadMs;
  }

  /** A message was written at `atMs`, and nobody knows how long it took; return whether that fits what is known. */
  hear(atMs) {
    if (!this.#samples.length) this.#aheadMs = atMs - performance.now();
    return Math.abs(atMs - this.now()) < ODD_MS;
  }

  /** The daemon said `atMs` some time between `sentMs` and now: the quicker the answer, the surer. */
  sample(sentMs, atMs) {
    const tookMs = performance.now() - sentMs;
    const sample = { tookMs, aheadMs: atMs - (sentMs + tookMs / 2) };
    // A difference that no delay explains: the daemon's clock was set, or it runs faster, as in a rehearsal.
    this.#samples = this.#samples.filter((old) => Math.abs(old.aheadMs - sample.aheadMs) <= (old.tookMs + tookMs) / 2 + 20);
    this.#samples = [...this.#samples, sample].slice(-SAMPLES_KEPT);
    this.#aheadMs = this.#samples.reduce((best, each) => (each.tookMs < best.tookMs ? each : best)).aheadMs;
  }

  forget() {
    this.#samples = [];
  }
}

/** Follow the room: `onView(view)` at every change. Comes back by itself when the daemon does. */
export class Live {
  clock = new Clock();
  lostSinceMs = performance.now(); // 0 while connected
  #socket = null;
  #heardMs = 0;
  #seen = [];

  constructor(key, version, onView) {
    this.key = key;
    this.version = version;
    this.onView = onView;
    this.view = null;
    setInterval(() => this.#watchOver(), PING_MS);
    this.#connect();
  }

  /** Say which pages are on somebody's screen. */
  saySeen(pages) {
    this.#seen = pages;
    this.#say({ seen: pages });
  }

  // What the desk, which extends this, does in its own way.

  async isThere() {
    try {
      return (await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(HEALTH_WITHIN_MS) })).ok;
    } catch {
      return false;
    }
  }

  open() {
    return new WebSocket(`/overlay/live?key=${encodeURIComponent(this.key)}`);
  }

  merge(view, changes) {
    return { ...view, ...changes };
  }

  async #connect() {
    // Browsers make a page wait ever longer between sockets that fail, but not between plain requests.
    while (!(await this.isThere())) await sleep(RETRY_MS);
    const socket = this.open();
    this.#socket = socket;
    this.#heardMs = performance.now();
    socket.onopen = () => {
      this.clock.forget();
      for (const ms of FIRST_PINGS_MS) setTimeout(() => this.#ping(), ms);
      this.#say({ seen: this.#seen });
    };
    socket.onmessage = (message) => this.#hear(JSON.parse(message.data));
    socket.onclose = async () => {
      if (this.#socket !== socket) return;
      this.lostSinceMs ||= performance.now();
      await sleep(RETRY_MS);
      this.#connect();
    };
  }

  #hear(message) {
    this.#heardMs = performance.now();
    if ("pong" in message) return this.clock.sample(message.pong, message.at_ms);
    if ("view" in message && message.version !== this.version) return location.reload();
    if (!this.clock.hear(message.at_ms)) this.#ping();
    this.lostSinceMs = 0;
    this.view = message.view ?? this.merge(this.view, message.changes);
    this.onView(this.view);
  }

  #ping() {
    this.#say({ ping: performance.now() });
  }

  #watchOver() {
    if (!this.#socket) return;
    if (performance.now() - this.#heardMs > SILENT_MS) this.#socket.close(); // half open: the other end is gone
    this.#ping();
  }

  #say(words) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(words));
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
