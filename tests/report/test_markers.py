"""Markers for video editors."""

from livebot.report.markers import RATES, Marker, code, frames_in, markers_of, to_chapters, to_csv, to_edl
from livebot.testing import START_MS
from livebot.wording import Words
from tests.report.shows import course_of, played

EN = Words("en")
MARKERS = [Marker("No. 2: Poll | colour", "9 acts", 65_500, 35_000), Marker("=No. 1", "12 acts", 3_700_000, 30_000)]


def test_a_show_has_a_marker_for_each_moment_from_when_the_recording_began() -> None:
    course, words = course_of(played()), Words("en")
    markers = markers_of(course, words)
    assert markers[-1] == Marker("No. 1: PK shoes opened", "5 acts in 30 s: cheers 5", 155_000, 35_000)
    late = markers_of(course, words, START_MS + 160_000)  # it began in the middle of that moment
    assert late == [Marker("No. 1: PK shoes opened", "5 acts in 30 s: cheers 5", 0, 30_000)]
    early = markers_of(course, words, START_MS - 60_000)
    assert early[-1].from_ms == 155_000 + 60_000


def test_the_edl_is_what_davinci_resolve_reads() -> None:
    assert to_edl(MARKERS, RATES["25"], EN).splitlines() == [
        "TITLE: livebot",
        "FCM: NON-DROP FRAME",
        "",
        "001  001      V     C        01:01:05:12 01:01:05:13 01:01:05:12 01:01:05:13",
        " |C:ResolveColorBlue |M:No. 2: Poll / colour |D:875",
        "",
        "002  001      V     C        02:01:40:00 02:01:40:01 02:01:40:00 02:01:40:01",
        " |C:ResolveColorBlue |M:=No. 1 |D:750",
    ]


def test_the_csv_has_the_columns_of_premiere_and_no_formulas() -> None:
    lines = to_csv(MARKERS, RATES["30"], EN).removeprefix("\ufeff").splitlines()
    assert lines[0] == "Marker Name,Description,In,Out,Duration,Marker Type"
    assert lines[1] == "No. 2: Poll | colour,9 acts,00:01:05:15,00:01:40:15,00:00:35:00,Comment"
    assert lines[2].startswith("'=No. 1,")


def test_chapters_begin_at_zero() -> None:
    rate = RATES["30"]
    assert to_chapters(MARKERS, rate, EN).splitlines() == ["0:00 Start", "1:05 No. 2: Poll | colour", "1:01:40 =No. 1"]
    assert to_chapters([Marker("a", "", 0, 1)], rate, EN) == "0:00 a\n"
    assert to_chapters([], rate, EN) == "0:00 Start\n"
    assert to_chapters([], rate, Words("zh")) == "0:00 开始\n"


def test_markers_come_in_the_order_of_the_show() -> None:
    course = course_of(played())
    times = [marker.from_ms for marker in markers_of(course, EN)]
    assert len(times) > 1
    assert times == sorted(times)
    assert [moment.rank for moment in course.moments] == list(range(1, len(times) + 1))


def test_time_codes_count_frames() -> None:
    rates = [RATES[name] for name in ("24", "25", "30", "50", "60")]
    assert [code(frames_in(1_999, rate), rate) for rate in rates] == [
        *("00:00:01:23", "00:00:01:24", "00:00:01:29", "00:00:01:49", "00:00:01:59"),
    ]


def test_at_2997_the_time_code_stays_with_the_picture() -> None:
    """Such a recording has 30 000 frames in 1001 seconds, and its time code counts 30 of them as one."""
    rate = RATES["29.97"]
    assert code(frames_in(1_001_000, rate), rate) == "00:16:40:00"
    assert code(frames_in(7_200_000, rate), rate) == "01:59:52:24"
    lines = to_edl([Marker("a", "", 7_200_000, 1)], rate, EN).splitlines()
    begins = [line[29:40] for line in lines if line[:3] == "001"]
    assert begins == ["02:59:52:24"]
