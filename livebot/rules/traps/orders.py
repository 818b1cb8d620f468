"""Traps of goals, and of the entrances for orders: one without its secret, a mark that says nothing."""

import os
from collections.abc import Iterator

from livebot.engine.show.goals import WHOLE, GoalRule
from livebot.rules.config import Config
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Problem, quoted, warning
from livebot.rules.secrets import readable_by_others
from livebot.rules.settings_checks import SHORTEST_SECRET

SECRETS = ("app_key", "app_secret", "http_secret")


def order_traps(config: Config) -> Iterator[Problem]:
    """Yield what keeps orders out, or lets strangers bring them."""
    orders, told = config.orders, config.order_settings()
    for switch, is_on, secrets in (
        ("tiktok_shop", orders.tiktok_shop, {"app_key": told.app_key, "app_secret": told.app_secret}),
        ("http", orders.http, {"http_secret": told.http_secret}),
    ):
        if is_on and (missing := [name for name, secret in secrets.items() if not secret]):
            names = " and ".join(f"orders.{name}" for name in missing)
            found, expected = f"orders.{switch} is on without {names}", "secrets in secrets.yaml"
            yield Problem(
                *config.place("orders", switch), found, expected, "see secrets.example.yaml, or switch it off"
            )
    if 0 < len(told.http_secret) < SHORTEST_SECRET:
        found = "the secret in LIVEBOT_ORDERS_SECRET is short enough to be guessed"
        yield Problem(
            *config.place("orders", "http"), found, f"at least {SHORTEST_SECRET} characters", "make a longer one"
        )
    if os.name == "posix" and config.path.exists() and readable_by_others(config.path):
        for name in SECRETS:
            if config.is_written("orders", name):
                found = f"the secret {quoted(name)} is in a file others can read"
                fix = "move it there, or: chmod 600 " + config.place()[0]
                yield warning(config.place("orders", name), found, "secrets in secrets.yaml", fix)


def goal_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield marks that nothing is said at."""
    for index, goal in enumerate(files.rules.goals):
        for key, is_silent, marks in (
            ("announce", goal.announce is None, "marks on the way"),
            ("announce_reached", goal.announce_reached is None, "100%"),
        ):
            if is_silent and _has_marks(goal, at_target=key == "announce_reached"):
                place = files.place("goals", index, "announce_at")
                yield warning(
                    place, f"announce_at has {marks}, but there is no {key}", f"a text under {key}", "write it"
                )


def _has_marks(goal: GoalRule, *, at_target: bool) -> bool:
    is_written = "announce_at" in goal.model_fields_set
    return is_written and any((mark == WHOLE) is at_target for mark in goal.announce_at)
