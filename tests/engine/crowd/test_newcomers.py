"""Newcomers: how they are greeted, and which of them count as met."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livebot.commands import Pause, Resume
from livebot.engine.crowd import arrivals
from livebot.engine.crowd.newcomers import LOOKED_AT
from livebot.engine.room import Room
from livebot.engine.view import look
from livebot.events import ChatSent, CommandGiven, Connected, Disconnected, Followed, Joined, OverlaySeen, Ticked
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile, Viewer
from livebot.views.crowd import NewcomersView

ASK = 'quick: [{id: heard, ask: {en: "Y?"}, answers: {Y: [yes], N: []}, window: 0}]'
CODES = "codes: [{id: moon, phrases: [the moon], when: manual, reply: {en: Moon}}]"
TWO = """
newcomers:
  cohort: {viewers: 2, within: 20s}
  every: 90s
  texts: [{en: "New here? Y or N"}, {en: "Hi! Y or N?"}]
"""
BACK = TWO + '  returning: [{en: "Back again, {viewer}? Visit {visits}"}, {en: "Good to have you back"}]\n'
OPENS = f"{ASK}\n{TWO}  opens: heard\n"


def seen(play: Playbook) -> NewcomersView:
    return play.status.newcomers


def why(play: Playbook) -> list[str]:
    return [reason.kind for reason in seen(play).why_not]


def joins(play: Playbook, name: str, seconds: float, **fields: Any) -> None:
    viewer = Viewer(id=name, handle=name, name=name.title(), **fields)
    profile = play.profiles.get(name, Profile())
    play.feed(Joined(at_ms=START_MS + round(seconds * 1000), msg_id=f"{name}{seconds}", viewer=viewer, profile=profile))


# --- greeting ------------------------------------------------------------------------------------------------------


def test_a_cohort_is_greeted_with_one_thing_to_do_and_the_first_answer_counts() -> None:
    play = Playbook(OPENS)
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:05  -- joins bo
        0:05  >> New here? Y or N
        0:09  bo: yes
    """)
    assert play.quick("heard").answers == {"Y": 1, "N": 0}
    assert (seen(play).met, seen(play).met_by, seen(play).new.met_acted) == (2, {"greeting": 2}, 1)


def test_too_few_and_those_who_came_too_long_ago_are_no_cohort() -> None:
    play = Playbook(TWO)
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:21  -- joins bo
    """)
    assert [(reason.kind, reason.data) for reason in seen(play).why_not] == [("min_joins", {"have": "1", "need": "2"})]
    play("1:00 -- tick")
    assert (seen(play).not_met, seen(play).waiting, seen(play).greetings) == (2, 0, 0)


def test_greetings_are_few_and_take_turns() -> None:
    play = Playbook(TWO)
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:01  -- joins bo
        0:01  >> New here? Y or N
        0:40  -- joins cy
        0:40  -- joins di
        1:20  -- joins ed
        1:21  -- joins fi
    """)
    assert why(play) == ["interval"]
    play("""
        1:31  >> Hi! Y or N?
        4:00  -- joins gi
        4:01  -- joins hi
        4:01  >> New here? Y or N
    """)
    assert (seen(play).met, seen(play).not_met) == (6, 2)


def test_a_text_that_was_the_last_line_is_not_said_again() -> None:
    play = Playbook(TWO.replace(', {en: "Hi! Y or N?"}', ""))
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:01  -- joins bo
        0:01  >> New here? Y or N
        3:00  -- joins cy
        3:00  -- joins di
        3:01  operator: say Hello
        3:01  >> Hello
        4:00  -- joins ed
        4:00  -- joins fi
        4:00  >> New here? Y or N
    """)
    assert not play.notices("line_refused")


def test_no_greeting_while_an_operators_line_waits_to_be_posted() -> None:
    play = Playbook(TWO, mode="assist")
    play("""
        0:00  -- live
        0:01  operator: say Hello
        0:02  -- joins ana
        0:02  -- joins bo
    """)
    assert play.offered == ["Hello"]
    assert why(play) == ["lane_busy"]
    assert seen(play).card is not None
    play("0:05 operator: outbox sent 1")  # it meets them, as any line
    assert seen(play).met_by == {"line": 2}
    play("0:06 -- joins cy")
    play("0:07 -- joins di")
    play("0:20 -- tick")
    assert play.offered == ["Hello", "Hi! Y or N?"]
    assert why(play) == ["waiting_posting"]
    play("0:30 operator: outbox sent 2")
    assert seen(play).met_by == {"line": 2, "greeting": 2}


def test_a_line_meets_only_who_came_in_the_thirty_seconds_before_it() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:02  -- joins bo
        0:31  operator: say Hello
        0:31  >> Hello
    """)
    assert (seen(play).met, seen(play).not_met, seen(play).why_not) == (1, 1, ())


