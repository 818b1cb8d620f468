// What runs and what can be run: the run sheet, countdowns, polls, PKs, quick asks, giveaways, codes, goals, prompts. What
// is on comes first, with how long it has yet; what waits to be started is folded away below it.

import { el, numberText } from "/overlay/files/dom.js";
import { kept } from "./drafts.js";
import { act, bars, chip, left, part, row, saidOfLine, text } from "./parts.js";

const MINUTE_MS = 60_000;
const HELD = ["announced", "open", "frozen", "drawn"];
const COUNTING = ["running", "paused"];

/** How much is on, for the badge. */
export function count(view) {
  const on = [...view.polls, ...view.quick, ...view.pk].filter((one) => one.state === "open" || one.state === "grace");
  return on.length + view.countdowns.filter((one) => COUNTING.includes(one.state)).length + view.giveaways.filter((one) => HELD.includes(one.state)).length;
}

/** Whether something of it waits for a decision. */
export const isUrgent = (view) => view.pk.some(isHostile) || view.giveaways.some(wantsValue);

const isHostile = (one) => one.temperature === "hot" && Boolean(one.suggestion);
const wantsValue = (one) => one.state === "frozen" && Boolean(one.public_value);

export function show(desk, view, now) {
  const groups = [
    ["countdowns", view.countdowns.map((one) => countdown(desk, one, now))],
    ["polls", view.polls.map((one) => poll(desk, one, now))],
    ["pk", view.pk.map((one) => pk(desk, one, now))],
    ["quick", view.quick.map((one) => quick(desk, one, now))],
    ["giveaways", view.giveaways.map((one) => giveaway(desk, one, now))],
    ["codes", view.codes.map((one) => code(desk, one, now))],
    ["goals", view.goals.map((one) => goal(desk, one))],
    ["prompts", view.prompts.map((one) => prompt(desk, one))],
  ];
  const isFirst = { pk: view.pk.some(isHostile), giveaways: view.giveaways.some(wantsValue) };
  groups.sort(([one], [other]) => Number(isFirst[other] ?? false) - Number(isFirst[one] ?? false));
  return [runsheet(desk, view.runsheet, now), ...groups.map(([name, items]) => group(desk, name, items)), others(desk, view)].filter(Boolean);
}

/** `items` are {isOn, element}. */
function group(desk, name, items) {
  if (!items.length) return null;
  const on = items.filter((one) => one.isOn).map((one) => one.element);
  const off = items.filter((one) => !one.isOn).map((one) => one.element);
  return part(
    name,
    desk.t(`desk.${name}`),
    on.length ? el("div.cards", { "data-key": "on" }, ...on) : null,
    off.length ? el("ul.starts", { "data-key": "off" }, ...off) : null,
  );
}

/** Something that is on: its name, its time, what viewers chose, what can be done. */
function running(kind, id, title, language, time, details, buttons) {
  return el(
    "article.card.on",
    { "data-key": `${kind}.${id}`, "data-card": `${kind}.${id}`, "aria-labelledby": `${kind}.${id}`, tabindex: "-1" },
    el("div.head", {}, el("h4", { id: `${kind}.${id}` }, text("span", title, language)), el(`span.time${/\p{L}/u.test(time) ? ".in-words" : ""}`, {}, time)),
    ...details.filter(Boolean),
    row(...buttons),
  );
}

/** Something that can be started. */
function startable(kind, id, title, notes, button) {
  return el(
    "li",
    { "data-key": `${kind}.${id}`, "data-card": `${kind}.${id}`, tabindex: "-1" },
    el("div.what", {}, text("span", title || id, ""), ...(notes ? [el("span.soft", {}, notes)] : [])),
    ...(button ? [button] : []),
  );
}

/** A text by language, in the host's. */
const inOwn = (desk, texts, otherwise) => texts[desk.words.language] || texts[desk.view.host_language] || otherwise;

function timeLeft(desk, one, now) {
  if (one.state === "grace") return desk.t("desk.late_votes", { left: left(one.grace_until_ms - now) });
  return one.closes_at_ms ? left(one.closes_at_ms - now) : desk.t("desk.until_closed");
}

const isOpen = (one) => one.state === "open" || one.state === "grace";

// --- the run sheet -------------------------------------------------------------------------------------------------

