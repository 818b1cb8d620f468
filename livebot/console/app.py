"""The console: shows what the daemon says of the room and passes on what the operator presses.

It holds no state of the room: every view comes from the daemon, every key becomes a command.
"""

import unicodedata
from contextlib import aclosing
from typing import ClassVar, Protocol

import msgspec
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key, Resize
from textual.theme import Theme
from textual.widget import Widget

from livebot.commands import ReleaseQuestion
from livebot.console.alerts import alert_lines, failed_alert, worst_first
from livebot.console.daemon import Daemon
from livebot.console.keys import GROUPS, GUARD, PANES
from livebot.console.operator import Operator
from livebot.console.screens.card import CardScreen
from livebot.console.screens.confirm import Confirm
from livebot.console.screens.dialog import Dialog
from livebot.console.screens.engines import EnginesScreen
from livebot.console.screens.figures import FiguresScreen
from livebot.console.screens.following import Following
from livebot.console.screens.help import HelpScreen
from livebot.console.screens.links import LinksScreen
from livebot.console.screens.offences import OffencesScreen
from livebot.console.screens.runsheet import RunsheetScreen
from livebot.console.widgets.bars import AlertBar, TopBar
from livebot.console.widgets.events import Events
from livebot.console.widgets.foot import KeyBar
from livebot.console.widgets.guard import GuardBar, hostile_pk
from livebot.console.widgets.now import NowBar
from livebot.console.widgets.queue import OPEN, pinned_card
from livebot.console.widgets.room import RoomPanel
from livebot.ports import Clock
from livebot.safe import pasteable
from livebot.views import Status
from livebot.web.client import ControlError
from livebot.wording import Words

THEME = Theme(
    name="livebot",
    primary="#5cc8ff",
    secondary="#d39bff",
    accent="#8aadf4",
    success="#7ee787",
    warning="#ffb454",
    error="#ff6b6b",
    foreground="#f0f3f6",
    background="#0b0f14",
    surface="#10161d",
    panel="#1c2530",
)
SIGNS = {"!": "exclamation_mark", "?": "question_mark", "+": "plus", "-": "minus"}
"""Textual's names of them."""
PANE_IDS = ("queue", "room", "outbox", "events")


class OwnDaemon(Protocol):
    """A daemon that stops when this console is left."""

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""


