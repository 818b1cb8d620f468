"""Two camps that cheer: what counts, and what is told."""

import pytest
from pydantic import ValidationError

from livebot.effects import Remember
from livebot.engine.room import Room
from livebot.testing import START_MS, Playbook, rules_from_yaml
from livebot.viewers import Viewer
from tests.engine.asks.pk_room import LAST, LEAD, PK, cheers, opened


def test_a_pk_from_its_question_to_its_result() -> None:
    play = opened()
    play("""
        0:02  ana: P
        0:03  ana: ppp!!
        0:04  bo: team K
        0:05  cy: flats
        0:06  di: I like flats
        1:11  >> Flats wins with 75%: 3 cheers, 3 viewers, Flats 3 : 1 Heels
    """)
    pk = play.pk("shoes")
    assert cheers(play) == {"P": (3, 2), "K": (1, 1)}
    assert (pk.state, pk.open, pk.result, pk.viewers, pk.leader) == ("closed", False, "P", 3, "")
    assert play.notices("pk_closed") == [
        {"id": "shoes", "result": "winner", "winners": "P", "cheers": "4", "viewers": "3"}
    ]
    assert play.status.interaction.actions == {"cheer": 4, "comment": 1}


def test_a_tie_and_nobody_have_their_own_wording() -> None:
    play = opened()
    play("""
        0:02  ana: P
        0:03  bo: K
        1:11  >> A tie at 1: Flats 1 : 1 Heels
        2:00  operator: pk start shoes
        2:00  >> Flats or heels? Type P or K
        3:10  >> Nobody cheered
    """)
    assert play.pk("shoes").result == ""


def test_without_wordings_only_the_operator_is_told() -> None:
    play = Playbook('pk: [{id: shoes, question: {en: "P or K?"}, camps: [{key: P}, {key: K}], duration: 0}]')
    play("""
        0:00  -- live
        0:01  operator: pk start shoes
        0:01  >> P or K?
        9:00  ana: p
        9:01  operator: pk stop shoes
        9:12  -- tick
    """)
    assert play.notices("pk_closed")[0]["result"] == "winner"


def test_cheers_count_up_to_the_cap_of_a_minute_and_in_all() -> None:
    play = opened(PK.replace("60s", "3m"))
    at_ms = START_MS + 2_000
    for n in range(1000):
        play.feed(play.comment("ana", "K" * (n % 9 + 1), at_ms + n))
    assert cheers(play) == {"P": (0, 0), "K": (3, 1)}
    play("1:01  ana: K\n1:02  ana: K\n2:05  ana: K")
    assert cheers(play)["K"] == (4, 1)
    assert play.status.counters["cheers"] == 4


def test_one_comment_is_one_cheer_however_often_the_key_stands_in_it() -> None:
    play = opened()
    play(f"0:02 ana: {'P' * 1000}\n0:03 bo: P P P P")
    assert cheers(play) == {"P": (1, 1), "K": (0, 0)}


def test_viewers_may_change_camp_and_what_they_cheered_stays() -> None:
    play = opened()
    play("0:02 ana: P\n0:03 ana: K")
    assert cheers(play) == {"P": (1, 0), "K": (1, 1)}


def test_where_the_first_camp_is_final_the_other_gets_nothing() -> None:
    play = opened(PK + "    camp: first\n")
    play("0:02 ana: P\n0:03 ana: K\n0:04 ana: P")
    assert cheers(play) == {"P": (2, 1), "K": (0, 0)}


def test_emoji_are_camps_too() -> None:
    play = opened(PK.replace("key: P", "key: 🥿").replace("key: K", "key: 👠"))
    play("0:02 ana: 🥿\n0:03 bo: 👠👠👠\n0:04 cy: 🥿👠")
    assert cheers(play) == {"🥿": (1, 1), "👠": (1, 1)}


def test_the_newest_open_one_has_the_key_also_in_its_grace_time() -> None:
    poll = 'polls: [{id: old, question: {en: "P or Q?"}, options: [{key: P}, {key: Q}], duration: 0}]'
    play = Playbook(PK + poll)
    play("""
        0:00  -- live
        0:01  operator: poll open old
        0:01  >> P or Q?
        0:02  ana: P
        0:10  operator: pk start shoes
        0:10  >> Flats or heels? Type P or K
        0:11  bo: P
        0:12  operator: pk stop shoes
        0:21  cy: P
        0:22  >> Flats wins with 100%: 2 cheers, 2 viewers, Flats 2 : 0 Heels
        0:23  di: P
    """)
    assert play.poll("old").votes == {"P": 2, "Q": 0}


