// Short sounds for moments, made here: struck bars, of which each is a few sines that fade. The link's volume turns them on.
//
// Every moment sounds once, also after a reload and if several pages show it; what is older than a few seconds does not
// sound at all; and there are never two sounds at once, in whatever pages of this browser.

import { SUSPENSE_MS } from "./pages/winner.js";
import { el, icon } from "./dom.js";

/** Of each kind of moment: the page that it belongs to, its tune, and how long after it the page shows it. */
const CUES = {
  code_burst: { page: "code", tune: "burst", afterMs: 0 },
  giveaway_won: { page: "winner", tune: "won", afterMs: SUSPENSE_MS },
  goal_reached: { page: "board", tune: "goal", afterMs: 0 },
};

/** Notes: when (s), how high (Hz), how loud, how long it rings (s). */
const TUNES = {
  burst: [[0, 1047, 0.5, 0.3], [0.07, 1319, 0.5, 0.3], [0.14, 1568, 0.5, 0.35], [0.21, 2093, 0.7, 0.7]],
  won: [
    [0, 523, 0.6, 0.4], [0.14, 659, 0.6, 0.4], [0.28, 784, 0.6, 0.5],
    [0.46, 1047, 0.8, 1.4], [0.46, 784, 0.4, 1.4], [0.46, 1319, 0.4, 1.4], [0.62, 2093, 0.25, 1.0],
  ],
  goal: [[0, 659, 0.6, 0.5], [0.16, 988, 0.8, 1.0], [0.16, 1319, 0.35, 0.9]],
};
const PARTIALS = [[1, 1, 1], [2, 0.32, 0.7], [3.01, 0.16, 0.45], [4.2, 0.07, 0.25]]; // times the note, level, ring
const ATTACK_S = 0.004;
const FADE_S = 0.05;
const LOUDEST = 0.8;

const FRESH_MS = 4_000;
const HEARD_KEPT = 60;
const HINT_MS = 8_000;
const LOCK = "livebot sound";
const HEARD = "livebot heard";

export class Sound {
  #context = new AudioContext();
  #gain = new GainNode(this.#context);
  #heard = new Set();
  #playing = Promise.resolve();

  constructor(volume, pages) {
    this.pages = pages;
    this.volume = volume;
    this.#gain.connect(this.#context.destination);
    this.#askToBeHeard();
  }

  get volume() {
    return Math.sqrt(this.#gain.gain.value);
  }

  set volume(volume) {
    this.#gain.gain.value = volume ** 2; // so that ears hear even steps
  }

  /** Play what is due of the moments now. */
  follow(moments, now) {
    for (const { kind, id, at_ms } of moments) {
      const cue = CUES[kind];
      const key = `${kind} ${id} ${at_ms}`; // of several winners of a draw there is one
      const lateMs = cue ? now - at_ms - cue.afterMs : -1;
      if (lateMs < 0 || lateMs > FRESH_MS || this.#heard.has(key) || !this.pages.includes(cue.page)) continue;
      this.#heard.add(key);
      if (this.#context.state === "running") this.#oneByOne(() => this.#playOnce(cue.tune, key, performance.now()));
    }
  }

  /** Play a tune now, to hear how loud it is. */
  async play(tune) {
    await this.#context.resume();
    await this.#sound(tune);
  }

  #oneByOne(play) {
    // Locks are shared by all pages from here; without them (a phone without HTTPS) a page still waits for itself.
    if (navigator.locks) return navigator.locks.request(LOCK, play);
    return (this.#playing = this.#playing.then(play));
  }

  async #playOnce(tune, key, askedMs) {
    if (performance.now() - askedMs > FRESH_MS || !isFirst(key)) return;
    await this.#sound(tune);
  }

  async #sound(tune) {
    const buffer = samplesOf(this.#context, TUNES[tune]);
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.connect(this.#gain);
    const isOver = new Promise((resolve) => {
      source.onended = resolve;
      setTimeout(resolve, buffer.duration * 1000 + 500); // a page that is put to sleep must not silence the others
    });
    source.start();
    await isOver;
  }

  /** Browsers are silent until somebody touches the page, which nobody does in OBS: it allows sound anyhow. */
  #askToBeHeard() {
    const hint = el("button.unmute", { type: "button", "aria-label": "Turn the sound on" }, icon("muted"));
    const wake = () => this.#context.resume();
    const show = () => {
      if (this.#context.state === "running") return;
      document.body.append(hint);
      clearTimeout(this.hiding);
      this.hiding = setTimeout(() => hint.remove(), HINT_MS);
    };
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, wake);
    addEventListener("pointermove", show);
    this.#context.addEventListener("statechange", () => (this.#context.state === "running" ? hint.remove() : show()));
    setTimeout(show, 500); // a context that may sound says so by then
  }
}

/** Whether no page of this browser has played it; from now on one has. */
function isFirst(key) {
  try {
    const heard = JSON.parse(localStorage.getItem(HEARD) ?? "[]");
    if (heard.includes(key)) return false;
    localStorage.setItem(HEARD, JSON.stringify([...heard, key].slice(-HEARD_KEPT)));
  } catch {
    // Nothing may be kept here: then this page knows only of itself.
  }
  return true;
}

function samplesOf(context, notes) {
  const rate = context.sampleRate;
  const lengthS = Math.max(...notes.map(([atS, , , ringS]) => atS + ringS));
  const buffer = context.createBuffer(1, Math.ceil(lengthS * rate), rate);
  const samples = buffer.getChannelData(0);
  for (const [atS, pitch, level, ringS] of notes) strike(samples, rate, atS, pitch, level, ringS);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const fade = FADE_S * rate;
  for (let n = 0; n < samples.length; n += 1) samples[n] *= (LOUDEST / peak) * Math.min(1, (samples.length - n) / fade);
  return buffer;
}

function strike(samples, rate, atS, pitch, level, ringS) {
  const from = Math.round(atS * rate);
  for (const [times, share, ring] of PARTIALS) {
    for (let n = 0; n < ringS * rate && from + n < samples.length; n += 1) {
      const s = n / rate;
      const loud = level * share * Math.min(1, s / ATTACK_S) * Math.exp((-5 * s) / (ringS * ring));
      samples[from + n] += loud * Math.sin(2 * Math.PI * pitch * times * s);
    }
  }
}