class ConsoleApp(Operator):
    """``language`` is ``en`` or ``zh``; empty takes the host's. With ``own``, leaving asks first."""

    TITLE = "livebot"
    CSS_PATH = "console.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-narrow"),
        (110, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key.keys, key.action, show=False) for group in (*GROUPS, GUARD) for key in group if key is not PANES),
        *(Binding(str(number), f"pane('{name}')", show=False) for number, name in enumerate(PANE_IDS, 1)),
        Binding("tab", "next_pane(1)", show=False, priority=True),
        Binding("shift+tab", "next_pane(-1)", show=False, priority=True),
        Binding("f12", "panic", show=False, priority=True),
        Binding("ctrl+q", "quit", show=False, priority=True),
        Binding("ctrl+c", "copy_or_quit", show=False, priority=True),
    ]

    def __init__(
        self,
        daemon: Daemon,
        clock: Clock,
        *,
        language: str = "",
        own: OwnDaemon | None = None,
        is_rehearsal: bool = False,
    ) -> None:
        super().__init__(daemon, Words(language))
        self.register_theme(THEME)
        self.theme = THEME.name
        self._clock = clock
        self._has_language = bool(language)
        self._own = own
        self._is_rehearsal = is_rehearsal
        self._leave_question: Confirm | None = None
        self._ahead_ms = 0
        self._trouble = ""
        self._rung: set[str] = set()
        self._top = TopBar(id="top")
        self._alerts = AlertBar(id="alerts")
        self._guard = GuardBar(id="guard")
        self._now = NowBar(id="now")
        self._room = RoomPanel()
        self._events = Events(self.words)
        self._keys = KeyBar(id="keys")

    def compose(self) -> ComposeResult:
        yield from (self._top, self._alerts, self._guard, self.post, self._now)
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield from (self._room, self.outbox, self._events)
            yield self.queue
        yield from (self.said, self._keys)

    def on_mount(self) -> None:
        self.action_pane("queue")
        self.set_interval(1, self.show)
        self._follow()

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self.show)

    def on_key(self, event: Key) -> None:
        """Rescue keys that no binding knows.

        Letters typed before a dialog was quite open belong into its input; ``！`` and the like, typed through a Chinese
        input method, are what is printed on the key.
        """
        if event.character is None:
            return
        if isinstance(self.screen, Dialog) and self.screen.typing is not None:
            if event.is_printable:
                event.prevent_default()
                self.screen.typing.insert_text_at_cursor(event.character)
            return
        plain = unicodedata.normalize("NFKC", event.character)
        if plain != event.character and len(plain) == 1 and plain.isascii():
            event.prevent_default()
            self.simulate_key(SIGNS.get(plain, plain))

    # --- what the daemon says ---

    @property
    def now_ms(self) -> int:
        """The daemon's time, as far as we know it."""
        return self._clock.now_ms() + self._ahead_ms

    @work(exclusive=True, exit_on_error=True)
    async def _follow(self) -> None:
        try:
            async with aclosing(self.daemon.live(self._on_trouble)) as views:
                async for view in views:
                    self._receive(msgspec.convert(view, Status))
        except ControlError as error:
            self.exit(return_code=1, message=str(error))
        except msgspec.ValidationError:
            self.exit(return_code=1, message=Words("en")("trouble.other_version"))

    def _receive(self, status: Status) -> None:
        was_lost = self.status is not None and bool(self._trouble)
        self.status = status
        self._trouble = ""
        self._ahead_ms = status.at_ms - self._clock.now_ms()
        if was_lost:
            self.settle_claims(status)
        if not self._has_language:
            self._has_language = True
            self.words = Words(status.host_language)
        self.show()

    def _on_trouble(self, trouble: ControlError) -> None:
        self._trouble = "ended" if self._has_ended else trouble.kind
        self.show()

    @property
    def _has_ended(self) -> bool:
        return self._own is not None and self._own.exit_code is not None

    def show(self) -> None:
        """Bring every panel up to date with the status and the time."""
        status, words, now_ms = self.status, self.words, self.now_ms
        alerts = alert_lines(status, words, now_ms, self._trouble, self.daemon.url)
        alerts += failed_alert(status, words, now_ms) if status is not None else []
        self._alerts.show(worst_first(alerts), words)
        urgent = {line.key for line in alerts if line.level in ("panic", "bad")}
        if (hostile := hostile_pk(status)) is not None:
            urgent.add(f"pk:{hostile.id}")
        self._ring(urgent)
        is_held = status is not None and (status.paused or status.panicked)
        self._keys.show(words, is_held=is_held)
        self._show_tabs()
        if status is None:
            return
        self._top.show(status, words, now_ms, is_old=bool(self._trouble))
        self.post.show(status.outbox, words, now_ms)
        self._guard.show(status, words, now_ms)
        self._now.show(status, words, now_ms)
        self._room.show(status, words, now_ms)
        self.outbox.show(status.outbox, words)
        self._events.show(status.notices, words)
        self.queue.show(status.questions, words, now_ms, pinned=pinned_card(status))
        for screen in self.screen_stack:
            screen.set_class(status.panicked, "-panic")
            if isinstance(screen, Following):
                screen.follow(status, now_ms)
            elif isinstance(screen, CardScreen | EnginesScreen):
                screen.follow(status)

    def _show_tabs(self) -> None:
        """In a narrow window, name the other panels on the edge of the one that is shown."""
        names = [f"{number} {self.words(f'panel.{pane}')}" for number, pane in enumerate(PANE_IDS, 1)]
        tabs = " · ".join(names) if self.screen_stack[0].has_class("-narrow") else None
        for panel in (self.queue, self._room, self.outbox, self._events):
            if panel.border_subtitle != tabs:
                panel.border_subtitle = tabs

    def _ring(self, keys: set[str]) -> None:
        if keys - self._rung:
            self.bell()
        self._rung = keys

    # --- the console itself ---

    def action_language(self) -> None:
        self.words = Words("en" if self.words.language == "zh" else "zh")
        self._has_language = True
        self.show()

    def action_help(self) -> None:
        self.push_screen(HelpScreen(self.words))

    def action_engines(self) -> None:
        if self.status is not None:
            self.push_screen(EnginesScreen(self.words, self.status))

    def action_moderation(self) -> None:
        if self.status is not None:
            self.push_screen(OffencesScreen(self.words, self.status, self.now_ms, self))

    def action_runsheet(self) -> None:
        if self.status is not None:
            self.push_screen(RunsheetScreen(self.words, self.status, self.now_ms, self))

    def action_figures(self) -> None:
        if self.status is not None:
            self.push_screen(FiguresScreen(self.words, self.status, self.now_ms))

    @work
    async def action_links(self) -> None:
        """Show where the overlays and the moderator's page are."""
        try:
            desk, overlays = await self.daemon.desk(), await self.daemon.overlay_links()
            self.push_screen(LinksScreen(self.words, desk, overlays, is_rehearsal=self._is_rehearsal))
        except ControlError as error:
            self.said.say(self._why_not(error), ok=False)

    def action_handed(self) -> None:
        """Show only the questions that are handed over, or all of them again."""
        self.queue.only_handed = not self.queue.only_handed
        self.action_pane("queue")

    def action_pane(self, name: str) -> None:
        """Go to a panel; a narrow window shows only that one."""
        main = self.screen_stack[0]
        for pane in PANE_IDS:
            main.set_class(pane == name, f"-pane-{pane}")
        main.query_one(f"#{name}", Widget).focus()
        self.call_after_refresh(self.show)

    def action_next_pane(self, by: int) -> None:
        if len(self.screen_stack) == 1:
            now = next(index for index, pane in enumerate(PANE_IDS) if self.screen.has_class(f"-pane-{pane}"))
            self.action_pane(PANE_IDS[(now + by) % len(PANE_IDS)])

    async def action_quit(self) -> None:
        if self._own is None or self._has_ended:
            self._leave()
        elif self._leave_question is not None and self.screen is self._leave_question:
            self._leave_question.action_accept()  # asked for twice is meant
        else:
            self._leave_question = self._ask(self.words("ask.quit"), self._leave)

    async def action_copy_or_quit(self) -> None:
        """Copy what the mouse has selected, as Ctrl+C does elsewhere; leave if that is nothing."""
        selected = self.screen.get_selected_text()
        if selected:
            self.copy_to_clipboard(pasteable(selected))
            self.screen.clear_selection()
            self.said.say(self.words("said.selection"))
        else:
            await self.action_quit()

    @work
    async def _leave(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, CardScreen) and screen.card.state in OPEN:
                await self.carry_out(ReleaseQuestion(n=screen.card.id))
        self.exit()
