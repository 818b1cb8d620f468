import pytest

from livebot.effects import RememberViewer
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile, Reading, Viewer

MOON = """
codes:
  - id: moonlight
    phrases: ["the moon never sleeps", "🌙🌙🌙"]
    reply: {en: "Moonlight family! {viewer}", es: "¡Familia! {viewer}"}
    explain: {en: "Stay to the end and you will know, {viewer}"}
    cooldown: {user: 5m, room: 20s}
"""
REGULAR = Profile(sessions=3, codes=("moonlight",))


def test_a_code_is_answered_within_its_cooldowns() -> None:
    play = Playbook(MOON)
    play("""
        0:00  -- live
        0:01  ana: the MOON never sleeps!!
        0:01  >> Moonlight family! Ana
        0:10  bo: 🌙🌙🌙🌙
        0:20  cy: I know: the moon never sleeps
        0:21  di: 🌙🌙🌙
        0:21  >> Moonlight family! Di
        1:00  ana: 🌙🌙🌙
        1:01  bo: 🌙🌙🌙
        1:01  >> Moonlight family! Bo
        5:01  ana: 🌙🌙🌙
        5:01  >> Moonlight family! Ana
    """)
    code = play.code("moonlight")
    assert (code.hits, code.viewers, code.open) == (7, 4, True)


def test_without_cooldowns_every_use_is_answered_as_soon_as_the_lane_lets_it() -> None:
    play = Playbook(MOON.replace("{user: 5m, room: 20s}", "{user: 0, room: 0}"))
    play("""
        0:00  -- live
        0:01  ana: 🌙🌙🌙
        0:01  >> Moonlight family! Ana
        0:02  bo: 🌙🌙🌙
        0:09  >> Moonlight family! Bo
    """)


def test_an_answer_that_would_repeat_the_last_line_is_left_out_and_rests_nothing() -> None:
    play = Playbook(MOON.replace(" {viewer}", ""))
    play("""
        0:00  -- live
        0:01  ana: 🌙🌙🌙
        0:01  >> Moonlight family!
        0:30  bo: 🌙🌙🌙
        0:40  operator: say Look at this
        0:40  >> Look at this
        0:50  bo: 🌙🌙🌙
        0:50  >> Moonlight family!
    """)


def test_the_answer_is_in_the_language_of_the_viewer() -> None:
    play = Playbook(MOON)
    play.profiles["cy"] = Profile(language="es")
    play("""
        0:00  -- live
        0:01  bo (en): hello
        0:02  bo (en): everyone
        0:05  ana (es): 🌙🌙🌙
        0:05  >> ¡Familia! Ana
        0:25  bo (und): 🌙🌙🌙
        0:25  >> Moonlight family! Bo
        0:45  cy (und): 🌙🌙🌙
        0:45  >> ¡Familia! Cy
        1:05  di (fr): 🌙🌙🌙
        1:05  >> Moonlight family! Di
    """)


def test_newcomers_are_welcomed_and_regulars_are_known_from_earlier_sessions() -> None:
    play = Playbook(MOON + '    welcome: {en: "Welcome to the family, {viewer}!"}\n')
    play.profiles["ana"] = REGULAR
    play("""
        0:00  -- live
        0:01  ana: 🌙🌙🌙
        0:01  >> Moonlight family! Ana
        0:05  bo: 🌙🌙🌙
        0:30  bo: 🌙🌙🌙
        0:30  >> Welcome to the family, Bo!
        6:00  bo: 🌙🌙🌙
        6:00  >> Moonlight family! Bo
    """)
    code = play.code("moonlight")
    assert (code.viewers, code.first_timers, code.regulars) == (2, 1, 1)
    assert [notice["viewer"] for notice in play.notices("code_first")] == ["Bo"]
    assert [(effect.viewer_id, effect.code) for effect in play.effects(RememberViewer) if effect.code] == [
        ("ana", "moonlight"),
        ("bo", "moonlight"),
    ]