function runsheet(desk, sheet, now) {
  if (!sheet.segments.length) return null;
  const t = desk.t;
  const current = sheet.segments.find((one) => one.id === sheet.current);
  const next = sheet.segments.find((one) => one.id === sheet.next);
  const move = (label, to, look = "") => act(desk, label, { do: "segment", to }, { look, undo: true });
  return part(
    "runsheet",
    t("desk.runsheet"),
    el(
      "article.card.on",
      { "data-key": "segment", "aria-labelledby": current ? "segment-now" : "h-runsheet" },
      ...(current
        ? [
            el("div.head", {}, el("h4", { id: "segment-now" }, text("span", current.title || current.id, desk.view.host_language)), el("span.time", {}, segmentTime(desk, sheet, current, now))),
            ...(current.note ? [el("p.soft", {}, current.note)] : []),
            ...current.goals.map((one) => el("p", {}, `${t(`figure.${one.figure}`)} ${numberText(one.have)} / ${numberText(one.need)}`)),
          ]
        : []),
      ...(next ? [el("p", {}, t("desk.next", { title: next.title || next.id }))] : []),
      row(
        next && move(t("desk.segment.next"), "next", "good"),
        current && move(t(sheet.held_since_ms ? "desk.segment.unhold" : "desk.segment.hold"), "hold"),
        next && move(t("desk.segment.skip"), "skip"),
        current && move(t("desk.segment.back"), "back"),
      ),
    ),
    el(
      "details",
      { "data-key": "all" },
      el("summary", {}, t("desk.all_segments")),
      el(
        "ul.starts",
        {},
        ...sheet.segments.map((one) =>
          startable(
            "segments",
            one.id,
            one.title || one.id,
            t(`segment.${one.state}`),
            one.id === sheet.current
              ? null
              : act(desk, t("desk.segment.go"), { do: "segment", to: "go", id: one.id }, { name: `${t("desk.segment.go")}: ${one.title || one.id}`, undo: true }),
          ),
        ),
      ),
    ),
  );
}

function segmentTime(desk, sheet, segment, now) {
  if (sheet.held_since_ms) return desk.t("desk.held", { left: left(now - sheet.held_since_ms) });
  if (!segment.ends_at_ms) return desk.t("desk.until_closed");
  return now > segment.ends_at_ms ? desk.t("desk.over", { left: left(now - segment.ends_at_ms) }) : left(segment.ends_at_ms - now);
}

// --- what is started by its name -----------------------------------------------------------------------------------

function countdown(desk, one, now) {
  const t = desk.t;
  const { id } = one;
  const title = inOwn(desk, one.title, Object.values(one.title)[0] || id);
  const name = `countdowns.${id}`;
  if (!COUNTING.includes(one.state)) {
    const state = one.state === "idle" ? "" : t(`countdown.${one.state}`);
    return { isOn: false, element: startable("countdowns", id, title, state, act(desk, t("desk.start"), { do: "start", name }, { name: `${t("desk.start")}: ${title}` })) };
  }
  const time = one.figure
    ? t("countdown.missing", { n: numberText(Math.max(one.target - one.have, 0)), figure: t(`figure.${one.figure}`) })
    : left(one.state === "paused" ? one.left_ms : one.ends_at_ms - now);
  const buttons = [
    one.state === "paused" && act(desk, t("desk.going_on"), { do: "countdown.resume", id }, { look: "good" }),
    one.state === "running" && one.ends_at_ms && act(desk, t("desk.pause"), { do: "countdown.pause", id }),
    one.state === "running" && one.ends_at_ms && act(desk, t("desk.longer"), { do: "countdown.add", id, ms: MINUTE_MS }),
    act(desk, t("desk.stop"), { do: "stop", name }, { look: "bad", undo: true }),
  ];
  const then = one.then.length ? el("p.soft", {}, t("countdown.then", { names: one.then.join(", ") })) : null;
  const standing = one.state === "paused" ? chip(t("countdown.paused"), "warn") : null;
  return { isOn: true, element: running("countdowns", id, title, "", time, [standing, then], buttons) };
}

