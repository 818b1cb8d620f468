// What the parts of the desk are built of. A button says what it does in its data: one listener (desk.js) serves all.
//   data-do      a command, as JSON
//   data-ask     asked first
//   data-said    what is said when it was done, else its name; data-undo: and it can be taken back
//   data-ui      something on the page itself: the name of a function in desk.js, and its argument

import { clockText, drawing, el } from "/overlay/files/dom.js";

const NAME_CHARS = 40;
const ICONS = {
  questions: "M12 3C6.200 3 1.500 6.800 1.500 11.500c0 2.700 1.500 5 4 6.600L4.500 22l4.800-2.300c.9.200 1.800.3 2.700.3 5.800 0 10.500-3.800 10.500-8.500S17.800 3 12 3Z",
  outbox: "M8 2h8v3h3.500v17h-15V5H8Zm2 2v3h4V4ZM7.500 11v2h9v-2Zm0 4v2h6v-2Z",
  show: "M4 3.500 21 12 4 20.500Z",
  guard: "M12 1.500 21 5v7c0 5.500-4 9-9 10.500C7 21 3 17.500 3 12V5Z",
  undo: "M9 4v4h5.500a6 6 0 0 1 0 12H6v-2.600h8.500a3.400 3.400 0 0 0 0-6.800H9v4L2.500 9.300Z",
  pause: "M6 4h4.500v16H6Zm7.500 0H18v16h-4.500Z",
  resume: "M6 3.500 20 12 6 20.500Z",
  menu: "M5 9.800a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400Zm7 0a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400Zm7 0a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400Z",
  star: "m12 2 3 6.600 7.200.8-5.400 4.900 1.500 7.100L12 17.800l-6.300 3.600 1.500-7.100L1.800 9.400 9 8.600Z",
};

/** An icon: what it means stands in the label of its button. */
export const icon = (name) => drawing("0 0 24 24", "icon", ["path", { d: ICONS[name] }]);

/** A button for a command. */
export function act(desk, label, command, { look = "", name, said, ask, undo = false, then } = {}) {
  const text = JSON.stringify(command);
  return el(
    `button${look && `.${look}`}`,
    {
      type: "button",
      "data-do": text,
      "data-said": said ?? name ?? label,
      "data-ask": ask ?? null,
      "data-undo": undo ? "" : null,
      "data-then": then ?? null,
      "aria-label": name ?? null,
      "aria-busy": desk.pending.has(text) ? "true" : null,
    },
    label,
  );
}

/** A button for something on the page. */
export function ui(label, what, argument, { look = "", name, ...attributes } = {}) {
  return el(
    `button${look && `.${look}`}`,
    { type: "button", "data-ui": what, "data-argument": String(argument), "aria-label": name ?? null, ...attributes },
    label,
  );
}

/** What is said of a line that was begun: where livebot may not post, it waits for somebody's hands. */
export const saidOfLine = (desk, otherwise) => (desk.view.chat_mode === "assist" ? desk.t("desk.prepared") : otherwise);

/** A text of a viewer, or for one, in its language. */
export function text(tag, said, language) {
  const isKnown = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(language ?? "") && language !== "und";
  return el(tag, { lang: isKnown ? language : null, dir: "auto" }, said);
}

export const chip = (label, look = "") => el(`span.chip${look && `.${look}`}`, {}, label);

/** Something short to look at, in words for those who hear it: only what has a role can have a label. */
export const spoken = (tag, seen, heard) => el(tag, {}, el("span", { "aria-hidden": "true" }, seen), el("span.unseen", {}, heard));

export const row = (...buttons) => el("div.buttons", {}, ...buttons.filter(Boolean));

/** Bars of how many chose what: figures beside them, so that nothing is told by length or colour alone. */
export function bars(options) {
  const most = Math.max(...options.map(({ count }) => count), 0);
  const total = options.reduce((sum, { count }) => sum + count, 0);
  return el(
    "ul.bars",
    {},
    ...options.map(({ key, label, count }) =>
      el(
        `li${count && count === most ? ".ahead" : ""}`,
        {},
        el("span.key", {}, key),
        el("span.label", { dir: "auto" }, label),
        el("span.count", {}, total ? `${count} · ${Math.round((100 * count) / total)} %` : "0"),
        el("progress", { max: Math.max(total, 1), value: count, "aria-label": `${key} ${label}` }),
      ),
    ),
  );
}

/** A part with a heading. */
export function part(key, title, ...children) {
  return el("section.part", { "data-key": key, "aria-labelledby": `h-${key}` }, el("h3", { id: `h-${key}` }, title), ...children.filter(Boolean));
}

export function nothing(title, how = "") {
  return el("div.nothing", {}, el("p.what", {}, title), ...(how ? [el("p", {}, how)] : []));
}

/** Where somebody says what they are called. */
export function nameField(desk, id, name) {
  const why = `${id}-why`;
  return [
    el("label", { for: id }, desk.t("desk.name")),
    el("p.soft", { id: why }, desk.t("desk.name.why")),
    el("input", { id, name: "text", type: "text", value: name, maxlength: String(NAME_CHARS), autocomplete: "nickname", required: "", "aria-describedby": why }),
  ];
}

export const left = (ms) => clockText(Math.max(ms, 0));

/** How long ago, roughly: `45s`, `12m`. */
export function age(ms) {
  const seconds = Math.max(Math.floor(ms / 1000), 0);
  return seconds < 60 ? `${seconds}s` : seconds < 3600 ? `${Math.floor(seconds / 60)}m` : `${Math.floor(seconds / 3600)}h`;
}