def test_a_code_without_a_reply_only_counts() -> None:
    play = Playbook("codes: [{id: quiet, phrases: moon, match: word}]")
    play("0:00 -- live\n0:01 ana: moon\n0:02 bo: moonlight")
    assert play.code("quiet").hits == 1


class TestWhen:
    def test_always(self) -> None:
        assert Playbook(MOON).code("moonlight").open

    def test_ending(self) -> None:
        play = Playbook(MOON + "    when: ending\n")
        play("""
            0:00  -- live
            0:01  ana: 🌙🌙🌙
            9:00  operator: ending
            9:01  ana: 🌙🌙🌙
            9:01  >> Moonlight family! Ana
        """)
        assert (play.code("moonlight").hits, play.status.ending) == (1, True)

    def test_manual(self) -> None:
        play = Playbook(MOON + "    when: manual\n")
        play("0:00 -- live\n0:01 ana: 🌙🌙🌙")
        assert not play.code("moonlight").open
        assert [why.kind for why in play.code("moonlight").why_not] == ["not_open"]
        assert play.reply("code open moonlight") == "done"
        assert play.reply("code open moonlight") == "already_open"
        play("0:10 ana: 🌙🌙🌙\n0:10 >> Moonlight family! Ana")
        assert play.reply("code close moonlight") == "done"
        assert play.reply("code close moonlight") == "not_open"
        play("1:00 bo: 🌙🌙🌙")
        assert play.code("moonlight").hits == 1

    def test_only_manual_codes_are_opened_by_hand(self) -> None:
        play = Playbook(MOON)
        assert play.reply("code open moonlight") == "not_manual"
        assert play.reply("code open sunlight") == "unknown"


BURST = MOON + '    burst: {viewers: 3, within: 30s, say: {en: "{viewers} moons are up!"}}\n'


def test_a_burst_of_different_viewers_is_celebrated() -> None:
    play = Playbook(BURST)
    play("""
        0:00  -- live
        0:01  ana: 🌙🌙🌙
        0:01  >> Moonlight family! Ana
        0:02  ana: 🌙🌙🌙
        0:03  bo: 🌙🌙🌙
        0:30  cy: 🌙🌙🌙
        0:30  >> 3 moons are up!
        0:31  di: 🌙🌙🌙
        0:32  ed: 🌙🌙🌙
        0:38  >> Moonlight family! Cy
    """)
    assert play.code("moonlight").bursts == 1
    assert play.notices("code_burst") == [{"id": "moonlight", "viewers": "3"}]


def test_uses_that_lie_too_far_apart_are_no_burst() -> None:
    play = Playbook(BURST.replace("reply:", "welcome:"))
    play("""
        0:00  -- live
        0:01  ana: 🌙🌙🌙
        0:01  >> Moonlight family! Ana
        0:10  bo: 🌙🌙🌙
        0:31  cy: 🌙🌙🌙
        0:31  >> Moonlight family! Cy
    """)
    assert play.code("moonlight").bursts == 0


def test_our_own_line_with_the_phrase_in_it_is_no_use_but_viewers_who_repeat_it_are() -> None:
    play = Playbook(BURST.replace("{viewers} moons are up!", "🌙🌙🌙").replace("reply:", "welcome:"))
    play("""
        0:00  -- live
        0:01  ana: 🌙🌙🌙
        0:01  >> Moonlight family! Ana
        0:02  bo: 🌙🌙🌙
        0:03  cy: 🌙🌙🌙
        0:09  >> 🌙🌙🌙
        0:10  bot: 🌙🌙🌙
        0:11  di: 🌙🌙🌙
        0:12  ed: 🌙🌙🌙
    """)
    assert play.code("moonlight").hits == 5


