"""A list that draws only what is on the screen, and keeps the cursor on its row while others come and go."""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from itertools import accumulate
from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

T = TypeVar("T")


class Rows(ScrollView, Generic[T], can_focus=True):
    """Subclasses say what a row is: ``key_of``, ``height_of`` and ``draw``; they show items with ``show_items``."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-5)", show=False),
        Binding("pagedown", "move(5)", show=False),
        Binding("home", "move(-1000000)", show=False),
        Binding("end", "move(1000000)", show=False),
    ]

    class Opened(Message):
        """A row was double-clicked."""

    class Moved(Message):
        """The cursor was moved."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.items: Sequence[T] = ()
        self._cursor: Hashable = None
        self._tops: list[int] = [0]
        self._width = 1
        self._drawn: dict[int, list[Strip]] = {}

    # --- what a subclass says ---

    def key_of(self, item: T) -> Hashable:
        raise NotImplementedError

    def height_of(self, item: T, width: int) -> int:
        raise NotImplementedError

    def draw(self, item: T, width: int, *, is_cursor: bool) -> list[Content]:
        """Return the lines, each at most ``width`` cells; what is missing to ``height_of`` stays blank."""
        raise NotImplementedError

    def draw_empty(self, width: int) -> list[Content]:
        """Return the lines to show while there are no items."""
        return []

    def heir_of(self, cursor: int, items: Sequence[T]) -> int:
        """Return which of the new ``items`` gets the cursor if the row under it, number ``cursor``, has gone."""
        return min(cursor, len(items) - 1)

    # --- items and cursor ---

    @property
    def cursor_index(self) -> int | None:
        return self._index_of(self._cursor, self.items)

    @property
    def cursor_item(self) -> T | None:
        index = self.cursor_index
        return None if index is None else self.items[index]

    def show_items(self, items: Sequence[T]) -> None:
        """Show these items; the row under the cursor stays where it is on the screen, or at least in sight."""
        before = self.cursor_index
        scroll_y = self.scroll_offset.y
        screen_y = self._tops[before] - scroll_y if before is not None else 0
        after = self._index_of(self._cursor, items)
        if after is None or self._has_left(before, items[after]):
            after = self.heir_of(before or 0, items) if items else None
        self.items = items
        self._cursor = self.key_of(items[after]) if after is not None else None
        self._measure()
        if before is not None and after is not None:
            self._keep_in_sight(after, self._tops[after] - screen_y if scroll_y else 0)
        self.redraw()

    def _has_left(self, before: int | None, item: T) -> bool:
        """Whether the row under the cursor, still in the list, has changed into one the cursor does not follow."""
        return False

    def redraw(self) -> None:
        """Draw what is on the screen again: time has passed."""
        self._drawn.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn.clear()

    def move_to(self, index: int) -> None:
        if not self.items:
            return
        index = max(0, min(index, len(self.items) - 1))
        self._cursor = self.key_of(self.items[index])
        self._keep_in_sight(index, self.scroll_offset.y)
        self.redraw()
        self.post_message(self.Moved())

    def _keep_in_sight(self, index: int, scroll_y: int) -> None:
        """Scroll to ``scroll_y``, or as near to it as lets the whole row be seen."""
        top, bottom = self._tops[index], self._tops[index + 1]
        scroll_y = min(max(scroll_y, bottom - self.scrollable_content_region.height), top)
        if scroll_y != self.scroll_offset.y:
            self.scroll_to(y=scroll_y, animate=False, force=True)

    def action_move(self, by: int) -> None:
        self.move_to((self.cursor_index or 0) + by)

    def on_click(self, event: Click) -> None:
        y = event.y + self.scroll_offset.y
        if y < self._tops[-1]:
            self.move_to(bisect_right(self._tops, y) - 1)
            if event.chain == 2:
                self.post_message(self.Opened())

    def _index_of(self, key: Hashable, items: Sequence[T]) -> int | None:
        if key is None:
            return None
        return next((index for index, item in enumerate(items) if self.key_of(item) == key), None)

    # --- drawing ---

    def _measure(self) -> None:
        self._width = width = max(self.scrollable_content_region.width, 1)
        self._tops = list(accumulate((self.height_of(item, width) for item in self.items), initial=0))
        self._drawn.clear()
        self.virtual_size = Size(width, self._tops[-1])

    def on_resize(self, _: Resize) -> None:
        self._measure()
        if (index := self.cursor_index) is not None:
            self.move_to(index)
        self.redraw()

    def render_line(self, y: int) -> Strip:
        line = y + self.scroll_offset.y
        width = self._width
        if not self.items:
            lines = self.draw_empty(width)
            return self._strip(lines[y], width) if y < len(lines) else self._blank(width)
        if line >= self._tops[-1]:
            return self._blank(width)
        index = bisect_right(self._tops, line) - 1
        if index not in self._drawn:
            is_cursor = index == self.cursor_index
            contents = self.draw(self.items[index], width, is_cursor=is_cursor)
            self._drawn[index] = [self._strip(content, width, is_cursor=is_cursor) for content in contents]
        drawn, within = self._drawn[index], line - self._tops[index]
        return drawn[within] if within < len(drawn) else self._blank(width)

    def _strip(self, content: Content, width: int, *, is_cursor: bool = False) -> Strip:
        style = self.get_visual_style("rows--cursor") if is_cursor else self.visual_style
        strips = Visual.to_strips(self, content, width, 1, style, apply_selection=False)
        return strips[0].adjust_cell_length(width, style.rich_style)

    def _blank(self, width: int) -> Strip:
        return Strip.blank(width, self.visual_style.rich_style)
