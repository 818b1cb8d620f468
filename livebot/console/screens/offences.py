"""What viewers may not write: the offences that wait, and a key for each thing to do about them.

A key does what is on the screen: its command names the step that was shown, whatever is suggested by then.
"""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from livebot.commands import ActOnOffence, AnyCommand, DismissOffence, PermitLink
from livebot.console.alerts import WAITING, waiting_offences
from livebot.console.screens.dialog import Dialog, inner_width, key_lines
from livebot.console.widgets.foot import Said
from livebot.console.widgets.offences import Offences, name_of
from livebot.safe import cut, pasteable
from livebot.views import OffenceView, Status
from livebot.wording import Words

STEPS = ("warn", "mute short", "mute long", "remove")
FRAME_ROWS = 9
"""The box's border, and what stays in sight above and below it: alerts, what became of a key."""
LEAST_ROWS = 4
NAME_CELLS = 30

Press = Callable[[AnyCommand, str], object]


class OffencesScreen(Dialog[None]):
    """Follows the room while it is open. ``press`` has a command carried out and then says a text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "act", show=False),
        *(Binding(str(number), f"act('{step}')", show=False) for number, step in enumerate(STEPS, 1)),
        Binding("d", "dismiss_offence", show=False),
        Binding("p", "permit", show=False),
        Binding("c", "copy_name", show=False),
        Binding("m", "leave", show=False),
        *(Binding(key, f"app.{action}", show=False) for key, action in (("u", "undo"), ("t", "say"), ("r", "pause"))),
    ]

    def __init__(self, words: Words, status: Status, press: Press, said: Said) -> None:
        super().__init__(words)
        self._status = status
        self._press = press
        self._said = said
        self._box = Vertical(id="offences-box", classes="box wide")
        self._rows = Offences(words)
        self._keys = Static(classes="hint", markup=False)

    def compose(self) -> ComposeResult:
        with self._box:
            yield self._rows
            yield self._keys

    def on_mount(self) -> None:
        self._rows.focus()
        self.follow(self._status)

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self.follow, self._status)

    def follow(self, status: Status) -> None:
        """Show the offences as they are now."""
        self._status = status
        words, rows = self.words, self._rows
        title = [words("offences.title")]
        if waiting := len(waiting_offences(status)):
            title.append(words("offences.waiting", n=waiting))
        self._box.border_title = " · ".join(title)
        self._box.border_subtitle = words(f"offences.mode.{status.moderation_mode}")
        rows.is_off = status.moderation_mode == "off"
        rows.chat_mode, rows.now_ms = status.chat_mode, status.at_ms
        rows.show_items(status.offences)
        foot = key_lines(self._key_hints(), inner_width(self.size.width))
        wanted = rows.virtual_size.height if status.offences else 2
        rows.styles.height = max(min(wanted, self.size.height - FRAME_ROWS - len(foot)), LEAST_ROWS)
        self._keys.update(Content("\n").join(foot))

    def _key_hints(self) -> list[tuple[str, str]]:
        words = self.words
        entries: list[tuple[str, str]] = []
        if self._status.offences:
            steps = [(str(number), words(f"step.{step}")) for number, step in enumerate(STEPS, 1)]
            names = ("d", "no_offence"), ("p", "permit"), ("c", "copy_name"), ("u", "undo")
            entries = [("Enter", words("key.act")), *steps, *((key, words(f"key.{name}")) for key, name in names)]
        return [*entries, ("Esc", words("key.back"))]

    # --- keys ---

    @property
    def _offence(self) -> OffenceView | None:
        offence = self._rows.cursor_item
        if offence is None:
            self._said.say(self.words("said.no_offence"), ok=False)
        return offence

    def action_act(self, step: str = "") -> None:
        """Do what is suggested, or another step; where that is only advice, it was done by hand."""
        if (offence := self._offence) is None:
            return
        step = step or offence.step
        mode = self._status.chat_mode
        if mode == "auto":
            said = self.words("said.act", step=self.words(f"step.{step}"), n=offence.n)
        elif mode == "assist" and step == "warn":
            said = self.words("said.offer_warning")
        else:
            said = self.words("said.by_hand", n=offence.n)
        self._press(ActOnOffence(n=offence.n, step=step), said)

    def action_dismiss_offence(self) -> None:
        if (offence := self._offence) is not None:
            is_waiting = offence.state in WAITING
            said = self.words("said.offence_dismissed" if is_waiting else "said.undo", n=offence.n)
            self._press(DismissOffence(n=offence.n), said)

    def action_permit(self) -> None:
        if (offence := self._offence) is None:
            return
        if len(offence.viewers) > 1:
            self._said.say(self.words("said.of_one"), ok=False)
            return
        viewer = offence.viewers[0]
        said = self.words("said.permit", name=cut(name_of(viewer), NAME_CELLS))
        self._press(PermitLink(viewer=viewer.viewer_id), said)

    def action_copy_name(self) -> None:
        """Send the viewer's name to the clipboard, to be looked up in TikTok; of a raid the names of all."""
        if (offence := self._offence) is not None:
            names = " ".join(pasteable(viewer.handle or viewer.name) for viewer in offence.viewers)
            self.app.copy_to_clipboard(names)
            self._said.say(self.words("said.name_copied", name=cut(names, NAME_CELLS)))
