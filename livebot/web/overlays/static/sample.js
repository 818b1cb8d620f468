// A made-up show in place of the daemon's, for arranging a scene before the real one.

import { Clock } from "./live.js";

export class Sample {
  clock = new Clock();
  lostSinceMs = 0;

  constructor(onView) {
    this.clock.hear(0);
    const now = this.clock.now();
    onView(sampleView(now));
  }

  saySeen() {}
}

function sampleView(now) {
  const inMs = (ms) => Math.round(now) + ms;
  return {
    live: true,
    languages: ["en", "es"],
    host_language: "zh",
    quick: [
      {
        id: "sample", state: "open", opened_at_ms: inMs(0), closes_at_ms: inMs(3_600_000), grace_until_ms: 0, viewers: 23,
        texts: { en: "First time here? Type Y", es: "¿Primera vez aquí? Escribe Y" }, answers: { Y: 23 },
      },
    ],
    polls: [
      {
        id: "sample", state: "open", opened_at_ms: inMs(-60_000), closes_at_ms: inMs(3_600_000), settled_at_ms: 0,
        grace_until_ms: 0, voters: 128, result: "",
        texts: { en: "Which colour shall we show next?", es: "¿Qué color mostramos ahora?" },
        options: [
          { key: "A", label: "Red", labels: { en: "Red", es: "Rojo" }, votes: 83 },
          { key: "B", label: "Blue", labels: { en: "Blue", es: "Azul" }, votes: 45 },
        ],
      },
    ],
    pk: [],
    pinned: {
      n: 1, text: "¿Hacen envíos a Canarias?", language: "es", translation: "Do you ship to the Canaries?",
      masked: "M***a", count: 4,
    },
    figures: { viewers: 1280, most_viewers: 1400, orders: 86, comments: 940, likes: 25_300, gifts: 12, follows: 64, shares: 31 },
    goals: [{ id: "sample", label: "", figure: "orders", have: 86, target: 100, percent: 86, reached: 0, is_done: false }],
    countdowns: [],
    codes: [],
    boards: [],
    giveaways: [],
    newcomers: null,
  };
}
