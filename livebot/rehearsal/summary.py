"""The summary of a rehearsal: what had to be, what livebot made of it, and every difference."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from rich.cells import cell_len

from livebot.rehearsal.cases import Call
from livebot.rehearsal.order_rows import OrderTable
from livebot.rehearsal.outcome import Outcome
from livebot.rehearsal.row import Row
from livebot.rehearsal.sayings import Sayings
from livebot.rehearsal.script import ASK, CODE, POLL, USEFUL, Order
from livebot.rehearsal.tally import BOT, OPERATOR, Card, Tally
from livebot.rehearsal.truth import KINDS, Truth
from livebot.safe import cut
from livebot.views.questions import QuestionView

LANGUAGES = 3
ASKERS_SHOWN = 20
"""Of more a status names only the newest."""


def compare(
    truth: Truth,
    outcome: Outcome,
    posted: Sequence[str],
    calls: Sequence[Call],
    say: Sayings,
    *,
    is_whole: bool,
    is_alone: bool,
) -> list[Row]:
    """Return every row. ``posted`` are the lines that the look-alike's chat service took, ``calls`` its moderation.

    Left out is what is certain only at the end of a show, unless it ``is_whole``, and what depends on orders, unless
    the script's operator ``is_alone`` in giving them.
    """
    table = Table(truth, outcome, posted, say)
    rows = list(table.messages())
    if is_alone:
        rows += [table.questions(), table.merged(), table.translated(), table.handed()]
        rows += [table.ballot(POLL, truth.votes())]
        rows += [*(table.ballot(ask, truth.answers(ask)) for ask in (ASK, USEFUL)), table.code(), table.orders()]
    if is_alone and is_whole:
        rows += [table.replies(), table.answers(), table.asked()]
        rows += OrderTable(truth, outcome, calls, posted, say).rows()
    rows += [table.posted(), table.deleted()]
    if is_whole:
        rows += [table.likes(), table.gifts(), table.gaps()]
    return [*rows, *table.proof()]


def summary(rows: Sequence[Row], notes: Sequence[str], say: Sayings) -> list[str]:
    """Return the table, the notes, the verdict and the differences as lines."""
    heads = ("", say("expected"), say("got"))
    cells = [(row.what, row.expected, row.got, "✓" if row.is_right else "✗") for row in rows]
    widths = [max(cell_len(line[n]) for line in (heads, *cells)) for n in range(3)]
    lines = []
    for line in ((*heads, ""), *cells):
        padded = (text + " " * (width - cell_len(text)) for text, width in zip(line, widths, strict=False))
        lines.append("  ".join([*padded, line[3]]).rstrip())
    lines += notes
    wrong = [row for row in rows if not row.is_right]
    if not wrong:
        return [*lines, say("all right")]
    lines += [say("wrong", n=len(wrong), all=len(rows)), "", say("differences")]
    for row in wrong:
        lines.append(f"  {row.what}: {say('expected')} {row.expected}, {say('got')} {row.got}")
        lines += [f"    {cut(difference, 150)}" for difference in row.differences]
    return lines


class Table:
    """The rows that are asked of any show, and those of the first."""

    def __init__(self, truth: Truth, outcome: Outcome, posted: Sequence[str], say: Sayings) -> None:
        self._truth = truth
        self._outcome = outcome
        self._status = outcome.status
        self._posted = posted
        self._say = say
        self._handles = truth.handles()

    @cached_property
    def _tally(self) -> Tally:
        return self._truth.tally()

    # --- every message -----------------------------------------------------------------------------------------

    def messages(self) -> Iterator[Row]:
        for kind in KINDS:
            expected, got = self._truth.messages(kind), self._outcome.messages(kind)
            texts = {msg_id: repr(text) for msg_id, text in expected.items()}
            differences = [f"{self._say('missing')}: {texts[msg_id]}" for msg_id in expected if not got[msg_id]]
            differences += [
                f"{self._say('twice', n=times)}: {texts.get(msg_id, msg_id)}"
                for msg_id, times in got.items()
                if times > 1
            ]
            differences += [f"{self._say('unknown')}: {msg_id}" for msg_id in got if msg_id not in expected]
            yield Row(self._say(kind), str(len(expected)), str(got.total()), tuple(differences))

    # --- questions ---------------------------------------------------------------------------------------------

    def questions(self) -> Row:
        cards, views = self._tally.cards, self._views()
        differences = []
        for name, card in cards.items():
            found = views.get(name, [])
            if len(found) != 1:
                texts = " | ".join(view.original for view in found) or self._say("nothing")
                differences.append(f"{name}: {self._say('expected')} 1, {self._say('got')} {len(found)}: {texts}")
            else:
                differences += self._about(card, found[0])
        known = (view for name, found in views.items() if name not in cards for view in found)
        differences += [f"{self._say('unknown')}: {view.original!r}" for view in known]
        expected = f"{len(cards)}, {sum(len(card.askers) for card in cards.values())}"
        got = f"{len(self._status.questions)}, {sum(view.count for view in self._status.questions)}"
        return Row(self._say("questions"), expected, got, tuple(differences))

    def _about(self, card: Card, view: QuestionView) -> Iterator[str]:
        state = {"claimed": "new", "answering": "answered"}.get(view.state, view.state)
        seen = {asker.viewer_id for asker in view.askers}
        if len(view.askers) < ASKERS_SHOWN and seen != card.askers:
            for word, viewers in (("missing", card.askers - seen), ("unknown", seen - card.askers)):
                yield from (f"{card.name}: {self._say(word)}: @{self._handles.get(viewer)}" for viewer in viewers)
        for name, expected, got in (
            ("count", len(card.askers), view.count),
            ("state", card.state, state),
            ("answered by", card.answered_by, view.answered_by),
            ("languages", sorted(card.languages), sorted(view.languages)),
            ("starred", card.is_starred, view.starred),
            ("again", card.is_again, view.again),
        ):
            if expected != got:
                yield f"{card.name}: {name}: {self._say('expected')} {expected}, {self._say('got')} {got}"

    def _views(self) -> dict[str, list[QuestionView]]:
        """Return the cards there are, by the name of what their oldest comment asks."""
        topics = self._truth.topics_by_text()
        views: dict[str, list[QuestionView]] = {}
        for view in self._status.questions:
            name = f"{topics.get(view.original, f'#{view.id}')} {view.product.upper()}".strip()
            views.setdefault(name, []).append(view)
        return views

    def merged(self) -> Row:
        """Count what only merging brings about; who is missing where is told of the questions."""
        expected = sum(len(card.languages) >= LANGUAGES for card in self._tally.cards.values())
        got = sum(len(view.languages) >= LANGUAGES for view in self._status.questions)
        return Row(self._say("merged"), str(expected), str(got))

    def handed(self) -> Row:
        expected = [card.state for card in self._tally.cards.values()].count("handed")
        return Row(self._say("handed"), str(expected), str([v.state for v in self._status.questions].count("handed")))

    def translated(self) -> Row:
        foreign = {name: card for name, card in self._tally.cards.items() if card.translation}
        got = {name: found[0].translation for name, found in self._views().items() if name in foreign}
        right = [name for name, card in foreign.items() if got.get(name) == card.translation]
        differences = tuple(
            f"{name}: {self._say('expected')} {card.translation!r}, {self._say('got')} {got.get(name, '')!r}"
            for name, card in foreign.items()
            if name not in right
        )
        return Row(self._say("translated"), str(len(foreign)), str(len(right)), differences)

    def deleted(self) -> Row:
        gone = self._truth.deleted()
        shown = {(asker.viewer_id, asker.text) for view in self._status.questions for asker in view.askers}
        said_again = {comment for card in self._tally.cards.values() for comment in card.comments}
        left = [sent for sent in gone if (sent.viewer_id, sent.text) in shown - said_again]
        differences = tuple(f"{self._say('left')}: {sent.text!r}" for sent in left)
        return Row(self._say("deleted"), str(len(gone)), str(len(gone) - len(left)), differences)

    # --- votes and the code ------------------------------------------------------------------------------------

    def ballot(self, rule_id: str, expected: Mapping[str, str]) -> Row:
        """Compare the figures that the operator saw, and in detail who is recorded with what."""
        views = {poll.id: poll.votes for poll in self._status.polls}
        views |= {ask.id: ask.answers for ask in self._status.quick}
        got = self._outcome.votes.get(rule_id, {})
        nothing = self._say("nothing")
        differences = tuple(
            f"@{self._handles.get(viewer, viewer)}: {self._say('expected')} {expected.get(viewer, nothing)},"
            f" {self._say('got')} {got.get(viewer, nothing)}"
            for viewer in {**expected, **got}
            if expected.get(viewer) != got.get(viewer)
        )
        tally = Counter(key for keys in expected.values() for key in keys.split())
        keys = views.get(rule_id, {})
        return Row(
            self._say("ballot", id=rule_id),
            ", ".join(f"{key} {tally[key]}" for key in keys),
            ", ".join(f"{key} {votes}" for key, votes in keys.items()),
            differences,
        )

    def code(self) -> Row:
        uses = self._truth.code_uses()
        users = {use.guest for use in uses}
        expected = (len(uses), len(users), sum(guest.is_regular for guest in users), self._truth.bursts)
        view = next(code for code in self._status.codes if code.id == CODE)
        got = (view.hits, view.viewers, view.regulars, view.bursts)
        return Row(self._say("code"), ", ".join(map(str, expected)), ", ".join(map(str, got)))

    # --- what was posted ---------------------------------------------------------------------------------------

    def replies(self) -> Row:
        expected, read = self._truth.replies(), self._truth.replies_read()
        differences = tuple(
            f"{name}: {self._say('expected')} {expected.get(name)}, {self._say('got')} {read.get(name)}"
            for name in {**expected, **read}
            if expected.get(name) != read.get(name)
        )
        return Row(self._say("replies"), str(len(expected)), str(len(read)), differences)

    def answers(self) -> Row:
        """Compare the lines that name those they are for: each answer once, and no other."""
        left = [text for text in self._posted if text.startswith("@")]
        by, differences = Counter[str](), []
        for answer in self._tally.answers:
            text = next((text for text in left if text in answer.texts), None)
            if text is None:
                what = f"{answer.by}, {answer.card}, {answer.language}"
                differences.append(f"{self._say('missing')}: {what}: {min(answer.texts)!r}")
            else:
                left.remove(text)
                by[answer.by] += 1
        differences += [f"{self._say('unknown')}: {text!r}" for text in left]
        expected = Counter(answer.by for answer in self._tally.answers)
        return Row(
            self._say("answers"),
            f"{expected[OPERATOR]}, {expected[BOT]}",
            f"{by[OPERATOR]}, {by[BOT]}",
            tuple(differences),
        )

    def asked(self) -> Row:
        needed = self._truth.needed_lines()
        missing = [need for need in needed if need.texts.isdisjoint(self._posted)]
        differences = [f"{self._say('missing')}: {need.what}: {sorted(need.texts)[0]!r}" for need in missing]
        allowed = self._truth.allowed_lines()
        differences += [f"{self._say('unknown')}: {text!r}" for text in self._posted if text not in allowed]
        return Row(self._say("asked"), str(len(needed)), str(len(needed) - len(missing)), tuple(differences))

    def posted(self) -> Row:
        """Compare what the chat service took with what livebot says it sent."""
        took, sent = Counter(self._posted), self._outcome.lines_sent()
        differences = tuple(
            f"{text!r}: {self._say('expected')} {sent[text]}, {self._say('got')} {took[text]}"
            for text in {**took, **sent}
            if took[text] != sent[text]
        )
        return Row(self._say("posted"), str(sent.total()), str(took.total()), differences)

    def orders(self) -> Row:
        orders = [deed for deed in self._truth.deeds if isinstance(deed.act.what, Order)]
        troubles = tuple(f"{deed.act.moment}: {deed.trouble}" for deed in self._truth.deeds if deed.trouble)
        done = sum(not deed.trouble for deed in orders)
        return Row(self._say("orders"), str(len(orders)), str(done), troubles)

    # --- at the end --------------------------------------------------------------------------------------------

    def gaps(self) -> Row:
        gaps = [gap.reason for gap in self._status.connection.gaps if gap.until_ms > gap.from_ms]
        return Row(self._say("gaps"), self._named(self._truth.gaps()), self._named(gaps))

    def _named(self, reasons: Sequence[str]) -> str:
        return ", ".join(
            self._say(f"gap {reason}") if reason in ("network", "silent") else reason for reason in reasons
        )

    def likes(self) -> Row:
        return Row(self._say("like total"), str(self._truth.likes()), str(self._status.counters.get("likes", 0)))

    def gifts(self) -> Row:
        counters = self._status.counters
        got = (counters.get("gifts", 0), counters.get("diamonds", 0))
        return Row(self._say("gifts"), ", ".join(map(str, self._truth.gifts())), ", ".join(map(str, got)))

    def proof(self) -> Iterator[Row]:
        exact = self._say("exact")
        yield Row(self._say("replay"), exact, self._outcome.difference or exact)
        yield Row(self._say("daemon"), "0", str(self._outcome.exit_code))
