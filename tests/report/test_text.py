"""The report as text, from a session's journal."""

from pathlib import Path

import msgspec
import pytest

from livebot.journal.sqlite import SqliteJournal
from livebot.report.command import Wishes, main
from livebot.report.short import goal_name
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.testing import Playbook
from livebot.viewers import Profile
from livebot.views.show import GoalView
from livebot.wording import Words
from tests.report.shows import played

SESSION = "20231114-shop"
ANSWERS = "answers: [{id: cost, intent: price, texts: {en: Ten}, auto: {cooldown: 20s}}]"
GISTS = {"price": "How much?"}


pytestmark = pytest.mark.usefixtures("utc")


def reported(folder: Path, play: Playbook, capsys: pytest.CaptureFixture[str], *, erased: str = "") -> str:
    journal = SqliteJournal(folder / JOURNAL_NAME)
    journal.open_session(SESSION, "shop", play.steps[0].event.at_ms)
    journal.commit(SESSION, 0, play.steps)
    if erased:
        journal.forget(erased)
    journal.close()
    assert main(folder, "last", Wishes(form="text")) == 0
    return capsys.readouterr().out


def test_the_questions_of_a_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play = Playbook(ANSWERS, gists=GISTS)
    play.profiles["ana"] = Profile(sessions=3)
    play("""
        0:00  -- live
        0:01  ana? (es, price, item:a3): cuánto el a3
        0:02  -- translated 1: How much is the A3?
        0:03  bo? (id, price, item:a3): a3 berapa
        0:04  cy? (en, price): how much
        0:04  >> @Cy Ten
        0:05  di? (es, where_is_order): mi pedido
        0:06  ed? (es): tiene bolsillos
        0:07  fi? (de, ship): versand
        0:08  operator: question dismiss 5
        0:09  gi? (de, damaged): kaputt
        0:10  operator: question handover 6
        0:11  hi? (id, price, item:b2): b2 berapa
        0:12  operator: question answer 4
        1:00  -- ended
        5:00  -- closed
    """)
    assert reported(tmp_path, play, capsys).splitlines() == [
        "Report of shop, session 20231114-shop",
        "2023-11-14 22:13, on air for 1:00",
        "",
        "INTERACTION: viewers who did something 8, acts 8; TikTok never said how many were there",
        "  by kind: questions 8",
        "  busiest minute: 22:13, acts 8, viewers 8",
        "  in the minute after a line (two lines within a minute share their acts)",
        "    prepared answer: acts 5, viewers 5, 1×",
        "NEWCOMERS: no joins were seen",
        "",
        "8 questions on 7 cards",
        "2 answered, 1 of them by the bot; 1 dismissed; 1 handed over; 0 without a full translation",
        "",
        "NOT ANSWERED: 4",
        "by language: es 2  id 2  de 1",
        "",
        "  How much? · a3",
        "    #1  ×2  es id  asked 22:13, waited 0:59  regular",
        "        cuánto el a3",
        "        → How much is the A3?",
        "",
        "  damaged",
        "    #6  ×1  de  asked 22:13, waited 0:51  buyer  handed over",
        "        kaputt",
        "",
        "  How much? · b2",
        "    #7  ×1  id  asked 22:13, waited 0:49",
        "        b2 berapa",
        "        ≈ How much?",
        "",
        "  where is my order",
        "    #3  ×1  es  asked 22:13, waited 0:55  buyer",
        "        mi pedido",
        "",
        "The liveliest moments",
        "  1.  22:13:20  +0:00  8 acts in 30 s  questions 8",
        "",
        "Languages and times",
        "  Spanish     3  38 %",
        "  Indonesian  2  25 %",
        "  German      2  25 %",
        "  English     1  12 %",
    ]


def test_questions_without_a_known_intent_come_last_in_the_hosts_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play = Playbook(host_language="zh")
    play("""
        0:00  -- live
        0:01  ana? (es): tiene bolsillos
        0:02  bo? (es): tiene bolsillos
        0:03  cy? (id, refund): refund dong
        0:10  -- ended
    """)
    lines = reported(tmp_path, play, capsys).splitlines()
    assert lines.index("  退款") < lines.index("  其他问题")
    assert "    #1  ×2  es  22:13 提问，等了 0:09" in lines


def test_a_show_that_is_still_on_is_told_until_now(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:01  ana? (es): tiene bolsillos
        0:20  -- ended
        0:40  -- live 1002
        1:01  -- tick
    """)
    assert "waited 1:00" in reported(tmp_path, play, capsys)


def test_a_show_that_left_nothing_open_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:01  ana? (es): tiene bolsillos
        0:02  operator: question answer 1
    """)
    assert "No question was left unanswered." in reported(tmp_path, play, capsys)


def test_a_room_that_was_never_live_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "The room was never live in this session." in reported(tmp_path, Playbook(), capsys)


