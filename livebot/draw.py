"""How winners are drawn, and how anyone can check it: written out for other programs in ``docs/draw.md``.

Pure: the same record gives the same answer everywhere. A record is a list of steps, each published when it happened
and sealed by a digest that also covers the step before it.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

FORMAT = "livebot draw 1"
SEAL_CHARS = 32
"""So many digits of a hash stand in a posted line. With fewer, two seeds with the same ones could be looked for."""

Step = dict[str, Any]

FOLLOWS: dict[str, tuple[str, ...]] = {
    "": ("announced",),
    "announced": ("opened", "cancelled"),
    "opened": ("frozen", "cancelled"),
    "frozen": ("drawn", "cancelled"),
    "drawn": ("claimed", "redrawn", "done", "cancelled"),
    "claimed": ("claimed", "redrawn", "done", "cancelled"),
    "redrawn": ("claimed", "redrawn", "done", "cancelled"),
    "done": (),
    "cancelled": (),
}
"""Which steps may come after which."""
HOLDS: dict[str, tuple[str, ...]] = {
    "announced": ("terms", "commitment", "salt", "earlier"),
    "opened": (),
    "frozen": ("entrants", "entrants_hash", "turned_away"),
    "drawn": ("seed", "public_value", "mixed", "winners"),
    "claimed": ("place", "entrant"),
    "redrawn": ("place", "lost", "entrant"),
    "done": (),
    "cancelled": ("reason",),
}
"""What stands in a step, beside its name, its time and its digest."""
TERMS = (
    *("giveaway", "number", "room", "market", "allowed_by", "prizes", "entry", "eligible"),
    *("duration_s", "claim_s", "public_value", "trust"),
)
LATEST_MS = 253_402_300_799_000
"""The year 9999."""
_HASH = re.compile("[0-9a-f]{64}")


# --- the algorithm ---------------------------------------------------------------------------------------------


def sha256(*parts: str) -> str:
    """Return the SHA-256 of the parts, in UTF-8 with a line feed between them, as 64 small hex digits."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def canonical(value: object) -> str:
    """Return the one way to write a value as JSON: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def commitment(seed: str, terms: Step) -> str:
    """Return what is published before entry opens: it fixes the seed and the terms, and gives neither away."""
    return sha256(FORMAT, "commitment", seed, canonical(terms))


def salt(seed: str) -> str:
    """Return what is mixed into entrants' hashes; it does not give the seed away."""
    return sha256(FORMAT, "salt", seed)


def entrant(salt: str, viewer_id: str) -> str:
    """Return what stands for a viewer in the record."""
    return sha256(FORMAT, "entrant", salt, viewer_id)


def list_hash(entrants: Sequence[str]) -> str:
    return sha256(FORMAT, "entrants", *entrants)


def mix(seed: str, public_value: str, entrants: Sequence[str]) -> str:
    """Return what decides the draw: it is known only when all three are."""
    return sha256(FORMAT, "draw", seed, list_hash(sorted(entrants)), public_value)


def public_value(text: str) -> str:
    """Return the one way to write a public value, small letters and digits; empty if there are none.

    Whoever types it cannot choose among ``4711``, ``47 11`` and ``4711.`` by what each would draw.
    """
    return re.sub("[^0-9a-z]", "", unicodedata.normalize("NFKC", text).lower())


def order(mixed: str, entrants: Sequence[str]) -> list[str]:
    """Return the entrants in the order in which they win; nobody's place depends on when they entered."""
    return sorted(entrants, key=lambda who: sha256(FORMAT, "ticket", mixed, who))


def seal(previous: str, step: Step) -> str:
    """Return the digest of a step (given without its own) that follows one with the digest ``previous``."""
    return sha256(previous, canonical(step))


def places(prizes: Sequence[Step]) -> Iterator[int]:
    """Return, for each place from the first on, which prize it wins: two of the first prize give ``0, 0, 1``."""
    return (number for number, prize in enumerate(prizes) for _ in range(prize["count"]))


# --- checking a record -----------------------------------------------------------------------------------------


def verify(record: object) -> list[str]:
    """Return what is wrong with a record, in sentences; nothing if all of it holds."""
    try:
        if not isinstance(record, dict) or record.get("format") != FORMAT:
            return [f'This is no record of a draw: its "format" is not "{FORMAT}".']
        if unknown := sorted(record.keys() - {"format", "steps"}):
            return [f'"{unknown[0]}" does not belong in a record.']
        steps = record["steps"]
        return [*_seals(steps), *_Check(steps).wrong]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
        return [f"The record is damaged: something is missing or has another form ({type(error).__name__}: {error})."]


def phase(record: Step) -> str:
    """Return the last step of a record."""
    return str(record["steps"][-1]["step"])


def is_in(record: Step, viewer_id: str) -> bool | None:
    """Return whether a viewer is among the frozen entrants; None if none are frozen yet."""
    by_step = {step["step"]: step for step in record["steps"]}
    if "frozen" not in by_step:
        return None
    return entrant(by_step["announced"]["salt"], viewer_id) in by_step["frozen"]["entrants"]


