"""What must become of every breach of the rules: which offences there are, and what is done to whom.

Told like the rest of the truth (``truth.py``) from the script alone: it says what breaks which rule.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from livebot.rehearsal.audience import Guest
from livebot.rehearsal.script import Comment, Fail, Order, by_hand

Call = tuple[str, str, int]
"""What the look-alike's moderation took: ``mute``, ``unmute``, ``ban`` or ``unban``, the viewer's id, and the seconds
of a mute, else 0."""
REFUSALS = ("not_moderator", "wrong_country", "viewer_gone")
"""Faults that trying again does not cure."""


@dataclass
class Case:
    """An offence as it must stand in the docket at the end."""

    name: str
    rule: str
    step: str
    state: str = "suggested"
    guests: list[Guest] = field(default_factory=list)

    @property
    def viewers(self) -> set[str]:
        return {guest.viewer.id for guest in self.guests}


class Cases:
    """Follows the show: who broke which rule, what livebot must have done by itself, and what the operator did."""

    def __init__(self, moderation: Mapping[str, Any]) -> None:
        """``moderation`` is that section of ``show.yaml``."""
        self.calls: Counter[Call] = Counter()
        self.warned: list[Guest] = []
        self._cases: dict[str, Case] = {}
        self._moderation = moderation
        self._permits: Counter[str] = Counter()
        self._strikes: defaultdict[Guest, set[str]] = defaultdict(set)
        self._refusals = 0
        self._acted: list[Case] = []

    @property
    def found(self) -> dict[str, Case]:
        """Return the offences by case. A few strangers are no raid yet."""
        raiders = int(self._moderation["rules"]["raid"]["viewers"])
        return {name: case for name, case in self._cases.items() if case.rule != "raid" or len(case.guests) >= raiders}

    def fails(self, what: Fail) -> None:
        self._refusals += what.fault in REFUSALS

    def breaks(self, comment: Comment) -> None:
        """Somebody writes what breaks a rule."""
        guest, breach = comment.guest, comment.breaks
        if breach is None or guest.viewer.is_moderator or guest.is_regular:
            return
        if breach.rule in ("links", "contacts") and self._permits[guest.viewer.handle]:
            self._permits[guest.viewer.handle] -= 1
            return
        mode = self._moderation["rules"][breach.rule].get("mode", "suggest")
        if breach.case not in self._cases:
            step = self._step(guest) if breach.rule != "raid" else self._ladder[1]
            self._cases[breach.case] = Case(breach.case, breach.rule, step, "dry" if mode == "dry" else "suggested")
        case = self._cases[breach.case]
        if guest in case.guests:
            return
        case.guests.append(guest)
        if mode == "auto" or case.state == "done":
            self._act(case, [guest])

    def orders(self, order: Order, guest: Guest | None) -> None:
        """The operator does something about a case, or about a guest."""
        match order.words:
            case ("moderation", "act", *step):
                case = self._cases[order.case]
                case.step = step[0] if step else case.step
                self._act(case, case.guests)
            case ("moderation", "dismiss") if self._cases[order.case].state == "suggested":
                self._cases[order.case].state = "dismissed"
            case ("moderation", "dismiss"):
                self._take_back(self._cases[order.case])
            case ("moderation", "remove", handle) if guest:
                case = self._cases[by_hand(handle)] = Case(by_hand(handle), "hand", "remove", guests=[guest])
                self._act(case, case.guests)
            case ("moderation", "permit", handle):
                self._permits[handle] += 1
            case ("undo",) if self._acted:
                self._take_back(self._acted[-1])

    @property
    def _ladder(self) -> list[str]:
        ladder: list[str] = self._moderation["ladder"]
        return ladder

    def _step(self, guest: Guest) -> str:
        return self._ladder[min(len(self._strikes[guest]), len(self._ladder) - 1)]

    def _act(self, case: Case, guests: list[Guest]) -> None:
        case.state = "done"
        self._acted.append(case)
        for guest in guests:
            self._strikes[guest].add(case.name)
            if case.step == "warn":
                self.warned.append(guest)
            elif self._refusals:
                self._refusals -= 1
                case.state = "failed"
            else:
                seconds = self._moderation[case.step.replace(" ", "_")] if case.step != "remove" else "0s"
                action = "ban" if case.step == "remove" else "mute"
                self.calls[action, guest.viewer.id, int(seconds.removesuffix("s"))] += 1

    def _take_back(self, case: Case) -> None:
        case.state = "undone"
        for guest in case.guests:
            self._strikes[guest].discard(case.name)
            if case.step != "warn":
                self.calls["unban" if case.step == "remove" else "unmute", guest.viewer.id, 0] += 1
