"""``livebot results``: what viewers chose, for those who buy."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from livebot.cli import app
from livebot.events import SessionClosed
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import Step
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.testing import START_MS, Playbook

RULES = """
polls:
  - id: next
    question: {en: "What next?", zh: "=cmd|' /C calc'!A0"}
    options: [{key: "+", label: {zh: "@SUM(1+1)"}}, {key: B, label: {zh: 裙子}}]
    duration: 0
pk:
  - {id: shoes, question: {en: "P or K?"}, camps: [{key: P, label: {en: Flats}}, {key: K}], duration: 0}
quick:
  - {id: heard, ask: {en: "Y?"}, answers: {Y: []}, window: 0}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "livebot.yaml").write_text("room: '@shop'\ntimezone: Asia/Jakarta\n", encoding="utf-8")
    return tmp_path


def results(shop: Path, *options: str) -> Result:
    files = ("--config", str(shop / "livebot.yaml"), "--data-dir", str(shop))
    return CliRunner().invoke(app, ["results", *options, *files])


def record(shop: Path, session: str, transcript: str, rules: str = RULES) -> None:
    play = Playbook(rules, market="ID", timezone="Asia/Jakarta", host_language="zh", mode="off")
    play(transcript)
    play.feed(SessionClosed(at_ms=play.room.state.at_ms))
    journal = SqliteJournal(shop / JOURNAL_NAME)
    journal.open_session(session, "shop", START_MS)
    journal.commit(session, 0, [Step(step.event, step.effects) for step in play.steps])
    journal.close()


SHOW = """
    0:01  -- live
    0:02  operator: poll open next
    0:02  operator: pk start shoes
    0:02  operator: quick open heard
    0:03  ana (id): B
    0:04  bo (en): b
    0:05  cy: +
    0:06  ana (id): P
    0:07  ana (id): P
    0:08  bo (en): Y
    1:00  operator: poll close next
    1:20  operator: undo
    1:30  operator: poll close next
    2:00  operator: pk stop shoes
"""


def test_a_list_for_people(shop: Path) -> None:
    record(shop, "one", SHOW)
    said = results(shop)
    assert said.exit_code == 0
    assert said.output.split("\n\n")[0].splitlines() == [
        "2023-11-15 05:13 ID  poll next: =cmd|' /C calc'!A0",
        "       2   67 %  B 裙子 *",
        "       1   33 %  + @SUM(1+1)",
        "       3 voters (en 2, id 1)",
    ]
    assert "PK shoes: P or K?\n       2  100 %  P Flats, 1 viewers *\n       0    0 %  K, 0 viewers" in said.output
    assert "quick ask heard: Y?\n       1  100 %  Y *\n       1 voters (en 1)" in said.output


def test_a_table_for_spreadsheets_without_formulas(shop: Path) -> None:
    record(shop, "one", SHOW)
    text = results(shop, "--csv").stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 5
    assert rows[0] == {
        "session": "one",
        "kind": "poll",
        "id": "next",
        "opened_at": "2023-11-15 05:13:22",
        "closed_at": "2023-11-15 05:14:50",
        "timezone": "Asia/Jakarta",
        "market": "ID",
        "question": "'=cmd|' /C calc'!A0",
        "key": "'+",
        "option": "'@SUM(1+1)",
        "count": "1",
        "percent": "33",
        "viewers": "1",
        "voters": "3",
        "won": "no",
        "languages": "en 2 id 1",
    }
    assert [row["won"] for row in rows] == ["no", "yes", "yes", "no", "yes"]
    assert results(shop, "--csv").stdout_bytes.startswith(b"\xef\xbb\xbf")


def test_everything_for_scripts(shop: Path) -> None:
    record(shop, "one", SHOW)
    held = {one["kind"]: one for one in json.loads(results(shop, "--json").output)}
    assert held.keys() == {"poll", "pk", "quick"}
    assert held["pk"] == {
        "session": "one",
        "kind": "pk",
        "id": "shoes",
        "question": "P or K?",
        "opened_at": "2023-11-15T05:13:22+07:00",
        "closed_at": "2023-11-15T05:15:20+07:00",
        "market": "ID",
        "timezone": "Asia/Jakarta",
        "result": "winner",
        "winners": ["P"],
        "labels": {"P": "Flats", "K": "K"},
        "counts": {"P": 2, "K": 0},
        "viewers": {"P": 1, "K": 0},
        "voters": 1,
        "languages": {"id": 1},
    }


def test_each_time_it_was_held_counts_also_in_one_show(shop: Path) -> None:
    record(
        shop,
        "one",
        "0:01 -- live\n0:02 operator: quick open heard\n0:03 ana: Y\n0:04 operator: quick close heard\n"
        "1:00 operator: quick open heard\n1:01 bo: Y",
    )
    record(shop, "two", "0:01 -- live\n0:02 operator: quick open heard")
    held = json.loads(results(shop, "--json").output)
    assert [(one["session"], one["counts"], one["result"]) for one in held] == [
        ("one", {"Y": 1}, "winner"),
        ("one", {"Y": 1}, "winner"),
        ("two", {"Y": 0}, "none"),
    ]


def test_since_a_day_in_the_market_or_for_some_time(shop: Path) -> None:
    record(shop, "one", SHOW)
    assert len(json.loads(results(shop, "--json", "--since", "2023-11-15").output)) == 3
    assert json.loads(results(shop, "--json", "--since", "2023-11-16").output) == []
    assert results(shop, "--since", "30d").output == (
        "There are no results yet: nothing that viewers vote in has ended since 30d.\n"
    )
    for wrong in ("yesterday", "2023-13-01"):
        said = results(shop, "--since", wrong)
        assert (said.exit_code, said.output) == (
            1,
            f"{wrong} is neither a day such as 2026-11-01 nor a time such as 30d.\n",
        )


def test_nothing_recorded_yet(shop: Path) -> None:
    assert results(shop).exit_code == 1
    assert "Nothing is recorded" in results(shop).output
    record(shop, "one", "0:01 -- live")
    said = results(shop)
    assert (said.exit_code, said.output) == (
        0,
        "There are no results yet: nothing that viewers vote in has ended.\n",
    )


def test_the_next_show_tells_of_it(shop: Path) -> None:
    record(shop, "one", SHOW)
    journal = SqliteJournal(shop / JOURNAL_NAME)
    recalled = journal.recall("shop", START_MS + 7 * 86_400_000)
    journal.close()
    again = 'question_again: {en: "{last_winner} won {last_day} with {last_percent}%. And now?"}'
    play = Playbook(RULES.replace("camps:", f"{again}, camps:"), seed="two")
    play.feed(recalled)
    play("10080:00 -- live\n10080:01 operator: pk start shoes\n10080:01 >> Flats won last Tuesday with 100%. And now?")
    assert play.poll("next").history[0].result == "B"
