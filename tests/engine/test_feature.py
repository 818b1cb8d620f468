"""What a feature has nothing to say about does nothing."""

from livebot.commands import Panic
from livebot.engine.feature import Feature
from livebot.testing import Playbook


def test_the_base_does_nothing_and_refuses_what_it_is_asked_for() -> None:
    room = Playbook().room
    turn, state, before = room.looking(), room.state, room.snapshot()
    feature = Feature()
    assert feature.deadline(state) is None
    assert feature.start(turn, state, "a", is_by_hand=True) == ("unknown", {"what": "", "id": "a"})
    assert feature.stop(turn, state, "a") == ("unknown", {"what": "", "id": "a"})
    assert not feature.take_back(turn, state, "a")
    assert feature.on_command(turn, state, Panic()) is None
    assert (turn.effects, turn.drafts, room.snapshot()) == ([], [], before)


def test_every_feature_leaves_the_commands_of_others_alone() -> None:
    room = Playbook().room
    turn, before = room.looking(), room.snapshot()
    assert all(feature.on_command(turn, room.state, Panic()) is None for feature in room.book.features)
    assert (turn.effects, room.snapshot()) == ([], before)
