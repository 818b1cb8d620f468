"""What is known of a comment before the engine sees it: the language tools' reading, the viewer's profile.

Both may answer differently another day, so they are asked once and journaled with the event.
"""

from collections.abc import Sequence

import msgspec
import structlog

from livebot.events import AnyEvent, Commented, Joined
from livebot.ports import Journal, Reader
from livebot.viewers import Profile, Reading

PROFILES_KEPT = 50_000

log = structlog.get_logger(__name__)


class Knowledge:
    """Of one session; profiles are looked up once and kept."""

    def __init__(self, reader: Reader, journal: Journal, room: str, session_id: str) -> None:
        self._reader = reader
        self._journal = journal
        self._room = room
        self._session_id = session_id
        self._profiles: dict[str, Profile] = {}

    def strangers(self, events: Sequence[AnyEvent]) -> set[str]:
        """Return the ids of viewers that must be looked up before ``attach``."""
        if len(self._profiles) > PROFILES_KEPT:
            self._profiles.clear()
        return {event.viewer.id for event in events if isinstance(event, Commented | Joined)} - self._profiles.keys()

    def look_up(self, viewer_ids: set[str]) -> None:
        """Ask the journal for viewers' profiles; blocks. Raises JournalError."""
        for viewer_id in viewer_ids:
            profile = self._journal.profile(self._room, viewer_id, except_session=self._session_id)
            self._profiles[viewer_id] = profile

    def attach(self, event: AnyEvent) -> AnyEvent:
        """Return the event with what is known added."""
        if isinstance(event, Commented):
            return msgspec.structs.replace(event, reading=self._read(event), profile=self._profiles[event.viewer.id])
        if isinstance(event, Joined):
            return msgspec.structs.replace(event, profile=self._profiles[event.viewer.id])
        return event

    def _read(self, comment: Commented) -> Reading:
        try:
            return self._reader.read(comment.text, comment.hint)
        except Exception as error:
            # Readers promise not to raise; a vote is worth more than that promise.
            log.error("a comment could not be read", exc_info=error)
            return Reading()
