"""The session before the rehearsal's, in which the regulars used the code: what makes them regulars."""

from collections.abc import Sequence
from pathlib import Path

from livebot.events import Commented, SessionClosed
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import Step
from livebot.rehearsal.audience import Guest
from livebot.rules.config import load_config
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.runtime.reload import read_rules_event
from livebot.runtime.session import Sessions
from livebot.viewers import Reading

DAY_MS = 86_400_000


def record_yesterday(config_path: Path, regulars: Sequence[Guest], text: str, now_ms: int) -> None:
    """Put a session of the day before into the journal, in which each of the regulars wrote ``text``."""
    config = load_config(config_path, {})
    at_ms = now_ms - DAY_MS
    config.data_path.mkdir(parents=True, exist_ok=True)
    journal = SqliteJournal(config.data_path / JOURNAL_NAME)
    try:
        session = Sessions(journal, config.room, read_rules_event(config, at_ms)).open(at_ms)
        comments = (
            Commented(
                at_ms=at_ms + n,
                msg_id=str(n + 1),
                viewer=guest.viewer,
                text=text,
                written_at_ms=at_ms + n,
                reading=Reading(scores={guest.language: 1.0}),
            )
            for n, guest in enumerate(regulars)
        )
        events = (*session.first_events, *comments, SessionClosed(at_ms=at_ms + 3_600_000))
        journal.commit(session.id, 0, [Step(event, session.room.step(event)) for event in events])
    finally:
        journal.close()