function poll(desk, one, now) {
  const t = desk.t;
  const question = inOwn(desk, one.texts, one.question);
  if (!isOpen(one)) {
    const open = act(desk, t("desk.start"), { do: "poll.open", id: one.id }, { name: `${t("desk.start")}: ${question}` });
    const won = one.state === "closed" ? t(one.result ? "room.won" : "room.nobody", { winners: one.result }) : "";
    return { isOn: false, element: startable("polls", one.id, question, won, open) };
  }
  const options = one.options.map((option) => ({ key: option.key, label: inOwn(desk, option.labels, option.label), count: option.votes }));
  const details = [bars(options), el("p.soft", {}, t("desk.voters", { n: numberText(one.voters) }))];
  const close = one.state === "open" && act(desk, t("desk.close"), { do: "poll.close", id: one.id }, { look: "bad", undo: true });
  return { isOn: true, element: running("polls", one.id, question, "", timeLeft(desk, one, now), details, [close]) };
}

function quick(desk, one, now) {
  const t = desk.t;
  const question = inOwn(desk, one.texts, one.ask);
  if (!isOpen(one)) {
    const open = act(desk, t("desk.start"), { do: "quick.open", id: one.id }, { name: `${t("desk.start")}: ${question}` });
    return { isOn: false, element: startable("quick", one.id, question, "", open) };
  }
  const options = Object.entries(one.answers).map(([key, n]) => ({ key, label: "", count: n }));
  const details = [bars(options), el("p.soft", {}, t("desk.answered_by", { n: numberText(one.viewers) }))];
  const close = one.state === "open" && act(desk, t("desk.close"), { do: "quick.close", id: one.id }, { look: "bad", undo: true });
  return { isOn: true, element: running("quick", one.id, question, "", timeLeft(desk, one, now), details, [close]) };
}

function pk(desk, one, now) {
  const t = desk.t;
  const question = inOwn(desk, one.texts, one.question);
  const name = `pk.${one.id}`;
  if (!isOpen(one)) {
    const won = one.cooled ? t("room.pk.cooled") : one.state === "closed" && one.result ? t("room.won", { winners: one.result }) : "";
    return { isOn: false, element: startable("pk", one.id, question, won, act(desk, t("desk.start"), { do: "start", name }, { name: `${t("desk.start")}: ${question}` })) };
  }
  const options = one.camps.map((camp) => ({ key: camp.key, label: inOwn(desk, camp.labels, camp.label), count: camp.cheers }));
  const hostile = isHostile(one)
    ? el("div.hostile", {}, el("p.soft", {}, t("desk.hostile", { n: one.abusers })), text("p.line", one.suggestion, ""), row(
        act(desk, t("desk.cool"), { do: "pk.cool", id: one.id }, { look: "good", undo: true }),
        act(desk, t("desk.go_on"), { do: "pk.go-on", id: one.id }),
      ))
    : null;
  const details = [hostile, bars(options), el("p.soft", {}, t("desk.cheering", { n: numberText(one.viewers) }), one.temperature === "warm" ? ` · ${t("state.warm")}` : "")];
  const stop = one.state === "open" && act(desk, t("desk.close"), { do: "stop", name }, { look: "bad", undo: true });
  return { isOn: true, element: running("pk", one.id, question, "", timeLeft(desk, one, now), details, [stop]) };
}

function giveaway(desk, one, now) {
  const t = desk.t;
  const { id } = one;
  const name = `giveaways.${id}`;
  const prizes = one.prizes.join(", ");
  if (!HELD.includes(one.state)) {
    const why = one.why_not.map((each) => desk.words.why(each)).join(", ");
    const start = one.why_not.length ? null : act(desk, t("desk.start"), { do: "start", name }, { name: `${t("desk.start")}: ${id}` });
    const state = one.state === "idle" ? prizes : `${prizes} · ${t(`giveaway.${one.state}`)}`;
    return { isOn: false, element: startable("giveaways", id, id, why || state, start) };
  }
  const cancel = act(desk, t("desk.cancel"), { do: "giveaway.cancel", id }, { look: "quiet", ask: t("desk.ask.cancel", { id }) });
  const isNative = one.mode === "native";
  const buttons = [
    one.state === "open" && isNative && act(desk, t("desk.stop"), { do: "stop", name }, { look: "bad", undo: true }),
    one.state === "open" && !isNative && act(desk, t("desk.ends_entry"), { do: "stop", name }, { look: "bad", ask: t("desk.ask.end", { id }) }),
    cancel,
  ];
  const winners = one.winners.filter((each) => each.state !== "lost").map((each) =>
    el("li", {}, text("b", each.name || "-", ""), ` ${each.prize} · `, each.claim_until_ms ? t("giveaway.claim_left", { left: left(each.claim_until_ms - now) }) : t(`winner.${each.state}`)),
  );
  const details = [
    el("p.soft", {}, `${prizes} · ${t(`giveaway.${one.state}`)}`, isNative ? "" : ` · ${t("giveaway.entrants", { n: one.entrants })}`),
    nextStep(desk, one),
    winners.length ? el("ul.askers", {}, ...winners) : null,
    wantsValue(one) ? drawForm(desk, one) : null,
  ];
  const time = one.closes_at_ms ? left(one.closes_at_ms - now) : "";
  return { isOn: true, element: running("giveaways", id, id, "", time, details, buttons) };
}

