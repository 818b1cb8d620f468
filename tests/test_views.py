"""A status sent as changes arrives whole."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from livebot.views import ITEM_KEYS, Status, apply, diff, plain
from tests.web.fakes import EMPTY, question

items = st.lists(
    st.fixed_dictionaries({"id": st.integers(0, 9), "text": st.text(max_size=3)}),
    max_size=8,
    unique_by=lambda item: item["id"],
)
statuses = st.fixed_dictionaries(
    dict.fromkeys(ITEM_KEYS, items)
    | {"viewers": st.integers(0, 5), "notices": st.lists(st.integers(), max_size=3), "counters": st.just({})}
)


@given(statuses, statuses)
def test_changes_bring_the_old_status_up_to_date(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert apply(old, diff(old, new)) == new


@given(statuses)
def test_nothing_is_sent_when_nothing_changed(status: dict[str, Any]) -> None:
    assert diff(status, status) == {}


@given(statuses, statuses)
def test_changes_survive_json(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert apply(old, msgspec.json.decode(msgspec.json.encode(diff(old, new)))) == new


def test_only_changed_cards_are_sent() -> None:
    old = msgspec.structs.replace(EMPTY, questions=tuple(question(n) for n in range(100)))
    starred = msgspec.structs.replace(old.questions[70], starred=True)
    rest = [card for card in old.questions if card.id != 70]
    new = msgspec.structs.replace(old, questions=(starred, *rest))
    assert diff(plain(old), plain(new))["questions"]["items"].keys() == {"70"}


def test_the_plain_form_reads_back() -> None:
    status = msgspec.structs.replace(EMPTY, questions=(question(1),))
    assert msgspec.convert(plain(status), Status) == status
