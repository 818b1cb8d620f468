"""Giveaways of TikTok's own tool, which livebot only goes along with."""

import pytest
from pydantic import ValidationError

from livebot.engine.giveaways.rules import GiveawayRule
from livebot.testing import Playbook, rules_from_yaml

NATIVE = """
giveaways:
  - id: tumbler
    prizes: [{name: {en: a tumbler, es: un vaso}}]
    duration: 5m
    announce: {en: "Giveaway: {prize}! {left} left", es: "¡Regalo: {prize}! {left}"}
    enter: {en: "Tap the gift box on the left", es: "Toca la caja de regalo"}
    remind: {at: [1m, 2m, 10m], say: {en: "{left} left for {prize}"}}
    thanks: {en: "Thank you all"}
"""
TRIGGERED = NATIVE + "    starts: [{after: 1m}]\n"


def opened(rules: str = NATIVE) -> Playbook:
    """Return a room in which the giveaway was announced at 0:10."""
    play = Playbook(rules)
    play("""
        0:01  -- live
        0:10  operator: giveaway start tumbler
        0:10  >> Giveaway: a tumbler! 5 minutes left
    """)
    return play


def test_it_is_announced_reminded_of_and_thanked_for() -> None:
    play = opened()
    play("""
        3:10  >> 2 minutes left for a tumbler
        4:10  >> 1 minute left for a tumbler
        5:10  >> Thank you all
    """)
    assert play.giveaway("tumbler").state == "done"


def test_who_asks_how_to_enter_is_told_in_their_language_once_per_cooldown() -> None:
    play = Playbook(NATIVE)
    play("""
        0:01  -- live
        0:05  ana? (es): cómo participo?
        0:06  cy: hi
        0:07  di: hello
        0:10  operator: giveaway start tumbler
        0:10  >> Giveaway: a tumbler! 5 minutes left
        0:20  ana? (es): ¿Cómo participo?
        0:20  >> Toca la caja de regalo
        0:30  bo? (en): how do i enter
        1:25  bo? (en): how do I enter
        1:25  >> Tap the gift box on the left
    """)
    assert [card.original for card in play.status.questions] == ["cómo participo?"]


def test_later_in_a_long_cooldown_it_is_a_question_like_any_other() -> None:
    play = opened(NATIVE + "    cooldown: 5m\n")
    play("""
        0:20  ana? (en): how to join
        0:20  >> Tap the gift box on the left
        1:25  bo? (en): how to join
    """)
    assert len(play.status.questions) == 1


@pytest.mark.parametrize(
    "text", ["how to join my group at t.me/gold", "I asked how to join the fan club of this very nice shop", "hello"]
)
def test_what_only_sounds_like_it_is_not_taken(text: str) -> None:
    play = opened()
    play(f"0:30  ana? (en): {text}")
    assert len(play.status.questions) == 1


def test_the_shops_own_words_and_intent_count() -> None:
    play = opened(NATIVE + "    asked: {en: [where is the box]}\n    intent: join\n    cooldown: 1s\n")
    play("""
        0:30  ana: Where is the box??
        0:30  >> Tap the gift box on the left
        0:40  operator: say Hi
        0:40  >> Hi
        0:50  ana? (en, join): may I
        0:50  >> Tap the gift box on the left
    """)


def test_without_a_time_limit_the_operator_ends_it_and_undo_goes_on() -> None:
    play = Playbook(NATIVE.replace("5m", "0").replace("{prize}! {left} left", "{prize}!"))
    play("""
        0:01  -- live
        0:10  operator: giveaway start tumbler
        0:10  >> Giveaway: a tumbler!
        9:00  operator: giveaway stop tumbler
        9:00  >> Thank you all
        9:01  operator: undo
    """)
    assert play.giveaway("tumbler").state == "open"


@pytest.mark.parametrize("end", ["stop", "cancel"])
def test_undo_goes_on_as_if_it_had_never_ended(end: str) -> None:
    play = opened()
    play(f"""
        2:10  operator: giveaway {end} tumbler
        {"2:10  >> Thank you all" if end == "stop" else ""}
        3:30  operator: undo
        4:10  >> 1 minute left for a tumbler
        5:10  >> Thank you all
    """)
    assert play.notices("undone") == [{"what": "giveaways.tumbler"}]
    assert play.reply("giveaway stop tumbler") == "not_open"
    assert play.reply("undo") == "nothing_to_undo"
    assert (play.giveaway("tumbler").state, play.giveaway("tumbler").reason) == ("done", "")