def test_an_ask_whose_keys_another_poll_takes_waits() -> None:
    other = 'polls: [{id: size, question: {en: "Y or Z?"}, options: [{key: y}, {key: Z}], duration: 30s, grace: 5s}]\n'
    play = Playbook(other + OPENS)
    play("""
        0:00  -- live
        0:01  operator: poll open size
        0:01  >> Y or Z?
        0:20  -- joins ana
        0:20  -- joins bo
    """)
    assert why(play) == ["other_ask"]
    assert seen(play).card is None
    play("""
        0:36  -- joins cy
        0:36  >> New here? Y or N
    """)


def test_a_code_is_opened_by_the_greeting() -> None:
    play = Playbook(f"{CODES}\n{TWO}  opens: moon\n")
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:01  -- joins bo
        0:01  >> New here? Y or N
    """)
    assert play.code("moon").open
    assert seen(play).card is not None
    assert seen(play).card.keys == ()  # type: ignore[union-attr]


# --- the card ------------------------------------------------------------------------------------------------------


def test_a_card_that_nobody_can_see_meets_nobody() -> None:
    play = Playbook(OPENS, mode="off")
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:02  -- joins bo
    """)
    card = seen(play).card
    assert card is not None
    assert (card.n, card.crowd, card.joins, card.keys, card.opens) == (1, "new", 2, ("Y", "N"), "heard")
    assert (card.until_ms - card.from_ms, card.texts) == (30_000, {"en": "New here? Y or N"})
    assert not play.quick("heard").open
    play("0:40 -- tick")
    assert (seen(play).card, seen(play).not_met) == (None, 2)


def test_an_overlay_on_the_screen_makes_lines_needless() -> None:
    play = Playbook(OPENS)
    play("""
        0:00  -- live
        0:00  -- overlays board newcomers
        0:01  -- joins ana
        0:02  -- joins bo
        0:10  -- joins cy
        0:11  cy: N
    """)
    assert seen(play).is_overlay_seen
    assert (seen(play).met_by, seen(play).greetings) == ({"card": 3}, 0)
    assert play.quick("heard").answers == {"Y": 0, "N": 1}
    play("0:33 -- joins di")  # the card is down
    assert seen(play).waiting == 1


def test_an_overlay_that_is_opened_while_the_card_is_up_meets_who_still_waits() -> None:
    play = Playbook(TWO, mode="off")
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:02  -- joins bo
        0:05  -- overlays newcomers
    """)
    assert seen(play).met_by == {"card": 2}
    play("0:06 -- restart")
    assert not seen(play).is_overlay_seen


def test_another_card_follows_for_those_who_came_meanwhile() -> None:
    play = Playbook(TWO, mode="off")
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:01  -- joins bo
        0:20  -- joins cy
        0:21  -- joins di
        0:31  -- tick
    """)
    card = seen(play).card
    assert card is not None
    assert (card.n, card.joins, card.from_ms) == (2, 2, START_MS + 31_000)


def test_a_pause_a_panic_and_gone_rules_take_the_card_down() -> None:
    for words in ("operator: panic", "operator: pause", "-- lost", "-- ended"):
        play = Playbook(TWO, mode="off")
        play("""
            0:00  -- live
            0:01  -- joins ana
            0:01  -- joins bo
        """)
        assert seen(play).card is not None
        play(f"0:02 {words}")
        assert seen(play).card is None
    play = Playbook(TWO, mode="off")
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:01  -- joins bo
    """)
    play.load("")
    assert seen(play).card is None
    play.load(TWO)
    assert seen(play).joins == 2


# --- languages and names -------------------------------------------------------------------------------------------

MANY = """
newcomers:
  cohort: {viewers: 1, within: 20s}
  every: 30s
  texts: [{en: Hello, es: Hola, th: สวัสดี}]
  returning: [{en: "Hello again", es: "Hola de nuevo"}]
