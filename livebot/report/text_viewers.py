"""The part of ``livebot report`` that is about viewers: what they did, and what became of those who came in."""

from collections.abc import Iterable, Iterator, Mapping

from livebot.report.tables import clock
from livebot.safe import clean
from livebot.views import Status
from livebot.views.crowd import CrowdView, MinuteView, NewcomersView, StretchView
from livebot.wording import Words, duration


def interaction_lines(words: Words, seen: Status, minutes: Iterable[MinuteView]) -> Iterator[str]:
    """Yield the interaction of the whole show, of the busiest of its ``minutes``, and of its parts."""
    whole = seen.interaction
    known = "report.interaction" if whole.viewer_minutes else "report.interaction_unknown"
    yield words(
        known,
        viewers=whole.viewers,
        actions=sum(whole.actions.values()),
        rate=f"{whole.per_viewer_minute:.3f}",
        minutes=f"{whole.viewer_minutes:.0f}",
    )
    if whole.actions:
        yield "  " + words("report.kinds", counts=_worded(words, "act", whole.actions))
    busiest = max(minutes, key=lambda minute: minute.actions)
    if busiest.actions:
        yield "  " + words(
            "report.busiest", at=clock(busiest.at_ms, "%H:%M"), actions=busiest.actions, actors=busiest.actors
        )
    segments = [stretch for stretch in seen.stretches if stretch.name.startswith("segment:")]
    lines = [stretch for stretch in seen.stretches if stretch.times and stretch not in segments]
    answered = [stretch for stretch in seen.stretches if not stretch.times]
    for heading, stretches in (("segments", segments), ("answered", answered), ("followed", lines)):
        if stretches:
            yield "  " + words(f"report.{heading}")
        for stretch in stretches:
            yield "    " + _stretch(words, stretch, has_times=heading == "followed")


def _stretch(words: Words, stretch: StretchView, *, has_times: bool) -> str:
    return words(
        "report.stretch",
        name=words.part(stretch.name),
        actions=stretch.actions,
        viewers=stretch.viewers,
        rate=words("report.rate", rate=f"{stretch.per_viewer_minute:.3f}") if stretch.viewer_minutes else "",
        times=words("report.times", n=stretch.times) if has_times else "",
    )


def newcomer_lines(words: Words, seen: NewcomersView) -> Iterator[str]:
    """Yield how many joins were met, who was not counted, and what newcomers did."""
    if not seen.joins:
        yield words("report.no_joins")
        return
    asked, excluded = seen.met + seen.not_met, sum(seen.excluded.values())
    by = f" ({_worded(words, 'met_by', seen.met_by)})" if seen.met_by else ""
    yield words("report.met", joins=seen.joins, met=seen.met, asked=asked, share=percent(seen.met, asked), by=by)
    if excluded:
        yield "  " + words("report.excluded", n=excluded, why=_worded(words, "excluded", seen.excluded))
    acted = seen.new.met_acted + seen.returning.met_acted
    if seen.met:
        yield "  " + words("report.met_acted", acted=acted, share=percent(acted, seen.met))
    for who, crowd in (("new", seen.new), ("returning", seen.returning)):
        if crowd.joins:
            yield "  " + _crowd(words, words(f"report.{who}"), crowd)
    if seen.new.acted + seen.returning.acted:
        yield "  " + words("report.first_act", left=duration(seen.first_act_s * 1000))
    if seen.forgotten:
        yield "  " + words("report.forgotten", n=seen.forgotten)
    yield "  " + words("report.unseen")


def _crowd(words: Words, who: str, crowd: CrowdView) -> str:
    return words(
        "report.acted",
        who=who,
        joins=crowd.joins,
        soon=percent(crowd.acted_30s, crowd.joins),
        later=percent(crowd.acted_2m, crowd.joins),
        ever=percent(crowd.acted, crowd.joins),
    )


def percent(part: int, whole: int) -> str:
    """Return a share in percent; a dash of nothing."""
    return f"{100 * part / whole:.0f}" if whole else "–"


def _worded(words: Words, what: str, counts: Mapping[str, int]) -> str:
    return _counted({words(f"{what}.{name}"): count for name, count in counts.items()})


def _counted(counts: Mapping[str, int]) -> str:
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{clean(name)} {count}" for name, count in most_first)