@pytest.mark.parametrize("end", ["stop", "cancel"])
def test_what_would_be_over_by_now_is_not_taken_back(end: str) -> None:
    play = Playbook(NATIVE, mode="off")
    play(f"""
        0:01  -- live
        0:10  operator: giveaway start tumbler
        1:00  operator: giveaway {end} tumbler
        5:10  -- tick
    """)
    assert play.reply("undo") == "nothing_to_undo"


def test_what_was_cancelled_before_it_began_is_not_taken_back() -> None:
    play = Playbook(TRIGGERED, mode="assist")
    play("""
        0:01  -- live
        1:30  operator: giveaway cancel tumbler
    """)
    assert play.giveaway("tumbler").state == "cancelled"
    assert play.reply("undo") == "nothing_to_undo"


def test_what_a_trigger_starts_runs_from_when_its_line_is_seen() -> None:
    play = Playbook(TRIGGERED, mode="assist")
    play("""
        0:01  -- live
        1:05  -- tick
    """)
    assert play.giveaway("tumbler").state == "announced"
    play("1:30  operator: outbox sent 1")
    assert play.giveaway("tumbler").state == "open"
    assert play.giveaway("tumbler").closes_at_ms == play.room.state.at_ms + 300_000


def test_what_nobody_posts_is_cancelled() -> None:
    play = Playbook(TRIGGERED, mode="assist")
    play("""
        0:01  -- live
        5:00  -- tick
    """)
    assert (play.giveaway("tumbler").state, play.giveaway("tumbler").reason) == ("cancelled", "not posted")


def test_a_trigger_in_a_paused_room_starts_nothing_that_lasts() -> None:
    play = Playbook(TRIGGERED)
    play("""
        0:01  -- live
        0:30  operator: pause
        5:00  -- tick
    """)
    assert play.giveaway("tumbler").state == "cancelled"


def test_announced_it_can_be_stopped_before_it_begins() -> None:
    play = Playbook(TRIGGERED, mode="assist")
    play("""
        0:01  -- live
        1:05  operator: giveaway stop tumbler
    """)
    assert play.giveaway("tumbler").reason == "by hand"
    assert play.outbox == [("Giveaway: a tumbler! 5 minutes left", "dropped")]


def test_without_chat_it_runs_in_silence() -> None:
    play = Playbook(NATIVE, mode="off")
    play("""
        0:01  -- live
        0:10  operator: giveaway start tumbler
        0:20  ana? (en): how do i enter
        6:00  -- tick
    """)
    assert play.giveaway("tumbler").state == "done"
    assert len(play.status.questions) == 1


def test_a_pause_holds_reminders_back_and_a_panic_everything() -> None:
    play = opened()
    play("""
        3:00  operator: pause
        3:30  ana? (en): how do i enter
        4:30  operator: resume
        4:30  >> 1 minute left for a tumbler
        4:40  operator: panic
        6:00  operator: resume
    """)
    assert play.giveaway("tumbler").state == "done"


def test_a_countdown_that_is_not_in_the_rules_holds_it_up_in_nothing() -> None:
    play = opened(NATIVE + "    countdown: last-call\n")
    assert play.giveaway("tumbler").state == "open"


def test_it_cannot_start_twice_or_where_nobody_would_see_it() -> None:
    play = Playbook(NATIVE)
    assert play.reply("giveaway start gone") == "unknown"
    assert play.reply("giveaway stop gone") == "unknown"
    assert play.reply("giveaway cancel gone") == "unknown"
    assert play.reply("giveaway stop tumbler") == "not_open"
    assert play.reply("giveaway cancel tumbler") == "not_open"
    assert play.reply("giveaway start tumbler") == "not_live"
    play("0:01  -- live")
    play("0:02  operator: panic")
    assert play.reply("giveaway start tumbler") == "panicked"
    play("0:03  operator: resume")
    play("""
        0:10  operator: giveaway start tumbler
        0:10  >> Giveaway: a tumbler! 5 minutes left
    """)
    assert play.reply("giveaway start tumbler") == "already_open"
    assert play.reply("giveaway draw tumbler 1234") == "wrong_state"


def test_what_the_market_does_not_let_be_said_does_not_start() -> None:
    market = """
market: {market: US, name: {en: US}, updated: 2026-01-01, rules: [
  {id: top, about: claim, source: page, source_date: 2026-01-01, reason: {en: no}, words: {und: [tumbler]}}]}
"""
    play = Playbook(NATIVE + market)
    play("0:01  -- live")
    assert play.reply("giveaway start tumbler") == "blocked"


