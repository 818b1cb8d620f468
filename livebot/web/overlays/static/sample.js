// A made-up show in place of the daemon's, for arranging a scene before the real one.

import { Clock } from "./live.js";

const SCENE_MS = 6_000;
/** What is on while a page is looked at; on the stage, one after the other. */
const SCENES = {
  ask: ["quick"], poll: ["polls"], pk: ["pk"], code: ["codes", "moments"], countdown: ["countdowns"], winner: ["giveaways", "moments"],
  newcomers: ["newcomers"], pinned: ["pinned"], leaderboard: ["boards"], board: ["figures", "goals"],
};

export class Sample {
  clock = new Clock();
  lostSinceMs = 0;

  constructor(page, onView) {
    this.clock.hear(0);
    const scenes = page in SCENES ? [page] : Object.keys(SCENES);
    let turn = 0;
    const show = () => {
      const now = Math.round(this.clock.now());
      const whole = sampleView(now);
      const sections = SCENES[scenes[turn % scenes.length]];
      onView({ ...whole, ...Object.fromEntries(Object.entries(EMPTY).filter(([name]) => !sections.includes(name))) });
      turn += 1;
    };
    show();
    if (scenes.length > 1 || SCENES[page].includes("moments")) setInterval(show, SCENE_MS);
  }

  saySeen() {}
}

const EMPTY = {
  quick: [], polls: [], pk: [], pinned: null, figures: null, goals: [], countdowns: [], codes: [], boards: [], giveaways: [],
  newcomers: null, moments: [],
};

function sampleView(now) {
  const soon = now + 3_600_000;
  const dress = { en: "A summer dress", es: "Un vestido de verano" };
  return {
    live: true,
    languages: ["en", "es"],
    host_language: "zh",
    is_calm: false,
    quick: [
      {
        id: "sample", state: "open", opened_at_ms: now, closes_at_ms: soon, grace_until_ms: 0, viewers: 23,
        texts: { en: "First time here? Type Y", es: "¿Primera vez aquí? Escribe Y" }, answers: { Y: 23 },
      },
    ],
    polls: [
      {
        id: "sample", state: "open", opened_at_ms: now - 60_000, closes_at_ms: soon, settled_at_ms: 0,
        grace_until_ms: 0, voters: 128, result: "",
        texts: { en: "Which colour shall we show next?", es: "¿Qué color mostramos ahora?" },
        options: [
          { key: "A", label: "Red", labels: { en: "Red", es: "Rojo" }, votes: 83 },
          { key: "B", label: "Blue", labels: { en: "Blue", es: "Azul" }, votes: 45 },
        ],
      },
    ],
    pk: [
      {
        id: "sample", state: "open", opened_at_ms: now, closes_at_ms: soon, settled_at_ms: 0, grace_until_ms: 0, viewers: 214,
        texts: { en: "Flats or heels? Cheer for yours!", es: "¿Planas o tacones? ¡Anima a las tuyas!" },
        camps: [
          { key: "P", label: "Flats", labels: { en: "Flats", es: "Planas" }, cheers: 412, viewers: 118 },
          { key: "K", label: "Heels", labels: { en: "Heels", es: "Tacones" }, cheers: 365, viewers: 96 },
        ],
        result: "", leader: "P", temperature: "calm", cooled: false,
      },
    ],
    pinned: {
      n: 1, text: "¿Hacen envíos a Canarias?", language: "es", translation: "Do you ship to the Canaries?",
      masked: "M***a", count: 4, pinned_at_ms: now - 60_000,
    },
    figures: { viewers: 1280, most_viewers: 1400, orders: 86, comments: 940, likes: 25_300, gifts: 12, follows: 64, shares: 31 },
    goals: [{ id: "sample", labels: { en: "Free shipping for all", es: "Envío gratis para todos" }, figure: "orders", have: 86, target: 100, percent: 86, reached: 0, is_done: false }],
    countdowns: [
      {
        id: "sample", state: "running", ends_at_ms: now + 300_000, left_ms: 0, over_at_ms: 0, figure: "", have: 0, target: 0,
        is_calm: false, title: { en: "Giveaway starts in", es: "El sorteo empieza en" },
      },
    ],
    codes: [
      {
        id: "sample", open: true, hits: 31, viewers: 24, first_timers: 6, bursts: 1, community: { "2026-11": 348 },
        texts: { en: "{viewers} of you know the word!", es: "¡{viewers} de ustedes conocen la palabra!" },
      },
    ],
    boards: [
      {
        id: "month", month: "2026-11",
        entries: ["m***a", "J***n", "山***花", "l***_", "K***y", "b***o", "T***i", "a***7", "R***e", "n***x"].map((masked, n) => (
          { rank: n + 1, masked, points: 1240 - n * n * 11 - n * 25, level: n < 2 ? 3 : n < 6 ? 2 : 0 }
        )),
      },
    ],
    giveaways: [
      {
        id: "sample", mode: "draw", state: "drawn", prizes: [dress.en], labels: [dress], texts: {}, words: ["me"], claim_words: ["here"],
        closes_at_ms: 0, commitment: "", digest: "", public_value: "", entrants: 57,
        winners: [{ place: 1, prize: dress.en, labels: dress, name: "Lucía ✨", state: "called", claim_until_ms: now + 120_000 }],
      },
    ],
    newcomers: {
      n: 1, crowd: "new", joins: 7, keys: ["Y", "N"], opens: "", from_ms: now, until_ms: soon,
      texts: { en: "Welcome in! Heard of us? Y = yes, N = not yet", es: "¡Hola! ¿Nos conoces? Y = sí, N = todavía no" },
    },
    moments: [
      { n: 1, at_ms: now, kind: "code_burst", id: "sample", viewers: 12 },
      { n: 2, at_ms: now, kind: "giveaway_won", id: "sample", viewers: 0 },
    ],
  };
}
