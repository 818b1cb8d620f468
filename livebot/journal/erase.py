"""Erasing viewers from the journal: one everywhere (``forget``), or everyone of old sessions (``expire``).

What goes: who the viewer was (id, handle, name), what they wrote, its translation, and where our own lines and
notices repeat any of it. The id becomes a made-up one, so that counts stay true. In what *others* wrote, the handle
goes where it stands behind an @, and names from four characters on: a shorter one may be any word. Rules are the
owner's own words and stay.

A touched session is marked: its decisions cannot be recomputed exactly any more.

Points outlive their session as bare numbers, without the name, for as long as the viewer keeps coming: once nothing
younger than the time to expire is known of a viewer, their points go, and so does the wish not to be shown.
"""

import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import ahocorasick_rs
import msgspec

from livebot.engine.text import NAMELESS, display_name, fold

ERASED = "[erased]"
UNMISTAKABLE = 4
"""From this length on, a name or an id inside a longer text stands for the viewer."""
LASTING = ("points", "hidden")
"""Kinds of memories that stay for as long as the viewer keeps coming."""
ENTRANTS = "giveaway-kept"
"""The kind of memory that names viewers though it is about the room: who takes part in a draw that is not over."""
OWNERS_WORDS = ("SessionOpened", "RulesLoaded", "RulesRefused")

VOCABULARY = ("type", "do", "kind", "action")
"""Fields that hold our own words, whatever a viewer may be called."""
NAMING = ("name", "handle", "data")
"""Fields that, beside a viewer's id, say who that is."""
KEYS = ("id", "effect_id")
"""Fields that must go on fitting together: only a viewer's id is erased inside them."""

Plain = dict[str, Any]


def forget_viewer(db: sqlite3.Connection, viewer: str) -> dict[str, int]:
    """Erase one viewer, given by id or handle (with or without @), from every session. Returns kind to count."""
    ids = _ids_of(db, viewer)
    people = [event["viewer"] for event in _events_of(db, ids)] + [{"id": who_id} for who_id in ids]
    for who_id in ids:
        memories = db.execute("SELECT data FROM memories WHERE viewer_id = ?", (who_id,))
        people += [msgspec.json.decode(data) | {"id": who_id} for (data,) in memories]
    erasure = _Erasure(people, {who_id: f"forgotten-{secrets.token_hex(4)}" for who_id in ids})
    erased: Counter[str] = Counter()
    for session in _sessions_near(db, erasure.words | ids):
        erased += _erase(db, session, erasure)
    for who_id in ids:
        erased["profiles"] += db.execute("DELETE FROM viewers WHERE viewer_id = ?", (who_id,)).rowcount
        db.execute("DELETE FROM viewer_codes WHERE viewer_id = ?", (who_id,))
        db.execute("DELETE FROM memories WHERE viewer_id = ?", (who_id,))
    _erase_entrants(db, erasure.pseudonyms)
    return _counts(erased)


def texts_of(db: sqlite3.Connection, viewer: str) -> set[str]:
    """Return what a viewer, given by id or handle, wrote in all sessions."""
    return {event["text"] for event in _events_of(db, _ids_of(db, viewer)) if event.get("text")}


def expire_sessions(db: sqlite3.Connection, before_ms: int) -> dict[str, int]:
    """Erase every viewer of sessions that ended before then. Returns kind to count.

    One that was never closed (its room is not followed any more) ended with its last event.
    """
    erased: Counter[str] = Counter()
    old = db.execute(
        "SELECT n FROM sessions WHERE NOT expired AND coalesce(closed_at_ms, "
        "(SELECT at_ms FROM events WHERE session = sessions.n ORDER BY seq DESC LIMIT 1)) < ?",
        (before_ms,),
    ).fetchall()
    for (session,) in old:
        records = (record for table in ("events", "effects") for _, record, _ in _rows(db, table, session))
        people = [who for record in records for who in _people_in(record)]
        ids = dict.fromkeys(who["id"] for who in people)
        erased += _erase(db, session, _Erasure(people, {who_id: f"viewer-{n}" for n, who_id in enumerate(ids, 1)}))
        erased["profiles"] += db.execute("DELETE FROM viewers WHERE session = ?", (session,)).rowcount
        db.execute("DELETE FROM viewer_codes WHERE session = ?", (session,))
        db.execute(
            "DELETE FROM memories WHERE session = ? AND viewer_id <> '' AND kind NOT IN (?, ?)", (session, *LASTING)
        )
        db.execute("UPDATE memories SET data = ? WHERE session = ? AND viewer_id <> ''", (b"{}", session))
        db.execute("DELETE FROM memories WHERE session = ? AND kind = ?", (session, ENTRANTS))
        db.execute("UPDATE sessions SET expired = closed_at_ms IS NOT NULL WHERE n = ?", (session,))
    if old:
        db.execute(
            "DELETE FROM memories AS its WHERE viewer_id <> '' AND kind IN (?, ?) AND at_ms < ? "
            "AND NOT EXISTS (SELECT 1 FROM viewers WHERE room = its.room AND viewer_id = its.viewer_id) "
            "AND NOT EXISTS "
            "(SELECT 1 FROM memories WHERE room = its.room AND viewer_id = its.viewer_id AND at_ms >= ?)",
            (*LASTING, before_ms, before_ms),
        )
    return _counts(erased)


