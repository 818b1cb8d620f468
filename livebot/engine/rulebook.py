"""All rules of a room, as written and as compiled for matching."""

from livebot.engine.answers import AnswerRule
from livebot.engine.codes import CodeRule
from livebot.engine.feature import Feature
from livebot.engine.fields import RuleModel
from livebot.engine.figures import FiguresFeature
from livebot.engine.gate import Gate, MarketPack
from livebot.engine.interaction import InteractionFeature
from livebot.engine.match import PhraseMatcher
from livebot.engine.moderation import ModerationRule
from livebot.engine.polls import PollRule
from livebot.engine.prompts import PromptRule
from livebot.engine.quick import QuickRule
from livebot.engine.starts import StartsFeature
from livebot.engine.watch import Watchman

STARTED = ("polls", "quick", "codes", "prompts")
"""Sections whose rules may have ``starts``."""


class RuleSet(RuleModel):
    """Everything the rule files say. Ids are unique within each list."""

    polls: tuple[PollRule, ...] = ()
    quick: tuple[QuickRule, ...] = ()
    codes: tuple[CodeRule, ...] = ()
    prompts: tuple[PromptRule, ...] = ()
    answers: tuple[AnswerRule, ...] = ()
    moderation: ModerationRule | None = None
    market: MarketPack | None = None
    """The pack of the settings' market; not written in rule files, but put in when they are loaded."""


class Rulebook:
    """The rule set, looked up by id and compiled for matching. Derived from the rules, so not part of the state."""

    def __init__(self, rules: RuleSet) -> None:
        self.polls = {rule.id: rule for rule in rules.polls}
        self.quick = {rule.id: rule for rule in rules.quick}
        self.codes = {rule.id: rule for rule in rules.codes}
        self.prompts = {rule.id: rule for rule in rules.prompts}
        self.answers = {rule.id: rule for rule in rules.answers}
        self.gate = Gate(rules.market)
        self.moderation = rules.moderation or ModerationRule()
        self.watchman = Watchman(self.moderation, rules.market)
        self.features: tuple[Feature, ...] = (
            FiguresFeature(),
            StartsFeature(
                (f"{section}.{rule.id}", rule.starts) for section in STARTED for rule in getattr(rules, section)
            ),
            InteractionFeature(),
        )
        self.code_phrases = PhraseMatcher(
            (rule.id, rule.match, phrase, rule.distance) for rule in rules.codes for phrase in rule.phrases
        )
