"""The tables as CSV and as JSON."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from livebot.report.sessions import Others
from livebot.report.tables import rows_of, tables_of, to_csv, to_json, write_archive, write_folder
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer
from livebot.wording import Words
from tests.console.hostile import PAYLOADS
from tests.report.shows import course_of, played

pytestmark = pytest.mark.usefixtures("utc")

FORMULAS = (
    '=HYPERLINK("http://evil")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "'=1",
    "|cmd",
    'a,b"c\nd',
)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_everything_of_a_show_is_in_a_table() -> None:
    tables = tables_of(course_of(played()), Others(), Words("en"))
    filled = {name for name, table in tables.items() if table.rows}
    assert filled >= {
        *("figures", "minutes", "timeline", "moments", "parts", "joins", "results", "questions", "languages"),
        *("moderation", "codes", "points", "orders", "goals", "sessions"),
    }
    assert [(row["key"], row["count"], row["won"]) for row in rows_of(tables["results"]) if row["kind"] == "pk"] == [
        ("P", 4, 1),
        ("K", 1, 0),
    ]
    assert [row["viewer"] for row in rows_of(tables["points"])][:2] == ["A***a", "B***"]
    assert rows_of(tables["goals"])[0] == {
        "goal": "sold",
        "label": "Sold",
        "figure": "orders",
        "have": 3,
        "target": 2,
        "reached": 1,
        "done": 1,
    }


def test_no_cell_is_a_formula_whatever_viewers_write() -> None:
    play = Playbook()
    play("0:00 -- live")
    for n, text in enumerate((*FORMULAS, *PAYLOADS)):
        who = Viewer(id=f"v{n}", handle=f"h{n}", name=text)
        comment = play.comment(f"v{n}", f"{text} {n}", START_MS + n * 1000, viewer=who)
        play.feed(comment)
    play("59:00 ana? (es): =cmd()")
    tables = tables_of(course_of(play), Others(), Words("en"))
    cells = [cell for table in tables.values() for row in read(to_csv(table)) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))]
    assert "'=cmd()" in cells


def test_spreadsheets_get_times_as_they_know_them() -> None:
    tables = tables_of(course_of(played()), Others(), Words("en"))
    rows = read(to_csv(tables["timeline"]))
    assert rows[0] == ["at", "offset", "lane", "what"]
    assert rows[4] == ["2023-11-14 22:14:30", "0:01:10", "ballots", "Poll colour opened"]


def test_a_zip_or_a_folder_of_what_is_there(tmp_path: Path) -> None:
    tables = tables_of(course_of(played()), Others(), Words("en"))
    write_archive(tables.values(), tmp_path / "all.zip")
    write_folder(tables.values(), tmp_path / "folder")
    names = zipfile.ZipFile(tmp_path / "all.zip").namelist()
    assert sorted(names) == sorted(path.name for path in (tmp_path / "folder").iterdir())
    assert "questions.csv" in names
    assert "giveaways.csv" not in names
    assert (tmp_path / "folder" / "orders.csv").read_text("utf-8").startswith("\ufeffat,orders")


def test_scripts_get_numbers() -> None:
    tables = list(tables_of(course_of(played()), Others(), Words("zh")).values())
    plain = to_json(tables)
    assert plain["orders"] == [{"at": START_MS + 200_000 + n * 20_000, "orders": n + 1} for n in range(3)]
    assert plain["questions"][0]["languages"] == "es"
    assert plain["questions"][0]["product"] == "a3"
