// The door: what stands there before the desk itself can.

import { el } from "/overlay/files/dom.js";
import { ask } from "./connection.js";
import { draw } from "./draw.js";

const AGAIN_MS = 1_000;
const NAME_CHARS = 40;

/** Ask what livebot is, as long as it takes; null if the key is not valid. */
export async function knock(desk, key) {
  for (;;) {
    try {
      const response = await ask("/desk/hello", key);
      if (response.ok) return await response.json();
      if (response.status === 401) return null;
      if (response.status === 429) door(desk, "desk.shut");
    } catch {
      door(desk, "desk.connecting");
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

export const ownLanguage = () => localStorage.getItem("livebot.desk.language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");

// Said before the daemon has told its wordings.
const FIRST = {
  "desk.no_key": ["This page needs its link", "需要专用链接", "Scan the QR code: press q in the console, or run `livebot desk` on the computer that runs livebot.", "请扫二维码：在控制台按 q，或在运行 livebot 的电脑上执行 `livebot desk`。"],
  "desk.wrong_key": ["This link is not valid any more", "链接已失效", "It was renewed. Scan the new QR code: press q in the console, or run `livebot desk`.", "链接已更新。请扫新的二维码：在控制台按 q，或执行 `livebot desk`。"],
  "desk.connecting": ["Connecting to livebot …", "正在连接 livebot …", "", ""],
  "desk.shut": ["Too many wrong links were tried here: it goes on within a minute", "错误链接尝试过多：一分钟内恢复", "", ""],
};

export function door(desk, why) {
  const at = desk.words.language === "zh" ? 1 : 0;
  const texts = FIRST[why];
  draw(document.body, [el("main.door", { "data-key": "door", role: "status" }, el("h1", {}, texts[at]), ...(texts[2 + at] ? [el("p", {}, texts[2 + at])] : []))]);
}

export function askName(desk) {
  const t = desk.t;
  draw(document.body, [
    el(
      "main.door",
      { "data-key": "name" },
      el("h1", {}, t("desk.title")),
      el(
        "form",
        { "data-form": "name" },
        el("label", { for: "name" }, t("desk.name")),
        el("p.soft", { id: "why" }, t("desk.name.why")),
        el("input", { id: "name", name: "text", type: "text", maxlength: String(NAME_CHARS), autocomplete: "nickname", required: "", "aria-describedby": "why" }),
        el("button.good", { type: "submit" }, t("desk.begin")),
      ),
    ),
  ]);
  document.getElementById("name").focus();
}
