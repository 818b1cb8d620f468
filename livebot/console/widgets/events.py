"""The list of what happened, newest first."""

from collections.abc import Sequence

from textual.content import Content

from livebot.console.widgets.bars import clock
from livebot.console.widgets.rows import Rows
from livebot.safe import cut
from livebot.views import NoticeView
from livebot.wording import Words

STYLES = {
    "poll_closed": "bold $success",
    "code_burst": "bold $success",
    "gift": "$accent",
    "line_sent": "$success",
    "line_offered": "$primary",
    "line_failed": "bold $error",
    "line_maybe": "bold $warning",
    "line_expired": "$warning",
    "line_blocked": "bold $error",
    "offence": "$warning",
    "raid": "bold $warning",
    "moderation_failed": "bold $error",
    "answer_lost": "bold $error",
    "reply_untranslated": "$warning",
    "product_shown": "$accent",
    "connected": "$success",
    "disconnected": "bold $error",
    "gap": "bold $error",
    "rules_refused": "bold $error",
    "panic": "bold $error",
    "paused": "$warning",
    "code_hit": "$foreground-muted",
}
IN_THE_QUEUE = ("question",)
"""Told by the queue already."""


class Events(Rows[NoticeView]):
    def __init__(self, words: Words) -> None:
        super().__init__(id="events")
        self.words = words

    def show(self, notices: Sequence[NoticeView], words: Words) -> None:
        newest_first = [notice for notice in reversed(notices) if notice.kind not in IN_THE_QUEUE]
        if words is not self.words or newest_first != self.items or not self.border_title:
            self.words = words
            self.border_title = words("panel.events")
            self.show_items(newest_first)

    def key_of(self, item: NoticeView) -> int:
        return item.n

    def heir_of(self, cursor: int, items: Sequence[NoticeView]) -> int:
        return 0

    def _has_left(self, before: int | None, item: NoticeView) -> bool:
        """The newest stays in sight unless somebody is browsing."""
        return not self.has_focus

    def height_of(self, item: NoticeView, width: int) -> int:
        return 1

    def draw(self, item: NoticeView, width: int, *, is_cursor: bool) -> list[Content]:
        text = cut(self.words.notice(item.kind, item.data), width - 10)
        return [
            Content.assemble(
                (f" {clock(item.at_ms)} ", "$foreground-muted"), (text, STYLES.get(item.kind, "$foreground"))
            )
        ]
