"""What the world may see of a room."""

import msgspec
import pytest

from livebot.views import NoticeView
from livebot.views.asks import PkView
from livebot.views.base import Why
from livebot.views.lines import BringerView, LineView
from livebot.views.moderation import OffenceView, OffenderView
from livebot.views.questions import AskerView
from livebot.views.show import BoardEntryView, BoardView, FiguresView
from livebot.web.overlays.state import OverlayState, changes, overlay
from tests.web.fakes import question
from tests.web.overlays.shows import NOW_MS, SHOWS, code, drawn, goal, notice, pinned, poll, quick, status, winner, won

SECRET = "secret-of-an-operator"


def test_what_is_for_operators_only_never_leaves() -> None:
    asker = AskerView(viewer_id=SECRET, name=SECRET, handle=SECRET, text=SECRET, language="en", at_ms=1)
    offender = OffenderView(viewer_id=SECRET, handle=SECRET, name=SECRET)
    line = LineView(id=1, text=SECRET, state="waiting", origin="operator", reason="", at_ms=1, expires_at_ms=2)
    offence = OffenceView(
        n=1, rule="links", viewers=(offender,), text=SECRET, step="warn", state="done", strikes=1, at_ms=1,
        why=Why(kind="links"),
    )  # fmt: skip
    board = BoardView(
        id="session",
        month="",
        entries=(BoardEntryView(rank=1, masked="M***a", points=9, level=1, name=SECRET, handle=SECRET),),
    )
    pk = PkView(
        id="pk", question="?", open=True, state="open", camps=(), viewers=0, closes_at_ms=0, suggestion=SECRET
    )  # fmt: skip
    burst = notice("code_burst", "moonlight", viewers="9", text=SECRET)
    draw = drawn(winner(viewer_id=SECRET), allowed_by=SECRET, record=SECRET, value=SECRET)
    bringer = BringerView(viewer_id=SECRET, name=SECRET, handle=SECRET, newcomers=3, is_regular=True)
    seen = overlay(
        status(
            room=SECRET,
            giveaways=(draw,),
            codes=(code(bringers=(bringer,)),),
            questions=(question(1, SECRET, askers=(asker,)),),
            outbox=(line,),
            offences=(offence,),
            notices=(NoticeView(n=1, at_ms=1, kind="say", data={"text": SECRET}), burst),
            boards=(board,),
            pk=(pk,),
            figures=FiguresView(revenue={"USD": SECRET}),
        )
    )
    told = msgspec.json.encode(seen).decode()
    assert "M***a" in told
    assert SECRET not in told


def test_languages_are_the_audiences_most_written_first() -> None:
    assert overlay(status()).languages == ("en", "es", "vi")


def test_only_what_is_on_is_told() -> None:
    old = won(id="old", settled_at_ms=NOW_MS - 60_001)
    seen = overlay(
        status(
            polls=(poll(), won(id="just"), old, poll(id="idle", state="idle")),
            quick=(quick(), quick(id="closed", state="closed")),
            goals=(goal(), goal(id="later", open=False)),
        )
    )
    assert [item.id for item in seen.polls] == ["colour", "just"]
    assert [item.id for item in seen.quick] == ["heard"]
    assert [item.id for item in seen.goals] == ["orders"]


def test_what_has_just_happened_is_told_for_half_a_minute() -> None:
    told = [
        notice("code_burst", "moonlight", 30_001, n=1, viewers="9"),
        notice("code_hit", "moonlight", 2_000, n=2, viewer="Ana"),
        notice("code_burst", "moonlight", 1_000, n=3, viewers="12"),
        notice("giveaway_won", "dress", n=4, viewer="Ana"),
    ]
    moments = overlay(status(notices=tuple(told))).moments
    assert [(moment.n, moment.kind, moment.viewers) for moment in moments] == [
        (3, "code_burst", 12),
        (4, "giveaway_won", 0),
    ]


def test_panic_clears_every_overlay() -> None:
    everything = {name: value for show in SHOWS.values() for name, value in show.items()}
    assert overlay(status(panicked=True, **everything)) == OverlayState(
        live=True, languages=("en", "es", "vi"), host_language="zh"
    )


@pytest.mark.parametrize(
    ("after", "sections"),
    [
        ({"at_ms": NOW_MS + 5}, set()),
        ({"pinned": pinned()}, {"pinned"}),
        ({"viewers": 7, "polls": (poll(),)}, {"figures", "polls"}),
    ],
)
def test_changes_hold_the_sections_that_differ(after: dict[str, object], sections: set[str]) -> None:
    assert changes(overlay(status()), overlay(status(**after))).keys() == sections
