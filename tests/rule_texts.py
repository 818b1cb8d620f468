"""Every text that people can write in the rules, found by walking the models, so that no new one is forgotten."""

from collections.abc import Callable, Iterator
from typing import Any, get_args

import yaml

from livebot.engine.fields import Language, RuleModel, Text
from livebot.engine.rulebook import RuleSet

TEXTS = dict[Language, Text]
MARKET = "market."
"""The packs' own texts: reasons for people, and names."""


def text_fields() -> set[str]:
    """Return such as ``polls.options.label`` for every field that holds texts."""
    return {at for at in _of_model(RuleSet, "") if not at.startswith(MARKET)}


def _of_model(model: type[RuleModel], at: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield from _of(field.annotation, f"{at}{name}")


def _of(annotation: Any, at: str) -> Iterator[str]:
    if annotation == TEXTS:
        yield at
    elif isinstance(annotation, type) and issubclass(annotation, RuleModel):
        yield from _of_model(annotation, f"{at}.")
    else:
        for part in get_args(annotation):
            yield from _of(part, at)


EVERYTHING = """
prompts: [{id: p, every: 1h, texts: [{en: "~"}, {en: "~"}]}]
polls:
  - {id: p, question: {en: "~"}, question_again: {en: "~ {last_winner}"}, grace: 0,
     options: [{key: A, label: {en: "~"}}, {key: B}],
     announce: {en: "~ {winner}"}, announce_tie: {en: "~ {winners}"}, announce_none: {en: "~"}}
pk:
  - {id: k, question: {en: "~"}, question_again: {en: "~ {last_winner}"}, camps: [{key: C, label: {en: "~"}}, {key: D}],
     grace: 0, lead: {by: 1, every: 0, say: {en: "~ {leader} {score}"}}, last: {before: 100s, say: {en: "~ {seconds}"}},
     announce: {en: "~ {winner}"}, announce_tie: {en: "~ {score}"}, announce_none: {en: "~"}, cool: {en: "~"}}
quick: [{id: q, ask: {en: "~"}, answers: {Y: []}}]
codes:
  - {id: c, phrases: [moon], cooldown: {user: 0, room: 0}, reply: {en: "~ {viewer}"}, welcome: {en: "~ {viewer}"},
     explain: {en: "~ {viewer}"}, burst: {viewers: 2, say: {en: "~ {viewers}"}}}
  - {id: door, phrases: [sesame], when: manual, opening: {en: "~"}, closing: {en: "~"}}
answers: [{id: a, intent: price, texts: {en: "~"}, auto: {cooldown: 0}}]
goals:
  - {id: g, label: {en: "~"}, target: {orders: 2}, announce: {en: "~ {have}"}, announce_reached: {en: "~ {target}"}}
countdowns:
  - {id: hurried, title: {en: "~"}, for: 10s, marks: [5s], texts: {en: "~ {left}"}, closing: {en: "~"}}
  - {id: calm, for: 10s, marks: [5s], calm: {en: "~ {left}"}}
giveaways:
  - {id: native, prizes: [{name: {en: "~"}}], duration: 20s, announce: {en: "~ {prize}"}, enter: {en: "~"},
     remind: {at: [10s], say: {en: "~ {left}"}}, thanks: {en: "~"}}
  - {id: draw, mode: draw, allowed: {by: Ana, because: fine}, prizes: [{name: {en: "~"}}], duration: 20s, grace: 0,
     entry: {comment: [me]}, claim: {within: 20s, remind: 10s, words: [here]}, announce: {en: "~ {prize}"},
     enter: {en: "~"}, closed: {en: "~"}, none: {en: "~"}, winner: {en: "~ {viewer}"}, remind_claim: {en: "~ {viewer}"},
     claimed: {en: "~ {viewer}"}, unclaimed: {en: "~ {viewer}"}}
points:
  levels: [{at: 1, name: {en: "~"}}]
  level_up: {every: 10s, say: {en: "~ {who}"}}
  ask: {words: {en: ["!points"]}, reply: {en: "~ {viewer} {level}"}}
  leaderboard: {board: session, say: {en: "~ {top}"}}
newcomers: {cohort: {viewers: 1}, every: 30s, texts: [{en: "~"}], returning: [{en: "~ {viewer}"}]}
runsheet: {segments: [{id: s, title: {en: "~"}, opens: [prompts.p]}]}
moderation: {mode: auto, warnings: {en: "~ {viewer} {reason}"}, rules: {length: {max: 40}}}
"""
"""Every text of the rules, each where a ``~`` stands."""
NEVER_POSTED = {"goals.label", "countdowns.title", "runsheet.segments.title"}


def everything_saying(say: Callable[[str], str]) -> dict[str, Any]:
    """Return these rules as written; ``say`` is told which text it is of, such as ``polls.question``."""

    def said(value: Any, at: str) -> Any:
        if isinstance(value, dict):
            return {key: said(part, at if key == "en" else f"{at}.{key}".lstrip(".")) for key, part in value.items()}
        if isinstance(value, list):
            return [said(part, at) for part in value]
        return value.replace("~", say(at)) if "~" in value else value

    rules: dict[str, Any] = said(yaml.load(EVERYTHING, yaml.BaseLoader), "")
    return rules