def test_history_cheers_only_for_what_was_open_then() -> None:
    play = opened()
    for written_s in (0.5, 5):
        at_ms = START_MS + round(written_s * 1000)
        play.feed(play.comment("ana", "P", START_MS + 6_000, is_history=True, written_at_ms=at_ms))
    assert cheers(play)["P"] == (1, 1)
    play("1:11 >> Flats wins with 100%: 1 cheers, 1 viewers, Flats 1 : 0 Heels")
    late = play.comment("bo", "P", START_MS + 90_000, is_history=True, written_at_ms=START_MS + 50_000)
    play.feed(late)
    assert cheers(play)["P"] == (1, 1)


def test_host_and_own_accounts_never_count() -> None:
    play = opened(chat={"own_accounts": ["@shop"]})
    at_ms = START_MS + 5_000
    play.feed(play.comment("host", "P", at_ms, viewer=Viewer(id="h", handle="host", is_host=True)))
    play.feed(play.comment("shop", "P", at_ms, viewer=Viewer(id="s", handle="shop")))
    assert play.pk("shoes").viewers == 0


def test_it_is_started_and_stopped_by_name() -> None:
    play = Playbook(PK)
    play("0:00 -- live")
    assert (play.pk("shoes").state, cheers(play)) == ("idle", {"P": (0, 0), "K": (0, 0)})
    assert play.reply("pk start gone") == "unknown"
    assert play.reply("pk stop shoes") == "not_open"
    assert play.reply("pk cool shoes") == "not_open"
    assert play.reply("pk go-on shoes") == "not_open"
    assert play.reply("pk start shoes") == "done"
    assert play.reply("pk start shoes") == "already_open"
    assert play.reply("pk go-on shoes") == "goes_on"
    play("0:00 >> Flats or heels? Type P or K")
    assert play.pk("shoes").closes_at_ms == START_MS + 60_000
    assert play.reply("pk stop shoes") == "done"
    assert play.pk("shoes").grace_until_ms == START_MS + 10_000


def test_undo_takes_a_stop_back_with_its_result() -> None:
    play = opened()
    play("""
        0:02  ana: P
        0:10  operator: say Wait
        0:10  >> Wait
        0:11  operator: pk stop shoes
        0:12  operator: say A moment
        0:18  >> A moment
        0:22  operator: undo
    """)
    pk = play.pk("shoes")
    assert (pk.state, pk.history, pk.closes_at_ms) == ("open", (), START_MS + 72_000)
    assert [line.reason for line in play.status.outbox if line.state == "dropped"] == ["undone"]
    play("1:00 bo: K\n1:22 >> A tie at 1: Flats 1 : 1 Heels")
    assert len(play.pk("shoes").history) == 1


def test_what_is_open_keeps_its_rules_and_survives_a_restart() -> None:
    play = opened(LEAD)
    play("0:02 ana: P\n0:03 ana: P")
    play.room = Room.restore(play.room.snapshot())
    play("0:10 -- restart\n0:12 -- live")
    play.load("")
    assert play.pk("shoes").open
    play("0:13 bo: K\n1:11 >> Flats wins with 67%: 2 cheers, 2 viewers, Flats 2 : 1 Heels")
    assert play.status.pk == ()


class TestTheLead:
    """Who leads is told when it changes, and not too often."""

    def test_a_change_is_told_when_the_new_leader_is_far_enough_ahead(self) -> None:
        play = opened(LEAD)
        play("""
            0:02  ana: P
            0:03  bo: P
            0:20  cy: K
            0:21  di: K
            0:22  ed: K
            0:23  fe: K
            0:23  >> Heels takes the lead, Flats 2 : 4 Heels!
        """)
        assert play.pk("shoes").leader == "K"
        play("1:11 >> Heels wins with 67%: 4 cheers, 6 viewers, Flats 2 : 4 Heels")

    def test_a_close_race_does_not_flood_the_room(self) -> None:
        play = opened(LEAD.replace("by: 2", "by: 1").replace("in_all: 4", "in_all: 40").replace("60s", "0"))
        play("""
            0:12  ana: P
            0:13  bo: K
            0:14  bo: K
            0:14  >> Heels takes the lead, Flats 1 : 2 Heels!
            0:15  ana: P
            0:16  ana: P
            0:17  bo: K
            0:18  cy: K
            0:19  di: P
            0:20  di: P
            0:34  >> Flats takes the lead, Flats 5 : 4 Heels!
        """)

    def test_who_leads_again_by_then_is_no_news(self) -> None:
        play = opened(LEAD.replace("by: 2", "by: 1"))
        play("""
            0:12  ana: P
            0:13  bo: K
            0:14  bo: K
            0:14  >> Heels takes the lead, Flats 1 : 2 Heels!
            0:15  ana: P
            0:16  ana: P
            0:17  bo: K
            0:18  cy: K
            0:50  -- tick
        """)

    def test_a_cheer_in_the_grace_time_is_no_news(self) -> None:
        play = opened(LEAD)
        play("""
            0:02  ana: P
            0:03  ana: P
            0:04  operator: pk stop shoes
            0:05  bo: K
            0:06  bo: K
            0:07  cy: K
            0:08  di: K
            0:14  >> Heels wins with 67%: 4 cheers, 4 viewers, Flats 2 : 4 Heels
        """)


