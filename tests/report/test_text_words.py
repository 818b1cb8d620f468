"""The report on which texts worked and how codes spread."""

from livebot.events import Recalled
from livebot.report.text_words import code_lines, wording_lines
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile
from livebot.wording import Words

RULES = """
prompts:
  - {id: hello, every: 1m, texts: [{en: "Welcome"}, {en: "Hello"}]}
  - {id: rare, every: 1h, texts: [{en: "Tell us"}, {en: "Do tell us"}]}
codes: [{id: moon, phrases: [moon]}, {id: sun, phrases: [sun]}]
"""


def test_texts_are_told_with_what_came_of_them_the_best_first_and_codes_with_who_brought_whom() -> None:
    play = Playbook(RULES)
    play.profiles["reg"] = Profile(sessions=2, codes=("moon",), code_months={"moon": "2023-10"})
    play.feed(Recalled(at_ms=START_MS, communities={"moon": {"2023-10": 4}}))
    play("""
        0:00  -- live
        0:01  -- viewers 10
        1:00  >> Welcome
        1:05  reg: moon
        2:00  >> Hello
        2:01  ana: moon
        2:02  bo: hi
        3:00  >> Welcome
    """)
    words = Words("en")
    assert [*wording_lines(words, play.status), *code_lines(words, play.status)] == [
        "WORDS THAT WORK: who wrote something in the minute after each text of a prompt",
        "  hello",
        "    20.0 % (5.7–51.0 %)  2 of 10, 1×, best with 71 %: [en] Hello",
        "    10.0 % (1.8–40.4 %)  1 of 10, 1×, best with 29 %: [en] Welcome",
        "CODE moon: 2 viewers, 1 regular, 1 for the first time",
        "  passed on to 1 newcomer, through 1 hand at most: Reg 1",
        "  community by month: 2023-10 4  2023-11 2",
    ]


def test_nothing_is_told_of_what_was_not_said_and_not_used() -> None:
    play = Playbook(RULES)
    words = Words("zh")
    assert [*wording_lines(words, play.status), *code_lines(words, play.status)] == []
    play("0:00 -- live\n0:01 ana: sun")
    assert list(code_lines(words, play.status)) == ["暗号 sun：1 人，老粉 0 人，首次 1 人", "  每月社群人数：2023-11 1"]
