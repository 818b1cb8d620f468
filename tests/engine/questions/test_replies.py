from livebot.effects import Translate
from livebot.events import Translated
from livebot.testing import START_MS, Playbook
from livebot.views.questions import PartView


def play(**settings: object) -> Playbook:
    playbook = Playbook(host_language="zh", **settings)  # type: ignore[arg-type]
    playbook("0:00 -- live")
    return playbook


class TestReplies:
    def test_a_reply_is_translated_shown_with_its_way_back_and_posted(self) -> None:
        room = play()
        room("""
            0:01  ana? (es): ¿tiene forro?
            0:02  operator: question reply 1 有衬里
        """)
        assert room.effects(Translate)[-1] == Translate(id="answer:1:1:es", text="有衬里", source="zh", target="es")
        assert room.card(1).reply is not None
        assert room.reply("question post 1") == "no_reply"
        room("0:03 -- translated answer:1:1:es: Sí, tiene forro")
        assert room.effects(Translate)[-1] == Translate(
            id="back:1:1:es", text="Sí, tiene forro", source="es", target="zh"
        )
        room("0:04 -- translated back:1:1:es: 有衬里的")
        reply = room.card(1).reply
        assert reply is not None
        assert (reply.text, reply.by) == ("有衬里", "desk")
        assert reply.parts == (PartView(language="es", text="Sí, tiene forro", back="有衬里的", state="ready"),)
        room("0:05 operator: question post 1\n0:05 >> @Ana Sí, tiene forro")
        assert (room.card(1).state, room.card(1).reply) == ("answered", None)

    def test_it_goes_to_every_language_of_the_askers_and_the_hosts_own_needs_no_translation(self) -> None:
        room = play()
        room("""
            0:01  ana? (es, price): precio
            0:02  bo? (zh, price): 多少钱
            0:03  cy? (und, price): price
            0:04  operator: question reply 1 99元
            0:05  -- translated answer:1:1:es: 99 yuanes
            0:06  operator: question post 1
            0:06  >> @Cy @Ana 99 yuanes
            0:14  >> @Bo 99元
        """)

    def test_a_part_that_cannot_be_translated_or_is_too_long_is_shown_and_not_posted(self) -> None:
        room = play(chat={"max_chars": 12})
        room("""
            0:01  ana? (es, price): precio
            0:02  bo? (fr, price): prix
            0:03  cy? (id, price): harga
            0:04  operator: question reply 1 九十九元
            0:05  -- translated answer:1:1:es: Noventa y nueve yuanes
            0:06  -- untranslated answer:1:1:fr
        """)
        gist = Translated(at_ms=START_MS, effect_id="answer:1:1:id", text="Berapa?", engine="phrasebook")
        room.feed(gist)
        reply = room.card(1).reply
        assert reply is not None
        assert [part.state for part in reply.parts] == ["too_long", "failed", "failed"]
        assert room.notices("reply_untranslated") == [{"n": "1", "language": "fr"}, {"n": "1", "language": "id"}]
        assert room.reply("question post 1") == "no_reply"

    def test_a_way_back_that_fails_leaves_the_translation_to_be_posted(self) -> None:
        room = play()
        room("""
            0:01  ana? (es): ¿tiene forro?
            0:02  operator: question reply 1 有
            0:03  -- translated answer:1:1:es: Sí
            0:04  -- untranslated back:1:1:es
            0:05  operator: question post 1
            0:05  >> @Ana Sí
        """)

    def test_a_new_reply_takes_the_place_of_the_old_and_a_late_translation_of_that_is_ignored(self) -> None:
        room = play()
        room("""
            0:01  ana? (es): ¿tiene forro?
            0:02  operator: question reply 1 有
            0:03  operator: question reply 1 没有
            0:04  -- translated answer:1:1:es: Sí
            0:05  -- translated answer:1:2:es: No
        """)
        reply = room.card(1).reply
        assert reply is not None
        assert reply.parts[0].text == "No"
        room("0:06 operator: question discard 1\n0:07 -- translated back:1:2:es: 没有")
        assert room.card(1).reply is None

    def test_it_is_posted_only_to_those_who_still_wait_in_its_language(self) -> None:
        room = play()
        room("""
            0:01  ana? (es, size, lining): forro
            0:02  bo? (fr, size, lining): doublure
            0:03  operator: question reply 1 有
            0:04  -- translated answer:1:1:es: Sí
            0:04  -- translated answer:1:1:fr: Oui
            0:05  -- deletes bo
            0:06  operator: question post 1
            0:06  >> @Ana Sí
        """)
        assert room.card(1).state == "answered"

    def test_with_nobody_left_in_its_language_nothing_is_posted(self) -> None:
        room = play()
        room("""
            0:01  ana? (fr, size, lining): doublure
            0:02  operator: question answer 1
            0:03  operator: question reply 1 有
            0:04  -- translated answer:1:1:fr: Oui
            0:05  bo? (es, size, lining): forro
        """)
        assert room.reply("question post 1") == "no_reply"

    def test_who_asked_in_another_language_while_it_was_written_still_waits(self) -> None:
        room = play()
        room("""
            0:01  ana? (es, size, lining): forro
            0:02  operator: question reply 1 有
            0:03  -- translated answer:1:1:es: Sí
            0:04  bo? (fr, size, lining): doublure
            0:05  operator: question post 1
            0:05  >> @Ana Sí
        """)
        card = room.card(1)
        assert (card.state, card.again, card.asked_at_ms) == ("new", True, START_MS + 4000)

    def test_a_translation_into_a_language_nobody_asked_for_is_ignored(self) -> None:
        room = play()
        room("0:01 ana? (es): forro\n0:02 operator: question reply 1 有\n0:03 -- translated answer:1:1:fr: Oui")
        assert [part.language for part in room.card(1).reply.parts] == ["es"]  # type: ignore[union-attr]

    def test_the_hosts_language_needs_no_translation_whatever_its_region(self) -> None:
        room = Playbook(host_language="zh-TW")
        room("""
            0:00  -- live
            0:01  ana? (zh, price): 多少錢
            0:02  operator: question reply 1 九十
            0:03  operator: question post 1
            0:03  >> @Ana 九十
        """)

    def test_the_same_reply_twice_in_a_row_is_refused_and_kept(self) -> None:
        room = play()
        room("""
            0:01  ana? (zh, price): 多少钱
            0:02  operator: question reply 1 九十
            0:03  operator: question post 1
            0:03  >> @Ana 九十
            0:04  operator: undo
            0:05  operator: question reply 1 九十
        """)
        assert room.reply("question post 1") == "repeated"
        assert (room.card(1).state, room.card(1).reply is None) == ("new", False)
