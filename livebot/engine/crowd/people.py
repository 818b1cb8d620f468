"""Who is in the room, and which languages they write.

A comment's language is what the detector said, corrected by what this viewer usually writes and, less, by what the
room does; ``und`` rather than a guess. The room's languages are those of its comments in the last ten minutes.
"""

from collections.abc import Iterator, Mapping
from itertools import takewhile

import msgspec

from livebot.events import Commented
from livebot.viewers import Profile, Reading

UNKNOWN = "und"
SURE = 0.5
"""A score from here on is believed by itself."""
HABIT = 0.35
"""What is added to the score of a language the viewer usually writes."""
CUSTOM = 0.2
"""What is added to the score of a language that everybody in the room writes; less for one that some do."""
CUSTOM_COMMENTS = 10
"""So many comments make a custom."""
WINDOW_MINUTES = 10


class Person(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What this session knows of a viewer."""

    comments: int = 0
    last_at_ms: int = 0
    languages: dict[str, int] = {}
    is_gifter: bool = False
    handle: str = ""
    name: str = ""
    is_moderator: bool = False

    @property
    def language(self) -> str:
        """The language they write most, or empty."""
        return max(self.languages, key=lambda tag: (self.languages[tag], tag), default="")


class Minute(msgspec.Struct, kw_only=True):
    minute: int
    languages: dict[str, int]


class People(msgspec.Struct, kw_only=True):
    persons: dict[str, Person] = {}
    """By viewer id, who wrote last at the end."""
    minutes: list[Minute] = []
    """Comments by language, a minute each, oldest first."""
    recent: dict[str, int] = {}
    """Their sum."""


def language_of(reading: Reading, usual: str, room: Mapping[str, int]) -> str:
    """Return the language of a text, or ``und``.

    ``usual`` is what its writer usually writes, or empty; ``room`` what everybody wrote lately. Neither makes up for a
    language that the reading does not have.
    """
    comments = max(sum(room.values()), CUSTOM_COMMENTS)
    weighed = {
        tag: score + (HABIT if tag == usual else 0.0) + CUSTOM * room.get(tag, 0) / comments
        for tag, score in reading.scores.items()
    }
    best = max(weighed, key=lambda tag: weighed[tag], default=UNKNOWN)
    return best if weighed.get(best, 0.0) >= SURE else UNKNOWN


def usual_language(people: People, viewer_id: str, profile: Profile) -> str:
    """Return what the viewer wrote most in this session, else in earlier ones, else nothing."""
    person = people.persons.get(viewer_id)
    return (person.language if person else "") or profile.language


def note_comment(people: People, event: Commented, language: str, at_ms: int) -> Person:
    """Count a comment towards its writer and the room's languages."""
    person = people.persons[event.viewer.id] = people.persons.pop(event.viewer.id, Person())
    person.comments += 1
    person.last_at_ms = at_ms
    person.handle, person.name = event.viewer.handle, event.viewer.name
    person.is_moderator = event.viewer.is_moderator
    if language == UNKNOWN:
        return person
    person.languages[language] = person.languages.get(language, 0) + 1
    minute = at_ms // 60_000
    if not people.minutes or people.minutes[-1].minute != minute:
        people.minutes.append(Minute(minute=minute, languages={}))
        while people.minutes[0].minute <= minute - WINDOW_MINUTES:
            _forget(people.recent, people.minutes.pop(0))
    for counts in (people.minutes[-1].languages, people.recent):
        counts[language] = counts.get(language, 0) + 1
    return person


def _forget(counts: dict[str, int], gone: Minute) -> None:
    for language, count in gone.languages.items():
        counts[language] -= count
        if not counts[language]:
            del counts[language]


def writers_since(people: People, since_ms: int) -> Iterator[Person]:
    """Yield everybody who wrote something after that, the last first."""
    return takewhile(lambda person: person.last_at_ms > since_ms, reversed(people.persons.values()))


def find(people: People, called: str) -> str:
    """Return the id of the viewer with that id or handle, of those who wrote in this session; empty if none did."""
    if called in people.persons:
        return called
    handle = called.removeprefix("@").lower()
    newest_first = reversed(people.persons.items())
    return next((viewer_id for viewer_id, person in newest_first if person.handle.lower() == handle), "")


def room_languages(people: People, at_ms: int) -> dict[str, int]:
    """Return the comments of the last ten minutes by language, most written first."""
    counts = dict(people.recent)
    for entry in people.minutes:
        if entry.minute > at_ms // 60_000 - WINDOW_MINUTES:
            break
        _forget(counts, entry)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
