"""What viewers may not write: the offences that wait, and a key for each thing to do about them.

A key does what is on the screen: its command names the step that was shown, whatever is suggested by then.
"""

from typing import ClassVar

from textual.binding import Binding, BindingType

from livebot.commands import ActOnOffence, DismissOffence, PermitLink
from livebot.console.alerts import WAITING, waiting_offences
from livebot.console.keys import COPY, POSTING, SAFETY, UNDO
from livebot.console.operator import Operator
from livebot.console.screens.following import ListScreen
from livebot.console.widgets.offences import Offences, name_of
from livebot.safe import cut, pasteable
from livebot.views import Status
from livebot.views.lines import LineView
from livebot.views.moderation import OffenceView
from livebot.wording import Words

DONE = ("acting", "done")
"""States that can be taken back."""
STEPS = ("warn", "mute short", "mute long", "remove")
NAME_CELLS = 30

ORIGIN = "moderation:"
"""Of a warning in the outbox; after it stands the number of the offence."""


class OffencesScreen(ListScreen[Offences]):
    least_rows = 4
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "act", show=False),
        *(Binding(str(number), f"act('{step}')", show=False) for number, step in enumerate(STEPS, 1)),
        Binding("d", "dismiss_offence", show=False),
        Binding("p", "permit", show=False),
        Binding("c", "copy", show=False),
        Binding("m", "leave", show=False),
        *(Binding(key.keys, f"app.{key.action}", show=False) for key in (UNDO, *POSTING, *SAFETY) if key is not COPY),
    ]

    def __init__(self, words: Words, status: Status, now_ms: int, operator: Operator) -> None:
        super().__init__(words, status, now_ms, operator, Offences(words), box="offences-box")

    def show_room(self) -> None:
        words, rows, status = self.words, self._rows, self._status
        title = [words("offences.title")]
        if waiting := len(waiting_offences(status)):
            title.append(words("offences.waiting", n=waiting))
        self._box.border_title = " · ".join(title)
        self._box.border_subtitle = words(f"offences.mode.{status.moderation_mode}")
        rows.is_off = status.moderation_mode == "off"
        rows.chat_mode, rows.now_ms = status.chat_mode, self._now_ms
        rows.warnings = {
            int(line.origin.removeprefix(ORIGIN)): line
            for line in status.outbox
            if line.state == "offered" and line.origin.startswith(ORIGIN)
        }
        rows.show_items(status.offences)
        self._fit()

    def key_hints(self) -> list[tuple[str, str]]:
        names: list[tuple[str, str]] = []
        if (offence := self._rows.cursor_item) is not None:
            warning = self._warning_to(offence)
            if offence.state in WAITING:
                is_advice = offence.state == "advice" and not self._rows.can_offer(offence.step)
                names.append(("Enter", "key.posted" if warning else "key.did_it" if is_advice else "key.act"))
                names += [(str(number), f"step.{step}") for number, step in enumerate(STEPS, 1)]
                names.append(("d", "key.no_offence"))
            elif offence.state in DONE:
                names.append(("d", "key.withdraw"))
            if len(offence.viewers) == 1:
                names.append(("p", "key.permit"))
            names += [("c", "key.copy_warning" if warning else "key.copy_name"), ("u", "key.undo")]
        return names

    # --- keys ---

    @property
    def _offence(self) -> OffenceView | None:
        offence = self._rows.cursor_item
        if offence is None:
            self._operator.said.say(self.words("said.no_offence"), ok=False)
        return offence

    def _warning_to(self, offence: OffenceView) -> LineView | None:
        """Return the warning that is ready to be copied, if that is what an offence waits for."""
        return self._rows.warnings.get(offence.n) if offence.state in WAITING else None

    def action_act(self, step: str = "") -> None:
        """Do what is suggested, or another step; where that is only advice, it was done by hand."""
        if (offence := self._offence) is None:
            return
        step = step or offence.step
        if self._status.chat_mode == "auto":
            said = self.words("said.act", step=self.words(f"step.{step}"), n=offence.n)
        elif not self._rows.can_offer(step):
            said = self.words("said.by_hand", n=offence.n)
        elif self._warning_to(offence) is not None:
            said = self.words("said.warned", n=offence.n)
        else:
            said = self.words("offences.warning_ready")
        self._operator.press(ActOnOffence(n=offence.n, step=step), said)

    def action_dismiss_offence(self) -> None:
        if (offence := self._offence) is not None:
            is_waiting = offence.state in WAITING
            said = self.words("said.offence_dismissed" if is_waiting else "said.undo", n=offence.n)
            self._operator.press(DismissOffence(n=offence.n), said)

    def action_permit(self) -> None:
        if (offence := self._offence) is None:
            return
        if len(offence.viewers) > 1:
            self._operator.said.say(self.words("said.of_one"), ok=False)
            return
        viewer = offence.viewers[0]
        said = self.words("said.permit", name=cut(name_of(viewer), NAME_CELLS))
        self._operator.press(PermitLink(viewer=viewer.viewer_id), said)

    def action_copy(self) -> None:
        """Send the warning to the clipboard; without one the viewer's name, to be looked up in TikTok, or a raid's."""
        if (offence := self._offence) is None:
            return
        if (warning := self._warning_to(offence)) is not None:
            self._operator.copy_line(warning)
            return
        names = " ".join(pasteable(viewer.handle or viewer.name) for viewer in offence.viewers)
        self.app.copy_to_clipboard(names)
        self._operator.said.say(self.words("said.name_copied", name=cut(names, NAME_CELLS)))
