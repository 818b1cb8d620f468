"""Draws: who had to be let in, who wins by the published record, and what a published record must say.

The algorithm is repeated here from ``docs/draw.md``, so that a draw is checked by another hand.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from livebot.rehearsal.audience import Guest
from livebot.rehearsal.performance import Deed
from livebot.rehearsal.rhythm.cast import CAST
from livebot.rehearsal.rhythm.past import WINNER
from livebot.rehearsal.script import Comment, Follow, Order
from livebot.rehearsal.truth import has_arrived

F = "livebot draw 1"


def sha(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass
class Lots:
    """A draw as it has to be."""

    entrants: dict[str, Guest] = field(default_factory=dict)
    """By viewer id."""
    turned_away: dict[str, str] = field(default_factory=dict)
    """Viewer id to why."""
    entered: list[int] = field(default_factory=list)
    """Numbers of the deeds by which viewers got in."""
    claims: list[Guest] = field(default_factory=list)


def lots(deeds: Sequence[Deed], giveaway: str, *, poll: str = "") -> Lots:
    """Return who takes part: by what they wrote or, of a draw among voters, by their vote."""
    it, followers, is_open = Lots(), set[str](), False
    for n, deed in enumerate(deeds):
        what = deed.act.what
        if isinstance(what, Order) and what.words[0] == "giveaway" and what.words[2] == giveaway and not deed.trouble:
            is_open = what.words[1] == "start"
        elif isinstance(what, Follow) and has_arrived(deed):
            who = what.guest.viewer.id
            followers.add(who)
            if is_open and it.turned_away.get(who) == "follower":
                del it.turned_away[who]
                it.entrants[who] = what.guest
        elif isinstance(what, Comment) and has_arrived(deed):
            means, guest = what.means, what.guest
            if (means.kind, means.of) == ("claim", giveaway):
                it.claims.append(guest)
            is_entry = (means.kind, means.of) == (("vote", poll) if poll else ("entry", giveaway))
            if not is_open or not is_entry or guest.viewer.id in it.entrants:
                continue
            if why := "" if poll else _why_out(guest, followers):
                it.turned_away[guest.viewer.id] = why
            else:
                it.entrants[guest.viewer.id] = guest
                it.entered.append(n)
    return it


def _why_out(guest: Guest, followers: set[str]) -> str:
    if guest.viewer.is_moderator:
        return "moderator"
    if not guest.viewer.is_follower and guest.viewer.id not in followers:
        return "follower"
    return "won" if guest is CAST[WINNER] else ""


def order_of(record: Mapping[str, Any], entrants: Iterable[str]) -> list[str]:
    """Return the viewers in the order in which they win, by the seed and the value that the record tells."""
    steps = {step["step"]: step for step in record["steps"]}
    salt, drawn = steps["announced"]["salt"], steps["drawn"]
    hashes = {sha(F, "entrant", salt, who): who for who in entrants}
    mixed = sha(F, "draw", drawn["seed"], sha(F, "entrants", *sorted(hashes)), drawn["public_value"])
    return [hashes[one] for one in sorted(hashes, key=lambda one: sha(F, "ticket", mixed, one))]


def wrong_in(record: Mapping[str, Any], it: Lots, value: str) -> list[str]:
    """Return what is wrong with a record, as far as the script knows."""
    steps, wrong, digest = {step["step"]: step for step in record["steps"]}, [], ""
    for step in record["steps"]:
        bare = {key: part for key, part in step.items() if key != "digest"}
        digest = sha(digest, json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
        wrong += [f"the digest of {step['step']}"] if digest != step["digest"] else []
    announced, drawn = steps["announced"], steps["drawn"]
    terms = json.dumps(announced["terms"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    hashes = sorted(sha(F, "entrant", announced["salt"], who) for who in it.entrants)
    wrong += ["the commitment"] if announced["commitment"] != sha(F, "commitment", drawn["seed"], terms) else []
    wrong += ["the entrants"] if steps["frozen"]["entrants"] != hashes else []
    wrong += ["the public value"] if drawn["public_value"] != value else []
    names = [step["step"] for step in record["steps"]]
    wrong += ["the order of the steps"] if names[:4] != ["announced", "opened", "frozen", "drawn"] else []
    return wrong
