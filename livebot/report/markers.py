"""The liveliest moments as markers for a video editor, so that replays can be cut.

========  ==================================================================================================
``.edl``  DaVinci Resolve: Timelines > Import > Timeline Markers from EDL; its timelines begin at 01:00:00:00
``.csv``  the columns of Premiere Pro's own export of markers, which its scripts and panels read
``.txt``  chapters, a line each, as video platforms take them from a description
========  ==================================================================================================

Times count from when the recording began: by default when the show went live.
"""

import csv
import io
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from livebot.report.course import Course
from livebot.report.moments import LEAD_MS
from livebot.report.tables import told
from livebot.results import harmless
from livebot.safe import clean
from livebot.wording import Words, duration

RATES = {name: Fraction(name) for name in ("24", "25", "30", "50", "60")} | {
    "23.976": Fraction(24_000, 1001),
    "29.97": Fraction(30_000, 1001),
    "59.94": Fraction(60_000, 1001),
}
"""Frames per second. Time codes are non-drop: at 29.97 they count 30 frames, a little more than a second."""
TIMELINE_S = 3600
"""Where a timeline of DaVinci Resolve begins."""


class Marker(NamedTuple):
    name: str
    note: str
    from_ms: int
    """Since the recording began."""
    length_ms: int


def markers_of(course: Course, words: Words, began_ms: int = 0) -> list[Marker]:
    """Return a marker for each moment that the recording has; ``began_ms`` is when it began, 0: when the show did."""
    began_ms = began_ms or course.live_ms
    markers = []
    for moment in sorted(course.moments, key=lambda moment: moment.from_ms):
        from_ms = moment.from_ms - LEAD_MS - began_ms
        if moment.until_ms <= began_ms:
            continue
        occasion = told(words, course.marks[moment.occasion]) if moment.occasion is not None else ""
        acts = words("paper.acts", n=moment.acts)
        name = f"{words('paper.rank', n=moment.rank)} {occasion or acts}"
        kinds = ", ".join(f"{words(f'act.{kind}')} {count}" for kind, count in moment.kinds.items())
        note = f"{acts}: {kinds}"
        start_ms = max(from_ms, 0)
        markers.append(Marker(clean(name), clean(note), start_ms, moment.until_ms - began_ms - start_ms))
    return markers


def to_edl(markers: list[Marker], rate: Fraction, _words: Words) -> str:
    lines = ["TITLE: livebot", "FCM: NON-DROP FRAME", ""]
    for n, marker in enumerate(markers, 1):
        first = TIMELINE_S * round(rate) + frames_in(marker.from_ms, rate)
        begin, end = code(first, rate), code(first + 1, rate)
        frames = max(frames_in(marker.length_ms, rate), 1)
        name = marker.name.replace("|", "/")
        lines.append(f"{n:03}  001      V     C        {begin} {end} {begin} {end}")
        lines.append(f" |C:ResolveColorBlue |M:{name} |D:{frames}")
        lines.append("")
    return "\n".join(lines)


def to_csv(markers: list[Marker], rate: Fraction, _words: Words) -> str:
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(("Marker Name", "Description", "In", "Out", "Duration", "Marker Type"))
    for one in markers:
        span = (one.from_ms, one.from_ms + one.length_ms, one.length_ms)
        codes = (code(frames_in(ms, rate), rate) for ms in span)
        writer.writerow((harmless(one.name), harmless(one.note), *codes, "Comment"))
    return text.getvalue()


def to_chapters(markers: list[Marker], _rate: Fraction, words: Words) -> str:
    """Return lines such as ``12:30 Poll colour opened``; the first one is at 0:00, as platforms ask for."""
    lines = [f"{duration(marker.from_ms // 1000 * 1000)} {marker.name}" for marker in markers]
    if not markers or markers[0].from_ms >= 1000:
        lines.insert(0, f"0:00 {words('paper.start')}")
    return "\n".join([*lines, ""])


FORMS: dict[str, Callable[[list[Marker], Fraction, Words], str]] = {".edl": to_edl, ".csv": to_csv, ".txt": to_chapters}


def frames_in(ms: int, rate: Fraction) -> int:
    return int(ms * rate / 1000)


def code(frames: int, rate: Fraction) -> str:
    """Return a time code such as ``01:02:03:15``: the last number counts frames."""
    seconds, frame = divmod(frames, round(rate))
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frame:02}"
