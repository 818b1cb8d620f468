"""The summary of the second show: what had to be, and what livebot made of it."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from livebot.recordings import open_journal
from livebot.rehearsal.outcome import Outcome
from livebot.rehearsal.rhythm import lines, lots
from livebot.rehearsal.rhythm.cast import CAST, TROLLS
from livebot.rehearsal.rhythm.contests import counts
from livebot.rehearsal.rhythm.past import AGO_MS
from livebot.rehearsal.rhythm.scenes import HALLO, VALUE
from livebot.rehearsal.rhythm.shop import ZONE
from livebot.rehearsal.rhythm.trade import like_lines
from livebot.rehearsal.rhythm.truth import CODES, RhythmTruth
from livebot.rehearsal.row import Row
from livebot.rehearsal.sayings import Sayings
from livebot.rehearsal.summary import Table
from livebot.results import outcomes_of

MOVES = (
    "begun welcome", "held welcome", "goal welcome", "late welcome", "goes_on welcome",
    "skipped outfits", "begun battle", "begun good-bye",
)  # fmt: skip
"""What becomes of the run sheet, whatever the seed."""
CHOSEN = ("explored", "drawn")


def rows(
    truth: RhythmTruth, outcome: Outcome, posted: Sequence[str], say: Sayings, *, is_whole: bool, is_alone: bool
) -> list[Row]:
    """Return every row; only those about messages unless the show was whole, and the script's operator alone."""
    table = Table(truth, outcome, posted, say)
    found = list(table.messages())
    if is_whole and is_alone:
        found += RhythmTable(truth, outcome, posted, say).rows()
        found += [table.orders(), table.likes(), table.gifts()]
    return [*found, table.posted(), *table.proof()]


