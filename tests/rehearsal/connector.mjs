// Follows a room with the npm package tiktok-live-connector and prints what arrives, one JSON line an event.
// Usage: node connector.mjs PATH-OF-NODE_MODULES ADDRESS HANDLE
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, address, handle] = process.argv.slice(2);
process.env.SIGN_API_URL = `http://${address}`;
const entry = createRequire(`${modules}/`).resolve("tiktok-live-connector");
const { TikTokLiveConnection } = await import(pathToFileURL(entry));

const print = (event, data) => console.log(JSON.stringify({ event, ...data }));
const who = (user) => ({ id: user.id, handle: user.displayId, name: user.nickname });

const connection = new TikTokLiveConnection(handle, {
  webConfigOverrides: { TIKTOK_HOST_WEB: address, TIKTOK_HOST_WEBCAST: address },
  // Its addresses are https; ours is not.
  webClientOptions: { hooks: { beforeRequest: [(options) => void (options.url.protocol = "http:")] } },
});
connection.on("chat", (m) => print("chat", { ...who(m.user), text: m.content, language: m.contentLanguage, msgId: m.common.msgId }));
connection.on("emote", (m) => print("emote", { ...who(m.user), emotes: m.emoteList.map((e) => e.emoteId) }));
connection.on("gift", (m) => print("gift", { ...who(m.user), gift: m.gift.name, type: m.gift.type, diamonds: m.gift.diamondCount, count: m.repeatCount }));
connection.on("like", (m) => print("like", { ...who(m.user), count: m.count, total: m.total }));
connection.on("member", (m) => print("join", who(m.user)));
connection.on("follow", (m) => print("follow", who(m.user)));
connection.on("share", (m) => print("share", who(m.user)));
connection.on("roomUser", (m) => print("viewers", { viewers: m.total, total: m.totalUser }));
connection.on("imDelete", (m) => print("delete", { msgIds: m.deleteMsgIds }));
connection.on("questionNew", (m) => print("question", { ...who(m.data.user), text: m.data.content }));
connection.on("streamEnd", () => print("end"));
connection.on("error", ({ info, exception }) => print("error", { info, message: String(exception) }));
connection.on("disconnected", ({ code }) => print("disconnected", { code }));

try {
  await connection.connect();
  print("connected", { roomId: connection.roomId });
} catch (error) {
  print("failed", { message: String(error) });
  process.exit(1);
}