/** What a giveaway waits for, where the buttons do not say it. */
function nextStep(desk, one) {
  if (one.state === "announced") return el("p.soft", {}, desk.t(desk.view.chat_mode === "assist" ? "giveaway.step.announced" : "giveaway.step.sending"));
  if (one.state !== "drawn") return null;
  const isCalled = one.winners.every((each) => each.state !== "called" || each.claim_until_ms);
  return el("p.soft", {}, desk.t(isCalled ? "giveaway.step.claim" : "giveaway.step.call"));
}

function drawForm(desk, one) {
  const id = `draw-${one.id}`;
  return el(
    "form.inner",
    { "data-form": "draw", "data-n": one.id },
    el("label", { for: id }, desk.t("desk.draw.value", { value: one.public_value })),
    el("input", { id, name: "text", type: "text", value: kept(desk.view, id), autocomplete: "off", maxlength: "200" }),
    row(el("button.good", { type: "submit" }, desk.t("desk.draw"))),
  );
}

function code(desk, one, now) {
  const t = desk.t;
  const isManual = one.when === "manual";
  const used = t("desk.used_by", { n: numberText(one.viewers) });
  if (!one.open || !isManual) {
    const start = isManual ? act(desk, t("desk.start"), { do: "code.open", id: one.id }, { name: `${t("desk.start")}: ${one.id}` }) : null;
    return { isOn: false, element: startable("codes", one.id, one.id, one.open ? `${t("desk.open_now")} · ${used}` : used, start) };
  }
  const time = one.closes_at_ms ? left(one.closes_at_ms - now) : t("desk.until_closed");
  const close = act(desk, t("desk.close"), { do: "code.close", id: one.id }, { look: "bad", undo: true });
  return { isOn: true, element: running("codes", one.id, one.id, "", time, [el("p.soft", {}, used)], [close]) };
}

function goal(desk, one) {
  const t = desk.t;
  const title = inOwn(desk, one.labels, one.label) || t(`figure.${one.figure}`);
  const name = `goals.${one.id}`;
  const [verb, label] = one.open ? ["stop", t("desk.stop")] : ["start", t("desk.start")];
  const button = act(desk, label, { do: verb, name }, { name: `${label}: ${title}`, undo: one.open });
  return { isOn: false, element: startable("goals", one.id, title, `${numberText(one.have)} / ${numberText(one.target)}`, button) };
}

function prompt(desk, one) {
  const t = desk.t;
  const button = act(desk, t("desk.send_prompt"), { do: "prompt.send", id: one.id }, { name: `${t("desk.send_prompt")}: ${one.id}`, said: saidOfLine(desk, t("desk.send_prompt")) });
  return { isOn: false, element: startable("prompts", one.id, one.next_text, one.id, button) };
}

function others(desk, view) {
  const t = desk.t;
  return part(
    "others",
    t("desk.more_show"),
    el("p", {}, t("desk.orders", { n: numberText(view.figures.orders) })),
    row(act(desk, "+1", { do: "order.add" }, { name: `+1: ${t("desk.order")}`, said: t("desk.order") }), act(desk, "−1", { do: "order.remove" }, { name: `−1: ${t("desk.order_off")}`, said: t("desk.order_off") })),
    row(
      view.boards.some((board) => board.entries.length) && act(desk, t("desk.leaderboard"), { do: "start", name: "points.leaderboard" }, { said: saidOfLine(desk, t("desk.leaderboard")) }),
      !view.ending && act(desk, t("desk.ending"), { do: "ending" }, { ask: t("desk.ask.ending"), undo: true }),
    ),
  );
}
