"""The wording, in both languages."""

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from livebot.engine.show import figures
from livebot.engine.starts import OCCASIONS
from livebot.tiktok.moderation import NO_PLAN, NOT_MODERATOR, VIEWER_GONE, VIEWER_IMMUNE, WORDING, WRONG_COUNTRY
from livebot.wording import Words, duration
from livebot.words import WORDS

LIVEBOT = Path(__file__).parents[1] / "livebot"
PHRASEBOOK = LIVEBOT / "language" / "phrasebook.yaml"

NOTICES = [
    "poll_opened",
    "poll_closed",
    "pk_opened",
    "pk_closed",
    "pk_closed.winner",
    "pk_closed.tie",
    "pk_closed.none",
    "pk_warm",
    "pk_hot",
    "pk_calm",
    "pk_cooled",
    "quick_opened",
    "quick_closed",
    "code_hit",
    "code_first",
    "code_burst",
    "code_explained",
    "code_opened",
    "code_closed",
    "prompt_fired",
    "question",
    "question_again",
    "answer_lost",
    "reply_untranslated",
    "product_shown",
    "line_sent",
    "line_offered",
    "line_failed",
    "line_maybe",
    "line_expired",
    "line_blocked",
    "offence",
    "raid",
    "moderated",
    "moderation_failed",
    "permitted",
    "connected",
    "disconnected",
    "gap",
    "live_ended",
    "live_paused",
    "live_resumed",
    "rules_loaded",
    "rules_refused",
    "recovered",
    "gift",
    "deleted",
    "paused",
    "resumed",
    "panic",
    "undone",
    "ending",
    "level_up",
    "points_hidden",
    "points_shown",
]
WHYS = [
    "interval",
    "min_comments",
    "min_viewers",
    "min_joins",
    "gap",
    "lane_busy",
    "not_live",
    "paused",
    "panicked",
    "chat_off",
    "waiting_posting",
    "not_open",
    "cooldown_room",
    "answered",
    "quiet_hours",
    "blocked",
    "greeted",
    "other_ask",
]
REPLIES = [
    "done",
    "unknown",
    "already_open",
    "not_open",
    "unknown_question",
    "unknown_line",
    "wrong_state",
    "claimed",
    "too_long",
    "repeated",
    "chat_off",
    "not_live",
    "panicked",
    "nothing_to_undo",
    "duplicate",
    "lane_full",
    "no_reply",
    "unknown_offence",
    "unknown_viewer",
    "unknown_step",
    "exempt",
    "blocked",
    "moderation_off",
    "no_points",
]
GIVEAWAYS = ["announced", "opened", "frozen", "won", "claimed", "unclaimed", "done", "cancelled"]
TURNED_AWAY = ["follower", "points", "level", "won", "moderator", "own", "punished", "inactive"]
RULES = ["links", "contacts", "words", "repeats", "flood", "capitals", "symbols", "length", "raid", "hand"]
STEPS = ["warn", "mute short", "mute long", "remove"]
OFFENCES = ["suggested", "advice", "acting", "done", "failed", "dismissed", "undone", "dry"]
CARDS = ["new", "claimed", "answering", "answered", "handed", "dismissed"]
LINES = ["waiting", "sending", "offered", "sent", "maybe", "failed", "expired", "dropped", "blocked"]
PHASES = ["waiting", "live", "paused", "away", "ended", "closed"]
ALERTS = [
    "offline",
    "not_found",
    "blocked",
    "rate_limited",
    "age_restricted",
    "network",
    "quota_low",
    "live_ended",
    "disk_low",
    "commit_failed",
    "session_expired",
    "shed",
    "new_session_begun",
    "glossary_refused",
]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_one_of_a_thing_is_no_plural() -> None:
    words = Words("en")
    assert words("report.code", id="moon", viewers=1, regulars=0, first_timers=1).startswith("CODE moon: 1 viewer, 0")
    told = words.notice("pk_closed", {"id": "a", "result": "tie", "winners": "A, B", "cheers": "2", "viewers": "1"})
    assert told == "PK a: a tie of A, B (2 cheers of 1 viewer)"
    assert words.notice("code_burst", {"id": "moon", "viewers": "12"}) == "Code moon: 12 viewers at once!"


