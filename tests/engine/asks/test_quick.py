from livebot.testing import START_MS, Playbook

ASK = """
quick:
  - id: heard-of-us
    ask: {en: "Heard of our brand? Type Y or N"}
    answers: {Y: [yes, ya, sí, 是], N: ["no"]}
    window: 45s
"""


def test_a_quick_ask_takes_one_key_answers_for_its_window() -> None:
    play = Playbook(ASK)
    play("""
        0:00  -- live
        0:01  operator: quick open heard-of-us
        0:01  >> Heard of our brand? Type Y or N
        0:02  ana: Y
        0:03  bo: ＹＹＹ
        0:04  cy (es): ¡sí!
        0:05  di (zh): 是
        0:06  ed: no
        0:07  ed: yes
        0:08  fe: yes but what is it
        0:50  gu: y
        0:56  ha: y
    """)
    quick = play.quick("heard-of-us")
    assert (quick.answers, quick.viewers, quick.open) == ({"Y": 6, "N": 0}, 6, False)
    assert play.notices("quick_closed") == [{"id": "heard-of-us", "answers": "6"}]


def test_it_can_be_opened_and_closed_by_hand() -> None:
    play = Playbook(ASK)
    play("0:00 -- live")
    assert play.reply("quick close heard-of-us") == "not_open"
    play("0:01 operator: quick open heard-of-us\n0:01 >> Heard of our brand? Type Y or N")
    assert play.quick("heard-of-us").closes_at_ms == START_MS + 46_000
    assert play.reply("quick open heard-of-us") == "already_open"
    assert play.reply("quick open else") == "unknown"
    assert play.reply("quick close heard-of-us") == "done"
    play("0:05 ana: y\n0:12 bo: y")
    assert play.quick("heard-of-us").answers == {"Y": 1, "N": 0}


def test_without_a_window_it_is_open_until_it_is_closed() -> None:
    play = Playbook(ASK.replace("45s", "0"))
    play("0:00 -- live\n0:01 operator: quick open heard-of-us\n0:01 >> Heard of our brand? Type Y or N\n59:00 ana: y")
    assert play.quick("heard-of-us").viewers == 1
    assert play.quick("heard-of-us").closes_at_ms == 0


def test_an_ask_that_was_never_open_shows_its_keys() -> None:
    quick = Playbook(ASK).quick("heard-of-us")
    assert (quick.ask, quick.answers, quick.open) == ("Heard of our brand? Type Y or N", {"Y": 0, "N": 0}, False)


def test_an_ask_and_a_poll_with_the_same_key() -> None:
    play = Playbook(
        ASK + 'polls: [{id: vote, question: {en: "Y or Z?"}, options: [{key: Y}, {key: Z}], duration: 20s, grace: 0}]'
    )
    play("""
        0:00  -- live
        0:01  operator: quick open heard-of-us
        0:01  >> Heard of our brand? Type Y or N
        0:10  operator: poll open vote
        0:10  >> Y or Z?
        0:11  ana: Y
        0:12  ana: N
        0:30  bo: Y
    """)
    assert play.poll("vote").votes == {"Y": 1, "Z": 0}
    assert play.quick("heard-of-us").answers == {"Y": 1, "N": 1}
