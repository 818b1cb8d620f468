"""What must hold whatever happens in a room: random sessions, played, replayed, cut in two and disturbed."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livebot.effects import SendChat
from livebot.engine.lines.chat import ACTIVE, outbox
from livebot.engine.questions.cards import ORIGIN, find
from livebot.engine.room import Room
from livebot.engine.settings import ChatSettings, RoomSettings
from livebot.engine.view import look
from livebot.events import AnyEvent, ChatFailed, Commented, CommentsDeleted, RulesLoaded, Ticked
from livebot.testing import START_MS
from livebot.viewers import Viewer
from livebot.views import plain
from tests.engine.ideas import NAMES, Idea, busy_answers, busy_lanes, busy_queues, plans
from tests.engine.session_rules import CHATS, LANES, PLAIN_RULES
from tests.engine.sessions import Session, lived, played

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
seeds = st.sampled_from(["one", "two", "three"])
chats = st.sampled_from(CHATS)


@settings(relaxed, max_examples=120)
@given(plans, seeds, chats)
def test_live_equals_replay(plan: list[Idea], seed: str, chat: ChatSettings) -> None:
    session = lived(plan, seed, chat)
    room = Room()
    effects = played(room, session.events)
    assert effects == session.effects
    assert msgspec.json.encode(effects) == msgspec.json.encode(session.effects)
    assert room.snapshot() == session.room.snapshot()
    plain(look(room))
    assert room.snapshot() == session.room.snapshot(), "looking must change nothing"


@settings(relaxed, max_examples=100)
@given(plans, chats, st.data())
def test_a_snapshot_at_any_point_and_the_rest_equal_the_whole(
    plan: list[Idea], chat: ChatSettings, data: st.DataObject
) -> None:
    session = lived(plan, chat=chat)
    at = data.draw(st.integers(0, len(session.events)))
    room = Room()
    effects = played(room, session.events[:at])
    room = Room.restore(room.snapshot())
    effects += played(room, session.events[at:])
    assert effects == session.effects
    assert room.snapshot() == session.room.snapshot()


@settings(relaxed, max_examples=150)
@given(plans, chats, st.lists(st.integers(0, 600_000), max_size=30))
def test_extra_ticks_and_other_batches_change_nothing(plan: list[Idea], chat: ChatSettings, ticks: list[int]) -> None:
    session = lived(plan, chat=chat)
    session.take(Ticked(at_ms=session.room.state.at_ms + 60_000))
    bare = [event for event in session.events if not isinstance(event, Ticked)]
    extra: list[AnyEvent] = [Ticked(at_ms=START_MS + ms) for ms in ticks if START_MS + ms < session.room.state.at_ms]
    disturbed = sorted([*bare, *extra], key=lambda event: event.at_ms)
    end = [Ticked(at_ms=session.room.state.at_ms)]
    for events in ([*bare, *end], [*disturbed, *end]):
        room = Room()
        assert played(room, events) == session.effects
        assert room.snapshot() == session.room.snapshot()


@settings(relaxed, max_examples=300)
@given(busy_lanes, st.sampled_from(LANES))
def test_the_lanes_limits_are_never_broken(plan: list[Idea], chat: ChatSettings) -> None:
    session = lived(plan, chat=chat)  # watched at every step, as in every other test here
    lines = session.room.state.lane.lines
    assert len([line for line in lines if line.state == "sending"]) <= 1
    ids = [effect.line for effect in session.effects if isinstance(effect, SendChat)]
    limited = [event for event in session.events if isinstance(event, ChatFailed) and event.retry_at_ms]
    assert len(ids) - len(set(ids)) <= len(limited), "only a rate limit lets a line go out once more"


@settings(relaxed, max_examples=100)
@given(plans)
def test_one_vote_per_viewer_and_the_tally_is_the_number_of_voters(plan: list[Idea]) -> None:
    session = lived(plan)
    wrote = {event.viewer.id for event in session.events if isinstance(event, Commented)}
    for ballot in session.room.state.ballots.items:
        assert set(ballot.votes) <= wrote
        assert sum(ballot.tally().values()) == sum(map(len, ballot.votes.values()))
        if ballot.kind == "pk":
            fight = session.room.state.pk[ballot.id]
            assert sum(fight.cheers.values()) == sum(fan.cheers for fan in fight.fans.values())
            assert all(fan.cheers <= 5 and fan.in_minute <= 3 for fan in fight.fans.values())
            assert fight.fans.keys() >= ballot.votes.keys()
        assert all(1 <= len(set(keys)) == len(keys) <= ballot.choose for keys in ballot.votes.values())
    for poll in look(session.room).polls:
        assert poll.voters <= sum(poll.votes.values()) <= poll.choose * poll.voters


VOTES = [("A", "A"), ("a!!", "A"), ("rojo", "A"), ("ＢＢＢ", "B"), ("azul", "B"), ("hi", None), ("A or B", None)]


@settings(relaxed, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VOTES)), max_size=25), st.booleans())
def test_each_viewers_first_or_last_vote_counts(
    said: list[tuple[str, tuple[str, str | None]]], is_first_final: bool
) -> None:
    session = Session("seed", CHATS[0])
    rules = {"polls": [PLAIN_RULES[0]["polls"][0] | {"vote": "first" if is_first_final else "last"}]}
    session.take(RulesLoaded(at_ms=START_MS, rules=rules, settings=msgspec.to_builtins(RoomSettings(room="shop"))))
    session.carry_out(Idea("command", 0, {"words": "poll open colour", "by": "desk"}))
    expected: dict[str, list[str]] = {}
    for name, (text, key) in said:
        viewer = Viewer(id=name, handle=name)
        session.take(Commented(at_ms=START_MS, msg_id="m", viewer=viewer, text=text, written_at_ms=START_MS))
        if key is not None and not (is_first_final and name in expected):
            expected[name] = [key]
    (ballot,) = session.room.state.ballots.items
    assert ballot.votes == expected


@settings(relaxed, max_examples=60)
@given(plans, chats)
def test_effect_ids_are_unique_and_traces_change_nothing(plan: list[Idea], chat: ChatSettings) -> None:
    session = lived(plan, chat=chat)
    ids = [effect.id for effect in session.effects]
    assert len(set(ids)) == len(ids)
    room = Room()
    assert [effect for event in session.events for effect in room.step(event, [])] == session.effects


@settings(relaxed, max_examples=150)
@given(busy_queues)
def test_no_question_is_lost(plan: list[Idea]) -> None:
    session = lived(plan)
    state = session.room.state.questions
    members = [member.msg_id for card in state.cards.values() for member in card.members]
    assert len(set(members)) == len(members) == session.room.state.ledger.counters.get("questions", 0)
    assert all(find(state, number) is not None for number in range(1, state.next_id))
    shown = {card.id: card for card in look(session.room).questions}
    for number, card in state.cards.items():
        assert sum(card.viewers.values()) == len(card.members)
        assert number in shown
        assert (card.state == "claimed") == bool(card.claimed_by)


@settings(relaxed, max_examples=300)
@given(st.one_of(busy_answers, busy_queues), st.sampled_from([*LANES, ChatSettings()]))
def test_nobody_is_taken_for_answered_who_was_not(plan: list[Idea], chat: ChatSettings) -> None:
    session = lived(plan, chat=chat)
    state, lane = session.room.state.questions, session.room.state.lane
    lines = {line.id: line for line in outbox(lane)}
    has_deletions = any(isinstance(event, CommentsDeleted) for event in session.events)
    origins = [line.origin for line in lane.lines if line.state in ACTIVE and line.origin.startswith(ORIGIN)]
    under_way = [find(state, int(origin.removeprefix(ORIGIN))) for origin in origins]
    for card in state.cards.values():
        if card.state == "answering":
            assert any(card is other for other in under_way), "it would be answering for ever"
        if card.state == "answered":
            assert all(member.done_at_ms for member in card.members), "somebody still waits"
        for member in card.members:
            line = lines.get(member.done_line)
            if line is not None:
                said = {other.language for other in card.members if other.viewer_id == member.viewer_id}
                assert line.state in ("sent", "maybe")
                assert said & {*line.told} or has_deletions, "the line was for speakers of another language"
                assert member.at_ms <= member.done_at_ms


@settings(relaxed, max_examples=60)
@given(st.lists(st.integers(-60_000, 60_000), max_size=20))
def test_time_never_runs_backwards_even_if_the_clock_does(steps_ms: list[int]) -> None:
    room, at_ms = Session("seed", CHATS[0]).room, START_MS
    for step_ms in steps_ms:
        before_ms, at_ms = room.state.at_ms, at_ms + step_ms
        room.step(Ticked(at_ms=at_ms))
        assert room.state.at_ms == max(before_ms, at_ms)


@pytest.mark.parametrize("data", [b"", b"\x80", b"\xc1", b'{"at_ms": 1}'])
def test_what_is_no_snapshot_is_refused(data: bytes) -> None:
    if data == b"\x80":
        assert Room.restore(data).state.at_ms == 0  # an empty state is one
        return
    with pytest.raises(msgspec.DecodeError):
        Room.restore(data)