def test_a_list_to_choose_from_is_told_whole() -> None:
    known = ", ".join(figures.BY_HAND)
    assert known in Words("en").reply("unknown_figure", {"figure": "order", "known": known})


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_it_with_the_same_data(key: str) -> None:
    english, chinese = WORDS[key]
    assert english.strip()
    assert chinese.strip()
    assert fields(english) == fields(chinese)


@pytest.mark.parametrize(
    ("group", "kinds"),
    [
        ("notice", NOTICES),
        ("why", WHYS),
        ("reply", REPLIES),
        ("line", LINES),
        ("phase", [*PHASES, "unknown"]),
        ("state", [*CARDS, *LINES, *OFFENCES]),
        ("rule", RULES),
        ("why", RULES),
        ("step", STEPS),
        ("offence", OFFENCES),
        ("offences.mode", ["off", "suggest", "auto"]),
        (
            "card",
            ["answering", "answered", "handed", "dismissed", "pending", "failed", "gist", "order", "bot", "by_bot"],
        ),
        ("card.answers", ["auto", "assist", "off"]),
        ("part", ["translating", "checking", "ready", "too_long", "failed", "blocked"]),
        ("standing", ["buyer", "gifter", "regular"]),
        ("plain", ["answering", "answered", "handed", "dismissed", "again"]),
        ("engines", ["closed", "open", "half_open"]),
        ("what", ["polls", "quick", "codes", "prompts", "answers", "question", "ending", "offence"]),
        ("reason", ["repeated", "too_long", "lane_full", "empty", "chat_off", "undone", "panic", "expired"]),
        ("reason", [NO_PLAN, NOT_MODERATOR, WRONG_COUNTRY, VIEWER_GONE, VIEWER_IMMUNE, WORDING.by_status[404]]),
        ("reason", ["failed", "dropped", "refused", "blocked", "overload"]),  # of a warning, or too many at once
        ("alert", [*ALERTS, "record_failed"]),
        ("notice", [*(f"giveaway_{kind}" for kind in GIVEAWAYS), "draw_not_allowed"]),
        ("reply", ["draw_not_allowed", "empty"]),
        ("why", ["draw_not_allowed", "entered", "entered_already", "turned_away", "explained"]),
        ("state", ["idle", "announced", "open", "frozen", "drawn", "done", "cancelled"]),
        ("winner", ["called", "claimed", "lost"]),
        ("reason", ["not posted", "nobody", "by hand", "the show ended", *TURNED_AWAY]),
        ("what", ["giveaways"]),
        ("why", ["by_hand", "by_rule", *(f"start_{occasion}" for occasion in OCCASIONS)]),
        ("notice", [f"countdown_{what}" for what in ("started", "ended", "missed", "stopped")]),
        ("notice", [f"countdown_{what}" for what in ("paused", "resumed", "extended")]),
        ("notice", [f"segment_{what}" for what in ("begun", "held", "goes_on", "skipped", "late", "goal")]),
        ("notice", ["segments_over", "show_late"]),
        ("reply", ["too_soon", "time_passed", "reached_already", "no_length", "no_runsheet", "no_segment"]),
        ("why", ["segment", "urgency_unwelcome", "no_text"]),
        ("countdown", ["idle", "running", "paused", "ended", "stopped"]),
        ("segment", ["coming", "running", "done", "skipped", "missed"]),
        ("what", ["countdowns", "runsheet", "segments"]),
        ("notice", ["figure_set", "orders_twice", "goal_started", "goal_stopped", "goal_mark", "goal_reached"]),
        ("why", ["goal_mark", "goal_reached", "no_text", "before_show", "own_account"]),
        ("reply", ["unknown_figure", "no_such_number"]),
        ("reason", ["overtaken", "closed"]),
        ("figure", get_args(figures.Name)),
        ("what", ["goals"]),
        ("trouble", ["not_running", "lost", "ended", "other_version"]),
    ],
)
def test_every_kind_has_words(group: str, kinds: list[str]) -> None:
    assert [kind for kind in kinds if f"{group}.{kind}" not in WORDS] == []


