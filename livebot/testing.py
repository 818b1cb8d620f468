"""For tests: a clock that stands still, and a Playbook in which a test reads like the transcript of a room.

    play = Playbook(RULES)
    play('''
        0:00  -- live
        0:01  operator: poll open colour
        0:01  >> Red or blue? Type A or B
        0:05  ana: A
        0:06  bo (es): azul
        0:07  carla? (es): cuánto cuesta
        1:11  >> It is a tie!
    ''')
    assert play.poll("colour").votes == {"A": 1, "B": 1}

Lines are ``minute:second`` and one of

    name: text            a comment; ``name? : text`` asks something, ``name (es): text`` is in Spanish,
                          ``name? (es, price): text`` has a phrasebook intent, ``name? (es, price, item:a3 dress)``
                          is about that, ``name! : text`` is replayed history
    operator: words       a command as ``livebot do`` takes it
    >> text               livebot posts this line now; every posted line must be written down
    -- live [room id]     connected;  also ``lost [reason]``, ``ended``, ``paused``, ``resumed``, ``restart``,
                          ``closed``, ``joins NAME``, ``viewers N``, ``deletes NAME``, ``tick``,
                          ``sent``, ``failed [reason]``, ``maybe``: the outcome of the line in flight,
                          ``translated N: text``, ``translated N (price, item:a3): text``, ``untranslated N``,
                          ``overlays [PAGE …]``, ``ordered ID [paid|cancelled]``, ``likes N [of TOTAL]``,
                          ``shows PRODUCT``, ``moderated [effect id]``, ``unmoderated REASON`` (the last action)

Posted lines count as sent at once unless the Playbook was made with ``settles=False``.
"""

import re
from typing import Any

import msgspec
import yaml

from livebot.commands import AnyCommand
from livebot.effects import AnyEffect, Moderate, OfferChat, Reply, SendChat, Translate
from livebot.engine.room import Room
from livebot.engine.rulebook import RuleSet
from livebot.engine.settings import RoomSettings
from livebot.engine.turn import Trace
from livebot.engine.view import look
from livebot.events import (
    AnyEvent,
    ChatDoubted,
    ChatFailed,
    ChatSent,
    CommandGiven,
    Commented,
    CommentsDeleted,
    Connected,
    Disconnected,
    Joined,
    Liked,
    LiveEnded,
    LivePaused,
    LiveResumed,
    Moderated,
    ModerationFailed,
    Ordered,
    OverlaySeen,
    ProductShown,
    Recovered,
    RulesLoaded,
    SessionClosed,
    SessionOpened,
    Ticked,
    Translated,
    TranslationFailed,
    ViewersCounted,
)
from livebot.ports import Step
from livebot.viewers import Profile, Reading, Viewer
from livebot.views import Status
from livebot.views.asks import PkView, PollView, QuickView
from livebot.views.lines import CodeView, PromptView
from livebot.views.moderation import OffenceView
from livebot.views.questions import QuestionView
from livebot.views.show import GiveawayView
from livebot.web.commands import parse_command

START_MS = 1_700_000_000_000
_LINE = re.compile(r"(\d+):(\d\d(?:\.\d+)?)\s+(.*)")
_COMMENT = re.compile(r"([\w.-]+)(\??)(!?)\s*(?:\((\w+)(?:,\s*(\w*)(?:,\s*([^)]*))?)?\))?\s*:\s?(.*)")
_TRANSLATED = re.compile(r"([\w:-]+?)(?: \((\w*)(?:,\s*([^)]*))?\))?: (.*)")
ABOUT = {
    **dict.fromkeys(("shipping", "return", "exchange"), "shop"),
    **dict.fromkeys(("where_is_order", "damaged", "refund", "cancel"), "order"),
}
"""What the phrasebook says such questions are about; anything else is about a product."""