def test_it_goes_on_under_its_own_rule_when_the_rules_change() -> None:
    play = opened()
    play.load("")
    assert play.giveaway("tumbler").state == "open"
    play("""
        3:10  >> 2 minutes left for a tumbler
        4:10  >> 1 minute left for a tumbler
        5:10  >> Thank you all
    """)
    assert play.status.giveaways == ()


def test_the_show_ends_it() -> None:
    play = opened()
    play("""
        1:00  -- ended
        2:00  -- closed
    """)
    assert play.giveaway("tumbler").reason == "the show ended"


def test_reminders_that_come_while_the_room_is_away_are_skipped() -> None:
    play = opened()
    play("""
        3:00  -- lost
        3:30  -- live
        4:10  >> 1 minute left for a tumbler
        5:10  >> Thank you all
    """)


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("entry: {comment: me}", "belongs to mode: draw"),
        ("eligible: {follower: true}", "belongs to mode: draw"),
        ("mode: draw", "expected both"),
        ("mode: draw\n    winner: {en: x}\n    entry: {comment: me, code: moon}", "found comment and code"),
        ("mode: draw\n    winner: {en: x}\n    entry: {}", "found none"),
        ("announce: {en: 'win {word2}'}", "word2"),
    ],
)
def test_a_wrong_rule_says_what_is_wrong(written: str, error: str) -> None:
    key = written.partition(":")[0]
    lines = [line for line in NATIVE.splitlines() if not line.strip().startswith(key + ":")]
    with pytest.raises(ValidationError, match=error):
        rules_from_yaml("\n".join(lines) + f"\n    {written}\n")


def test_a_rule_stays_what_it_is_when_it_is_stored() -> None:
    rule = rules_from_yaml(NATIVE).giveaways[0]
    assert GiveawayRule.model_validate(rule.model_dump(mode="json")) == rule


def test_too_many_prizes_are_refused() -> None:
    with pytest.raises(ValidationError, match="at most 15"):
        rules_from_yaml(NATIVE.replace("prizes: [", "prizes: [{name: {en: x}, count: 15}, "))


COUNTED = (
    NATIVE
    + """
    countdown: enter
countdowns:
  - {id: enter, for: 5m, marks: [4m, 3m], texts: {en: "{left} to enter"}}
  - {id: other, for: 9m}
"""
)


@pytest.mark.parametrize("end", ["giveaway stop tumbler", "giveaway cancel tumbler"])
def test_what_counts_down_to_its_end_stops_with_it(end: str) -> None:
    play = opened(COUNTED)
    play(f"""
        1:10  >> 4 minutes to enter
        1:30  operator: {end}
        {"1:30  >> Thank you all" if "stop" in end else ""}
        9:00  -- tick
    """)
    assert play.status.countdowns[0].state == "stopped"


@pytest.mark.parametrize("end", ["stop", "cancel"])
def test_undo_brings_its_countdown_back(end: str) -> None:
    play = opened(COUNTED)
    play(f"""
        1:00  operator: giveaway {end} tumbler
        {"1:00  >> Thank you all" if end == "stop" else ""}
        1:30  operator: undo
        2:10  >> 3 minutes to enter
    """)
    assert play.status.countdowns[0].state == "running"
    assert play.status.countdowns[0].ends_at_ms == play.giveaway("tumbler").closes_at_ms
    assert play.reply("undo") == "nothing_to_undo"


def test_a_countdown_that_was_stopped_before_stays_stopped() -> None:
    play = Playbook(COUNTED, mode="off")
    play("""
        0:01  -- live
        0:10  operator: giveaway start tumbler
        0:30  operator: countdown stop enter
        1:00  operator: giveaway stop tumbler
        1:30  operator: undo
    """)
    assert (play.giveaway("tumbler").state, play.status.countdowns[0].state) == ("open", "stopped")


def test_a_countdown_of_its_own_goes_on() -> None:
    play = Playbook(COUNTED, mode="off")
    play("""
        0:01  -- live
        0:05  operator: countdown start enter
        0:10  operator: giveaway start tumbler
        1:30  operator: giveaway stop tumbler
    """)
    assert play.status.countdowns[0].state == "running"


def test_undo_takes_back_the_end_and_nothing_else_is_to_be_undone() -> None:
    play = Playbook(COUNTED, mode="off")
    play("""
        0:01  -- live
        0:10  operator: giveaway start tumbler
        1:30  operator: giveaway stop tumbler
        1:31  operator: undo
    """)
    assert play.giveaway("tumbler").state == "open"
    assert play.reply("undo") == "nothing_to_undo"