def test_what_is_over_is_told_of_every_alert() -> None:
    alerts = {key.removeprefix("alert.") for key in WORDS if key.startswith("alert.")}
    assert [kind for kind in alerts if f"over.{kind}" not in WORDS] == []


def test_every_word_the_console_asks_for_exists() -> None:
    asked = set()
    folders = (LIVEBOT / "console", LIVEBOT / "report")
    for path in [*(path for folder in folders for path in folder.rglob("*.py")), LIVEBOT / "remote.py"]:
        source = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"""words\(\s*"([a-z_.0-9]+)\"""", source))
    assert asked
    assert asked - WORDS.keys() == set()


def test_every_intent_of_the_phrasebook_has_a_name() -> None:
    book = PHRASEBOOK.read_text(encoding="utf-8").partition("\nintents:\n")[2].partition("\nfiller:\n")[0]
    intents = re.findall(r"^  (\w+):$", book, re.MULTILINE)
    assert "price" in intents
    assert [intent for intent in intents if f"intent.{intent}" not in WORDS] == []


def test_what_is_asked_and_who_answered_is_named() -> None:
    words = Words("zh")
    assert words.intent("where_is_order") == "订单到哪"
    assert words.intent("gift_wrap") == "Gift wrap"
    assert words.intent("") == ""
    assert (words.by("bot"), words.by("front desk\x1b[2J")) == ("机器人", "front desk[2J")


def test_why_the_way_to_the_room_is_blocked_is_worded() -> None:
    words = Words("en")
    assert words.alert("connection", "blocked", "sign key").endswith(": it does not accept tiktok.sign_api_key")
    assert words.alert("connection", "blocked", "captcha").endswith(": TikTok shows a captcha")


def test_chinese_reads_chinese() -> None:
    assert [key for key, (_, chinese) in WORDS.items() if chinese.isascii()] == ["key.language", "help.language"]


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "完成"), ("zh-Hant", "完成"), ("en", "Done"), ("", "Done"), ("id", "Done")]
)
def test_a_language_without_words_reads_english(language: str, said: str) -> None:
    assert Words(language).reply("done", {}) == said


def test_reasons_count_down_and_say_what_is_missing() -> None:
    words = Words("en")
    assert words.why("interval", {"left_ms": "130000"}) == "in 2:10"
    assert words.why("min_joins", {"have": "2", "need": "5"}) == "needs 3 more to join"
    assert words.notice("gap", {"seconds": "72"}) == "Comments of 1:12 were missed"


def test_the_result_of_a_poll_is_worded() -> None:
    words = Words("en")
    result = {"id": "colour", "winners": "A", "votes": "41"}
    assert words.notice("poll_closed", result | {"result": "winner"}) == "Poll colour: A wins (41 votes)"
    assert words.notice("poll_closed", {"id": "colour", "result": "none"}) == "Poll colour: nobody voted"


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("polls.colour", "poll colour"),
        ("codes.moon", "code moon"),
        ("question 7", "question 7"),
        ("ending", "the ending"),
        ("offence 7", "offence 7"),
        ("tide", "tide"),
    ],
)
def test_what_was_taken_back_is_named(what: str, said: str) -> None:
    assert Words("en").notice("undone", {"what": what}) == f"Taken back: {said}"
    assert Words("en").reply("done", {"what": what}) == f"Taken back: {said}"