"""


def test_the_wording_takes_turns_among_the_markets_language_and_the_two_most_written() -> None:
    play = Playbook(MANY)
    play("""
        0:00  -- live
        0:01  kim (es): que lindo
        0:01  kim (es): que lindo vestido
        0:01  lea (th): สวย
        1:00  -- joins ana
        1:00  >> Hello
        2:00  -- joins bo
        2:00  >> Hola
        3:00  -- joins cy
        3:00  >> สวัสดี
        4:00  -- joins di
        4:00  >> Hello
    """)
    card = seen(play).card
    assert card is not None
    assert list(card.texts) == ["en", "es"]


def test_who_comes_back_is_greeted_as_such_and_in_the_language_they_wrote() -> None:
    play = Playbook(MANY)
    play.profiles["ana"] = Profile(sessions=3, language="es")
    play("""
        0:00  -- live
        1:00  -- joins ana
        1:00  >> Hola de nuevo
    """)
    card = seen(play).card
    assert card is not None
    assert (card.crowd, list(card.texts)) == ("returning", ["es", "en"])
    assert (seen(play).returning.joins, seen(play).new.joins) == (1, 0)


def test_who_comes_back_is_never_greeted_as_new() -> None:
    play = Playbook(TWO)
    play.profiles |= {name: Profile(sessions=1) for name in ("ana", "bo")}
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:02  -- joins bo
        0:03  -- joins cy
        0:40  -- tick
    """)
    assert (seen(play).not_met, seen(play).card) == (3, None)


def test_who_came_back_last_is_named_in_the_chat_and_masked_on_the_card() -> None:
    play = Playbook(BACK)
    play.profiles |= {"ana": Profile(sessions=1), "berta": Profile(sessions=4)}
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:02  -- joins berta
        0:02  >> Back again, Berta? Visit 5
    """)
    card = seen(play).card
    assert card is not None
    assert card.texts == {"en": "Back again, B***a? Visit 5"}


def test_a_name_that_may_not_be_posted_is_not() -> None:
    pack = """
market: {market: US, name: {en: US}, updated: 2026-01-01, rules: [
  {id: top, about: claim, source: page, source_date: 2026-01-01, reason: {en: no}, words: {und: [miracle]}}]}
"""
    play = Playbook(BACK + pack)
    play.profiles |= dict.fromkeys(("ana", "miracle"), Profile(sessions=1))
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:02  -- joins miracle
        0:02  >> Good to have you back
    """)
    play = Playbook(BACK.replace(', {en: "Good to have you back"}', "") + pack)
    play.profiles |= dict.fromkeys(("ana", "miracle"), Profile(sessions=1))
    play("""
        0:00  -- live
        0:01  -- joins ana
    """)
    joins(play, "miracle", 2)
    assert seen(play).card is None
    assert [trace.why.kind for trace in play.traces if trace.rule == "newcomers.greeting"] == ["no_text"]