def _people_in(value: Any) -> Iterator[Plain]:
    """Yield the viewers whom a record names, each with what it says of them: ``id``, ``handle``, ``name``."""
    if isinstance(value, list):
        for item in value:
            yield from _people_in(item)
    elif isinstance(value, dict):
        if isinstance(viewer := value.get("viewer"), dict):
            yield viewer
        if isinstance(viewer_id := value.get("viewer_id"), str) and viewer_id:
            yield {
                **value.get("data", {}),
                **{key: value[key] for key in ("handle", "name") if key in value},
                "id": viewer_id,
            }
        for name in ("viewer_ids", "hidden"):
            yield from ({"id": viewer_id} for viewer_id in value.get(name, ()) if isinstance(viewer_id, str))
        for part in value.values():
            yield from _people_in(part)


def _erase_entrants(db: sqlite3.Connection, pseudonyms: dict[str, str]) -> None:
    """Take viewers out of draws that are not over; their hash stays, so that the draw can still be checked."""
    kept = db.execute("SELECT data, room, key, session FROM memories WHERE kind = ?", (ENTRANTS,)).fetchall()
    for body, *key in kept:
        data = msgspec.json.decode(body)
        people = data["draw"]["people"] if data else {}
        mine = {hashed: who["viewer_id"] for hashed, who in people.items() if who["viewer_id"] in pseudonyms}
        people |= {hashed: {"viewer_id": pseudonyms[who_id]} for hashed, who_id in mine.items()}
        if mine:
            db.execute(
                "UPDATE memories SET data = ? WHERE room = ? AND key = ? AND session = ? AND kind = ?",
                (msgspec.json.encode(data), *key, ENTRANTS),
            )


def _counts(erased: Counter[str]) -> dict[str, int]:
    return {kind: erased[kind] for kind in ("sessions", "comments", "events", "effects", "profiles", "snapshots")}


def _erase(db: sqlite3.Connection, session: int, erasure: "_Erasure") -> Counter[str]:
    """Rewrite what of one session has to be. Returns kind to count."""
    erased: Counter[str] = Counter()
    texts = {event["text"] for _, event, _ in _rows(db, "events", session) if erasure.is_of(event) and "text" in event}
    lines = _Finder(erasure.words | {text for text in texts if len(text) >= UNMISTAKABLE})
    translations: set[str] = set()
    ours: set[str] = set()
    changed: list[tuple[bytes, str, int, int, int]] = []
    for seq, effect, n in _rows(db, "effects", session):
        if effect["type"] in ("SendChat", "OfferChat"):
            ours.add(fold(effect["text"]))
        if effect["type"] == "PublishRecord":  # names nobody, and is sealed
            new = effect
        elif effect["type"] == "Translate" and effect["text"] in texts:
            translations.add(effect["id"])
            new = effect | {"text": ""}
        else:
            new = erasure.record(effect, lines)
        if new != effect:
            changed.append((msgspec.json.encode(new), new["id"], session, seq, n))
    db.executemany("UPDATE effects SET body = ?, effect_id = ? WHERE session = ? AND seq = ? AND n = ?", changed)
    erased["effects"] = len(changed)

    rewritten: list[tuple[bytes, int, int]] = []
    for seq, event, _ in _rows(db, "events", session):
        is_our_text = event["type"] in ("CommandGiven", "Translated") or fold(event.get("text", "")) in ours
        new = erasure.event(event, lines if is_our_text else erasure.mentions, translations)
        if new != event:
            rewritten.append((msgspec.json.encode(new), session, seq))
            erased["comments"] += event["type"] == "Commented" and erasure.is_of(event)
    db.executemany("UPDATE events SET body = ? WHERE session = ? AND seq = ?", rewritten)
    erased["events"] = len(rewritten)

    if changed or rewritten:
        erased["sessions"] = 1
        erased["snapshots"] = db.execute("DELETE FROM snapshots WHERE session = ?", (session,)).rowcount
        db.execute("UPDATE sessions SET touched = 1 WHERE n = ?", (session,))
    return erased


