"""A show beside others."""

from pathlib import Path

import msgspec

from livebot.journal.sqlite import SqliteJournal
from livebot.report import files, sessions
from livebot.report.course import follow
from livebot.report.sessions import Figures, figures_of, load, others, usual
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.testing import Playbook
from tests.report.shows import course_of, keep, played


def short() -> Playbook:
    play = Playbook()
    play("""
        0:00  -- live
        0:01  ana: hi
        0:30  -- ended
    """)
    return play


def test_what_a_show_came_to() -> None:
    figures = figures_of(course_of(played()))
    assert (figures.interactors, figures.comments, figures.orders, figures.votes) == (4, 14, 3, 3)
    assert (figures.questions, figures.answered, figures.returning) == (2, 0.0, 0.25)
    assert figures.viewers_most == 80
    assert 10 <= (figures.viewers_mean or 0) <= 80


def test_the_last_five_of_the_room_and_the_last_of_each_other_are_found(tmp_path: Path) -> None:
    for n in range(7):
        keep(tmp_path, short(), f"s{n}")
    keep(tmp_path, short(), "a0", "other")
    keep(tmp_path, short(), "a1", "other")
    keep(tmp_path, Playbook(), "never-live")
    journal = SqliteJournal(tmp_path / JOURNAL_NAME)
    try:
        # all were opened at the same time, so the order of the journal decides: give the last one its place
        summaries = {one.session_id: one for one in journal.sessions()}
        mine = msgspec.structs.replace(summaries["s6"], opened_at_ms=summaries["s6"].opened_at_ms + 1)
        course = follow(mine, journal.steps("s6"))
        told: list[str] = []
        found = others(journal, tmp_path, course, lambda summary, _: told.append(summary.session_id))
        assert [one.session for one in found.earlier] == ["s5", "s4", "s3", "s2", "s1"]
        assert [one.session for one in found.rooms] == ["a1"]
        assert told
        told.clear()
        assert others(journal, tmp_path, course, lambda summary, _: told.append(summary.session_id)) == found
        assert told == []  # nothing is played twice
    finally:
        journal.close()


def test_figures_survive_erasing_and_name_nobody(tmp_path: Path) -> None:
    keep(tmp_path, played())
    journal = SqliteJournal(tmp_path / JOURNAL_NAME)
    try:
        (summary,) = journal.sessions()
        before = figures_of(follow(summary, journal.steps(summary.session_id)))
        sessions.keep(tmp_path, summary, before)
        files.page(tmp_path, summary.session_id).write_text("Ana was here")
        text = files.figures(tmp_path, summary.session_id).read_text()
        assert not [name for name in ("ana", "Ana", "bo", "cuánto") if f'"{name}"' in text]
        journal.forget("ana")
        (summary,) = journal.sessions()
        assert files.forget(tmp_path, [summary]) == 1
        assert not files.page(tmp_path, summary.session_id).exists()
        sessions.keep(tmp_path, summary, msgspec.structs.replace(before, comments=0))
        assert load(tmp_path, summary.session_id) == before
    finally:
        journal.close()


def test_figures_of_another_format_or_of_nonsense_are_made_again(tmp_path: Path) -> None:
    path = files.figures(tmp_path, "s")
    path.parent.mkdir()
    for text in ("{", "{}", '{"format": 0}'):
        path.write_text(text)
        assert load(tmp_path, "s") is None


def test_what_is_usual_is_the_middle_of_what_is_known() -> None:
    figures = figures_of(course_of(played()))
    shows = [msgspec.structs.replace(figures, rate=rate) for rate in (0.1, None, 0.5, 0.2)]
    assert usual("rate", shows) == 0.2
    assert usual("rate", []) is None
    assert isinstance(figures, Figures)
