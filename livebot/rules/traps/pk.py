"""Traps in PKs: a guard without words, announcements that never come."""

from collections.abc import Iterator

from livebot.engine.moderation.rules import ModerationRule
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Problem, quoted, warning
from livebot.rules.wording import shown_duration


def pk_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield what of a PK does not do what it looks like."""
    rules = files.rules
    own = (rules.moderation or ModerationRule()).rules.words
    has_words = bool((rules.market and rules.market.banned_words) or (own and own.add))
    for index, rule in enumerate(rules.pk):
        if not has_words:
            yield warning(
                files.place("pk", index, "guard"),
                f"livebot cannot see when the PK {quoted(rule.id)} turns hostile",
                "banned words to measure it by",
                "write some: moderation: {rules: {words: {add: {en: [idiot]}}}}; the mode may stay off",
            )
        if rule.last is not None and not rule.last.before < rule.duration:
            length = f"after {shown_duration(rule.duration)}" if rule.duration else "only when you stop it"
            yield warning(
                files.place("pk", index, "last", "before"),
                f"the PK {quoted(rule.id)} is over {length}, so its last {shown_duration(rule.last.before)} never come",
                "a time shorter than its duration",
                "such as before: 30s with duration: 3m",
            )
        if rule.cheers_per_viewer.in_all < rule.cheers_per_viewer.per_minute:
            yield warning(
                files.place("pk", index, "cheers_per_viewer"),
                f"nobody can cheer {rule.cheers_per_viewer.per_minute} times a minute, but "
                f"{rule.cheers_per_viewer.in_all} times in all",
                "in_all of at least per_minute",
                "raise in_all",
            )
