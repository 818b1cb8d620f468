// Puts livebot's wordings to use, as wording.py does for the terminal: kinds and their data in one language.

import { clockText } from "/overlay/files/dom.js";

const CHOSEN = ["state", "rule", "step", "figure"]; // what of the data has a wording of its own

export class Words {
  /** `table` is {key: [English, Chinese]}. */
  constructor(table, language) {
    this.table = table;
    this.language = language;
  }

  has(key) {
    return Object.hasOwn(this.table, key);
  }

  /** The wording of a key; one that is not listed comes back as readable text. */
  say(key, data = {}) {
    if (!this.has(key)) return readable(key.slice(key.lastIndexOf(".") + 1), data);
    const wording = this.table[key][this.language === "zh" ? 1 : 0];
    const filled = (_, name, thing) => `${data[name] ?? ""}${thing ? ` ${thing}${String(data[name]) === "1" ? "" : "s"}` : ""}`;
    return wording.replace(/\{(\w+)(?::(\w+))?\}/g, filled).trim();
  }

  why({ kind, data = {} }) {
    return this.#kind(`why.${kind}`, data);
  }

  /** What became of a command. */
  reply(kind, data) {
    if (kind !== "done") return this.#kind(`reply.${kind}`, data);
    if (data.what) return this.#kind(data.by ? "reply.undone_of" : "reply.undone", data);
    return this.#kind(data.state === "waiting" ? "reply.waits" : "reply.done", data);
  }

  reason(reason) {
    return this.has(`reason.${reason}`) ? this.say(`reason.${reason}`) : reason;
  }

  /** What is asked; an intent that a phrasebook added goes by its own name. */
  intent(intent) {
    return intent ? this.say(`intent.${intent}`) : "";
  }

  by(name) {
    return name === "bot" ? this.say("card.bot") : name;
  }

  alert({ subject, kind, detail }) {
    const where = this.has(`where.${detail}`) ? this.say(`where.${detail}`) : "";
    if (this.has(`alert.${kind}`)) return this.#kind(`alert.${kind}`, { detail, where });
    return `${readable(subject, {})}: ${readable(kind, detail ? { detail } : {})}`;
  }

  #kind(key, data) {
    const values = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, this.#value(name, value)]));
    if (data.left_ms) values.left = clockText(Number(data.left_ms));
    if (data.seconds) values.left = clockText(Number(data.seconds) * 1000);
    if (data.within_ms) values.within = clockText(Number(data.within_ms));
    if (data.have && data.need) values.missing = Math.max(data.need - data.have, 0);
    return this.say(key, values);
  }

  #value(name, value) {
    if (name === "reason" || name === "why") return this.reason(value);
    if (name === "by") return this.by(value);
    if (CHOSEN.includes(name) && this.has(`${name}.${value}`)) return this.say(`${name}.${value}`);
    if (name === "what") return this.#what(value);
    return value;
  }

  /** Such as `polls`, `polls.colour` or `question 7`. */
  #what(value) {
    const [, kind, which] = /^(\w+)(?:[. ](.*))?$/s.exec(value) ?? [];
    if (!kind || !this.has(`what.${kind}`)) return value;
    const named = kind === "runsheet" && this.has(`move.${which}`) ? this.say(`move.${which}`) : (which ?? "");
    return `${this.say(`what.${kind}`)} ${named}`.trim();
  }
}

function readable(kind, data) {
  const name = kind.replaceAll("_", " ").trim();
  const details = Object.entries(data).map(([key, value]) => `${key} ${value}`).join(", ");
  const text = name.slice(0, 1).toUpperCase() + name.slice(1);
  return details ? `${text}: ${details}` : text;
}
