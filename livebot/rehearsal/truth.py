"""What livebot must have made of the show, told from the script and the look-alike's own records alone.

Nothing here asks livebot's engine: the script says what each comment means, and the look-alike which connections have
acknowledged it. What was said while nobody listened, and not replayed afterwards, is no part of the truth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from livebot.rehearsal.audience import Audience, Guest, texts_of
from livebot.rehearsal.cases import Cases
from livebot.rehearsal.connection import Connection, Sent
from livebot.rehearsal.messages import GIFTS
from livebot.rehearsal.performance import Deed
from livebot.rehearsal.script import (
    CLAIM,
    CODE,
    POLL,
    Break,
    Comment,
    Delete,
    DeleteAllOf,
    Fail,
    FallSilent,
    Give,
    Join,
    Like,
    Order,
    WaitFor,
    case_named,
    cases_by_text,
    refusal,
)
from livebot.rehearsal.tally import Tally

KINDS = {
    "comments": ("chat", "emote", "question"),
    "joins": ("join",),
    "likes": ("like",),
    "follows": ("follow",),
    "shares": ("share",),
    "gift messages": ("gift",),
    "deletions": ("delete",),
    "products": ("product",),
}
"""What is compared message by message, and the look-alike's kinds of it."""
AUTOMATIC_PROMPT, AUTOMATIC_AFTER_MS = "stay", 30_000
"""A prompt on a timer, and how long a connection must have lasted for it to have fired for certain."""


@dataclass(frozen=True)
class Needed:
    """A line that must have been posted, in one of these wordings."""

    what: str
    texts: frozenset[str]


