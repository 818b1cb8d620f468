"""A room whose host speaks Chinese, live."""

import pytest

from livebot.testing import Playbook


@pytest.fixture
def play() -> Playbook:
    play = Playbook(host_language="zh")
    play("0:00 -- live")
    return play


def states(play: Playbook) -> list[tuple[int, str, int]]:
    """Return number, state and count of each card, in the order of the queue."""
    return [(card.id, card.state, card.count) for card in play.status.questions]