class RhythmTable:
    """``posted`` are the lines that the look-alike's chat service took."""

    def __init__(self, truth: RhythmTruth, outcome: Outcome, posted: Sequence[str], say: Sayings) -> None:
        self._truth = truth
        self._outcome = outcome
        self._status = outcome.status
        self._posted = posted
        self._say = say
        self._table = Table(truth, outcome, posted, say)

    def rows(self) -> Iterator[Row]:
        yield from self._newcomers()
        yield from (self._table.ballot(poll, self._truth.chosen(poll)) for poll in lines.POLLS)
        yield self._table.ballot(HALLO, self._truth.asked())
        yield from self._fights()
        yield self._results()
        yield from map(self._code, CODES)
        yield self._countdowns()
        yield from self._draws()
        yield from self._trade()
        yield from self._points()
        yield self._segments()
        yield from self._wordings()
        yield from self._interaction()
        yield self._offences()
        yield self._blocked()
        yield self._lines()

    def _row(self, what: str, expected: object, got: object, differences: Sequence[str] = (), **data: object) -> Row:
        return Row(self._say(what, **data), str(expected), str(got), tuple(differences))

    def _each(self, what: str, expected: Mapping[str, object], got: Mapping[str, object], **data: object) -> Row:
        """Compare figures by name; the table shows the names once, and of many only how many are right."""
        names = [*dict.fromkeys((*expected, *got))]
        wrong = [name for name in names if str(expected.get(name)) != str(got.get(name))]
        differences = [
            f"{name}: {self._say('expected')} {expected.get(name)}, {self._say('got')} {got.get(name)}"
            for name in wrong
        ]
        return self._row(what, len(expected), len(names) - len(wrong), differences, **data)

    # --- newcomers ---------------------------------------------------------------------------------------------

    def _newcomers(self) -> Iterator[Row]:
        came, view = self._truth.came(), self._status.newcomers
        crowds = (view.new, view.returning)
        yield self._row(
            "came",
            f"{came.joins}, {came.new}, {came.returning}",
            f"{view.joins}, {view.new.joins}, {view.returning.joins}",
        )
        yield self._each("excluded", dict(came.excluded), dict(view.excluded))
        not_met = came.new + came.returning - came.excluded["paused"] - view.met
        yield self._row(
            "met", f"{came.met.as_expected(view.met)}, {not_met}, 2", f"{view.met}, {view.not_met}, {view.greetings}"
        )
        soon, later, acted = (sum(getattr(c, name) for c in crowds) for name in ("acted_30s", "acted_2m", "acted"))
        expected = (came.acted_soon.as_expected(soon), came.acted_later.as_expected(later), came.acted)
        yield self._row("joins acted", ", ".join(map(str, expected)), f"{soon}, {later}, {acted}")

    # --- PK and results ----------------------------------------------------------------------------------------

    def _fights(self) -> Iterator[Row]:
        for pk, contest in self._truth.contests.items():
            view = next(view for view in self._status.pk if view.id == pk)
            got = {camp.key: camp.cheers for camp in view.camps}
            camps = self._outcome.votes[pk]
            heat = [kind for kind, data in self._outcome.notices("pk_warm", "pk_hot") if data["id"] == pk]
            differences = [] if camps == contest.camps else [f"{camps} != {contest.camps}"]
            yield self._row(
                "pk",
                _told(contest.cheers, len(contest.camps), contest.temperatures, is_cooled=contest.is_cooled),
                _told(got, view.viewers, heat, is_cooled=view.cooled),
                differences,
                id=pk,
            )

    def _results(self) -> Row:
        """Compare what is exported for the buyers' team of this show."""
        expected: dict[str, object] = {}
        for poll in lines.POLLS:
            chosen = self._truth.chosen(poll)
            keys = [option["key"] for option in self._truth.rule("polls", poll)["options"]]
            expected[f"poll {poll}"] = (counts(chosen, keys), len(chosen))
        for pk, contest in self._truth.contests.items():
            expected[f"pk {pk}"] = (contest.cheers, len(contest.camps))
        with open_journal(self._outcome.data_dir) as journal:
            session = self._status.connection.session_id
            held = [one for one in outcomes_of(journal) if one.session == session and one.kind != "quick"]
        return self._each("results", expected, {f"{one.kind} {one.id}": (one.counts, one.voters) for one in held})

    # --- codes and countdowns ----------------------------------------------------------------------------------

    def _code(self, code: str) -> Row:
        it = self._truth.generations(code)
        view = next(view for view in self._status.codes if view.id == code)
        brought = {bringer.viewer_id: bringer.newcomers for bringer in view.bringers}
        month, before = (
            f"{datetime.fromtimestamp(at_ms / 1000, ZONE):%Y-%m}"
            for at_ms in (self._status.at_ms, self._status.at_ms - AGO_MS)
        )
        community = self._truth.community(month, before) if code == "moonlight" else it.viewers
        differences = [] if brought == it.brought else [f"{brought} != {it.brought}"]
        return self._row(
            "generations",
            f"{it.hits}, {it.viewers}, {it.regulars}, {it.handed_on}, {it.chain}, {community}",
            f"{view.hits}, {view.viewers}, {view.regulars}, {view.handed_on}, {view.chain},"
            f" {view.community.get(month, 0)}",
            differences,
            id=code,
        )

    def _countdowns(self) -> Row:
        _, is_reached = like_lines(self._truth.deeds, self._truth.rule("countdowns", "surprise"))
        expected = {"next-item": "ended", "flash": "ended", "surprise": "ended" if is_reached else "running"}
        return self._each("countdowns", expected, {view.id: view.state for view in self._status.countdowns})

    # --- giveaways ---------------------------------------------------------------------------------------------

    def _draws(self) -> Iterator[Row]:
        views = {view.id: view for view in self._status.giveaways}
        yield self._row("native", "done, 0", f"{views['tumbler'].state}, {len(views['tumbler'].winners)}")
        for giveaway, it in self._truth.lots.items():
            view, record = views[giveaway], self._truth.records[giveaway]
            wrong = lots.wrong_in(record, it, VALUE if view.public_value else "")
            holders = [winner.viewer_id for winner in sorted(view.winners, key=lambda winner: winner.place)]
            wrong += [] if holders == self._truth.holders(giveaway) else [f"{holders}"]
            wrong += self._verified(giveaway)
            away = Counter(it.turned_away.values())
            yield self._row(
                "draw",
                f"done, {len(it.entrants)}, {', '.join(f'{why} {n}' for why, n in sorted(away.items())) or '–'}",
                f"{view.state}, {view.entrants},"
                f" {', '.join(f'{why} {n}' for why, n in sorted(view.turned_away.items())) or '–'}",
                wrong,
                id=giveaway,
            )

    def _verified(self, giveaway: str) -> list[str]:
        """Return what ``livebot draw verify`` finds wrong with the published record."""
        view = next(view for view in self._status.giveaways if view.id == giveaway)
        path = self._outcome.data_dir / "giveaways" / view.record
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "livebot", "draw", "verify", str(path)], capture_output=True, text=True, check=False
        )
        return done.stderr.splitlines() or [done.stdout] if done.returncode else []

    # --- orders and points -------------------------------------------------------------------------------------

    def _trade(self) -> Iterator[Row]:
        books, view = self._truth.books, self._status.figures
        acts = self._truth.actions()
        followers = len({doing.guest for doing in self._truth.doings if doing.kind == "follow"})
        written = sum(acts[kind] for kind in ("comment", "question", "vote", "cheer", "code", "entry"))
        yield self._row(
            "sales",
            f"{books.count}, {books.paid}, {books.revenue} USD",
            f"{view.orders}, {view.paid}, {view.revenue.get('USD', '0')} USD",
        )
        yield self._row(
            "figures",
            f"{written}, {followers}, {acts['share']}",
            f"{view.comments}, {view.follows}, {view.shares}",
        )
        goal = next(goal for goal in self._status.goals if goal.id == "orders")
        targets = [int(target) for target in self._truth.rule("goals", "orders")["target"]["orders"]]
        best = max(books.course, default=0)
        yield self._row("goal", sum(best >= target for target in targets), goal.reached)

    def _points(self) -> Iterator[Row]:
        handles = self._truth.handles()
        expected, got = (
            {f"@{handles.get(who, who)}": amount for who, amount in purses.items() if amount}
            for purses in (self._truth.points(), self._outcome.points)
        )
        yield self._each("points", expected, got)
        boards = {board.id: [(entry.name, entry.points) for entry in board.entries] for board in self._status.boards}
        for which in ("session", "all"):
            top, shown = self._truth.board(which), boards[which]
            wrong = [f"{one} != {other}" for one, other in zip(top, shown, strict=False) if one != other]
            want, have = (f"{sum(amount for _, amount in places)}, {len(places)}" for places in (top, shown))
            yield self._row("board", want, have, wrong, id=which)

    # --- the run sheet, and which words work ------------------------------------------------------------------

    def _segments(self) -> Row:
        kinds = ("begun", "held", "goal", "late", "goes_on", "skipped")
        told = self._outcome.notices(*(f"segment_{kind}" for kind in kinds))
        got = [f"{kind.removeprefix('segment_')} {data['id']}" for kind, data in told]
        differences = [] if sorted(got) == sorted(MOVES) else [", ".join(got)]
        ended = "ending" if self._status.ending else ""
        return self._row("segments", f"{len(MOVES)}, ending", f"{len(got)}, {ended}", differences)

    def _wordings(self) -> Iterator[Row]:
        views = {view.text: view for view in self._status.wordings if view.language == "en"}
        expected, got = [], []
        for text, (shown, responded) in self._truth.windows().items():
            view = views[text]
            expected += [shown.as_expected(view.shown), responded.as_expected(view.responders)]
            got += [str(view.shown), str(view.responders)]
        yield self._row("wordings", ", ".join(expected), ", ".join(got))
        how = [data["chosen"] for _, data in self._outcome.notices("prompt_fired") if data["id"] == "hello"]
        odd = [one for one in how if one not in CHOSEN]
        yield self._row("floor", "✓", "✓" if "explored" in how and not odd else f"{Counter(how)}")

    # --- interaction -------------------------------------------------------------------------------------------

    def _interaction(self) -> Iterator[Row]:
        acts, view = self._truth.actions(), self._status.interaction
        distinct = len({doing.guest for doing in self._truth.doings})
        yield self._row("interaction", f"{distinct}, {acts.total()}", f"{view.viewers}, {sum(view.actions.values())}")
        yield self._each("actions", dict(acts), dict(view.actions))
        expected = self._truth.stretches()
        views = {view.name: (view.viewers, view.actions) for view in self._status.stretches if view.name in expected}
        yield self._each("stretches", dict(expected), dict(views))

    # --- what was said -----------------------------------------------------------------------------------------

    def _offences(self) -> Row:
        expected = {CAST[name].viewer.id: "words suggested" for name in TROLLS} | {CAST["Mona"].viewer.id: "hand done"}
        got = {v.viewer_id: f"{one.rule} {one.state}" for one in self._status.offences for v in one.viewers}
        return self._each("offences", expected, got)

    def _blocked(self) -> Row:
        expected = [self._truth.rule("countdowns", "flash")["closing"]["en"]]
        got = self._outcome.refusals()
        return self._row("blocked", len(expected), len(got), [] if got == expected else got)

    def _lines(self) -> Row:
        left, missing = Counter(self._posted), []
        late = Counter(data["text"] for _, data in self._outcome.notices("line_expired"))
        needed = list(lines.needed(self._truth))
        for need in needed:
            text = next((text for text in sorted(need.texts) if left[text]), None)
            if text is not None:
                left[text] -= 1
            elif not (need.what.startswith(lines.TOO_LATE) and any(map(late.__getitem__, need.texts))):
                missing.append(f"{self._say('missing')}: {need.what}: {min(need.texts)!r}")
        allowed = lines.allowed(self._truth)
        unknown = [f"{self._say('unknown')}: {text!r}" for text in left.elements() if text not in allowed]
        return self._row("asked", len(needed), len(needed) - len(missing), [*missing, *unknown])


def _told(cheers: Mapping[str, int], viewers: int, heat: Sequence[str], *, is_cooled: bool) -> str:
    figures = (f"{key} {count}" for key, count in cheers.items())
    return ", ".join([*figures, str(viewers), *(one.removeprefix("pk_") for one in heat), *(["cooled"] * is_cooled)])