def _seals(steps: Sequence[Step]) -> list[str]:
    wrong, previous, before = [], "", ""
    last_ms = 0
    for number, step in enumerate(steps, 1):
        name = step["step"]
        what = f"Step {number} ({name})"
        if name not in FOLLOWS[before]:
            wrong.append(f"{what} cannot come after {before or 'nothing'}: a step is missing or out of order.")
            if name not in FOLLOWS:
                break
        if unlike := sorted(step.keys() ^ {"step", "at_ms", "digest", *HOLDS[name]}):
            wrong.append(f'{what} lacks "{unlike[0]}", or that does not belong there.')
        if seal(previous, {key: value for key, value in step.items() if key != "digest"}) != step["digest"]:
            wrong.append(
                f"{what} or what stands before it was changed after it was published: its digest does not fit."
            )
        if not last_ms <= step["at_ms"] <= LATEST_MS:
            wrong.append(f"{what} is earlier than the step before it, or of no time at all.")
        previous, before, last_ms = step["digest"], name, step["at_ms"]
    if not steps:
        wrong.append("There are no steps in it.")
    return wrong


class _Check:
    """Whether each step follows from those before it."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.wrong: list[str] = []
        self._by_step = {step["step"]: step for step in steps}
        self._order: list[str] = []
        self._holders: dict[int, tuple[str, int]] = {}
        """Place to who has it, and since when."""
        self._settled: set[int] = set()
        self._next = 0
        for step in steps:
            match step["step"]:
                case "announced":
                    self._announced(step)
                case "frozen":
                    self._frozen(step)
                case "drawn":
                    self._drawn(step)
                case "claimed":
                    self._claimed(step)
                case "redrawn":
                    self._redrawn(step)
                case "done" if self._terms["claim_s"] and self._holders.keys() - self._settled:
                    self.wrong.append("It says done, but a prize is neither claimed nor drawn again.")

    @property
    def _terms(self) -> Step:
        terms: Step = self._by_step["announced"]["terms"]
        return terms

    def _announced(self, step: Step) -> None:
        if unlike := sorted(step["terms"].keys() ^ set(TERMS)):
            self.wrong.append(f'The terms lack "{unlike[0]}", or that does not belong there.')
        if any(not prize["name"].values() for prize in step["terms"]["prizes"]):
            self.wrong.append("A prize has no name.")
        if any(past.keys() != {"number", "id", "phase", "digest"} for past in step["earlier"]):
            self.wrong.append("What is said of earlier giveaways is damaged.")

    def _frozen(self, step: Step) -> None:
        entrants = step["entrants"]
        if not all(_HASH.fullmatch(who) for who in entrants):
            self.wrong.append("In the list of entrants stands something that is no hash.")
        if entrants != sorted(set(entrants)):
            self.wrong.append("The list of entrants is not in order, or somebody stands in it twice.")
        if step["entrants_hash"] != list_hash(entrants):
            self.wrong.append("The list of entrants was changed: its hash does not fit.")

    def _drawn(self, step: Step) -> None:
        announced, frozen = self._by_step["announced"], self._by_step["frozen"]
        seed, entrants = step["seed"], frozen["entrants"]
        if commitment(seed, announced["terms"]) != announced["commitment"]:
            self.wrong.append("The seed or the terms are not those that the commitment fixed before entry opened.")
        if salt(seed) != announced["salt"]:
            self.wrong.append("The salt does not come from the seed.")
        if bool(step["public_value"]) != bool(self._terms["public_value"]):
            self.wrong.append("The terms promise a public value and it is missing, or they promise none.")
        if step["public_value"] != public_value(step["public_value"]):
            self.wrong.append("The public value is not written in small letters and digits alone.")
        if step["mixed"] != mix(seed, step["public_value"], entrants):
            self.wrong.append("The public value, the seed or the list was changed: what is mixed of them does not fit.")
        self._order = order(step["mixed"], entrants)
        prizes = places(self._terms["prizes"])
        right: list[Step] = [
            {"place": number, "prize": prize, "entrant": who}
            for number, (who, prize) in enumerate(zip(self._order, prizes, strict=False), 1)
        ]
        self._next = len(right)
        if step["winners"] != right:
            self.wrong.append("The winners are not those that the draw gives.")
        self._holders = {winner["place"]: (winner["entrant"], step["at_ms"]) for winner in right}

    def _claimed(self, step: Step) -> None:
        place = step["place"]
        if place in self._settled or self._holders.get(place, ("", 0))[0] != step["entrant"]:
            self.wrong.append(f"Place {place} was claimed by somebody who had not won it.")
        self._settled.add(place)

    def _redrawn(self, step: Step) -> None:
        place = step["place"]
        who, since_ms = self._holders.get(place, ("", 0))
        right = self._order[self._next] if self._next < len(self._order) else ""
        if place in self._settled or who != step["lost"] or step["entrant"] != right:
            self.wrong.append(f"Place {place} was not drawn again in the order of the draw.")
        if not self._terms["claim_s"] or step["at_ms"] < since_ms + self._terms["claim_s"] * 1000:
            self.wrong.append(f"Place {place} was drawn again before the time to claim it was over.")
        self._next += bool(right)
        self._holders[place] = (right, step["at_ms"])
        if not right:
            self._settled.add(place)
