"""What operators want: one small struct for each thing they can do.

As words these are what ``livebot do`` takes (``livebot/web/commands.py``); what each does is in
``livebot/engine/commands.py``.
"""

from typing import Annotated, Literal

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", omit_defaults=True):
    """Something an operator wants."""


class OpenPoll(Command, frozen=True, kw_only=True, tag="poll.open"):
    id: str


class ClosePoll(Command, frozen=True, kw_only=True, tag="poll.close"):
    id: str


class OpenQuick(Command, frozen=True, kw_only=True, tag="quick.open"):
    id: str


class CloseQuick(Command, frozen=True, kw_only=True, tag="quick.close"):
    id: str


class OpenCode(Command, frozen=True, kw_only=True, tag="code.open"):
    """Open a code with ``when: manual``."""

    id: str


class CloseCode(Command, frozen=True, kw_only=True, tag="code.close"):
    id: str


class SendPrompt(Command, frozen=True, kw_only=True, tag="prompt.send"):
    """Post a prompt now, whatever its interval says."""

    id: str


class AnswerQuestion(Command, frozen=True, kw_only=True, tag="question.answer"):
    """Mark as answered (the host answered aloud)."""

    n: int


class StarQuestion(Command, frozen=True, kw_only=True, tag="question.star"):
    """Put on top; on a starred one, take the star away."""

    n: int


class DismissQuestion(Command, frozen=True, kw_only=True, tag="question.dismiss"):
    n: int


class ClaimQuestion(Command, frozen=True, kw_only=True, tag="question.claim"):
    """The console named in ``CommandGiven.by`` opened this card."""

    n: int
    is_forced: bool = False
    """Take it over from another console."""


class ReleaseQuestion(Command, frozen=True, kw_only=True, tag="question.release"):
    n: int


class HandOverQuestion(Command, frozen=True, kw_only=True, tag="question.hand_over"):
    """Leave it to a colleague, such as for what comes after the sale; ``release`` takes it back."""

    n: int


class PinQuestion(Command, frozen=True, kw_only=True, tag="question.pin"):
    """Show it on the overlay, in place of the one that was pinned before."""

    n: int


class UnpinQuestion(Command, frozen=True, kw_only=True, tag="question.unpin"):
    """Take the pinned question off the overlay."""


class GiveAnswer(Command, frozen=True, kw_only=True, tag="question.give"):
    """Post a prepared answer to everybody who waits for it."""

    n: int
    answer: str


class ComposeReply(Command, frozen=True, kw_only=True, tag="question.reply"):
    """Have a reply in the host's own words translated for the askers; nothing is posted yet."""

    n: int
    text: str


class PostReply(Command, frozen=True, kw_only=True, tag="question.post"):
    """Post the reply as it was translated."""

    n: int


class DropReply(Command, frozen=True, kw_only=True, tag="question.drop_reply"):
    """Throw the reply away."""

    n: int


class ReleaseAllQuestions(Command, frozen=True, kw_only=True, tag="question.release_all"):
    """The console named in ``CommandGiven.by`` has gone: the cards it claimed are everybody's again."""


class Say(Command, frozen=True, kw_only=True, tag="say"):
    text: str


class LineSent(Command, frozen=True, kw_only=True, tag="outbox.sent"):
    """In assist mode: the operator posted this line."""

    n: int


class LineDropped(Command, frozen=True, kw_only=True, tag="outbox.drop"):
    """Do not post this line; also settles one that was maybe sent."""

    n: int


class ActOnOffence(Command, frozen=True, kw_only=True, tag="moderation.act"):
    """Do what is suggested, or another step; in assist mode: it was done by hand. Also tries a failed one again."""

    n: int
    step: str = ""
    """``warn``, ``mute`` (short), ``mute short``, ``mute long`` or ``remove``; empty: the suggested one."""


class DismissOffence(Command, frozen=True, kw_only=True, tag="moderation.dismiss"):
    """It was none; what was done about it is taken back."""

    n: int


class PermitLink(Command, frozen=True, kw_only=True, tag="moderation.permit"):
    """The viewer's next comment may hold a link or a contact."""

    viewer: str
    """A handle, with or without the @, or a user id."""


