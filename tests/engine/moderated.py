"""A moderated room for tests: its rules, and what was done in it."""

from typing import Any

from livebot.effects import Moderate
from livebot.events import Connected
from livebot.testing import START_MS, Playbook

RULES = """
moderation:
  mode: {mode}
  mute_short: 30s
  rules: {{links: {{}}, words: {{add: {{und: [scammer]}}}}, capitals: {{}}, length: {{max: 50, mode: dry}},
           raid: {{viewers: 3, within: 20s}}}}
codes: [{{id: moon, phrases: [the moon], reply: {{en: "Moon!"}}}}]
polls: [{{id: p, question: {{en: "A or B?"}}, options: [{{key: A}}, {{key: B}}], duration: 0}}]
"""
WARNING = "please no links or contact details here."


def room(mode: str = "auto", *, chat: str = "auto", rules: str = RULES, **settings: Any) -> Playbook:
    play = Playbook(rules.format(mode=mode), mode=chat, chat={"min_gap_ms": 0}, **settings)
    play.feed(Connected(at_ms=START_MS, room_id="1"))
    return play


def actions(play: Playbook) -> list[tuple[str, str, int]]:
    return [(effect.action, effect.viewer_id, effect.seconds) for effect in play.effects(Moderate)]


def traced(play: Playbook) -> list[tuple[str, str]]:
    return [(trace.rule, trace.why.kind) for trace in play.traces]
