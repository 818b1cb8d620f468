"""What a room asks of the features that live on what happens in it.

Such a feature is one file: what is written in YAML, what a session remembers of it (a part of ``RoomState``), and a
``Feature`` made of the rules, which does what is to be done and overrides here what it needs. A room asks its features
in the order in which ``Rulebook`` lists them.

Features do not know each other. What one of them wants it says through the turn, and the room sees to it once the
event is done with: ``say`` a line, ``act`` for what a viewer did, ``start`` a poll or whatever else has a name, with
its line, ``open`` what viewers are asked otherwise, ``remember`` for later sessions. First the room's own handling of
an event, then everybody's ``on_event``, then what was said through the turn: acts, starts, opens, lines, in this order,
until there is no more; then whatever has become due.
"""

from typing import TYPE_CHECKING

from livebot.commands import AnyCommand
from livebot.engine.turn import Act, Outcome, Turn
from livebot.events import AnyEvent, Commented

if TYPE_CHECKING:
    from livebot.engine.lines.chat import Line
    from livebot.engine.state import RoomState


class Feature:
    """Does nothing: the base of those that do."""

    kind = ""
    """The section of the rules whose entries this feature starts and stops: ``countdowns`` has
    ``countdowns.last-call``. Empty if there is nothing to start."""

    def deadline(self, state: "RoomState") -> int | None:
        """Return when something is due without any event, or None."""

    def advance(self, turn: Turn, state: "RoomState") -> None:
        """Do what is due at ``turn.at_ms``; its ``deadline`` is later afterwards, or None."""

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        """See an event when the show, the polls and the questions have had it; of commands, use ``on_command``."""

    def takes(self, turn: Turn, state: "RoomState", event: Commented, language: str) -> bool:
        """Take a viewer's comment that is an answer to something; then nobody else looks at it.

        Asked after polls and before moderation; never with history, the host or one's own accounts.
        """
        return False

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        """See what a viewer did, once it counts."""

    def on_posted(self, turn: Turn, state: "RoomState", line: "Line") -> None:
        """See a line that viewers see from now on."""

    def start(self, turn: Turn, state: "RoomState", rule_id: str, *, is_by_hand: bool) -> Outcome:
        """Start an entry of the section. What cannot be started says why; to start a started one is ``already_open``.

        With ``is_by_hand`` an operator did, else a trigger or another rule.
        """
        return "unknown", {"what": self.kind, "id": rule_id}

    def stop(self, turn: Turn, state: "RoomState", rule_id: str) -> Outcome:
        """Stop an entry of the section; one that is not running is ``not_open``."""
        return "unknown", {"what": self.kind, "id": rule_id}

    def take_back(self, turn: Turn, state: "RoomState", rule_id: str) -> bool:
        """Undo the last ``stop``; return whether it still could be undone."""
        return False

    def on_command(self, turn: Turn, state: "RoomState", command: AnyCommand) -> Outcome | None:
        """Carry out a command of one's own; None for all others."""
