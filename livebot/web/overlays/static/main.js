// Runs a page: says what is due, lets cards come and go.
//
// A page (pages/NAME.js) is
//   due(view, now, tools)    what to show now: any text that names it, or "" for nothing
//   make(view, now, tools)   → { element, update(view, now), frame?(now) }: the card for it; `update` when the
//                            view has changed and five times a second, `frame` before every painted frame
//   order?                   the pages that it is made of, for `tools.modules`; only `stage` has them
//   seen?(view, now, tools)  the pages that viewers see here, if not just its own name
//   isMoment?(view, now)     whether it goes before everything else on the stage now
// `now` is the daemon's clock in ms. `tools` has `options`, `say(texts)` for texts by language, `language()`
// for figures, and `timeLeft(ms)`, which does not tick where the market does not welcome pressure.

import { applyOptions, readOptions } from "./options.js";
import { clockText, minutesText } from "./dom.js";
import { firstOf, pick } from "./languages.js";
import { Live } from "./live.js";
import { Sample } from "./sample.js";
import { Sound } from "./sound.js";

const UPDATE_MS = 200;
const SMALLEST_PERCENT = 30;
const GONE_MS = 15_000; // so long without the daemon, nothing on the screen can be trusted

const root = document.documentElement;
const main = document.querySelector("main");
const options = readOptions();
applyOptions(options);

const page = await import(`./pages/${root.dataset.page}.js`);
const modules = new Map(); // of the pages that this one is made of
const there = root.dataset.pages.split(" ");
for (const name of (page.order ?? []).filter((each) => there.includes(each))) {
  modules.set(name, await import(`./pages/${name}.js`));
}

let view = null;
let card = null;
let shown = "";
let isDrawing = false;
let isOnAir = true; // false: OBS has the page in a scene that is not on

const tools = {
  options,
  modules,
  say: (texts) => pick(texts, view, options),
  language: () => firstOf(view, options),
  timeLeft: (ms, language = tools.language()) => (view.is_calm ? minutesText(ms, language) : clockText(ms)),
};
const sound = options.volume && !options.isPreview ? new Sound(options.volume, page.order ?? [root.dataset.page]) : null;
const live = options.isSample ? new Sample(root.dataset.page, onView) : new Live(options.key, root.dataset.version, onView);

function onView(newest) {
  view = newest;
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    draw();
  });
}

function draw() {
  if (!view) return;
  const now = live.clock.now();
  const isLost = live.lostSinceMs && performance.now() - live.lostSinceMs > GONE_MS;
  const due = isLost ? "" : page.due(view, now, tools);
  if (due === shown) card?.update(view, now);
  else change(due, now);
  if (isOnAir && !isLost) sound?.follow(view.moments, now);
  tellSeen(now);
}

function change(due, now) {
  shown = due;
  if (card) leave(card.element);
  card = due ? page.make(view, now, tools) : null;
  if (!card) return;
  card.element.classList.add("card");
  card.element.dataset.place = options.place || "bottom";
  card.update(view, now);
  main.append(card.element);
  fit(card.element);
  if (card.frame) requestAnimationFrame(() => keepDrawing(card));
}

/** Make a card that is too high for its place smaller, step by step: smaller texts need fewer lines. */
function fit(element) {
  for (let percent = 100; percent >= SMALLEST_PERCENT; percent -= 5) {
    element.style.zoom = percent / 100;
    element.style.setProperty("--zoom", percent / 100);
    if ((element.offsetHeight * percent) / 100 <= main.clientHeight + 1) return;
  }
}

function keepDrawing(one) {
  if (card !== one) return;
  one.frame(live.clock.now());
  requestAnimationFrame(() => keepDrawing(one));
}

async function leave(element) {
  element.classList.add("leaving");
  element.setAttribute("aria-hidden", "true");
  const goodbyes = element.getAnimations().map((animation) => animation.finished);
  await Promise.allSettled(goodbyes);
  element.remove();
}

let told = "";

function tellSeen(now) {
  const isVisible = isOnAir && !document.hidden && !options.isUnseen;
  const seen = isVisible ? (page.seen?.(view, now, tools) ?? [root.dataset.page]) : [];
  if (seen.join() === told) return;
  told = seen.join();
  live.saySeen(seen);
}

setInterval(draw, UPDATE_MS);
document.addEventListener("visibilitychange", draw);
for (const name of ["obsSourceActiveChanged", "obsSourceVisibleChanged"]) {
  addEventListener(name, ({ detail }) => {
    isOnAir = detail.active ?? detail.visible ?? true;
    draw();
  });
}
