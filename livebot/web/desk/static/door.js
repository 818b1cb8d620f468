// The door: what stands there before the desk itself can.

import { el } from "/overlay/files/dom.js";
import { ask } from "./connection.js";
import { draw } from "./draw.js";
import { nameField } from "./parts.js";

const AGAIN_MS = 1_000;

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
  "desk.wrong_key": ["This link does not work", "链接无效", "It is mistyped, or a newer one was made. Scan the QR code that livebot shows now: press q in the console, or run `livebot desk` on the computer that runs livebot.", "链接输错了，或已换成新链接。请扫现在的二维码：在控制台按 q，或在运行 livebot 的电脑上执行 `livebot desk`。"],
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
        ...nameField(desk, "name", ""),
        el("button.good", { type: "submit" }, t("desk.begin")),
      ),
    ),
  ]);
  document.getElementById("name").focus();
}
