"""What makes a fact one and the same when it is told twice."""

import pytest

from livebot.events import (
    ChatDoubted,
    ChatFailed,
    ChatSent,
    Moderated,
    ModerationFailed,
    RecordPublished,
    Settled,
    Translated,
    TranslationFailed,
)


@pytest.mark.parametrize(
    "outcomes",
    [
        (
            Translated(at_ms=1, effect_id="7", text="hi", engine="e"),
            TranslationFailed(at_ms=2, effect_id="7", reason="r"),
        ),
        (
            ChatSent(at_ms=1, effect_id="7"),
            ChatFailed(at_ms=2, effect_id="7", reason="r"),
            ChatDoubted(at_ms=3, effect_id="7", reason="r"),
        ),
        (Moderated(at_ms=1, effect_id="7"), ModerationFailed(at_ms=2, effect_id="7", reason="r")),
        (RecordPublished(at_ms=1, effect_id="7"), RecordPublished(at_ms=2, effect_id="7")),
    ],
    ids=lambda outcomes: outcomes[0].what,
)
def test_an_effect_is_settled_once(outcomes: tuple[Settled, ...]) -> None:
    assert len({event.dedupe_key for event in outcomes}) == 1
    assert outcomes[0].dedupe_key == f"{outcomes[0].what}:7"


def test_effects_of_several_kinds_are_told_apart() -> None:
    kinds = (Translated, ChatSent, Moderated, RecordPublished)
    assert len({kind.what for kind in kinds}) == len(kinds)
