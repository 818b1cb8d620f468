"""What viewers chose: the votes of polls, and who cheered for whom in a PK, and what had to be said about it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from livebot.rehearsal.performance import Deed
from livebot.rehearsal.script import Comment, Order
from livebot.rehearsal.truth import has_arrived


def votes(deeds: Sequence[Deed], kind: str, of: str, *, choose: int = 1) -> dict[str, str]:
    """Return viewer id to the keys that count: the last ones, as many as a viewer may choose."""
    chosen: dict[str, list[str]] = {}
    for _, comment in _said(deeds, kind, of):
        have = chosen.setdefault(comment.guest.viewer.id, [])
        for key in comment.means.key.split():
            have[:] = [*(other for other in have if other != key), key][-choose:]
    return {who: " ".join(keys) for who, keys in chosen.items()}


def counts(chosen: Mapping[str, str], keys: Sequence[str]) -> dict[str, int]:
    tally = Counter(key for several in chosen.values() for key in several.split())
    return {key: tally[key] for key in keys}


@dataclass
class Contest:
    """A PK. Within its first minute, in which all of it happens, so many cheers of a viewer count."""

    rule: Mapping[str, Any]
    cheers: dict[str, int] = field(default_factory=dict)
    camps: dict[str, str] = field(default_factory=dict)
    """Viewer id to the camp they are in."""
    counted: list[int] = field(default_factory=list)
    """Numbers of the deeds that are cheers that count."""
    leads: list[tuple[str, str]] = field(default_factory=list)
    """Who took over the lead, and with which score, while it was calm."""
    temperatures: list[str] = field(default_factory=list)
    is_cooled: bool = False

    def score(self) -> str:
        (one, pear), (other, kite) = self.cheers.items()
        return f"{self.label(one)} {pear} : {kite} {self.label(other)}"

    def label(self, key: str) -> str:
        return str(next(camp["label"]["en"] for camp in self.rule["camps"] if camp["key"] == key))

    @property
    def winner(self) -> str:
        """Return the key; the scripts leave no tie."""
        return max(self.cheers, key=lambda key: self.cheers[key])


def contest(deeds: Sequence[Deed], rule: Mapping[str, Any]) -> Contest:
    """Return how a PK went."""
    it = Contest(rule, {camp["key"]: 0 for camp in rule["camps"]})
    cap, lead_by = int(rule["cheers_per_viewer"]["per_minute"]), int(rule.get("lead", {}).get("by", 0))
    given: Counter[str] = Counter()
    hostile: set[str] = set()
    leader, is_on = "", False
    for n, deed in enumerate(deeds):
        what = deed.act.what
        if isinstance(what, Order) and not deed.trouble and what.words[0] == "pk":
            is_on = what.words == ("pk", "start", rule["id"])
            it.is_cooled |= what.words == ("pk", "cool", rule["id"])
        if not isinstance(what, Comment) or not has_arrived(deed):
            continue
        who = what.guest.viewer.id
        if what.breaks is not None and is_on:
            hostile.add(who)
            heat = {0: "pk_warm", 1: "pk_hot"}.get(len(it.temperatures))
            it.temperatures += [heat] if len(hostile) >= int(rule["guard"]["viewers"]) and heat else []
        if (what.means.kind, what.means.of) != ("cheer", rule["id"]):
            continue
        key, camp = what.means.key, it.camps.get(who, what.means.key)
        if given[who] == cap or (rule["camp"] == "first" and camp != key):
            continue
        given[who] += 1
        it.counted.append(n)
        it.cheers[key] += 1
        it.camps[who] = key
        ahead = it.cheers[key] - sum(it.cheers.values()) + it.cheers[key]
        if lead_by and ahead >= lead_by and leader != key and not it.temperatures and not it.is_cooled:
            it.leads += [(key, it.score())] if leader else []
            leader = key
    return it


def _said(deeds: Sequence[Deed], kind: str, of: str) -> Iterator[tuple[int, Comment]]:
    for n, deed in enumerate(deeds):
        what = deed.act.what
        if isinstance(what, Comment) and has_arrived(deed) and (what.means.kind, what.means.of) == (kind, of):
            yield n, what