class WarnViewer(Command, frozen=True, kw_only=True, tag="moderation.warn"):
    viewer: str


class MuteViewer(Command, frozen=True, kw_only=True, tag="moderation.mute"):
    """For ``mute_short``."""

    viewer: str


class RemoveViewer(Command, frozen=True, kw_only=True, tag="moderation.remove"):
    viewer: str


class Start(Command, frozen=True, kw_only=True, tag="start"):
    """Start what has a name in the rules."""

    name: str
    """Section and id, such as ``countdowns.last-call``."""


class Stop(Command, frozen=True, kw_only=True, tag="stop"):
    name: str


class AddOrders(Command, frozen=True, kw_only=True, tag="order.add"):
    """Orders that livebot is not told of."""

    n: int = 1


class RemoveOrders(Command, frozen=True, kw_only=True, tag="order.remove"):
    """Take some off the figure again."""

    n: int = 1


class SetFigure(Command, frozen=True, kw_only=True, tag="figure.set"):
    """A figure of the show is this now; what comes counts from there."""

    figure: str
    """``orders``, ``paid``, ``likes`` …"""
    n: int


class DrawGiveaway(Command, frozen=True, kw_only=True, tag="giveaway.draw"):
    """Give the public value that the draw waits for."""

    id: str
    value: str


class CancelGiveaway(Command, frozen=True, kw_only=True, tag="giveaway.cancel"):
    """End a giveaway without a winner, or without the winners who are still missing."""

    id: str
    reason: str = ""


class ExtendCountdown(Command, frozen=True, kw_only=True, tag="countdown.add"):
    """Let a countdown to a time last longer."""

    id: str
    ms: Annotated[int, msgspec.Meta(ge=1, le=86_400_000)]


class PauseCountdown(Command, frozen=True, kw_only=True, tag="countdown.pause"):
    """Let a countdown with a length stand still."""

    id: str


class ResumeCountdown(Command, frozen=True, kw_only=True, tag="countdown.resume"):
    id: str


class MoveSegment(Command, frozen=True, kw_only=True, tag="segment"):
    """Go through the run sheet."""

    to: Literal["next", "skip", "hold", "back", "go"]
    """``next`` begins the next segment now, ``skip`` leaves it out, ``hold`` lets the one that is on stand still, or go
    on, ``back`` begins the one before again, ``go`` begins the one named."""
    id: str = ""
    """For ``go``."""


class CoolPk(Command, frozen=True, kw_only=True, tag="pk.cool"):
    """Close a PK that turns hostile, with its friendly line instead of a result."""

    id: str


class GoOnPk(Command, frozen=True, kw_only=True, tag="pk.go-on"):
    """It is not so bad: let the PK go on."""

    id: str


class Ending(Command, frozen=True, kw_only=True, tag="ending"):
    """The last minutes of the show begin: codes with ``when: ending`` open."""


class Pause(Command, frozen=True, kw_only=True, tag="pause"):
    """Hold back prompts and automatic lines until ``resume``; the operator can still speak."""


class Resume(Command, frozen=True, kw_only=True, tag="resume"):
    """End a pause or a panic."""


class Panic(Command, frozen=True, kw_only=True, tag="panic"):
    """Stop all posting at once and throw away what waits."""


class Undo(Command, frozen=True, kw_only=True, tag="undo"):
    """Take back the last answer, dismissal, close or moderation."""


AnyCommand = (
    OpenPoll | ClosePoll | OpenQuick | CloseQuick | OpenCode | CloseCode | SendPrompt
    | AnswerQuestion | StarQuestion | DismissQuestion | ClaimQuestion | ReleaseQuestion | HandOverQuestion
    | PinQuestion | UnpinQuestion | GiveAnswer | ComposeReply | PostReply | DropReply | ReleaseAllQuestions
    | ActOnOffence | DismissOffence | PermitLink | WarnViewer | MuteViewer | RemoveViewer
    | DrawGiveaway | CancelGiveaway
    | ExtendCountdown | PauseCountdown | ResumeCountdown | MoveSegment
    | AddOrders | RemoveOrders | SetFigure
    | CoolPk | GoOnPk | Start | Stop | Say | LineSent | LineDropped | Ending | Pause | Resume | Panic | Undo
)  # fmt: skip