class TestAsking:
    def test_those_who_ask_are_told_once_per_room_cooldown(self) -> None:
        play = Playbook(MOON)
        play("""
            0:00  -- live
            0:01  ana? (en, meaning): what does the moon never sleeps mean
            0:01  >> Stay to the end and you will know, Ana
            0:10  bo? (en, meaning): what does 🌙🌙🌙 mean
            0:21  cy? (en, meaning): what does 🌙🌙🌙 mean
            0:21  >> Stay to the end and you will know, Cy
        """)
        assert play.code("moonlight").hits == 0
        assert play.status.questions == ()

    def test_what_does_it_mean_is_about_the_code_that_was_just_used(self) -> None:
        play = Playbook(MOON)
        play("""
            0:00  -- live
            0:01  ana? (en, meaning): what does it mean
            0:10  bo: 🌙🌙🌙
            0:10  >> Moonlight family! Bo
            0:20  ana? (en, meaning): what does it mean
            0:20  >> Stay to the end and you will know, Ana
            2:11  cy? (en, meaning): what does it mean
        """)
        assert [card.original for card in play.status.questions] == ["what does it mean"]
        assert [asker.name for asker in play.card(1).askers] == ["Ana", "Cy"]

    def test_asking_what_something_else_means_is_not_about_the_code(self) -> None:
        play = Playbook(MOON)
        play("0:00 -- live\n0:10 bo: 🌙🌙🌙\n0:10 >> Moonlight family! Bo")
        reading = Reading(question=1.0, intent="meaning", is_bare=False)
        play.feed(play.comment("ana", "what does GSM mean", START_MS + 20_000, reading=reading))
        assert play.card(1).original == "what does GSM mean"
        assert play.code("moonlight").hits == 1

    def test_who_asks_when_the_explanation_rests_and_is_long_ago_asks_the_host(self) -> None:
        play = Playbook(MOON.replace("room: 20s", "room: 10m"))
        play("""
            0:00  -- live
            0:01  ana? (en, meaning): what does 🌙🌙🌙 mean
            0:01  >> Stay to the end and you will know, Ana
            1:01  bo? (en, meaning): what does 🌙🌙🌙 mean
            1:02  cy? (en, meaning): what does 🌙🌙🌙 mean
        """)
        assert [asker.name for asker in play.card(1).askers] == ["Cy"]

    def test_an_explanation_that_is_the_last_line_still_is_not_repeated(self) -> None:
        play = Playbook(MOON.replace(", {viewer}", ""))
        play("""
            0:00  -- live
            0:01  ana? (en, meaning): what does 🌙🌙🌙 mean
            0:01  >> Stay to the end and you will know
            1:30  bo? (en, meaning): what does 🌙🌙🌙 mean
        """)
        assert (play.status.questions, play.status.counters["codes_explained"]) == ((), 1)
        assert play.notices("line_refused") == []

    def test_a_code_without_an_explanation_leaves_the_question_to_the_host(self) -> None:
        play = Playbook(MOON.replace("explain:", "welcome:"))
        play("0:00 -- live\n0:01 ana? (en, meaning): what does 🌙🌙🌙 mean")
        assert play.card(1).original == "what does 🌙🌙🌙 mean"

    def test_asking_something_else_with_the_code_is_a_use_and_a_question(self) -> None:
        play = Playbook(MOON)
        play("""
            0:00  -- live
            0:01  ana? (en, price): 🌙🌙🌙 how much is the dress
            0:01  >> Moonlight family! Ana
        """)
        assert play.code("moonlight").hits == 1
        assert play.card(1).original == "🌙🌙🌙 how much is the dress"

    def test_a_question_that_may_be_about_the_code_is_explained_and_shown(self) -> None:
        play = Playbook(MOON)
        play("""
            0:00  -- live
            0:01  ana? (en, , pockets): 🌙🌙🌙 any pockets
            0:01  >> Stay to the end and you will know, Ana
        """)
        assert play.code("moonlight").hits == 0
        assert play.card(1).original == "🌙🌙🌙 any pockets"

    def test_what_is_it_asks_nothing_else(self) -> None:
        play = Playbook(MOON)
        play("0:00 -- live\n0:01 ana?: what is 🌙🌙🌙\n0:01 >> Stay to the end and you will know, Ana")
        assert (play.code("moonlight").hits, play.status.questions) == (0, ())

    def test_using_a_code_that_sounds_like_a_question_asks_nothing(self) -> None:
        play = Playbook(MOON.replace("the moon never sleeps", "who let the moon out"))
        play("""
            0:00  -- live
            0:01  ana?: Who let the moon out
            0:01  >> Moonlight family! Ana
        """)
        assert play.status.questions == ()

    @pytest.mark.parametrize("silence", ["pause", "panic"])
    def test_when_livebot_is_silent_the_question_goes_to_the_host(self, silence: str) -> None:
        play = Playbook(MOON)
        play(f"0:00 -- live\n0:01 operator: {silence}\n0:02 ana? (en, meaning): what does 🌙🌙🌙 mean")
        assert play.card(1).count == 1

    def test_a_secret_is_explained_before_it_opens(self) -> None:
        play = Playbook(MOON + "    when: ending\n")
        play("""
            0:00  -- live
            0:01  ana? (en, meaning): what does 🌙🌙🌙 mean
            0:01  >> Stay to the end and you will know, Ana
        """)


