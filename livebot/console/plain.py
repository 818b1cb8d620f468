"""The console as lines, for a log or a screen reader: what is new from one status to the next."""

from collections.abc import Iterator

from livebot.console.alerts import AlertLine, alert_lines
from livebot.console.widgets.bars import clock
from livebot.safe import cut
from livebot.views import QuestionView, Status
from livebot.wording import Words

TEXT_CELLS = 400
SHOWN_AS_QUESTIONS = {"question"}
"""Notices whose news stands in the question's own line."""


class PlainLines:
    """Turns statuses into lines; the first status gives the room as it is, later ones what happened since."""

    def __init__(self, language: str = "") -> None:
        self.words = Words(language)
        self._has_language = bool(language)
        self._questions: dict[int, QuestionView] = {}
        self._last_notice = -1
        self._alerts: dict[str, AlertLine] = {}

    def of_status(self, status: Status) -> list[str]:
        if not self._has_language:
            self._has_language = True
            self.words = Words(status.host_language)
        stamp = clock(status.at_ms)
        lines: list[str] = []
        if self._last_notice < 0:
            lines.append(f"{stamp} {self._greeting(status)}")
        else:
            lines += [
                f"{clock(notice.at_ms)} {self.words.notice(notice.kind, notice.data)}"
                for notice in status.notices
                if notice.n > self._last_notice and notice.kind not in SHOWN_AS_QUESTIONS
            ]
        self._last_notice = max((notice.n for notice in status.notices), default=max(self._last_notice, 0))
        lines += [f"{stamp} {text}" for text in self._of_questions(status)]
        lines += [f"{stamp} {text}" for text in self._of_alerts(status)]
        return lines

    def of_trouble(self, trouble: str, url: str) -> list[str]:
        """Return the line for a lost or failed connection to the daemon (see ``alert_lines``), once for each."""
        return list(self._of_alerts(None, trouble, url))

    def _greeting(self, status: Status) -> str:
        phase = self.words(f"phase.{status.connection.phase}")
        viewers = self.words("top.viewers", n=status.viewers)
        room = cut(status.room.removeprefix("@"), 40)
        return f"@{room} {phase}, {viewers}, {self.words(f'top.chat.{status.chat_mode}')}"

    def _of_questions(self, status: Status) -> Iterator[str]:
        before, self._questions = self._questions, {card.id: card for card in status.questions}
        for card in sorted(status.questions, key=lambda card: card.id):
            old = before.get(card.id)
            if old is None and card.state in ("new", "claimed"):
                name = cut(card.askers[0].name or card.askers[0].handle, 24) if card.askers else ""
                text = cut(card.original, TEXT_CELLS)
                yield self.words("plain.question", n=card.id, language=cut(card.language, 8), name=name, text=text)
            if (old is None and card.state in ("new", "claimed")) or (old and old.translation != card.translation):
                if card.translation:
                    mark = "≈ " if card.translation_state == "gist" else ""
                    text = f"{mark}{cut(card.translation, TEXT_CELLS)}"
                    yield self.words("plain.translation", n=card.id, text=text)
            elif old and old.translation_state != card.translation_state == "failed":
                yield self.words("plain.translation", n=card.id, text=self.words("card.failed"))

    def _of_alerts(self, status: Status | None, trouble: str = "", url: str = "") -> Iterator[str]:
        at_ms = status.at_ms if status is not None else 0
        before = self._alerts
        self._alerts = {line.key: line for line in alert_lines(status, self.words, at_ms, trouble, url)}
        for key, line in self._alerts.items():
            if key not in before:
                yield self.words("plain.alert", text=line.text)
        if status is not None:
            for key, line in before.items():
                if key not in self._alerts:
                    yield line.over
