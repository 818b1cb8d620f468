"""The report for a terminal: the same figures as lines."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.cells import cell_len

from livebot.engine.questions.cards import Card
from livebot.report.course import Course
from livebot.report.sessions import COMPARED, PERCENT, Others, figures_of, usual
from livebot.report.short import goal_name, language_name
from livebot.report.tables import askers_by_language, clock, is_missed, rows_of, tables_of
from livebot.report.text_viewers import interaction_lines, newcomer_lines
from livebot.report.text_words import code_lines, wording_lines
from livebot.safe import clean, cut
from livebot.wording import Words, duration

WORDING_CELLS = 70
LANGUAGE_CELLS = 8
CELLS = 70


def text_report(course: Course, others: Others, words: Words) -> str:
    """Return the report as lines."""
    summary, seen = course.summary, course.seen
    day, length = clock(course.live_ms, "%Y-%m-%d %H:%M"), duration(course.length_ms)
    lines = [
        words("report.title", session=summary.session_id, room=clean(summary.room)),
        words("report.when", day=day, length=length) if course.live_ms else words("report.never_live"),
        "",
        *interaction_lines(words, seen, course.minutes),
        *newcomer_lines(words, seen.newcomers),
        *wording_lines(words, seen),
        *code_lines(words, seen),
        "",
        *_totals(words, course),
        "",
        *_unanswered(words, course),
        *_other_blocks(course, others, words),
    ]
    if summary.touched:
        lines += ["", words("report.touched")]
    return "\n".join(lines)


# --- polls, moments, orders … ------------------------------------------------------------------------------------


def _other_blocks(course: Course, others: Others, words: Words) -> Iterator[str]:
    tables = {name: rows_of(table) for name, table in tables_of(course, others, words).items()}
    held: dict[tuple[str, str], list[str]] = {}
    for row in tables["results"]:
        name = (clock(row["opened"], "%H:%M"), f"{words('kind.' + row['kind'])} {row['id']}")
        share = f"{row['share'] * 100:.0f} %"
        held.setdefault(name, []).append(f"{row['option']} {row['count']} ({share}){' ✓' * row['won']}")
    yield from _block(words("section.results"), ((*name, ", ".join(options)) for name, options in held.items()))
    yield from _block(
        words("section.moments"),
        (
            (
                f"{row['rank']}.",
                clock(row["at"], "%H:%M:%S"),
                f"+{duration(row['offset'])}",
                words("paper.acts", n=row["acts"]),
                row["occasion"] or row["kinds"],
            )
            for row in tables["moments"]
        ),
    )
    total = course.language_totals.total()
    yield from _block(
        words("section.languages"),
        (
            (language_name(words, tag), str(n), f"{100 * n / total:.0f} %")
            for tag, n in course.language_totals.most_common()
        ),
    )
    goals = ((goal_name(words, goal), f"{goal.have} / {goal.target}") for goal in course.seen.goals if goal.open)
    orders = [(words("figure.orders"), str(course.seen.figures.orders))] if course.orders else []
    yield from _block(words("section.orders"), [*orders, *goals])
    yield from _block(
        words("section.giveaways"),
        (
            (row["giveaway"], words(f"stage.{row['stage']}"), row["winners"], row["record"])
            for row in tables["giveaways"]
        ),
    )
    yield from _block(
        words("section.points"),
        (
            (f"{row['rank']}.", row["viewer"], str(row["points"]))
            for row in tables["points"]
            if row["leaderboard"] == "session"
        ),
    )
    yield from _block(
        words("section.moderation"),
        (
            (
                words(f"rule.{row['rule']}"),
                words(f"step.{row['step']}") if row["step"] else "",
                words(f"state.{row['state']}"),
                str(row["offences"]),
            )
            for row in tables["moderation"]
        ),
    )
    if others.earlier:
        mine = figures_of(course)
        yield from _block(
            words("section.sessions"),
            (
                (
                    words(f"figure.{name}"),
                    _figure(name, getattr(mine, name)),
                    words("paper.usual", value=_figure(name, before)),
                )
                for name in COMPARED
                if (before := usual(name, others.earlier)) is not None
            ),
        )


def _figure(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value * 100:.0f} %" if name in PERCENT else f"{value:.3f}" if name == "rate" else f"{value:.0f}"


def _block(heading: str, rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a heading and aligned rows; nothing without rows."""
    cells = [[cut(cell, CELLS) for cell in row] for row in rows]
    if not cells:
        return
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    yield from ("", heading)
    for row in cells:
        padded = (f"{cell}{' ' * (width - cell_len(cell))}" for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(padded)}".rstrip()


# --- questions ---------------------------------------------------------------------------------------------------


def _totals(words: Words, course: Course) -> list[str]:
    counters = course.seen.counters
    figures = {
        "asked": counters.get("questions", 0),
        "cards": len(course.cards),
        "answered": counters.get("questions_answered", 0),
        "bot": counters.get("answers_by_bot", 0),
        "handed": counters.get("questions_handed", 0),
        "dismissed": counters.get("questions_dismissed", 0),
        "untranslated": counters.get("untranslated", 0) + counters.get("gists", 0),
    }
    return [words("report.questions", **figures), words("report.outcomes", **figures)]


def _unanswered(words: Words, course: Course) -> list[str]:
    """Return those still waiting at the end, by what they ask and of which product; most asked first."""
    waiting = list(filter(is_missed, course.cards))
    if not waiting:
        return [words("report.none_missed")]
    groups: dict[tuple[str, str], list[Card]] = {}
    for card in waiting:
        groups.setdefault((card.topic.intent, card.topic.product), []).append(card)

    def rank(group: tuple[str, str]) -> tuple[bool, int, tuple[str, str]]:
        return not group[0], -sum(len(card.viewers) for card in groups[group]), group

    languages = Counter(language for card in waiting for language in _languages(card))
    by_language = "  ".join(f"{language} {count}" for language, count in languages.most_common())
    lines = [words("report.missed", n=len(waiting)), words("report.languages", counts=by_language)]
    for intent, product in sorted(groups, key=rank):
        asks = course.settings.gists.get(intent) or words.intent(intent) or words("report.other")
        lines += ["", "  " + " · ".join(filter(None, (asks, cut(product, WORDING_CELLS))))]
        for card in sorted(groups[intent, product], key=lambda card: (_languages(card), -len(card.viewers), card.id)):
            lines += _card(words, card, course.end_ms)
    return lines


def _card(words: Words, card: Card, end_ms: int) -> list[str]:
    """Return how many asked, in which languages, when and who; then the first wording and what it means."""
    state = words(f"state.{card.state}") if card.state in ("answering", "handed") else ""
    signs = ", ".join(words(f"standing.{sign}") for sign in sorted({s for m in card.members for s in m.standing}))
    facts = [
        f"#{card.id}  ×{len(card.viewers)}",
        " ".join(_languages(card)),
        words("report.asked_at", at=clock(card.asked_at_ms, "%H:%M"), waited=duration(end_ms - card.asked_at_ms)),
        *filter(None, (signs, state)),
    ]
    is_gist = card.translation_state in ("pending", "gist")
    translation = f"{'≈' if is_gist else '→'} {cut(card.translation, WORDING_CELLS)}" if card.translation else ""
    texts = filter(None, (cut(card.members[0].text, WORDING_CELLS) if card.members else "", translation))
    return [f"    {'  '.join(facts)}", *(f"        {text}" for text in texts)]


def _languages(card: Card) -> list[str]:
    return [cut(language, LANGUAGE_CELLS) for language in askers_by_language(card)]
