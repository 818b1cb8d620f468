"""What to take from a show, in a few sentences, and how things are named on the page."""

from collections.abc import Iterator
from typing import Any

from livebot.engine.questions.cards import Card
from livebot.report.course import Course
from livebot.report.sessions import Others, figures_of, usual
from livebot.report.shown import shown
from livebot.report.tables import clock, cut_from, is_missed, told
from livebot.views.show import GoalView
from livebot.wording import Words, duration

TILES = ("viewers_mean", "interactors", "rate", "comments", "met", "joins_acted", "answered", "orders")
"""The key figures."""
NOTABLE = 0.15
"""What differs by less from what is usual is not worth a word."""
MANIFOLD = 2.0
"""From so much more on, it is told how many times as much it is."""
TEXT_CHARS = 120


def in_short(course: Course, others: Others, words: Words) -> list[str]:
    """Return the sentences, each only if there is something to say."""
    said = (_liveliest(course, words), _changes(course, others, words), _choice(course, words))
    more = (_best_text(course, words), _missed(course, words), _spoken(course, words))
    return [sentence for sentences in (*said, *more) for sentence in sentences]


def _liveliest(course: Course, words: Words) -> Iterator[str]:
    best = min(course.moments, key=lambda moment: moment.rank, default=None)
    if best is not None:
        if best.occasion is not None:
            what = shown(told(words, course.marks[best.occasion]), TEXT_CHARS)
        else:
            what = ", ".join(f"{words(f'act.{kind}')} {count}" for kind, count in best.kinds.items())
        from_ms = cut_from(course, best)
        at, offset = clock(from_ms, "%H:%M"), duration(from_ms - course.live_ms)
        yield words("short.best", at=at, offset=offset, acts=best.acts, what=what)


def _changes(course: Course, others: Others, words: Words) -> Iterator[str]:
    """Say what was most unlike the last shows, up and down."""
    mine = figures_of(course)
    changes = {name: change_of(getattr(mine, name), usual(name, others.earlier)) for name in TILES}
    known = {name: change for name, change in changes.items() if change is not None}
    ranked = sorted(known, key=lambda name: -known[name])
    for name in dict.fromkeys((*ranked[:1], *ranked[-1:])):
        if known[name] >= MANIFOLD:
            yield words("short.times", figure=title(words, name), times=f"{known[name] + 1:.0f}")
        elif (way := trend(known[name])) != "even":
            yield words(f"short.{way}", figure=title(words, name), by=f"{abs(known[name]) * 100:.0f}")


def _choice(course: Course, words: Words) -> Iterator[str]:
    polls = [one for one in course.outcomes if one.kind == "poll" and len(one.winners) == 1]
    if polls:
        one = max(polls, key=lambda one: one.voters)
        (key,) = one.winners
        winner = shown(one.labels.get(key) or key, TEXT_CHARS)
        share = f"{100 * one.counts[key] / max(one.voters, 1):.0f}"
        question = shown(one.question, TEXT_CHARS)
        yield words("short.choice", winner=winner, share=share, voters=one.voters, question=question)


def _best_text(course: Course, words: Words) -> Iterator[str]:
    tried = [view for view in course.seen.wordings if view.shown and view.present]
    if tried:
        best = max(tried, key=lambda view: view.low)  # a lucky text that was said once does not count
        yield words("short.text", text=shown(best.text, TEXT_CHARS), rate=f"{best.rate * 100:.0f}")


def _missed(course: Course, words: Words) -> Iterator[str]:
    groups = missed_groups(course, words)
    if groups:
        yield words("short.missed", n=sum(len(cards) for _, cards in groups), what=groups[0][0])
    elif course.cards:
        yield words("report.none_missed")


def _spoken(course: Course, words: Words) -> Iterator[str]:
    totals = course.language_totals
    if len(totals) > 1:
        (first, most), (second, next_) = totals.most_common(2)
        share, other = (f"{100 * count / totals.total():.0f}" for count in (most, next_))
        names = {"first": language_name(words, first), "second": language_name(words, second)}
        yield words("short.language", share=share, other=other, **names)


# --- how things are named ----------------------------------------------------------------------------------------


def title(words: Words, figure: str) -> str:
    """Name a figure, as a heading does."""
    name = words(f"figure.{figure}")
    return name[:1].upper() + name[1:]


def goal_name(words: Words, goal: GoalView) -> str:
    """Name a goal: by its label in the report's language, else by its figure, with the label that viewers see."""
    return goal.labels.get(words.language) or " · ".join(filter(None, (title(words, goal.figure), goal.label)))


def change_of(value: float | None, before: float | None) -> float | None:
    """Return by how much a figure is above what it usually is: 0.1 is 10 %."""
    return None if value is None or not before else value / before - 1


def trend(change: float | None) -> str:
    """Return ``up``, ``down`` or ``even``; nothing if that is not known."""
    if change is None:
        return ""
    return "up" if change >= NOTABLE else "down" if change <= -NOTABLE else "even"


def intent_name(course: Course, words: Words, intent: str) -> str:
    """Name what is asked, in the host's words."""
    return course.settings.gists.get(intent) or words.intent(intent) or words("report.other")


def language_name(words: Words, tag: str) -> str:
    """Name a language; one that is not listed goes by its tag."""
    name = words(f"language.{tag}")
    return name if name.casefold() != tag.casefold() else shown(tag)


def missed_groups(course: Course, words: Words) -> list[tuple[str, list[Card]]]:
    """Return the questions nobody answered, by what they ask and of which product; most asked first."""
    groups: dict[tuple[str, str], list[Card]] = {}
    for card in filter(is_missed, course.cards):
        groups.setdefault((card.topic.intent, card.topic.product), []).append(card)

    def rank(key: tuple[str, str]) -> tuple[Any, ...]:
        return not key[0], -sum(len(card.viewers) for card in groups[key]), key

    return [
        (
            " · ".join(filter(None, (shown(intent_name(course, words, intent)), shown(product, 40)))),
            sorted(groups[intent, product], key=lambda card: (-len(card.viewers), card.id)),
        )
        for intent, product in sorted(groups, key=rank)
    ]
