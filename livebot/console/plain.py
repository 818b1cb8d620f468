"""The console as lines, for a log or a screen reader: what is new from one status to the next."""

from collections.abc import Iterator

from livebot.console.alerts import WAITING, AlertLine, alert_lines
from livebot.console.widgets.bars import clock
from livebot.console.widgets.offences import name_of
from livebot.console.widgets.queue import CLOSED, main_text
from livebot.safe import cut
from livebot.views import Status
from livebot.views.moderation import OffenceView
from livebot.views.questions import QuestionView
from livebot.wording import Words

TEXT_CELLS = 400
BY_HAND = "hand"
"""``OffenceView.rule`` of what an operator did without an offence."""
TOLD_ITSELF = {"question", "offence", "raid"}
"""Notices whose news stands in the own line of a question or an offence."""


class PlainLines:
    """Turns statuses into lines; the first status gives the room as it is, later ones what happened since."""

    def __init__(self, language: str = "") -> None:
        self.words = Words(language)
        self._has_language = bool(language)
        self._questions: dict[int, QuestionView] = {}
        self._newest_card: int | None = None
        self._offences: dict[int, OffenceView] = {}
        self._newest_offence: int | None = None
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
                if notice.n > self._last_notice and notice.kind not in TOLD_ITSELF
            ]
        self._last_notice = max((notice.n for notice in status.notices), default=max(self._last_notice, 0))
        lines += [f"{stamp} {text}" for text in self._of_questions(status)]
        lines += [f"{stamp} {text}" for text in self._of_offences(status)]
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
        newest = self._newest_card
        self._newest_card = max((newest or 0, *self._questions))
        for card in sorted(status.questions, key=lambda card: card.id):
            old = before.get(card.id)
            is_news = card.state not in CLOSED or (newest is not None and card.id > newest)
            if old is not None:
                yield from self._of_translation(card, old)
                yield from self._of_state(card, old.state)
            elif is_news:
                name = cut(card.askers[0].name or card.askers[0].handle, 24) if card.askers else ""
                text = cut(card.original, TEXT_CELLS)
                yield self.words("plain.question", n=card.id, language=cut(card.language, 8), name=name, text=text)
                yield from self._of_translation(card)
                yield from self._of_state(card, "new")

    def _of_translation(self, card: QuestionView, old: QuestionView | None = None) -> Iterator[str]:
        if old is not None and (old.translation, old.translation_state) == (card.translation, card.translation_state):
            return
        if card.translation:
            yield self.words("plain.translation", n=card.id, text=cut(main_text(card), TEXT_CELLS))
        elif card.translation_state == "failed":
            yield self.words("plain.translation", n=card.id, text=self.words("card.failed"))

    def _of_state(self, card: QuestionView, before: str) -> Iterator[str]:
        """Tell what became of a card and by whom; that a console opened it is no news, nor what a notice tells."""
        if card.state in (before, "claimed"):
            return
        if card.state != "new":
            yield self.words(f"plain.{card.state}", n=card.id, by=self.words.by(card.answered_by))
        elif before == "handed":
            yield self.words("plain.again", n=card.id)

    def _of_offences(self, status: Status) -> Iterator[str]:
        """Tell of offences and what is suggested; what is done about them has its notices."""
        before, self._offences = self._offences, {offence.n: offence for offence in status.offences}
        newest = self._newest_offence
        self._newest_offence = max((newest or 0, *self._offences))
        for offence in sorted(status.offences, key=lambda offence: offence.n):
            old = before.get(offence.n)
            is_news = offence.state in WAITING or (newest is not None and offence.n > newest)
            if old is None and is_news and offence.state != "dry" and offence.rule != BY_HAND:
                yield self._of_offence(offence)
            if old is None and not is_news:
                continue
            if (old.state if old else "", old.step if old else "") != (offence.state, offence.step):
                if offence.state in ("suggested", "advice"):
                    step = self.words(f"step.{offence.step}")
                    yield self.words(f"plain.{offence.state}", n=offence.n, step=step)
                elif offence.state == "dismissed":
                    yield self.words("plain.offence_dismissed", n=offence.n)

    def _of_offence(self, offence: OffenceView) -> str:
        names = cut(name_of(offence.viewers[0]), 24)
        if len(offence.viewers) > 1:
            names = self.words("offences.viewers", n=len(offence.viewers))
        why = self.words.why(offence.why.kind, offence.why.data)
        return self.words("plain.offence", n=offence.n, name=names, why=why, text=cut(offence.text, TEXT_CELLS))

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
