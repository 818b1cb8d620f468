"""All rules of a room, as written and as compiled for matching."""

from livebot.engine.codes import CodeRule
from livebot.engine.fields import RuleModel
from livebot.engine.polls import PollRule
from livebot.engine.prompts import PromptRule
from livebot.engine.quick import QuickRule


class RuleSet(RuleModel):
    """Everything the rule files say. Ids are unique within each list."""

    polls: tuple[PollRule, ...] = ()
    quick: tuple[QuickRule, ...] = ()
    codes: tuple[CodeRule, ...] = ()
    prompts: tuple[PromptRule, ...] = ()