class FakeClock:
    """A clock that stands still until it is moved; ``sleep`` moves it."""

    def __init__(self, at_ms: int = START_MS) -> None:
        self.at_ms = at_ms

    def now_ms(self) -> int:
        return self.at_ms

    async def sleep(self, ms: int) -> None:
        self.at_ms += ms


def rules_from_yaml(text: str) -> RuleSet:
    """Validate rules written as YAML, every scalar as typed. Raises pydantic's ValidationError."""
    return RuleSet.model_validate(yaml.load(text, yaml.BaseLoader) or {})  # noqa: S506 - BaseLoader builds plain text


class Playbook:
    """A room driven by a transcript; every posted line must be expected, and everything is kept for a replay."""

    def __init__(
        self, rules: str = "", *, mode: str = "auto", settles: bool = True, seed: str = "seed", **settings: Any
    ) -> None:
        chat = {"mode": mode, **settings.pop("chat", {})}
        self.settings = msgspec.convert({"room": "shop", "chat": chat, **settings}, RoomSettings)
        self.room = Room()
        self.steps: list[Step] = []
        self.traces: list[Trace] = []
        self.profiles: dict[str, Profile] = {}
        """What earlier sessions remember, by viewer name."""
        self._settles = settles
        self._posted: list[tuple[int, str]] = []
        self._number = 0
        self.feed(SessionOpened(at_ms=START_MS, session_id="test", seed=seed))
        self.load(rules)

    # --- driving ----------------------------------------------------------------------------------------------

    def load(self, rules: str, **settings: Any) -> None:
        """Put other rules (and settings) in force."""
        before = msgspec.to_builtins(self.settings)
        chat = before["chat"] | settings.pop("chat", {})
        self.settings = msgspec.convert(before | settings | {"chat": chat}, RoomSettings)
        self.feed(
            RulesLoaded(
                at_ms=self.room.state.at_ms or START_MS,
                rules=rules_from_yaml(rules).model_dump(mode="json"),
                settings=msgspec.to_builtins(self.settings),
            )
        )

    def feed(self, event: AnyEvent) -> tuple[AnyEffect, ...]:
        """Step one event, after all that is due before it at its own time; return the event's effects."""
        while (due_ms := self.room.next_deadline()) is not None and due_ms < event.at_ms:
            self._step(Ticked(at_ms=due_ms))
        return self._step(event)

    def _step(self, event: AnyEvent) -> tuple[AnyEffect, ...]:
        traces: list[Trace] = []
        effects = self.room.step(event, traces)
        self.steps.append(Step(event, effects))
        for effect in effects:
            if isinstance(effect, SendChat):
                self._posted.append((self.room.state.at_ms, effect.text))
                if self._settles:
                    self.feed(ChatSent(at_ms=self.room.state.at_ms, effect_id=effect.id))
        self.traces = traces
        return effects

    def __call__(self, transcript: str) -> None:
        """Play a transcript; AssertionError names the line that went otherwise."""
        for line in filter(None, map(str.strip, transcript.splitlines())):
            match = _LINE.fullmatch(line)
            assert match, f"not a transcript line: {line}"
            at_ms = START_MS + int(match[1]) * 60_000 + round(float(match[2]) * 1000)
            words = match[3]
            if words.startswith(">>"):
                self._expect(at_ms, words[2:].strip(), line)
                continue
            self._nothing_before(at_ms, line)
            self.feed(self._event(at_ms, words))
        self._nothing_before(self.room.state.at_ms + 1, "the end")

    def _expect(self, at_ms: int, text: str, line: str) -> None:
        if not self._posted:
            self.feed(Ticked(at_ms=at_ms))
        assert self._posted, f"nothing was posted at: {line}"
        posted_ms, posted = self._posted.pop(0)
        assert posted == text, f"posted {posted!r}, expected: {line}"
        assert posted_ms == at_ms, f"posted {(posted_ms - START_MS) / 1000} s after the start, expected: {line}"

    def _nothing_before(self, at_ms: int, line: str) -> None:
        self.feed(Ticked(at_ms=at_ms - 1))
        assert not self._posted, f"posted {self._posted[0][1]!r} before: {line}"

    def _event(self, at_ms: int, words: str) -> AnyEvent:
        self._number += 1
        if words.startswith("--"):
            kind, _, rest = words[2:].strip().partition(" ")
            return self._happening(at_ms, kind, rest)
        if words.startswith("operator:"):
            return self.command(parse_command(words.removeprefix("operator:").split()), at_ms)
        match = _COMMENT.fullmatch(words)
        assert match, f"neither a comment nor anything else: {words}"
        name, asks, old, language, intent, details, text = match.groups()
        reading = Reading(
            scores={language or "en": 0.9},
            question=1.0 if asks else 0.0,
            intent=intent or "",
            is_bare=bool(intent) and not details,
            details=tuple(sorted((details or "").split())),
            about=ABOUT.get(intent or "", "product") if intent else "",
        )
        return self.comment(name, text, at_ms, reading=reading, is_history=bool(old))

    def comment(self, name: str, text: str, at_ms: int, **fields: Any) -> Commented:
        """Return a comment of the viewer ``name``, whose id and handle are the name too."""
        self._number += 1
        return Commented(
            at_ms=at_ms,
            msg_id=fields.pop("msg_id", f"m{self._number}"),
            viewer=fields.pop("viewer", Viewer(id=name, handle=name, name=name.title())),
            text=text,
            written_at_ms=fields.pop("written_at_ms", at_ms),
            profile=self.profiles.get(name, Profile()),
            **fields,
        )

    def command(self, command: AnyCommand, at_ms: int | None = None, by: str = "desk") -> CommandGiven:
        self._number += 1
        return CommandGiven(at_ms=at_ms or self.room.state.at_ms, command_id=f"c{self._number}", by=by, command=command)

    def _happening(self, at_ms: int, kind: str, rest: str) -> AnyEvent:
        viewer = Viewer(id=rest, handle=rest, name=rest.title())
        number = f"m{self._number}"
        effect_id = next((line.effect_id for line in self.room.state.lane.lines if line.state == "sending"), "none")
        match kind:
            case "live":
                return Connected(at_ms=at_ms, room_id=rest or "1001")
            case "lost":
                return Disconnected(at_ms=at_ms, reason=rest or "network", last_frame_at_ms=at_ms)
            case "ended":
                return LiveEnded(at_ms=at_ms)
            case "paused":
                return LivePaused(at_ms=at_ms)
            case "resumed":
                return LiveResumed(at_ms=at_ms)
            case "restart":
                return Recovered(at_ms=at_ms)
            case "closed":
                return SessionClosed(at_ms=at_ms)
            case "joins":
                profile = self.profiles.get(rest, Profile())
                return Joined(at_ms=at_ms, msg_id=number, viewer=viewer, profile=profile)
            case "overlays":
                return OverlaySeen(at_ms=at_ms, pages=tuple(rest.split()))
            case "viewers":
                return ViewersCounted(at_ms=at_ms, msg_id=number, viewers=int(rest))
            case "deletes":
                return CommentsDeleted(at_ms=at_ms, msg_id=number, viewer_ids=(rest,))
            case "sent":
                return ChatSent(at_ms=at_ms, effect_id=effect_id)
            case "failed":
                return ChatFailed(at_ms=at_ms, effect_id=effect_id, reason=rest or "refused")
            case "maybe":
                return ChatDoubted(at_ms=at_ms, effect_id=effect_id, reason="timeout")
            case "translated":
                match = _TRANSLATED.fullmatch(rest)
                assert match, f"not a translation: {rest}"
                number_, intent, details, text = match.groups()
                about = ABOUT.get(intent or "", "product") if intent else ""
                reading = Reading(
                    intent=intent or "",
                    is_bare=bool(intent) and not details,
                    details=tuple(sorted((details or "").split())),
                    about=about,
                )
                effect_id = number_ if ":" in number_ else f"translate:{number_}"
                return Translated(at_ms=at_ms, effect_id=effect_id, text=text, engine="libre", reading=reading)
            case "untranslated":
                effect_id = rest if ":" in rest else f"translate:{rest}"
                return TranslationFailed(at_ms=at_ms, effect_id=effect_id, reason="no engine")
            case "moderated":
                return Moderated(at_ms=at_ms, effect_id=rest or self.effects(Moderate)[-1].id)
            case "unmoderated":
                return ModerationFailed(at_ms=at_ms, effect_id=self.effects(Moderate)[-1].id, reason=rest)
            case "ordered":
                order_id, _, status = rest.partition(" ")
                return msgspec.convert(
                    {"type": "Ordered", "at_ms": at_ms, "order_id": order_id, "status": status or "placed"}, Ordered
                )
            case "likes":
                count, _, total = rest.partition(" of ")
                return Liked(at_ms=at_ms, msg_id=number, viewer=viewer, count=int(count), total=int(total or 0))
            case "shows":
                return ProductShown(at_ms=at_ms, msg_id=number, product_id=f"p-{rest}", title=rest)
            case "tick":
                return Ticked(at_ms=at_ms)
        raise AssertionError(f"unknown happening: {kind}")

    # --- looking ----------------------------------------------------------------------------------------------

    @property
    def status(self) -> Status:
        return look(self.room)

    def poll(self, poll_id: str) -> PollView:
        return next(poll for poll in self.status.polls if poll.id == poll_id)

    def quick(self, quick_id: str) -> QuickView:
        return next(quick for quick in self.status.quick if quick.id == quick_id)

    def pk(self, pk_id: str) -> PkView:
        return next(pk for pk in self.status.pk if pk.id == pk_id)

    def code(self, code_id: str) -> CodeView:
        return next(code for code in self.status.codes if code.id == code_id)

    def giveaway(self, giveaway_id: str) -> GiveawayView:
        return next(giveaway for giveaway in self.status.giveaways if giveaway.id == giveaway_id)

    def prompt(self, prompt_id: str) -> PromptView:
        return next(prompt for prompt in self.status.prompts if prompt.id == prompt_id)

    def card(self, number: int) -> QuestionView:
        return next(card for card in self.status.questions if card.id == number)

    def why_not(self, prompt_id: str) -> list[str]:
        """Return the kinds of the reasons why a prompt has not fired yet."""
        return [why.kind for why in self.prompt(prompt_id).why_not]

    def notices(self, kind: str) -> list[dict[str, str]]:
        return [notice.data for notice in self.status.notices if notice.kind == kind]

    def offence(self, number: int) -> OffenceView:
        return next(offence for offence in self.status.offences if offence.n == number)

    def effects(self, kind: type[AnyEffect]) -> list[Any]:
        return [effect for step in self.steps for effect in step.effects if isinstance(effect, kind)]

    @property
    def outbox(self) -> list[tuple[str, str]]:
        """Text and state of every line of the outbox."""
        return [(line.text, line.state) for line in self.status.outbox]

    @property
    def offered(self) -> list[str]:
        """Texts offered in assist mode so far."""
        return [effect.text for effect in self.effects(OfferChat)]

    @property
    def translations(self) -> list[str]:
        """Texts given to the translator so far."""
        return [effect.text for effect in self.effects(Translate)]

    def reply(self, words: str | AnyCommand) -> str:
        """Give a command now; return the kind of its reply."""
        return self.replied(words).kind

    def replied(self, words: str | AnyCommand) -> Reply:
        """Give a command now; return its reply."""
        command = parse_command(words.split()) if isinstance(words, str) else words
        return next(effect for effect in self.feed(self.command(command)) if isinstance(effect, Reply))
