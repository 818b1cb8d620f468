"""All rules of a room, as written and as compiled for matching."""

from collections.abc import Iterator, Mapping

from livebot.engine.asks.pk import PkFeature
from livebot.engine.asks.pk_rules import PkRule
from livebot.engine.asks.polls import PollRule
from livebot.engine.asks.quick import QuickRule
from livebot.engine.crowd.awards import PointsRule
from livebot.engine.crowd.earning import LEADERBOARD, EarningFeature
from livebot.engine.crowd.interaction import InteractionFeature
from livebot.engine.crowd.newcomers import NewcomersFeature, NewcomersRule
from livebot.engine.feature import Feature
from livebot.engine.fields import RuleModel
from livebot.engine.giveaways.giveaways import GiveawaysFeature
from livebot.engine.giveaways.rules import GiveawayRule
from livebot.engine.lines.codes import CodeRule, CodesFeature
from livebot.engine.lines.gate import Gate, MarketPack
from livebot.engine.lines.prompts import PromptRule
from livebot.engine.lines.wordings import WordingsFeature
from livebot.engine.match import PhraseMatcher
from livebot.engine.moderation.rules import ModerationRule
from livebot.engine.moderation.watch import Watchman
from livebot.engine.questions.answers import AnswerRule
from livebot.engine.show.countdowns import CountdownRule, CountdownsFeature
from livebot.engine.show.figures import FiguresFeature
from livebot.engine.show.goals import GoalRule, GoalsFeature
from livebot.engine.show.runsheet import RunsheetRule, barred_prompts
from livebot.engine.show.segments import SegmentsFeature
from livebot.engine.starts import Start, StartsFeature

STARTED = ("polls", "quick", "pk", "codes", "prompts", "goals", "giveaways", "countdowns")
"""Sections whose rules may have ``starts``."""


class RuleSet(RuleModel):
    """Everything the rule files say. Ids are unique within each list."""

    polls: tuple[PollRule, ...] = ()
    quick: tuple[QuickRule, ...] = ()
    pk: tuple[PkRule, ...] = ()
    codes: tuple[CodeRule, ...] = ()
    prompts: tuple[PromptRule, ...] = ()
    answers: tuple[AnswerRule, ...] = ()
    goals: tuple[GoalRule, ...] = ()
    countdowns: tuple[CountdownRule, ...] = ()
    giveaways: tuple[GiveawayRule, ...] = ()
    moderation: ModerationRule | None = None
    points: PointsRule | None = None
    newcomers: NewcomersRule | None = None
    runsheet: RunsheetRule | None = None
    market: MarketPack | None = None
    """The pack of the settings' market; not written in rule files, but put in when they are loaded."""


class Rulebook:
    """The rule set, looked up by id and compiled for matching. Derived from the rules, so not part of the state."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.polls = {rule.id: rule for rule in rules.polls}
        self.quick = {rule.id: rule for rule in rules.quick}
        self.pk = {rule.id: rule for rule in rules.pk}
        self.codes = {rule.id: rule for rule in rules.codes}
        self.prompts = {rule.id: rule for rule in rules.prompts}
        self.answers = {rule.id: rule for rule in rules.answers}
        self.goals = {rule.id: rule for rule in rules.goals}
        self.countdowns = {rule.id: rule for rule in rules.countdowns}
        self.runsheet = rules.runsheet
        self.barred_prompts = barred_prompts(rules.runsheet)
        self.giveaways = {rule.id: rule for rule in rules.giveaways}
        self.gate = Gate(rules.market)
        self.moderation = rules.moderation or ModerationRule()
        self.newcoming = NewcomersFeature(rules.newcomers, _asks(rules))
        self.watchman = Watchman(self.moderation, rules.market)
        self.cheering = PkFeature(self.watchman.words)
        self.features: tuple[Feature, ...] = (
            EarningFeature(rules.points, self.moderation),  # first: others may ask for a viewer's level
            FiguresFeature(),
            StartsFeature(_started(rules)),
            CodesFeature(rules.codes),
            GoalsFeature(rules.goals),
            GiveawaysFeature(self.giveaways, rules.market),
            CountdownsFeature(rules.countdowns, rules.market),
            SegmentsFeature(rules.runsheet),
            self.cheering,
            WordingsFeature(),
            InteractionFeature(),
            self.newcoming,
        )
        self.code_phrases = PhraseMatcher(
            (rule.id, rule.match, phrase, rule.distance) for rule in rules.codes for phrase in rule.phrases
        )

    def ballots(self, kind: str) -> Mapping[str, PollRule | QuickRule | PkRule]:
        """Return the rules of a kind of ballot: ``polls``, ``quick`` or ``pk``."""
        rules: dict[str, Mapping[str, PollRule | QuickRule | PkRule]]
        rules = {"polls": self.polls, "quick": self.quick, "pk": self.pk}
        return rules[kind]


def _asks(rules: RuleSet) -> dict[str, tuple[str, ...]]:
    """Return the keys of every poll, PK and quick ask by its id."""
    choices = {rule.id: tuple(option.key for option in rule.choices) for rule in (*rules.pk, *rules.polls)}
    return choices | {rule.id: tuple(rule.answers) for rule in rules.quick}


def _started(rules: RuleSet) -> Iterator[tuple[str, tuple[Start, ...]]]:
    """Yield the name of everything that may have ``starts``, and what stands there."""
    for section in STARTED:
        for rule in getattr(rules, section):
            yield f"{section}.{rule.id}", rule.starts
    if rules.points is not None and rules.points.leaderboard is not None:
        yield f"points.{LEADERBOARD}", rules.points.leaderboard.starts
