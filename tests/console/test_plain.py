"""The console as lines."""

from typing import Any

import msgspec

from livebot.console.plain import PlainLines
from livebot.views import Alert
from tests.console.showroom import NOW_MS, away, notice, offence, question, show_status

QUIET = show_status("en", questions=(), notices=())


def after(*changes: object, start: object = QUIET) -> list[str]:
    """Return the lines of the last of these statuses."""
    lines = PlainLines("en")
    said = lines.of_status(QUIET)
    for change in changes:
        said = lines.of_status(change)  # type: ignore[arg-type]
    return said


def test_it_begins_with_the_room_as_it_is() -> None:
    lines = PlainLines("en").of_status(show_status("en", questions=(question(1, "¿cuánto?", "How much?"),)))
    assert lines == [
        "08:53:20 @lumi.store LIVE, 1284 viewers, chat: you post",
        "08:53:20 Question #1 (es, Maria_88): ¿cuánto?",
        "08:53:20 Translation #1: How much?",
    ]


def test_a_room_that_is_given_with_its_at_has_one() -> None:
    lines = PlainLines("en").of_status(msgspec.structs.replace(QUIET, room="@lumi.store"))
    assert lines[0].startswith("08:53:20 @lumi.store LIVE")


def test_the_hosts_language_is_spoken() -> None:
    assert "直播中" in PlainLines().of_status(show_status("zh"))[0]


def test_a_question_and_then_its_translation() -> None:
    asked = msgspec.structs.replace(QUIET, questions=(question(1, "¿cuánto?"),))
    translated = msgspec.structs.replace(QUIET, questions=(question(1, "¿cuánto?", "How much?"),))
    gist = msgspec.structs.replace(QUIET, questions=(question(1, "¿cuánto?", "Price", translation_state="gist"),))
    failed = msgspec.structs.replace(QUIET, questions=(question(1, "¿cuánto?", translation_state="failed"),))
    assert after(asked) == ["08:53:20 Question #1 (es, Maria_88): ¿cuánto?"]
    assert after(asked, translated) == ["08:53:20 Translation #1: How much?"]
    assert after(asked, gist) == ["08:53:20 Translation #1: ≈ Price"]
    assert after(asked, failed) == ["08:53:20 Translation #1: untranslated"]
    assert after(asked, translated, translated) == []


def test_what_becomes_of_a_question() -> None:
    def asked(state: str, by: str = "") -> object:
        card = question(7, "¿cuánto?", "How much?", state=state, answered_by=by)
        return msgspec.structs.replace(QUIET, questions=(card,))

    assert after(asked("new"), asked("claimed")) == []
    assert after(asked("claimed"), asked("answering", "desk")) == ["08:53:20 Answer to #7 is on its way (desk)"]
    assert after(asked("answering", "desk"), asked("answered", "desk")) == ["08:53:20 Answered #7 (desk)"]
    assert after(asked("new"), asked("handed")) == ["08:53:20 Handed over #7"]
    assert after(asked("handed"), asked("new")) == ["08:53:20 #7 waits again"]
    assert after(asked("new"), asked("dismissed")) == ["08:53:20 Dismissed #7"]


def test_a_question_that_the_bot_answered_at_once_is_told_with_its_answer() -> None:
    card = question(7, "¿cuánto?", "Price", translation_state="pending", state="answered", answered_by="bot")
    assert after(msgspec.structs.replace(QUIET, questions=(card,))) == [
        "08:53:20 Question #7 (es, Maria_88): ¿cuánto?",
        "08:53:20 Translation #7: ≈ Price",
        "08:53:20 Answered #7 (the bot)",
    ]


def test_questions_answered_before_are_no_news() -> None:
    status = show_status("en", questions=(question(1, "¿cuánto?", state="answered"),), notices=())
    assert len(PlainLines("en").of_status(status)) == 1


def test_events_are_told_once() -> None:
    opened = msgspec.structs.replace(QUIET, notices=(notice(40, "poll_opened", id="colour"),))
    closed = notice(41, "poll_closed", id="colour", result="winner", winners="A", votes="41")
    both = msgspec.structs.replace(opened, notices=(*opened.notices, closed))
    assert after(opened) == ["08:53:20 Poll colour opened"]
    assert after(opened, both) == ["08:53:27 Poll colour: A wins (41 votes)"]


def test_offences_and_what_becomes_of_them() -> None:
    def found(state: str, **more: Any) -> object:
        item = offence(7, "links", "buy at win.com", state, names=("Ann",), data={"found": "win.com"}, **more)
        return msgspec.structs.replace(QUIET, offences=(item,))

    told = "08:53:20 Offence #7 (Ann; a link: win.com): buy at win.com"
    assert after(found("suggested")) == [told, "08:53:20 Offence #7: warn is suggested"]
    assert after(found("advice", step="remove"))[1:] == ["08:53:20 Offence #7: remove by hand is advised"]
    assert after(found("acting")) == [told]  # its notice says the rest
    assert after(found("suggested"), found("suggested", step="remove")) == ["08:53:20 Offence #7: remove is suggested"]
    assert after(found("suggested"), found("done")) == []
    assert after(found("suggested"), found("dismissed")) == ["08:53:20 Offence #7 dismissed"]
    assert after(found("dry")) == []
    assert (
        "(2 VIEWERS; "
        in after(msgspec.structs.replace(QUIET, offences=(offence(8, "raid", "buy", names=("a", "b")),)))[0]
    )


def test_offences_settled_before_are_no_news() -> None:
    status = show_status("en", questions=(), notices=(), offences=(offence(7, "links", "win.com", "done"),))
    assert len(PlainLines("en").of_status(status)) == 1


def test_alerts_come_and_go() -> None:
    gone = away(QUIET)
    assert after(gone) == ["08:53:20 ALERT: NO CONNECTION to the room for 0:12: comments are being missed"]
    assert after(gone, gone) == []
    assert after(gone, QUIET) == ["08:53:20 Over: no connection to the room. Comments of 0:12 were missed"]


def test_a_lost_daemon_is_told_once() -> None:
    lines = PlainLines("en")
    lines.of_status(QUIET)
    assert len(lines.of_trouble("lost", "http://127.0.0.1:1")) == 1
    assert lines.of_trouble("lost", "http://127.0.0.1:1") == []


def test_hostile_texts_stay_on_their_line() -> None:
    evil = "one\ntwo\x1b[2J\u202e"
    status = msgspec.structs.replace(
        QUIET,
        at_ms=NOW_MS,
        questions=(question(1, evil, evil, name=evil),),
        alerts=(Alert(subject="x", kind="y", detail=evil, since_ms=0),),
    )
    for text in after(status):
        assert text.isprintable()
