"""``livebot report``: where it writes what."""

import errno
import json
import zipfile
from pathlib import Path

import pytest

from livebot.ports import JournalError
from livebot.report import files
from livebot.report.command import Form, Wishes, main
from livebot.testing import Playbook
from tests.report.shows import SESSION, keep, played

pytestmark = pytest.mark.usefixtures("utc")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    keep(tmp_path, played())
    return tmp_path


def test_text_is_printed_and_the_page_lies_beside_the_journal(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(data, "last", Wishes()) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Report of shop, session 20231114-shop")
    assert str(files.page(data, SESSION)) in said.err
    assert files.page(data, SESSION).read_text("utf-8").startswith("<!doctype html>")
    assert files.is_made(data, SESSION)
    assert not list(files.page(data, SESSION).parent.glob("*.new"))


@pytest.mark.parametrize(("form", "name"), [("html", f"{SESSION}.html"), ("csv", f"{SESSION}.zip")])
def test_files_have_their_place(data: Path, capsys: pytest.CaptureFixture[str], form: Form, name: str) -> None:
    main(data, SESSION, Wishes(form=form))
    path = data / "reports" / name
    assert capsys.readouterr().out == f"{path}\n"
    assert path.stat().st_size > 1_000


def test_files_go_where_they_are_wanted(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(data, SESSION, Wishes(form="html", out=tmp_path / "a.html"))
    main(data, SESSION, Wishes(form="csv", out=tmp_path / "tables"))
    main(data, SESSION, Wishes(form="json", out=tmp_path / "a.json"))
    main(data, SESSION, Wishes(form="text", out=tmp_path / "a.txt"))
    assert "doctype" in (tmp_path / "a.html").read_text("utf-8")
    assert (tmp_path / "tables" / "results.csv").exists()
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["session"] == SESSION
    assert (tmp_path / "a.txt").read_text("utf-8").startswith("Report of shop")
    capsys.readouterr()
    main(data, SESSION, Wishes(form="json"))
    assert json.loads(capsys.readouterr().out)["goals"][0]["have"] == 3


def test_markers_for_an_editor(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "replay.txt"
    main(data, SESSION, Wishes(markers=target, recorded_from="22:12:20"))
    assert capsys.readouterr().out == f"{target}: 3 markers\n"
    assert "3:35 No. 1: PK shoes opened" in target.read_text("utf-8").splitlines()
    main(data, SESSION, Wishes(markers=target, recorded_from="22:14", form="html"))
    assert "1:55 No. 1: PK shoes opened" in target.read_text("utf-8").splitlines()
    assert files.page(data, SESSION).exists()
    for wishes, problem in (
        (Wishes(markers=tmp_path / "a.mov"), "a.mov: markers can be written as .edl, .csv, .txt."),
        (Wishes(markers=target, recorded_from="soon"), "--recorded-from soon is no time of day such as 20:03:15."),
        (Wishes(markers=target, rate="29"), "--fps is one of 23.976, 24, 25, 29.97, 30, 50, 59.94, 60."),
    ):
        with pytest.raises(JournalError) as caught:
            main(data, SESSION, wishes)
        assert str(caught.value) == problem


def test_a_recording_that_hardly_is_of_the_show_is_pointed_out(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "replay.txt"
    with pytest.raises(JournalError, match="No moment of the show lies in a recording that began at 03:13"):
        main(data, SESSION, Wishes(markers=target, recorded_from="03:13"))
    assert not target.exists()
    main(data, SESSION, Wishes(markers=target, recorded_from="17:13:20"))
    assert "Did the recording begin at 17:13:20, 5:00:00 before the show?" in capsys.readouterr().err


def test_a_recording_that_began_before_midnight(data: Path) -> None:
    from livebot.report.command import _began_ms  # noqa: PLC0415
    from tests.report.shows import course_of  # noqa: PLC0415

    course = course_of(played())
    course.live_ms = 1_700_006_405_000  # 2023-11-15 00:00:05
    assert _began_ms(course, "23:59:50") == course.live_ms - 15_000
    assert _began_ms(course, "00:01") == course.live_ms + 55_000


def test_a_session_that_is_not_there_is_answered_with_those_like_it(data: Path) -> None:
    with pytest.raises(JournalError, match=r"There is no session shpo: .* Like it: 20231114-shop\."):
        main(data, "shpo", Wishes())
    with pytest.raises(JournalError, match=r"There is no session q: livebot sessions lists them\.$"):
        main(data, "q", Wishes())


def test_the_last_is_the_last_show_not_a_session_that_waits_for_one(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, Playbook(), "20231115-shop", is_closed=False)
    main(data, "last", Wishes(form="text"))
    assert SESSION in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize(("last", "is_on"), [("6:30 -- live", True), ("6:30 -- viewers 9", False)])
def test_a_show_that_may_go_on_leaves_no_figures_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], last: str, is_on: bool
) -> None:
    play = played()
    play(last)
    keep(tmp_path, play, is_closed=False)
    main(tmp_path, "last", Wishes(form="html"))
    assert not files.is_made(tmp_path, SESSION)
    assert ("The show is not over" in files.page(tmp_path, SESSION).read_text("utf-8")) is is_on
    assert capsys.readouterr().err == ""


def test_a_folder_that_cannot_be_written_is_told(data: Path) -> None:
    with pytest.raises(JournalError, match="cannot be written"):
        main(data, SESSION, Wishes(form="html", out=data / "none" / "a.html"))


@pytest.mark.parametrize("form", ["html", "csv"])
def test_a_full_disk_leaves_no_half_report_and_it_is_tried_again(
    data: Path, monkeypatch: pytest.MonkeyPatch, form: Form
) -> None:
    main(data, SESSION, Wishes(form=form))
    before = {path.name: path.read_bytes() for path in (data / "reports").iterdir() if path.suffix != ".json"}
    files.figures(data, SESSION).unlink()

    def full(path: Path, *_: object, **__: object) -> int:
        with path.open("w") as half:
            half.write("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    monkeypatch.setattr("livebot.report.command.write_archive", lambda _, path: full(path))
    with pytest.raises(JournalError, match="No space left on device"):
        main(data, SESSION, Wishes(form=form))
    assert {path.name: path.read_bytes() for path in (data / "reports").iterdir()} == before
    assert not files.is_made(data, SESSION)


@pytest.mark.parametrize(
    ("wishes", "problem"),
    [
        (Wishes(form="csv", out=Path("a.csv")), "a.csv: --csv writes a file for each table"),
        (Wishes(form="csv", out=Path("table.xls")), "table.xls: --csv writes a file for each table"),
        (Wishes(recorded_from="20:03"), "--recorded-from is for markers"),
        (Wishes(markers=Path("a.edl"), out=Path("b")), "--markers has the file's name itself"),
        (Wishes(form="json", rate="29"), "--fps is one of"),
    ],
)
def test_what_does_not_go_together_is_told(data: Path, wishes: Wishes, problem: str) -> None:
    with pytest.raises(JournalError, match=problem):
        main(data, SESSION, wishes)


def test_in_the_language_that_is_asked_for(data: Path, tmp_path: Path) -> None:
    main(data, SESSION, Wishes(form="csv", out=tmp_path / "a.zip", language="zh"))
    timeline = zipfile.ZipFile(tmp_path / "a.zip").read("timeline.csv").decode()
    assert "投票 colour 开始" in timeline