@pytest.mark.parametrize(
    ("what", "english", "chinese"),
    [
        ("polls", "There is no poll called x", "没有叫 x 的投票"),
        ("quick", "There is no quick ask called x", "没有叫 x 的一键问答"),
        ("codes", "There is no code called x", "没有叫 x 的暗号"),
        ("prompts", "There is no prompt called x", "没有叫 x 的提示"),
    ],
)
def test_what_is_unknown_is_named_as_one_of_its_kind(what: str, english: str, chinese: str) -> None:
    data = {"what": what, "id": "x"}
    assert (Words("en").reply("unknown", data), Words("zh").reply("unknown", data)) == (english, chinese)


@pytest.mark.parametrize(
    ("state", "english", "chinese"),
    [
        ("answered", "Not possible now: it is answered", "现在不行：已答"),
        ("expired", "Not possible now: it is too late", "现在不行：已过时"),
        ("asleep", "Not possible now: it is asleep", "现在不行：asleep"),
    ],
)
def test_the_state_that_a_command_does_not_fit_is_worded(state: str, english: str, chinese: str) -> None:
    data = {"state": state}
    assert (Words("en").reply("wrong_state", data), Words("zh").reply("wrong_state", data)) == (english, chinese)


def test_why_a_line_was_not_sent_is_worded() -> None:
    zh = Words("zh")
    assert zh.notice("line_failed", {"reason": "rate limited", "text": "Hi"}) == "发送失败（限流）：Hi"
    muted = "the account is muted in this room"
    assert zh.notice("line_failed", {"reason": muted, "text": "Hi"}) == "发送失败（账号在本直播间被禁言）：Hi"
    assert zh.reason("the service refused the line (\x1b[2J)") == "the service refused the line ([2J)"


def test_offences_are_worded_with_their_rule_step_and_reason() -> None:
    en, zh = Words("en"), Words("zh")
    done = {"n": "5", "rule": "contacts", "viewer": "Budi", "step": "mute long"}
    assert en.notice("moderated", done) == "#5 Budi: mute long (contact)"
    assert zh.notice("moderated", done) == "#5 Budi：长禁言（联系方式）"
    assert en.why("repeats", {"times": "3", "within_ms": "30000"}) == "the same 3 times in 0:30"
    assert zh.notice("moderation_failed", done | {"reason": NOT_MODERATOR}).endswith("账号不是本直播间的管理员")
    blocked = {"word": "best", "rule": "absolute", "reason": "绝对化用语不能用"}
    assert zh.reply("blocked", blocked) == "已拦下，“best”不能发：绝对化用语不能用"


def test_what_nobody_worded_is_readable() -> None:
    words = Words("en")
    assert words.notice("ring_found", {"size": "7"}) == "Ring found: size 7"
    assert words.alert("moon", "too_full", "") == "Moon: Too full"
    assert words.why("tide", {}) == "Tide"


def test_missing_and_hostile_data_do_no_harm() -> None:
    words = Words("en")
    assert words.notice("poll_opened", {}) == "Poll  opened"
    text = words.notice("code_hit", {"id": "{viewer.__class__}", "viewer": "\x1b[2J{id}\u202e" + "x" * 500})
    assert "\x1b" not in text
    assert "{viewer.__class__}" in text
    assert len(text) < 120


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(0, "0:00"), (-5, "0:00"), (1, "0:01"), (59_500, "1:00"), (61_000, "1:01"), (3_723_000, "1:02:03")],
)
def test_durations(ms: int, shown: str) -> None:
    assert duration(ms) == shown


@pytest.mark.parametrize(
    ("ms", "shown"), [(0, "0s"), (59_999, "59s"), (60_000, "1m"), (7_200_000, "2h"), (10**9, "99h")]
)
def test_ages(ms: int, shown: str) -> None:
    assert Words("en").age(ms) == shown