def test_why_a_code_would_not_be_answered() -> None:
    play = Playbook(MOON)
    assert [why.kind for why in play.code("moonlight").why_not] == ["not_live"]
    play("0:00 -- live\n0:01 ana: 🌙🌙🌙\n0:01 >> Moonlight family! Ana\n0:11 -- tick")
    (why,) = play.code("moonlight").why_not
    assert (why.kind, why.data) == ("cooldown_room", {"left_ms": "10000"})
    play("0:21 -- tick")
    assert play.code("moonlight").why_not == ()


def test_a_hostile_name_cannot_do_anything_in_a_reply() -> None:
    play = Playbook(MOON)
    play("0:00 -- live")
    viewer = Viewer(id="1", name="\u202e{viewer}\n" + "x" * 50)
    play.feed(play.comment("", "🌙🌙🌙", START_MS + 1_000, viewer=viewer))
    play("0:01 >> Moonlight family! {viewer} " + "x" * 15)


def test_a_viewer_without_a_name_is_called_by_the_handle() -> None:
    play = Playbook(MOON)
    play("0:00 -- live")
    play.feed(play.comment("", "🌙🌙🌙", START_MS + 1_000, viewer=Viewer(id="1", handle="ana_88")))
    play("0:01 >> Moonlight family! ana_88")


def test_replayed_history_triggers_no_code() -> None:
    play = Playbook(MOON)
    play("0:00 -- live\n0:01 ana!: 🌙🌙🌙")
    assert play.code("moonlight").hits == 0


def test_a_vote_is_no_code() -> None:
    play = Playbook(MOON + 'quick: [{id: moon, ask: {en: "Moon?"}, answers: {Y: ["🌙🌙🌙"]}}]')
    play("0:00 -- live\n0:01 operator: quick open moon\n0:01 >> Moon?\n0:02 ana: 🌙🌙🌙")
    assert (play.code("moonlight").hits, play.quick("moon").viewers) == (0, 1)


def test_one_comment_may_use_two_codes() -> None:
    play = Playbook("codes: [{id: sun, phrases: [sun]}, {id: moon, phrases: [moon]}]")
    play("0:00 -- live\n0:01 ana: sun and moon")
    assert (play.code("sun").hits, play.code("moon").hits) == (1, 1)


def test_codes_of_changed_rules_keep_their_figures() -> None:
    play = Playbook(MOON)
    play("0:00 -- live\n0:01 ana: 🌙🌙🌙\n0:01 >> Moonlight family! Ana")
    play.load(MOON.replace("🌙🌙🌙", "🌕🌕🌕"))
    play("1:00 bo: 🌙🌙🌙\n1:01 bo: 🌕🌕🌕\n1:01 >> Moonlight family! Bo")
    assert play.code("moonlight").hits == 2
    play.load("")
    play("1:02 ana? (en, meaning): what does it mean")
    assert play.status.codes == ()
    assert play.card(1).count == 1