class TestTheLastSeconds:
    """They are told once."""

    def test_they_are_told(self) -> None:
        play = opened(LAST)
        play("0:02 ana: P\n0:41 >> 20 seconds left, Flats 1 : 0 Heels!\n0:50 operator: pk stop shoes")

    def test_not_of_one_that_is_shorter_or_without_end(self) -> None:
        for duration in ("20s", "0"):
            play = opened(LAST.replace("60s", duration))
            play("0:02 ana: P\n0:22 -- tick")
            assert play.pk("shoes").viewers == 1

    def test_after_an_undo_they_are_told_at_their_time(self) -> None:
        play = opened(LAST)
        play("""
            0:30  operator: pk stop shoes
            0:36  operator: undo
            0:47  >> 20 seconds left, Flats 0 : 0 Heels!
            0:50  operator: pk stop shoes
            0:55  operator: undo
            1:22  >> Nobody cheered
        """)


def test_a_pk_opened_by_the_host_opens_when_its_line_is_posted() -> None:
    rules = PK + "    starts: [{said: ['!pk']}, {reached: {comments: 3}}]\n"
    host = Viewer(id="h", handle="h", is_host=True)
    play = Playbook(rules)
    play("0:00 -- live\n0:01 operator: say One\n0:01 >> One")
    play.feed(play.comment("h", "!PK", START_MS + 2_000, viewer=host))
    assert play.pk("shoes").state == "idle"
    play("0:09 >> Flats or heels? Type P or K\n0:10 ana: P")
    assert cheers(play)["P"] == (1, 1)

    assist = Playbook(rules, mode="assist")
    assist("0:00 -- live")
    for second in (2, 3):
        assist.feed(assist.comment("h", "!PK", START_MS + second * 1000, viewer=host))
    assist("0:04 ana: P\n0:05 ana: P\n0:06 ana: P")
    assert assist.outbox == [("Flats or heels? Type P or K", "offered")]
    assist("0:07 operator: outbox sent 1\n0:08 ana: P")
    assert cheers(assist)["P"] == (1, 1)


def test_a_prompt_opens_it() -> None:
    play = Playbook(PK + 'prompts: [{id: go, every: 10m, texts: [{en: "PK now!"}], opens: shoes}]')
    play("0:00 -- live\n0:01 operator: prompt send go\n0:01 >> PK now!\n0:02 ana: K")
    assert cheers(play)["K"] == (1, 1)


def test_the_result_is_left_to_later_sessions() -> None:
    play = opened(market="ID", timezone="Asia/Jakarta", host_language="es")
    play("0:02 ana (id): P\n0:03 bo (id): P\n0:04 bo: K\n0:05 operator: pk stop shoes")
    play("0:15 >> Flats wins with 67%: 2 cheers, 2 viewers, Flats 2 : 1 Heels")
    (effect,) = play.effects(Remember)
    (memory,) = effect.memories
    assert (memory.kind, memory.key) == ("pk", "shoes")
    assert memory.data == {
        "question": "¿P o K?",
        "result": "winner",
        "winners": ["P"],
        "counts": {"P": 2, "K": 1},
        "whole": 3,
        "viewers": {"P": 1, "K": 1},
        "voters": 2,
        "labels": {"P": "Planos", "K": "Heels"},
        "languages": {"id": 2},
        "market": "ID",
        "timezone": "Asia/Jakarta",
        "opened_at_ms": START_MS + 1_000,
        "closed_at_ms": START_MS + 5_000,
    }


def test_a_pk_has_two_camps() -> None:
    with pytest.raises(ValidationError):
        rules_from_yaml('pk: [{id: x, question: {en: "A?"}, camps: [{key: A}, {key: B}, {key: C}]}]')


def test_who_cheers_again_is_the_same_viewer() -> None:
    play = opened()
    play("""
        0:02  ana: P
        0:03  ana: P
        0:04  bo: K
    """)
    assert [(s.viewers, s.actions) for s in play.status.stretches if s.name == "pk.shoes"] == [(2, 3)]
