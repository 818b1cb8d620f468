// The editor: every page with a preview, and the link to give to OBS. What is chosen stands in the links; nothing is kept.

import { el } from "./dom.js";
import { PLACES, SIZES, THEMES } from "./options.js";
import { Sound } from "./sound.js";

const WORDS = {
  en: {
    title: "Overlays", lead: "Add a link to OBS or LIVE Studio as a browser source. Whoever has a link can watch it, and nothing else.",
    theme: "Theme", night: "Night", day: "Day", candy: "Candy",
    size: "Size", s: "S", m: "M", l: "L",
    place: "Place", auto: "Auto", top: "Top", middle: "Middle", bottom: "Bottom",
    video: "Video", upright: "1080 × 1920", wide: "1920 × 1080",
    shows: "Preview", sample: "Sample", now: "Live",
    safe: "TikTok's interface", on: "Keep clear", off: "Ignore",
    lang: "Languages", langHint: "The audience's, or such as es,en",
    volume: "Volume", accent: "Accent", copy: "Copy link", copied: "Copied", open: "Open",
    ask: "Ask card", poll: "Poll", pinned: "Pinned question", board: "Data board", stage: "Stage", pk: "PK",
    countdown: "Countdown", leaderboard: "Leaderboard", code: "Code celebration", winner: "Winners", newcomers: "Newcomers",
    stageHint: "Shows whichever is due: one source is enough.",
  },
  zh: {
    title: "直播浮层", lead: "把链接添加到 OBS 或 LIVE Studio 的浏览器源。拿到链接的人只能看，不能操作。",
    theme: "主题", night: "夜", day: "昼", candy: "糖果",
    size: "大小", s: "小", m: "中", l: "大",
    place: "位置", auto: "自动", top: "上", middle: "中", bottom: "下",
    video: "画面", upright: "1080 × 1920", wide: "1920 × 1080",
    shows: "预览", sample: "示例", now: "实时",
    safe: "TikTok 界面", on: "避开", off: "忽略",
    lang: "语言", langHint: "观众的语言，或写 es,en",
    volume: "音量", accent: "主色", copy: "复制链接", copied: "已复制", open: "打开",
    ask: "提问卡", poll: "投票", pinned: "置顶问题", board: "数据板", stage: "总舞台", pk: "PK",
    countdown: "倒计时", leaderboard: "排行榜", code: "暗号庆祝", winner: "中奖揭晓", newcomers: "欢迎新人",
    stageHint: "自动显示当下该出现的内容：一个源就够。",
  },
};
const language = navigator.language.startsWith("zh") ? "zh" : "en";
const say = (key) => WORDS[language][key] ?? key;
document.documentElement.lang = language;
document.title = `livebot: ${say("title")}`;

const own = new URLSearchParams(location.search);
const chosen = { theme: "night", size: "m", place: "auto", safe: "on", video: "upright", shows: "sample", lang: "", volume: "0", accent: "" };

/** The link to a page, with what differs from what it is anyhow. */
function linkTo(name) {
  const query = new URLSearchParams({ key: own.get("key") });
  if (chosen.theme !== "night") query.set("theme", chosen.theme);
  if (chosen.size !== "m") query.set("size", chosen.size);
  if (chosen.place !== "auto") query.set("place", chosen.place);
  if (chosen.safe !== "on") query.set("safe", chosen.safe);
  if (chosen.lang) query.set("lang", chosen.lang);
  if (chosen.volume !== "0") query.set("volume", chosen.volume);
  if (chosen.accent) query.set("accent", chosen.accent);
  if (own.has("unseen")) query.set("unseen", "");
  return `${location.origin}/overlay/${name}?${query}`;
}

function choice(name, values) {
  const buttons = values.map((value) => {
    const button = el("button", { type: "button", "aria-pressed": String(chosen[name] === value) }, say(value));
    button.addEventListener("click", () => {
      chosen[name] = value;
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
      refresh();
    });
    return button;
  });
  return el("fieldset", {}, el("legend", {}, say(name)), el("div.choice", {}, ...buttons));
}

function field(name, attributes) {
  const input = el("input", { ...attributes, name });
  if (input.type !== "text") input.value = attributes.value;
  let timer = 0;
  input.addEventListener("input", () => {
    chosen[name] = input.value.trim();
    clearTimeout(timer);
    timer = setTimeout(refresh, 300);
  });
  return el("label", {}, el("span", {}, say(name)), input);
}

const names = document.documentElement.dataset.pages.split(" ").sort((a, b) => (b === "stage") - (a === "stage"));
const sheets = names.map((name) => {
  const frame = el("iframe", { title: say(name), loading: "lazy" });
  const link = el("input.link", { readonly: "", "aria-label": say(name) });
  const copy = el("button.copy", { type: "button" }, say("copy"));
  const open = el("a.open", { target: "_blank", rel: "noopener" }, say("open"));
  copy.addEventListener("click", async () => {
    await copyText(link);
    copy.textContent = say("copied");
    setTimeout(() => (copy.textContent = say("copy")), 1500);
  });
  const hint = name === "stage" ? [el("p.hint", {}, say("stageHint"))] : [];
  const element = el(
    "article.sheet", { "data-name": name },
    el("div.screen", {}, frame),
    el("div.about", {}, el("h2", {}, say(name)), ...hint, link, el("div.actions", {}, copy, open)),
  );
  return { name, frame, link, open, element };
});

async function copyText(input) {
  input.select();
  // Browsers keep the clipboard from pages that came over plain HTTP from another machine; the old way still works.
  if (navigator.clipboard) await navigator.clipboard.writeText(input.value).catch(() => document.execCommand("copy"));
  else document.execCommand("copy");
}

function refresh() {
  document.body.dataset.video = chosen.video;
  for (const { name, frame, link, open } of sheets) {
    link.value = linkTo(name);
    open.href = link.value;
    const silent = link.value.replace(/&volume=\d+/, "");
    const source = `${silent}&preview${chosen.shows === "sample" ? "&sample" : ""}`;
    if (frame.getAttribute("src") !== source) frame.src = source;
  }
}

document.body.append(
  el("header", {}, el("h1", {}, say("title")), el("p", {}, say("lead"))),
  el(
    "form.choices", {},
    choice("theme", THEMES),
    choice("size", SIZES),
    choice("place", ["auto", ...PLACES]),
    choice("video", ["upright", "wide"]),
    choice("safe", ["on", "off"]),
    choice("shows", ["sample", "now"]),
    field("lang", { type: "text", placeholder: say("langHint"), autocomplete: "off", spellcheck: "false" }),
    field("accent", { type: "color", value: "#ff3b6b" }),
    field("volume", { type: "range", min: "0", max: "100", step: "5", value: "0" }),
  ),
  el("div.sheets", {}, ...sheets.map((sheet) => sheet.element)),
);
let trial = null;
document.querySelector("[name=volume]").addEventListener("change", ({ target }) => {
  trial ??= new Sound(0, []);
  trial.volume = target.value / 100;
  if (trial.volume) trial.play("goal");
});
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
refresh();