def test_what_the_market_blocks_is_neither_posted_nor_on_a_card() -> None:
    pack = """
market: {market: US, name: {en: US}, updated: 2026-01-01, rules: [
  {id: top, about: claim, source: page, source_date: 2026-01-01, reason: {en: no}, words: {und: [new here]}}]}
"""
    play = Playbook(TWO + pack)
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:02  -- joins bo
        0:02  >> Hi! Y or N?
    """)
    card = seen(play).card
    assert card is not None
    assert card.texts == {"en": "Hi! Y or N?"}


# --- who counts ----------------------------------------------------------------------------------------------------


def test_hosts_moderators_own_accounts_and_who_was_just_here_are_no_newcomers() -> None:
    play = Playbook(chat={"own_accounts": ("@shop",)})
    play("0:00 -- live")
    joins(play, "host", 1, is_host=True)
    joins(play, "mod", 2, is_moderator=True)
    joins(play, "shop", 3)
    joins(play, "ana", 4)
    joins(play, "ana", 100)
    joins(play, "ana", 600)  # ten minutes since they were seen last are not over
    play("10:05 bo: hi")
    joins(play, "bo", 610)
    joins(play, "ana", 1200)
    assert seen(play).excluded == {"host": 1, "moderator": 1, "own_account": 1, "rejoined": 3}
    assert (seen(play).joins, seen(play).new.joins, seen(play).not_met, seen(play).waiting) == (8, 2, 1, 1)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("operator: pause", "paused"),
        ("operator: panic", "panicked"),
        ("-- lost", "gap"),
        ("-- ended", "not_live"),
        ("-- paused", "not_live"),
    ],
)
def test_joins_that_nobody_could_meet_are_excluded_with_the_reason(words: str, reason: str) -> None:
    play = Playbook(TWO)
    play(f"""
        0:00  -- live
        0:01  -- joins ana
        0:31  -- joins bo
        0:40  {words}
        0:45  -- joins cy
    """)
    assert (seen(play).excluded, seen(play).not_met) == ({reason: 2}, 1)
    assert (seen(play).new.joins, seen(play).new.excluded) == (3, 2)


def test_quiet_hours_exclude_and_chat_that_is_off_does_not() -> None:
    rules = TWO + 'market: {market: US, name: {en: US}, updated: 2026-01-01, quiet_hours: ["22:14-22:15"], rules: []}'
    play = Playbook(rules, mode="off")
    play("""
        0:00  -- live
        0:30  -- joins ana
        0:45  -- joins bo
        2:00  -- joins cy
        3:00  -- tick
    """)
    assert (seen(play).excluded, seen(play).not_met) == ({"quiet_hours": 2}, 1)


def test_what_newcomers_do_is_told_by_when_they_do_it() -> None:
    play = Playbook()
    play.profiles["di"] = Profile(sessions=2)
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:02  -- joins bo
        0:03  -- joins cy
        0:04  -- joins di
        0:10  ana: hi
        0:11  ana: hello
        1:00  bo: hi
        9:00  di: hi
    """)
    new, returning = seen(play).new, seen(play).returning
    assert (new.acted_30s, new.acted_2m, new.acted, new.joins) == (1, 2, 2, 3)
    assert (returning.acted_30s, returning.acted_2m, returning.acted, returning.joins) == (0, 0, 1, 1)
    assert seen(play).first_act_s == 58


