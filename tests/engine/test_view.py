import json

import msgspec

from livebot.testing import START_MS, Playbook
from livebot.views import plain

RULES = """
polls: [{id: colour, question: {en: "A or B?"}, options: [{key: A}, {key: B}]}]
quick: [{id: ask, ask: {en: "Y?"}, answers: {Y: []}}]
codes: [{id: moon, phrases: [moon]}]
prompts: [{id: hello, every: 5m, texts: [{en: Hello}]}]
"""


def test_the_names_that_other_tools_read() -> None:
    play = Playbook(RULES)
    play("""
        0:00  -- live 1001
        0:01  -- viewers 120
        0:02  operator: poll open colour
        0:02  >> A or B?
        0:03  ana: A
        0:04  bo: moon
        0:05  cy? (es): ¿hay?
    """)
    status = json.loads(json.dumps(plain(play.status)))

    def part(item: dict[str, object], names: str) -> list[object]:
        return [item[name] for name in names.split()]

    assert part(status, "room viewers") == ["shop", 120]
    assert part(status["polls"][0], "id open votes voters") == ["colour", True, {"A": 1, "B": 0}, 1]
    assert part(status["codes"][0], "id hits viewers") == ["moon", 1, 1]
    assert part(status["quick"][0], "id answers") == ["ask", {"Y": 0}]
    assert part(status["questions"][0], "id original language count state") == [1, "¿hay?", "es", 1, "new"]
    assert part(status["questions"][0], "translation translation_state") == ["", "pending"]
    assert part(status["outbox"][0], "id text state") == [1, "A or B?", "sent"]
    assert status["counters"]["comments"] == 3
    assert status["connection"]["phase"] == "live"


def test_a_room_that_was_never_live_can_be_looked_at() -> None:
    play = Playbook(RULES)
    status = play.status
    assert (status.connection.phase, status.viewers, status.questions, status.outbox) == ("waiting", 0, (), ())
    assert [why.kind for why in status.prompts[0].why_not] == ["not_live"]
    assert status.prompts[0].due_at_ms == 0
    assert (status.rules.polls, status.rules.quick, status.rules.codes, status.rules.prompts) == (1, 1, 1, 1)


def test_looking_changes_nothing() -> None:
    play = Playbook(RULES)
    play("0:00 -- live\n0:01 ana: moon\n0:02 bo?: hm")
    before = play.room.snapshot()
    assert play.status == play.status
    assert play.room.snapshot() == before


def test_lists_are_bounded() -> None:
    play = Playbook(chat={"min_gap_ms": 0, "max_per_minute": 60})
    play("0:00 -- live")
    for number in range(130):
        play(f"""
            {number}:01  ana?: any pockets
            {number}:02  bo?: question {number}
            {number}:03  operator: question answer {number + 2}
            {number}:05  operator: say Line {number}
            {number}:05  >> Line {number}
        """)
    status = play.status
    assert (len(status.notices), len(status.outbox)) == (100, 31)
    assert status.outbox[-1].text == "Line 129"
    assert [card.original for card in status.questions[:2]] == ["any pockets", "question 129"]
    assert len(status.questions) == 21
    assert len(status.questions[0].askers) == 20
    assert status.notices[-1].n == play.room.state.ledger.next_notice - 1


def test_a_status_survives_the_wire() -> None:
    play = Playbook(RULES)
    play("0:00 -- live\n0:01 ana?: \x1b]0;title\x07 \u202eevil")
    assert msgspec.json.decode(msgspec.json.encode(play.status), type=type(play.status)) == play.status
    assert play.card(1).original == "\x1b]0;title\x07 \u202eevil"  # as written: whoever shows it makes it safe
    assert play.status.at_ms == START_MS + 1_000
