// Polls and PKs: which one is news.

const RESULT_MS = 12_000;

/** When it was opened or, which is news too, decided. */
export const newsAt = (item) => item?.settled_at_ms || item?.opened_at_ms || 0;

/** The one with the latest news: those that are open, and results for a while. */
export function newest(ballots, now) {
  const isOn = ({ state, settled_at_ms }) => state === "open" || state === "grace" || (state === "closed" && now < settled_at_ms + RESULT_MS);
  return ballots.filter(isOn).sort((a, b) => newsAt(b) - newsAt(a))[0];
}