def test_who_did_something_by_themselves_and_again_when_met_counts_as_met_and_acting() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:02  ana: hi
        0:03  operator: say Hello
        0:03  >> Hello
    """)
    assert (seen(play).new.met, seen(play).new.met_acted) == (1, 0)
    play("0:20 ana: hello you")
    play("0:21 ana: and you")
    assert (seen(play).new.met_acted, seen(play).new.acted) == (1, 1)


# --- many ----------------------------------------------------------------------------------------------------------


def test_no_more_are_remembered_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "KEPT", 50)
    monkeypatch.setattr(arrivals, "FORGOTTEN_AT_ONCE", 10)
    play = Playbook()
    play("0:00 -- live")
    for n in range(120):
        joins(play, f"v{n}", 1 + n)
    known = play.room.state.newcomers.arrivals
    assert len(known.joiners) <= 50
    assert (seen(play).joins, seen(play).forgotten) == (120, 120 - len(known.joiners))
    play("2:10 v0: hi")
    assert seen(play).new.acted == 0


def test_a_crowd_of_returning_viewers_whom_nothing_is_written_for_is_not_looked_at_without_end() -> None:
    play = Playbook(TWO)
    play.profiles |= {f"v{n}": Profile(sessions=1) for n in range(LOOKED_AT + 5)}
    play("0:00 -- live")
    for n in range(LOOKED_AT + 5):
        joins(play, f"v{n}", 1)
    assert (seen(play).waiting, seen(play).card) == (LOOKED_AT + 5, None)


# --- whatever happens ----------------------------------------------------------------------------------------------

happenings = st.lists(
    st.tuples(
        st.integers(0, 12_000),
        st.sampled_from(["join", "join", "join", "act", "say", "pause", "resume", "lost", "live", "overlay", "none"]),
        st.sampled_from(["ana", "bo", "cy", "di", "host", "mod"]),
    ),
    max_size=40,
)


def _feed(play: Playbook, kind: str, name: str, at_ms: int) -> None:
    viewer = Viewer(id=name, handle=name, name=name, is_host=name == "host", is_moderator=name == "mod")
    number = f"m{len(play.steps)}"
    match kind:
        case "join":
            profile = Profile(sessions=2) if name == "di" else Profile()
            play.feed(Joined(at_ms=at_ms, msg_id=number, viewer=viewer, profile=profile))
        case "act":
            play.feed(Followed(at_ms=at_ms, msg_id=number, viewer=viewer))
        case "say":
            play.feed(play._event(at_ms, f"operator: say {number}"))
        case "overlay":
            play.feed(OverlaySeen(at_ms=at_ms, pages=("newcomers",)))
        case "pause" | "resume":
            play.feed(play._event(at_ms, f"operator: {kind}"))
        case "lost" | "live":
            play.feed(play._event(at_ms, f"-- {kind}"))
        case _:
            play.feed(OverlaySeen(at_ms=at_ms))


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(happenings, st.lists(st.integers(0, 400_000), max_size=20), st.sampled_from(["auto", "assist", "off"]))
def test_every_join_is_met_or_not_or_excluded_or_waits(
    plan: list[tuple[int, str, str]], ticks: list[int], mode: str
) -> None:
    play = Playbook(BACK.replace("viewers: 2", "viewers: 1") + ASK + "\n", mode=mode)
    play.feed(play._event(START_MS, "-- live"))
    at_ms, expected = START_MS, 0
    for after_ms, kind, name in plan:
        at_ms += after_ms
        _feed(play, kind, name, at_ms)
        expected += kind == "join"
        view = seen(play)
        assert view.joins == expected
        assert view.met + view.not_met + view.waiting + sum(view.excluded.values()) == expected
        assert view.met == sum(view.met_by.values())
        for crowd in (view.new, view.returning):
            assert min(crowd.not_met, crowd.waiting, crowd.met - crowd.met_acted, crowd.excluded) >= 0
            assert crowd.acted_30s <= crowd.acted_2m <= crowd.acted <= crowd.joins
    if mode == "auto" and not any(kind == "overlay" for _, kind, _ in plan):
        assert (seen(play).met, seen(play).not_met, sum(seen(play).excluded.values())) == _plainly(play)
    bare = [step.event for step in play.steps if not isinstance(step.event, Ticked)]
    extra = [Ticked(at_ms=START_MS + ms) for ms in ticks if START_MS + ms < at_ms]
    room = Room()
    for event in sorted([*bare, *extra], key=lambda event: event.at_ms):
        room.step(event)
    room.step(Ticked(at_ms=play.room.state.at_ms))
    assert look(room).newcomers == seen(play)
    assert room.snapshot() == play.room.snapshot()


def _plainly(play: Playbook) -> tuple[int, int, int]:
    """Return how many were met, not met and excluded, told from the events alone; no overlay may have had a part."""
    waiting: list[int] = []
    last_seen: dict[str, int] = {}
    met, excluded, over, is_live, is_held = 0, 0, 0, False, False
    for event in (step.event for step in play.steps):
        at_ms = event.at_ms
        over += sum(joined_ms + 30_000 <= at_ms for joined_ms in waiting)
        waiting = [joined_ms for joined_ms in waiting if at_ms < joined_ms + 30_000]
        match event:
            case Connected() | Disconnected():
                is_live = isinstance(event, Connected)
            case CommandGiven(command=Pause() | Resume()):
                is_held = isinstance(event.command, Pause)
            case ChatSent():
                met, waiting = met + len(waiting), []
            case Followed():
                last_seen[event.viewer.id] = at_ms
            case Joined():
                who = event.viewer
                is_none = who.is_host or who.is_moderator or at_ms - last_seen.get(who.id, 0) < 600_000
                last_seen[who.id] = at_ms
                excluded += is_none
                waiting += [] if is_none else [at_ms]
        if is_held or not is_live:
            excluded, waiting = excluded + len(waiting), []
    return met, over, excluded


def test_a_snapshot_in_the_middle_goes_on_the_same() -> None:
    play = Playbook(OPENS)
    play("""
        0:00  -- live
        0:01  -- joins ana
        0:02  -- joins bo
        0:02  >> New here? Y or N
        0:50  -- joins cy
    """)
    room = Room.restore(play.room.snapshot())
    event = Joined(at_ms=START_MS + 55_000, msg_id="x", viewer=Viewer(id="di", handle="di"))
    assert room.step(event) == play.room.step(event)
    assert room.snapshot() == play.room.snapshot()
