"""Rows of the summary about moderation and the market's rules: who kept order, and who was kept out of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from livebot.rehearsal.cases import Call
from livebot.rehearsal.outcome import Outcome
from livebot.rehearsal.row import Row
from livebot.rehearsal.sayings import Sayings
from livebot.rehearsal.truth import Truth

ACTIONS = ("warn", "mute", "ban", "unmute", "unban")


class OrderTable:
    """``calls`` are what the look-alike's moderation took, ``posted`` the lines that its chat service took."""

    def __init__(
        self, truth: Truth, outcome: Outcome, calls: Sequence[Call], posted: Sequence[str], say: Sayings
    ) -> None:
        self._truth = truth
        self._outcome = outcome
        self._offences = [
            (truth.case_of(view.rule, view.viewers[0].handle, view.text), view) for view in outcome.status.offences
        ]
        self._calls = Counter(calls)
        self._posted = posted
        self._say = say
        self._handles = truth.handles()
        self._cases = truth.cases()

    def rows(self) -> Iterator[Row]:
        yield self._found()
        yield self._raids()
        yield self._innocent()
        yield self._done()
        yield self._blocked()

    def _found(self) -> Row:
        """Compare the offences: each of them once, of the same viewers, and what became of it."""
        cases, differences = self._cases.found, []
        for name in dict.fromkeys((*cases, *(name for name, _ in self._offences))):
            case = cases.get(name)
            expected = [(case.rule, case.step, case.state, case.viewers)] if case else []
            got = [
                (view.rule, view.step, view.state, {viewer.viewer_id for viewer in view.viewers})
                for found, view in self._offences
                if found == name
            ]
            if got != expected:
                differences.append(
                    f"{name or '?'}: {self._say('expected')} {self._worded(expected)},"
                    f" {self._say('got')} {self._worded(got)}"
                )
        return Row(self._say("offences"), str(len(cases)), str(len(self._offences)), tuple(differences))

    def _worded(self, offences: Sequence[tuple[str, str, str, set[str]]]) -> str:
        worded = (f"{rule}, {step}, {state}, {self._named(viewers)}" for rule, step, state, viewers in offences)
        return " | ".join(worded) or self._say("nothing")

    def _named(self, viewer_ids: Iterable[str]) -> str:
        return " ".join(sorted(f"@{self._handles.get(viewer_id, viewer_id)}" for viewer_id in viewer_ids))

    def _raids(self) -> Row:
        expected = [str(len(case.guests)) for case in self._cases.found.values() if case.rule == "raid"]
        got = [str(len(view.viewers)) for _, view in self._offences if view.rule == "raid"]
        return Row(self._say("raids"), ", ".join(expected), ", ".join(got))

    def _innocent(self) -> Row:
        """Nobody who broke no rule, or may break them, is suspected of anything, or has anything done to them."""
        guilty = {viewer_id for case in self._cases.found.values() for viewer_id in case.viewers}
        touched = {viewer.viewer_id for _, view in self._offences for viewer in view.viewers}
        innocent = (touched | {viewer_id for _, viewer_id, _ in self._calls}) - guilty
        return Row(self._say("innocent"), "0", str(len(innocent)), (self._named(innocent),) if innocent else ())

    def _done(self) -> Row:
        """Compare what came through to the room: warnings, mutes and removals, and what was taken back."""
        expected, got = self._cases.calls.copy(), self._calls.copy()
        for guest in self._cases.warned:
            expected["warn", guest.viewer.id, 0] += 1
            got["warn", guest.viewer.id, 0] = sum(map(self._truth.warnings_of(guest).__contains__, self._posted))
        differences = tuple(
            f"{self._named([viewer])}: {action}{f' {seconds}' if seconds else ''}: {self._say('expected')}"
            f" {expected[action, viewer, seconds]}, {self._say('got')} {got[action, viewer, seconds]}"
            for action, viewer, seconds in {**expected, **got}
            if expected[action, viewer, seconds] != got[action, viewer, seconds]
        )
        return Row(self._say("done"), _figures(expected), _figures(got), differences)

    def _blocked(self) -> Row:
        expected, got = Counter(self._truth.refusals()), Counter(self._outcome.refusals())
        differences = [f"{self._say('missing')}: {refusal}" for refusal in (expected - got).elements()]
        differences += [f"{self._say('unknown')}: {refusal}" for refusal in (got - expected).elements()]
        return Row(self._say("blocked"), str(expected.total()), str(got.total()), tuple(differences))


def _figures(calls: Counter[Call]) -> str:
    by_action = Counter[str]()
    for (action, _, _), times in calls.items():
        by_action[action] += times
    return ", ".join(str(by_action[action]) for action in ACTIONS)
