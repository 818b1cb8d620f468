"""The truth about the second show, told from its script, the look-alike's records, and what was published.

Like the first show's it asks nothing of livebot's engine. What its parts have to say is in the modules beside this one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from livebot.rehearsal.audience import Guest
from livebot.rehearsal.rhythm import arrivals, contests, doings, lots, trade
from livebot.rehearsal.rhythm.arrivals import Between, Came, surely
from livebot.rehearsal.rhythm.cast import BY_NAME, CAST, REGULARS
from livebot.rehearsal.rhythm.contests import Contest
from livebot.rehearsal.rhythm.doings import WRITTEN, Doing
from livebot.rehearsal.rhythm.lots import Lots
from livebot.rehearsal.rhythm.scenes import HALLO, HIDE
from livebot.rehearsal.rhythm.trade import Books
from livebot.rehearsal.script import Comment, WaitFor
from livebot.rehearsal.truth import Truth

WINDOW_MS, HANDED_ON_MS = 60_000, 60_000
CODES = ("moonlight", "happy-hour", "inner", "good-night")
SEGMENTS = ("welcome", "battle", "good-bye")
ANSWERED = ("polls", "quick", "codes", "pk")
SPOKEN = "hello"
"""The prompt whose texts are chosen by what viewers respond."""


@dataclass(frozen=True)
class Generations:
    """How a code went from hand to hand."""

    hits: int
    viewers: int
    regulars: int
    handed_on: int
    chain: int
    brought: dict[str, int]
    """Viewer id to how many have it from them, and so on."""


class RhythmTruth(Truth):
    """See ``Truth``."""

    rules = "rhythm/show.yaml"
    posted: Sequence[tuple[int, str]] = ()
    """When each line was posted, and what it said."""
    records: Mapping[str, Mapping[str, Any]] = {}
    """Giveaway to the published record of its draw."""
    slack_ms = 0
    """Times that are closer than this, of two programs, are not told apart."""

    def rule(self, section: str, rule_id: str) -> dict[str, Any]:
        return self._rule(section, rule_id)

    @property
    def show(self) -> Mapping[str, Any]:
        return self._show

    # --- votes, cheers, codes ----------------------------------------------------------------------------------

    def chosen(self, poll: str) -> dict[str, str]:
        return contests.votes(self.deeds, "vote", poll, choose=int(self._rule("polls", poll).get("choose", 1)))

    def asked(self) -> dict[str, str]:
        return contests.votes(self.deeds, "answer", HALLO)

    @cached_property
    def contests(self) -> dict[str, Contest]:
        return {rule["id"]: contests.contest(self.deeds, rule) for rule in self._show["pk"]}

    def uses(self, code: str) -> list[Doing]:
        return [doing for doing in self.doings if doing.rule == f"codes.{code}" and doing.kind == "code"]

    def generations(self, code: str) -> Generations:
        generation: dict[str, int] = {}
        began: dict[str, str] = {}
        brought: Counter[str] = Counter()
        last: Doing | None = None
        handed_on = 0
        for use in self.uses(code):
            who, knows = use.guest.viewer.id, code == "moonlight" and use.guest.viewer.name in REGULARS
            if who not in generation:
                generation[who] = 0
                if not knows and last is not None and use.at_ms - last.at_ms < HANDED_ON_MS:
                    giver = last.guest.viewer.id
                    generation[who], began[who] = generation[giver] + 1, began.get(giver, giver)
                    brought[began[who]] += 1
                    handed_on += 1
            last = use
        regulars = sum(viewer in {CAST[name].viewer.id for name in REGULARS} for viewer in generation)
        return Generations(
            hits=len(self.uses(code)),
            viewers=len(generation),
            regulars=regulars if code == "moonlight" else 0,
            handed_on=handed_on,
            chain=max(generation.values(), default=0),
            brought=dict(brought),
        )

    # --- what viewers did --------------------------------------------------------------------------------------

    @cached_property
    def doings(self) -> list[Doing]:
        return list(doings.doings(self.deeds))

    def actions(self) -> Counter[str]:
        return Counter(doing.kind for doing in self.doings)

    def stretches(self) -> dict[str, tuple[int, int]]:
        """Return the parts of the show that viewers did something in, with the different viewers and their acts."""
        parts: dict[str, list[Guest]] = {}
        for doing in self.doings:
            if doing.rule.partition(".")[0] in ANSWERED:
                parts.setdefault(doing.rule, []).append(doing.guest)
            parts.setdefault(f"segment:{self._segment(doing.n)}", []).append(doing.guest)
        return {name: (len(set(guests)), len(guests)) for name, guests in parts.items()}

    def _segment(self, n: int) -> str:
        """Return the segment that is on at a deed: nobody does anything while one gives way to another by itself."""
        begun = ["welcome"]
        for deed in self.deeds[:n]:
            match deed.act.what:
                case WaitFor("segment", name):
                    begun.append(name)
                case order if getattr(order, "words", ()) == ("segment", "next"):
                    begun.append("battle")
        return begun[-1]

    def points(self) -> dict[str, int]:
        cheers = (n for contest in self.contests.values() for n in contest.counted)
        return doings.points(self.deeds, self._show["points"], cheers, self.lots["lamp"].entered)

    def board(self, which: str) -> list[tuple[str, int]]:
        """Return names and points of the ten who have the most, of this show or of ``all``."""
        have = Counter(self.points())
        have.update(doings.points_before() if which == "all" else {})
        comments = (deed.act.what for deed in self.deeds)
        hidden = {c.guest.viewer.id for c in comments if isinstance(c, Comment) and c.text == HIDE}
        names = {guest.viewer.id: guest.viewer.name for guest in [*self._guests().values(), *BY_NAME.values()]}
        shown = sorted((-amount, who) for who, amount in have.items() if amount and who not in hidden)
        return [(names[who], -amount) for amount, who in shown[:10]]

    # --- trade, draws, arrivals --------------------------------------------------------------------------------

    @cached_property
    def books(self) -> Books:
        return trade.books(self.deeds)

    @cached_property
    def lots(self) -> dict[str, Lots]:
        return {"lamp": lots.lots(self.deeds, "lamp"), "scarf": lots.lots(self.deeds, "scarf", poll="restock")}

    def order_of(self, giveaway: str) -> list[str]:
        """Return the ids of the entrants in the order in which they win."""
        return lots.order_of(self.records[giveaway], self.lots[giveaway].entrants)

    def holders(self, giveaway: str) -> list[str]:
        """Return the viewers whose the prizes are in the end: of ``lamp`` one was drawn again."""
        order = self.order_of(giveaway)
        return [order[0], order[2]] if giveaway == "lamp" else order[:1]

    def came(self) -> Came:
        return arrivals.arrivals(self.deeds, [at_ms for at_ms, _ in self.posted], self.slack_ms)

    # --- which words work --------------------------------------------------------------------------------------

    def windows(self) -> dict[str, tuple[Between, Between]]:
        """Return each text of the prompt, how often it was measured, and how many responded, all times together."""
        texts = [wording["en"] for wording in self._rule("prompts", SPOKEN)["texts"]]
        others = [text["en"] for rule in self._show["prompts"] for text in rule["texts"]]
        lines = [(at_ms, text) for at_ms, text in self.posted if text in others]
        found = {text: (Between(), Between()) for text in texts}
        for n, (from_ms, text) in enumerate(lines):
            if text not in found:
                continue
            until_ms = min([from_ms + WINDOW_MS, *(at_ms for at_ms, _ in lines[n + 1 : n + 2])])
            left_ms = self.ended_at_ms - from_ms - WINDOW_MS
            sure = {doing.guest for doing in self._written(from_ms + self.slack_ms, until_ms - self.slack_ms)}
            maybe = {doing.guest for doing in self._written(from_ms - self.slack_ms, until_ms + self.slack_ms)}
            shown, responded = found[text]
            is_over, may_be = left_ms > self.slack_ms, left_ms > -self.slack_ms
            found[text] = (
                shown + surely(is_over, may_be),
                responded + Between(len(sure) * is_over, len(maybe) * may_be),
            )
        return found

    def _written(self, from_ms: int, until_ms: int) -> Iterator[Doing]:
        return (doing for doing in self.doings if doing.kind in WRITTEN and from_ms <= doing.at_ms < until_ms)

    def community(self, month: str, month_before: str) -> int:
        """Return how many used the first code in this month; ``month_before`` is that of the show before."""
        today = {use.guest.viewer.name for use in self.uses("moonlight")}
        return len(today | (set(REGULARS) if month == month_before else set()))