class _Erasure:
    """What must not be found any more, and how a record loses it."""

    def __init__(self, people: Iterable[Plain], pseudonyms: dict[str, str]) -> None:
        """Take viewers as they stand in events, and the id each one gets instead."""
        self.pseudonyms = pseudonyms
        people = list(people)
        ids = {who_id for who_id in pseudonyms if len(who_id) >= UNMISTAKABLE}
        names = {name for who in people for name in _names_of(who)}
        self._handles = {who["handle"].lower(): pseudonyms[who["id"]] for who in people if who.get("handle")}
        self.ids = _Finder(ids)
        self.words = names | ids
        mentions = {f"@{who['handle']}" for who in people if who.get("handle")}
        self.mentions = _Finder(mentions | {word for word in self.words if len(word) >= UNMISTAKABLE})

    def is_of(self, event: Plain) -> bool:
        return event.get("viewer", {}).get("id") in self.pseudonyms

    def event(self, event: Plain, finder: "_Finder", translations: set[str]) -> Plain:
        if event["type"] in OWNERS_WORDS:
            return event
        if self.is_of(event):
            kept = {name: value for name, value in event.items() if name not in ("reading", "profile", "hint")}
            emptied = {"text": ""} if "text" in event else {}
            return kept | emptied | {"viewer": {"id": self.pseudonyms[event["viewer"]["id"]]}}
        if event.get("effect_id") in translations:
            return event | {"text": ""}
        return self.record(event, finder)

    def record(self, record: Plain, finder: "_Finder") -> Plain:
        """Return the record with the viewer's ids replaced and words erased, wherever a text holds them."""
        given = record.get("viewer_id")
        known: Plain = {name: record[name] for name in VOCABULARY if name in record}
        if isinstance(given, str) and (who := self._pseudonym(given)) is not None:
            # Whose this is, is known: names in it go however short they are.
            known |= {"viewer_id": who} | {name: type(record[name])() for name in NAMING if name in record}
        return {
            name: known[name] if name in known else self._value(value, self.ids if name in KEYS else finder)
            for name, value in record.items()
        }

    def _pseudonym(self, who: str) -> str | None:
        """Return what stands for an id, or for a handle as a shop's order may name its buyer."""
        return self._handles.get(who.removeprefix("@").lower()) or self.pseudonyms.get(who)

    def _value(self, value: Any, finder: "_Finder") -> Any:
        if isinstance(value, str):
            return self.pseudonyms.get(value) or finder.erase(value)
        if isinstance(value, dict):
            return self.record(value, finder)
        if isinstance(value, list):
            return [self._value(item, finder) for item in value]
        return value


def _names_of(who: Plain) -> Iterator[str]:
    """Yield what a viewer is called: handle, name, and both as our own lines and notices show them."""
    for name in (who.get("handle"), who.get("name")):
        if name:
            yield name
            if (shown := display_name(name).lstrip("@ ")) not in ("", NAMELESS):
                yield shown


class _Finder:
    """Finds words in linear time, however many there are; a word in Latin letters or digits only as a whole one."""

    def __init__(self, words: set[str]) -> None:
        self._search = ahocorasick_rs.AhoCorasick(sorted(words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def erase(self, text: str) -> str:
        parts, done = [], 0
        for _, start, end in self._search.find_matches_as_indexes(text):
            if not (_joined(text, start) or _joined(text, end)):
                parts += [text[done:start], ERASED]
                done = end
        return "".join([*parts, text[done:]])


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides belong to one word."""
    sides = text[at - 1 : at + 1] if 0 < at < len(text) else ""
    return len(sides) == 2 and sides.isascii() and sides.isalnum()


def _rows(db: sqlite3.Connection, table: str, session: int) -> Iterator[tuple[int, Plain, int]]:
    """Yield sequence number, body and, for effects, the place within the step."""
    place = "n" if table == "effects" else "0"
    rows = db.execute(f"SELECT seq, body, {place} FROM {table} WHERE session = ? ORDER BY seq", (session,))  # noqa: S608 - our own words
    for seq, body, n in rows:
        yield seq, msgspec.json.decode(body), n


def _ids_of(db: sqlite3.Connection, viewer: str) -> set[str]:
    """Return the id itself, or every id that had this handle."""
    wanted = viewer.strip().removeprefix("@")
    return {wanted} | {e["viewer"]["id"] for e in _events_near(db, {wanted}) if e["viewer"].get("handle") == wanted}


def _events_of(db: sqlite3.Connection, ids: set[str]) -> list[Plain]:
    return [event for event in _events_near(db, ids) if event["viewer"]["id"] in ids]


def _events_near(db: sqlite3.Connection, needles: set[str]) -> list[Plain]:
    """Return all events of viewers whose bodies hold one of the needles somewhere."""
    bodies = (
        body
        for needle in needles
        for (body,) in db.execute("SELECT body FROM events WHERE instr(body, ?)", (_stored(needle),))
    )
    return [event for event in map(msgspec.json.decode, bodies) if "viewer" in event]


def _sessions_near(db: sqlite3.Connection, needles: set[str]) -> list[int]:
    """Return the sessions where an event or effect holds one of the needles somewhere."""
    found: set[int] = set()
    for needle in needles:
        for table in ("events", "effects"):
            rows = db.execute(f"SELECT DISTINCT session FROM {table} WHERE instr(body, ?)", (_stored(needle),))  # noqa: S608
            found.update(session for (session,) in rows)
    return sorted(found)


def _stored(text: str) -> bytes:
    """Return the text as it stands in a JSON body."""
    return msgspec.json.encode(text)[1:-1]
