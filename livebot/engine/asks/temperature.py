"""The temperature of a PK: how many of those who write turn hostile.

Measured are the different viewers who wrote an insult or another banned word within the guard's time (a minute), as a
share of all who wrote something in it. So a single troll, who is moderation's business, makes no hostile room, however
much he writes; nor does a camp that wins by far. The words are those of moderation, the market's and the shop's own,
also where moderation is off. The host, moderators and own accounts are not measured.

temperature  means                                          left by
calm         everything is announced                        share ≥ hold_back → warm
warm         announcements are held back                    share ≥ suggest → hot; share < hold_back → calm
hot          closing is suggested, a friendly line is ready  share < hold_back → calm; the operator: cool → closed,
                                                             go-on → no suggestion until it was calm again

It rises a step at a time, when somebody writes such a word, and falls when what was written is forgotten.
"""

from itertools import islice

import msgspec
from pydantic import Field, model_validator

from livebot.engine.crowd.people import People, writers_since
from livebot.engine.fields import DurationMs, RuleModel
from livebot.engine.moderation.rules import Share

LEVELS = ("calm", "warm", "hot")


class Guard(RuleModel):
    """How much abuse is too much, as written in YAML."""

    hold_back: Share = 5
    """From this share of those who write, announcements are held back."""
    suggest: Share = 10
    """From this share on, livebot suggests to close."""
    viewers: int = Field(default=3, ge=1, le=1000)
    """Fewer abusive viewers than that are no mood of the room."""
    within: DurationMs = Field(default=60_000, ge=1_000, le=3_600_000)

    @model_validator(mode="after")
    def _holds_back_first(self) -> "Guard":
        if self.suggest < self.hold_back:
            found = f"suggest ({self.suggest}%) is less than hold_back ({self.hold_back}%)"
            raise ValueError(f"{found}; expected at least as much: livebot holds back first; exchange them")
        return self


class Temperature(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a session remembers."""

    level: str = "calm"
    abuse: dict[str, int] = {}
    """Who wrote abuse, and when last; the newest last."""
    is_dismissed: bool = False
    """The operator wants it to go on; until it was calm again nothing is suggested."""

    @property
    def suggests(self) -> bool:
        return self.level == "hot" and not self.is_dismissed


def deadline(temperature: Temperature, guard: Guard) -> int | None:
    """Return when the first abuse is forgotten, unless that changes nothing."""
    if temperature.level == "calm":
        return None
    return next(iter(temperature.abuse.values())) + guard.within


def note(temperature: Temperature, guard: Guard, people: People, viewer_id: str, at_ms: int) -> None:
    """Somebody wrote abuse."""
    temperature.abuse.pop(viewer_id, None)
    temperature.abuse[viewer_id] = at_ms
    now = LEVELS.index(temperature.level)
    if now + 1 < len(LEVELS):
        _forget(temperature, guard, at_ms)
        temperature.level = LEVELS[max(now, min(_level(temperature, guard, people, at_ms), now + 1))]


def advance(temperature: Temperature, guard: Guard, people: People, at_ms: int) -> None:
    """Forget what is over, and let the temperature fall if it is low by now."""
    _forget(temperature, guard, at_ms)
    if _level(temperature, guard, people, at_ms) == 0:
        temperature.level, temperature.is_dismissed = "calm", False


def _forget(temperature: Temperature, guard: Guard, at_ms: int) -> None:
    kept = {viewer_id: then_ms for viewer_id, then_ms in temperature.abuse.items() if then_ms + guard.within > at_ms}
    temperature.abuse = kept


def _level(temperature: Temperature, guard: Guard, people: People, at_ms: int) -> int:
    abusers = len(temperature.abuse)
    if abusers < guard.viewers:
        return 0
    enough = 100 * abusers // guard.hold_back + 1  # of more, these are too few, however many they are
    measured = (person for person in writers_since(people, at_ms - guard.within) if not person.is_moderator)
    share = 100 * abusers / sum(1 for _ in islice(measured, enough))
    return 2 if share >= guard.suggest else 1 if share >= guard.hold_back else 0