FIGURES = """
polls: [{id: colour, question: {en: "A or B?"}, options: [{key: A}, {key: B}], duration: 30s}]
runsheet: {segments: [{id: intro, title: {en: Intro}, length: 1m}, {id: deal, title: {en: Deal}, length: 9m}]}
newcomers: {cohort: {viewers: 2}, texts: [{en: "New here?"}]}
"""


def test_what_viewers_did_and_what_became_of_those_who_came(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play = Playbook(FIGURES)
    play.profiles["cy"] = Profile(sessions=3)
    play("""
        0:00  -- live
        0:00  -- viewers 10
        0:05  -- joins ana
        0:06  -- joins bo
        0:06  >> New here?
        0:12  ana: hi
        0:20  -- joins ana
        0:50  -- joins cy
        1:10  operator: poll open colour
        1:10  >> A or B?
        1:20  bo: A
        2:30  di: late
        2:40  operator: pause
        2:50  -- joins ed
        3:00  -- ended
    """)
    lines = reported(tmp_path, play, capsys).splitlines()
    begins = lines.index("INTERACTION: viewers who did something 3, acts 3; 0.100 a viewer-minute, of 30")
    assert lines[begins + 1 : lines.index("0 questions on 0 cards") - 1] == [
        "  by kind: comments 2, votes 1",
        "  busiest minute: 22:13, acts 1, viewers 1",
        "  by segment of the run sheet",
        "    segment intro: acts 1, viewers 1, 0.100 a viewer-minute",
        "    segment deal: acts 2, viewers 2, 0.100 a viewer-minute",
        "  what viewers answered, while it was open",
        "    poll colour: acts 1, viewers 1, 0.200 a viewer-minute",
        "  in the minute after a line (two lines within a minute share their acts)",
        "    newcomers: acts 1, viewers 1, 0.100 a viewer-minute, 1×",
        "    poll colour: acts 1, viewers 1, 0.100 a viewer-minute, 1×",
        "NEWCOMERS: joins 5; met within 30 s: 3 of 3 (100 %) (greeting 2, other line 1)",
        "  not counted: 2 (paused 1, were here minutes before 1)",
        "  of those met, 2 did something after it (67 %)",
        "  here for the first time: joins 3; did something within 30 s 33 %, 2 min 67 %, ever 67 %",
        "  back again: joins 1; did something within 30 s 0 %, 2 min 0 %, ever 0 %",
        "  median time to the first act: 0:07",
        "  Joins that TikTok did not tell, or that were skipped when livebot was too busy, are in no figure.",
    ]


def test_whatever_else_was_in_the_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = reported(tmp_path, played(), capsys).splitlines()
    for line in (
        "  22:14  poll colour  Red 2 (67 %) ✓, Blue 1 (33 %)",
        "  22:16  PK shoes     Flats 4 (80 %) ✓, Heels 1 (20 %)",
        "  1.  22:15:55  +2:35  5 acts in 30 s  PK shoes opened",
        "  orders  3",
        "  Sold    3 / 2",
        "  1.  A***a  7",
        "  link  warn  to be done by hand  1",
    ):
        assert line in lines


def test_a_show_in_which_nothing_was_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play = Playbook(host_language="zh")
    play("""
        0:00  -- live
        0:05  -- joins ana
        0:50  -- ended
    """)
    lines = reported(tmp_path, play, capsys).splitlines()
    assert lines[3:5] == [
        "互动：0 名观众，共 0 次；TikTok 没有给出在线人数",
        "新观众：进场 1 次；30 秒内被招呼 0 / 1（0%）",
    ]


def test_what_was_erased_is_not_told_but_that_something_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:01  ana? (es): tiene bolsillos
        0:02  bo? (es): otra cosa
    """)
    said = reported(tmp_path, play, capsys, erased="ana")
    assert "bolsillos" not in said
    assert "otra cosa" in said
    assert said.splitlines()[-1] == "Something was erased from this session: the figures are of what is left."


def test_hostile_texts_stay_on_their_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play = Playbook()
    play("0:00 -- live")
    play("0:01 ana? (es): one\x1b[2J\u202etwo")
    assert all(line.isprintable() for line in reported(tmp_path, play, capsys).splitlines())


def test_a_goal_is_named_in_the_reports_language() -> None:
    goal = GoalView(
        id="hearts", label="Hearts", labels={"en": "Hearts"}, figure="likes",
        open=True, have=1, target=2, left=1, percent=50, reached=0,
    )  # fmt: skip
    assert goal_name(Words("en"), goal) == "Hearts"
    assert goal_name(Words("zh"), goal) == "点赞 · Hearts"
    assert goal_name(Words("zh"), msgspec.structs.replace(goal, labels={"en": "Hearts", "zh": "红心"})) == "红心"
    assert goal_name(Words("zh"), msgspec.structs.replace(goal, label="", labels={})) == "点赞"
