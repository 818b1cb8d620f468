"""A status sent as changes arrives whole."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from livebot.views import NoticeView, Status, apply, diff, plain
from livebot.views.lines import LineView
from tests.web.fakes import EMPTY, question


def line(n: int, text: str) -> LineView:
    return LineView(id=n, text=text, state="sent", origin="operator", reason="", at_ms=0, expires_at_ms=0)


def texts_by_id(made_by: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    rows = st.lists(st.tuples(st.integers(0, 9), st.text(max_size=3)), max_size=8, unique_by=lambda row: row[0])
    return rows.map(lambda found: tuple(made_by(n, text) for n, text in found))


statuses = st.builds(
    lambda **changes: msgspec.structs.replace(EMPTY, **changes),
    questions=texts_by_id(question),
    outbox=texts_by_id(line),
    viewers=st.integers(0, 5),
    counters=st.dictionaries(st.text(max_size=2), st.integers(0, 3), max_size=2),
    notices=st.lists(st.integers(0, 5).map(lambda n: NoticeView(n=n, at_ms=0, kind="ending", data={}))).map(tuple),
)


@given(statuses, statuses)
def test_changes_bring_the_old_status_up_to_date(old: Status, new: Status) -> None:
    sent = msgspec.json.decode(msgspec.json.encode(diff(old, new)))
    assert msgspec.convert(apply(plain(old), sent), Status) == new


@given(statuses)
def test_nothing_is_sent_when_nothing_changed(status: Status) -> None:
    assert diff(status, msgspec.convert(plain(status), Status)) == {}


def test_only_changed_cards_are_sent() -> None:
    old = msgspec.structs.replace(EMPTY, questions=tuple(question(n) for n in range(100)))
    starred = msgspec.structs.replace(old.questions[70], starred=True)
    rest = [card for card in old.questions if card.id != 70]
    new = msgspec.structs.replace(old, questions=(starred, *rest))
    assert diff(old, new)["questions"]["items"].keys() == {"70"}


def test_the_plain_form_reads_back() -> None:
    status = msgspec.structs.replace(EMPTY, questions=(question(1),))
    assert msgspec.convert(plain(status), Status) == status