class Truth:
    """The truth about a show, or about as much of it as there was."""

    rules = "show.yaml"
    """The file with the show's rules."""

    def __init__(
        self,
        deeds: Sequence[Deed],
        sent: Sequence[Sent],
        came: Sequence[Connection],
        audience: Audience,
        *,
        host_language: str,
        ended_at_ms: int,
    ) -> None:
        """``sent`` and ``came`` are all messages and all connections that the look-alike had."""
        self.deeds = deeds
        self.sent = sent
        self.connections = [connection.opened_at_ms for connection in came]
        self.ended_at_ms = ended_at_ms
        self._opened_at_ms = {connection.number: connection.opened_at_ms for connection in came}
        self._audience = audience
        self._host_language = host_language
        self._show = texts_of(self.rules)

    # --- who heard what ----------------------------------------------------------------------------------------

    def messages(self, kind: str) -> dict[str, str]:
        """Return what livebot was sent of a kind in ``KINDS``: message id to text."""
        heard = (sent for sent in self.sent if sent.kind in KINDS[kind] and was_heard(sent))
        return {sent.msg_id: sent.text for sent in heard}

    @property
    def lost(self) -> int:
        """Comments that nobody could hear, those of muted viewers excepted."""
        comments = (sent for sent in self.sent if sent.kind in KINDS["comments"] and not sent.withheld)
        return sum(not was_heard(sent) for sent in comments)

    def handles(self) -> dict[str, str]:
        """Return viewer id to @name."""
        return {guest.viewer.id: handle for handle, guest in self._guests().items()}

    def _guests(self) -> dict[str, Guest]:
        guests = (deed.act.what.guest for deed in self.deeds if isinstance(deed.act.what, Join | Comment))
        return {guest.viewer.handle: guest for guest in guests}

    def _comments(self, kind: str, of: str = "") -> Iterator[tuple[Deed, Comment, Sent]]:
        """Yield the comments of a meaning that were heard, live or as history."""
        for deed in self.deeds:
            match deed:
                case Deed(sent=Sent() as sent) if isinstance(comment := deed.act.what, Comment) and was_heard(sent):
                    if comment.means.kind == kind and of in ("", comment.means.of):
                        yield deed, comment, sent

    # --- votes and answers -------------------------------------------------------------------------------------

    def votes(self) -> dict[str, str]:
        """Return viewer id to key of the poll. What came as history counts if the poll was still open."""
        settled = (deed.at_ms for deed in self.deeds if deed.act.what == WaitFor("result", POLL))
        settled_at_ms = next(settled, self.ended_at_ms)
        votes = {}
        for _, comment, sent in self._comments("vote", POLL):
            if sent.acked_by or self._opened_at_ms[min(sent.replayed_to)] < settled_at_ms:
                votes[comment.guest.viewer.id] = comment.means.key
        return votes

    def answers(self, quick_id: str) -> dict[str, str]:
        """Return viewer id to key of a quick ask."""
        return {c.guest.viewer.id: c.means.key for _, c, sent in self._comments("answer", quick_id) if sent.acked_by}

    # --- the code ----------------------------------------------------------------------------------------------

    def code_uses(self) -> list[Comment]:
        """Return the uses that count: live ones."""
        return [comment for _, comment, sent in self._comments("code", CODE) if sent.acked_by]

    @property
    def bursts(self) -> int:
        """The script has more users than one burst takes, within its time, and less than two."""
        viewers = {comment.guest for comment in self.code_uses()}
        return len(viewers) // int(self._rule("codes", CODE)["burst"]["viewers"])

    # --- questions ---------------------------------------------------------------------------------------------

    def tally(self) -> Tally:
        """Return the cards and the answers to them."""
        tally = Tally(self._audience.topics, self._audience.replies, self._show["answers"], self._host_language)
        for deed in self.deeds:
            what, sent = deed.act.what, deed.sent
            if isinstance(what, Order) and what.card in tally.cards and not deed.trouble:
                tally.orders(what)
            if sent is None or not was_heard(sent):
                continue
            if isinstance(what, Comment) and what.means.kind == "question":
                tally.asks(what, sent)
            elif sent.kind == "delete":
                tally.takes_away({one.msg_id for one in self.sent if self._is_deleted_by(deed, one)})
        return tally

    def topics_by_text(self) -> dict[str, str]:
        comments = (deed.act.what for deed in self.deeds)
        return {c.text: c.means.of for c in comments if isinstance(c, Comment) and c.means.kind == "question"}

    def replies(self) -> dict[str, tuple[str, str]]:
        """Return card and language to how the host's reply is translated, and to what that means translated back."""
        waits = (deed.act.what for deed in self.deeds)
        cards = {wait.of for wait in waits if isinstance(wait, WaitFor) and wait.what == "reply"}
        words = {card: self._audience.replies[card] for card in cards}
        return {
            f"{card} {language}": (text, own.back[self._host_language])
            for card, own in words.items()
            for language, text in own.translations.items()
        }

    def replies_read(self) -> dict[str, tuple[str, str]]:
        """Return the same as the operator read it before posting."""
        waits = ((deed, deed.act.what) for deed in self.deeds)
        return {
            f"{wait.of} {language}": words
            for deed, wait in waits
            if isinstance(wait, WaitFor)
            for language, words in deed.read.items()
        }

    def deleted(self) -> list[Sent]:
        """Return the comments that moderators took away and livebot was told of."""
        deletions = [deed for deed in self.deeds if deed.sent and deed.sent.kind == "delete" and was_heard(deed.sent)]
        return [sent for sent in self.sent if any(self._is_deleted_by(deed, sent) for deed in deletions)]

    def _is_deleted_by(self, deletion: Deed, sent: Sent) -> bool:
        what = deletion.act.what
        if isinstance(what, DeleteAllOf):
            return sent.viewer_id == what.guest.viewer.id and sent.kind in KINDS["comments"]
        tag = what.tag if isinstance(what, Delete) else ""
        return any(deed.sent is sent for deed in self.deeds if isinstance(c := deed.act.what, Comment) and c.tag == tag)

    # --- moderation and the market's rules ---------------------------------------------------------------------

    def cases(self) -> Cases:
        """Return the offences, and what had to be done about them."""
        cases, guests = Cases(self._show["moderation"]), self._guests()
        for deed in self.deeds:
            match deed.act.what:
                case Comment() as comment if has_arrived(deed):
                    cases.breaks(comment)
                case Order(words=(*_, last)) as order if not deed.trouble and not order.refused_by:
                    cases.orders(order, guests.get(last))
                case Fail() as fail:
                    cases.fails(fail)
        return cases

    def case_of(self, rule: str, handle: str, text: str) -> str:
        """Return which case an offence is, empty if it is none."""
        comments = (deed.act.what for deed in self.deeds if isinstance(deed.act.what, Comment))
        return case_named(rule, handle, text, cases_by_text(comments))

    def warnings_of(self, guest: Guest) -> frozenset[str]:
        """Return the wordings of a warning."""
        texts = wordings(self._show["moderation"]["warnings"])
        return frozenset(text.replace("{viewer}", guest.viewer.name) for text in texts)

    def refusals(self) -> list[str]:
        """Return the rule, the word and the reason of each order that the market's rules forbid."""
        reasons = {rule["id"]: rule["reason"][self._host_language] for rule in texts_of("market.yaml")["rules"]}
        orders = (deed.act.what for deed in self.deeds if isinstance(deed.act.what, Order))
        return [refusal(order.refused_by, CLAIM, reasons[order.refused_by]) for order in orders if order.refused_by]

    # --- gifts and likes ---------------------------------------------------------------------------------------

    def likes(self) -> int:
        return sum(like.count for deed in self.deeds if isinstance(like := deed.act.what, Like) and has_arrived(deed))

    def gifts(self) -> tuple[int, int]:
        """Return how many gifts there were, and their diamonds. A streak counts as its highest message says."""
        streaks: dict[tuple[str, int], Give] = {}
        for n, deed in enumerate(self.deeds):
            if isinstance(gift := deed.act.what, Give) and has_arrived(deed):
                key = (gift.gift, gift.group or -n)
                streaks[key] = max(streaks.get(key, gift), gift, key=lambda give: give.repeat_count)
        counted = [(give.repeat_count, GIFTS[give.gift].diamonds) for give in streaks.values()]
        return sum(count for count, _ in counted), sum(count * diamonds for count, diamonds in counted)

    # --- connections -------------------------------------------------------------------------------------------

    def gaps(self) -> list[str]:
        """Return why livebot was away, each time."""
        reasons = {Break: "network", FallSilent: "silent"}
        return [reasons[type(deed.act.what)] for deed in self.deeds if type(deed.act.what) in reasons]

    # --- the lines that had to be posted -----------------------------------------------------------------------

    def needed_lines(self) -> list[Needed]:
        """Return what must have been posted at least once."""
        warned = self.cases().warned
        needed = [Needed(f"warning @{guest.viewer.handle}", self.warnings_of(guest)) for guest in warned]
        for order in (deed.act.what for deed in self.deeds if not deed.trouble):
            match order:
                case Order(refused_by=str(rule)) if rule:
                    continue
                case Order(words=("say", text)):
                    needed.append(Needed("say", frozenset([text])))
                case Order(words=("prompt", "send", prompt)):
                    needed.append(Needed(f"prompt {prompt}", wordings(*self._rule("prompts", prompt)["texts"])))
                case Order(words=("quick", "open", quick)):
                    needed.append(Needed(f"ask {quick}", wordings(self._rule("quick", quick)["ask"])))
                case Order(words=("poll", "open", poll)):
                    needed.append(Needed(f"poll {poll}", wordings(self._rule("polls", poll)["question"])))
                case WaitFor("result", poll):
                    needed.append(Needed(f"result {poll}", self._result(poll)))
        code = self._rule("codes", CODE)
        if self.code_uses():
            needed.append(Needed("code answered", self._code_answers(code)))
        if any(sent.acked_by for _, _, sent in self._comments("meaning", CODE)):
            needed.append(Needed("code explained", wordings(code["explain"])))
        if self.bursts:
            needed.append(Needed("code burst", wordings(code["burst"]["say"])))
        ends = [*self.connections[1:], self.ended_at_ms]
        if any(end - begin > AUTOMATIC_AFTER_MS for begin, end in zip(self.connections, ends, strict=True)):
            texts = self._rule("prompts", AUTOMATIC_PROMPT)["texts"]
            needed.append(Needed(f"prompt {AUTOMATIC_PROMPT}", wordings(*texts)))
        return needed

    def allowed_lines(self) -> frozenset[str]:
        """Return everything that may have been posted."""
        prompts = (rule["texts"] for rule in self._show["prompts"])
        may_be = wordings(*(text for texts in prompts for text in texts)).union(
            *(needed.texts for needed in self.needed_lines()), *(answer.texts for answer in self.tally().answers)
        )
        return frozenset(text for text in may_be if CLAIM not in text.lower())

    def _result(self, poll_id: str) -> frozenset[str]:
        poll, votes = self._rule("polls", poll_id), list(self.votes().values())
        if not votes:
            return wordings(poll["announce_none"])
        counts = {option["key"]: votes.count(option["key"]) for option in poll["options"]}
        best = max(counts.values())
        labels = [option["label"] for option in poll["options"] if counts[option["key"]] == best]
        percent = str(round(100 * best / len(votes)))
        announce = poll["announce"] if len(labels) == 1 else poll["announce_tie"]
        return frozenset(
            text.replace("{winner}", labels[0][language])
            .replace("{winners}", " / ".join(label[language] for label in labels))
            .replace("{percent}", percent)
            for language, text in announce.items()
        )

    def _code_answers(self, code: dict[str, Any]) -> frozenset[str]:
        """Regulars are greeted as such, others welcomed; whoever uses it again is greeted too."""
        answers: set[str] = set()
        for n, use in enumerate(uses := self.code_uses()):
            knows_it = use.guest.is_regular or use.guest in (earlier.guest for earlier in uses[:n])
            texts = code["reply" if knows_it else "welcome"].values()
            answers |= {text.replace("{viewer}", use.guest.viewer.name) for text in texts}
        return frozenset(answers)

    def _rule(self, kind: str, rule_id: str) -> dict[str, Any]:
        rule: dict[str, Any] = next(rule for rule in self._show[kind] if rule["id"] == rule_id)
        return rule


def was_heard(sent: Sent) -> bool:
    """Whether livebot was told of it, live or as history."""
    return bool(sent.acked_by or sent.replayed_to)


def has_arrived(deed: Deed) -> bool:
    return deed.sent is not None and was_heard(deed.sent)


def wordings(*texts: dict[str, str]) -> frozenset[str]:
    return frozenset(wording for languages in texts for wording in languages.values())
