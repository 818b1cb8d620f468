"""What is seen of a show when it is played again."""

from livebot.events import CommentsDeleted, Connected, Ordered, SessionClosed
from livebot.report.course import follow
from livebot.report.sessions import Others, figures_of
from livebot.report.tables import askers_by_language, tables_of
from livebot.testing import START_MS, Playbook
from livebot.wording import Words
from tests.report.shows import course_of, played, summary_of

MINUTE_MS = 60_000


def test_minutes_that_the_engine_has_long_forgotten_are_all_there() -> None:
    play = Playbook()
    play.feed(Connected(at_ms=START_MS, room_id="1"))
    for minute in range(0, 600, 10):  # ten hours
        play.feed(play.comment("ana", f"hi {minute}", START_MS + minute * MINUTE_MS + 1))
    course = course_of(play)
    assert [m.at_ms // MINUTE_MS - START_MS // MINUTE_MS for m in course.minutes if m.comments] == list(
        range(0, 600, 10)
    )
    assert sum(minute.comments for minute in course.minutes) == 60
    assert len(course.minutes) == len({minute.at_ms for minute in course.minutes})


def test_languages_are_told_for_every_minute_and_those_nobody_can_tell_are_counted() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:01  ana (es): hola
        0:02  bo (id): halo
        30:00 cy (es): hola a todos
        30:01 di: hm
    """)
    course = course_of(play)
    assert course.language_totals == {"es": 2, "id": 1, "en": 1}
    assert [sum(counts.values()) for counts in course.languages.values()] == [2, 2]


def test_closed_cards_stay_known_and_merged_ones_are_one() -> None:
    play = Playbook()
    play("0:00 -- live")
    for n in range(1, 131):
        play(f"0:01 ana? (es): pregunta número {n * 7919}")
        play(f"0:01 operator: question answer {n}")
    play("0:02 bo? (id, price, item:a3): berapa a3")
    play("0:03 cy? (es, price, item:a3): cuánto a3")
    course = course_of(play)
    assert len(course.cards) == 131
    assert sum(card.state == "answered" for card in course.cards) == 130
    assert len(course.cards[-1].viewers) == 2


def test_orders_are_followed_up_and_down() -> None:
    play = Playbook()
    play("0:00 -- live")
    for n, (number, status) in enumerate((("1", "placed"), ("2", "placed"), ("1", "cancelled"))):
        play.feed(Ordered(at_ms=START_MS + n * 1000, order_id=number, status=status))  # type: ignore[arg-type]
    play("0:09 operator: order add 3")
    course = course_of(play)
    assert [orders for _, orders in course.orders] == [1, 2, 1, 4]
    assert [mark.data for mark in course.marks if mark.lane == "orders"] == [
        {"n": "1", "orders": "1"},
        {"n": "1", "orders": "2"},
        {"n": "3", "orders": "4"},
    ]


def test_what_happened_is_marked_with_its_time() -> None:
    course = course_of(played())
    kinds = [(mark.at_ms - START_MS, mark.kind) for mark in course.marks]
    assert (70_000, "poll_opened") in kinds
    assert (180_000, "pk_opened") in kinds
    assert (40_000, "product_shown") in kinds
    assert course.length_ms == 6 * MINUTE_MS
    assert (course.writers, course.returning_writers) == (4, 1)


def test_a_show_that_was_never_live_is_empty() -> None:
    course = course_of(Playbook())
    assert (course.live_ms, course.length_ms, course.acts, course.marks) == (0, 0, [], [])


def test_how_far_it_is_is_told() -> None:
    play = Playbook()
    told: list[int] = []
    play("0:00 -- live")
    follow(summary_of(play), play.steps, told.append)
    assert told == [0]


def test_viewers_are_averaged_over_the_time_in_which_they_are_known() -> None:
    play = Playbook()
    play("""
        0:30  -- live
        0:30  -- viewers 100
        1:00  -- viewers 40
        1:10  -- lost
        1:40  -- live
        1:40  -- viewers 40
        1:50  -- ended
    """)
    course = course_of(play)
    assert course.viewers_in(course.live_ms, course.end_ms) == (100 * 30 + 40 * 20) / 50
    assert figures_of(course).viewers_mean == 76.0
    rows = [row[1] for row in tables_of(course, Others(), Words("en"))["minutes"].rows]
    assert rows == [100, 80, 40]  # and not less for minutes of which only a part was on air
    assert course_of(Playbook()).viewers_in(0, 1) is None


def test_a_show_that_was_cut_off_ends_with_its_last_frame_not_when_livebot_came_back() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:00  -- viewers 10
        5:00  ana: hi
        5:00  -- restart
    """)
    play.feed(SessionClosed(at_ms=START_MS + 3 * 24 * 60 * MINUTE_MS))
    course = course_of(play)
    assert course.length_ms == 5 * MINUTE_MS
    assert not course.is_on
    assert figures_of(course).viewers_mean == 10.0


def test_a_session_that_is_closed_from_outside_while_live_ends_with_its_last_frame() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:00  -- viewers 10
        5:00  ana: hi
    """)
    play.feed(SessionClosed(at_ms=START_MS + 3 * 24 * 60 * MINUTE_MS))
    course = course_of(play)
    assert course.length_ms == 5 * MINUTE_MS
    assert figures_of(course).viewers_mean == 10.0


def test_a_question_whose_comments_were_all_deleted_is_none() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:01  troll? (en): why so ugly
        0:02  ana? (es): cuánto cuesta el azul
        0:03  -- deletes troll
    """)
    assert [card.id for card in course_of(play).cards] == [2]


def test_what_was_deleted_is_quoted_nowhere_but_still_counts() -> None:
    play = Playbook()
    play("0:00 -- live")
    play.feed(play.comment("ana", "one", START_MS + 1_000, msg_id="m-one"))
    play.feed(play.comment("ana", "two", START_MS + 2_000))
    play.feed(play.comment("troll", "three", START_MS + 3_000))
    play.feed(CommentsDeleted(at_ms=START_MS + 4_000, msg_id="d", msg_ids=("m-one", "unknown")))
    play("0:05 -- deletes troll")
    play.feed(play.comment("troll", "four", START_MS + 6_000))
    course = course_of(play)
    assert [act.text for act in course.acts] == ["", "two", "", "four"]
    (moment,) = course.moments
    assert (moment.acts, moment.sayings) == (4, (("two", 1), ("four", 1)))


def test_viewers_who_ask_the_same_count_in_the_language_they_asked_in() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:01  ana? (es, price, item:a3): cuánto a3
        0:02  bo? (id, price, item:a3): berapa a3
        0:03  bo? (id, price, item:a3): berapa a3 kak
        0:04  cy? (id, price, item:a3): a3 berapa
    """)
    (card,) = course_of(play).cards
    assert askers_by_language(card) == {"es": 1, "id": 2}
    assert list(askers_by_language(card)) == ["es", "id"]
