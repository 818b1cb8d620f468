"""A viewer's text can never break the screen."""

import msgspec
import pytest
from rich.cells import cell_len
from textual.strip import Strip

from livebot.console.app import ConsoleApp
from livebot.console.screens.card import CardScreen
from livebot.ports import EngineReport
from livebot.views import Status
from livebot.views.questions import AnswerView, AskerView, PartView, ReplyView
from tests.console.hostile import PAYLOADS
from tests.console.showroom import NOW_MS, FakeDaemon, FrozenClock, line, notice, offence, question, show_status

FORBIDDEN = {
    chr(code) for code in (*range(32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), 0x200B, 0x200D, 0x2066, 0x2067)
}


def poisoned(payloads: tuple[str, ...]) -> Status:
    """Return a room in which every text that strangers can choose is a payload."""
    cards = tuple(
        question(
            n,
            payload,
            payload if n % 2 else "",
            name=payload,
            language=payload[:5],
            claimed_by=payload,
            state=("new", "claimed", "answering", "handed")[n % 4],
            answered_by=payload,
            intent=payload,
            product=payload,
            newest=f"{payload} {n}",
            about="order",
            standing=("buyer", "gifter", "regular"),
        )
        for n, payload in enumerate(payloads, 1)
    )
    first = cards[0]
    askers = tuple(
        AskerView(viewer_id=str(n), name=payload, handle=payload, text=payload, language="xx", at_ms=NOW_MS)
        for n, payload in enumerate(payloads)
    )
    answers = tuple(AnswerView(id=payload, texts=(payload, payload)) for payload in payloads)
    parts = tuple(PartView(language=payload, text=payload, back=payload, state="ready") for payload in payloads)
    reply = ReplyView(by=payloads[0], text=payloads[0], parts=parts)
    return show_status(
        "en",
        questions=(
            msgspec.structs.replace(first, askers=askers, answers=answers, reply=reply, state="new"),
            *cards[1:],
        ),
        offences=tuple(
            offence(
                n,
                "links",
                payload,
                ("suggested", "advice", "failed")[n % 3],
                names=(payload,) * (1 + n % 2),
                data={"found": payload},
                reason=payload if n % 3 == 2 else "",
            )
            for n, payload in enumerate(payloads, 1)
        ),
        engines=tuple(EngineReport(engine=payload, last_error=payload) for payload in payloads[:5]),
        outbox=(
            line(99, payloads[0] + " offered", "offered"),
            *(line(n, payload, "sent") for n, payload in enumerate(payloads, 1)),
        ),
        notices=tuple(notice(n, "code_hit", id="moonlight", viewer=payload) for n, payload in enumerate(payloads, 1)),
    )


def check_frame(app: ConsoleApp, width: int, height: int) -> None:
    """Every line is exactly as wide as the window, borders stand where they stood, and nothing is a control."""
    strips: list[Strip] = app.screen._compositor.render_strips()
    assert len(strips) == height
    for strip in strips:
        assert not set(strip.text) & FORBIDDEN
        assert sum(cell_len(segment.text) for segment in strip) == width
    for panel in app.screen_stack[0].query("#queue, #room, #outbox, #events"):
        region = panel.region
        if not region.area or len(app.screen_stack) > 1:
            continue
        for y in range(region.y + 1, region.bottom - 1):
            for x in (region.x, region.right - 1):
                assert strips[y].crop(x, x + 1).text == "│", f"{panel.id} at {x},{y}: {strips[y].text!r}"


@pytest.mark.parametrize(("width", "height"), [(80, 24), (160, 45)])
async def test_the_frame_holds(width: int, height: int) -> None:
    app = ConsoleApp(FakeDaemon(poisoned(PAYLOADS)), FrozenClock(), language="en")
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        for _ in range(0, len(PAYLOADS), 5):
            check_frame(app, width, height)
            await pilot.press("pagedown")
        check_frame(app, width, height)
        await pilot.press("home", "enter")
        assert isinstance(app.screen, CardScreen)
        check_frame(app, width, height)
        for _ in range(12):
            await pilot.press("pagedown")
            check_frame(app, width, height)
        await pilot.press("w")
        check_frame(app, width, height)
        await pilot.press("escape", "escape", "g")
        check_frame(app, width, height)
        await pilot.press("escape", "m")
        for _ in range(0, len(PAYLOADS), 5):
            check_frame(app, width, height)
            await pilot.press("pagedown")
        await pilot.press("c")
        check_frame(app, width, height)
        await pilot.press("escape", "f")
        check_frame(app, width, height)
        for pane in "234":
            await pilot.press(pane)
            check_frame(app, width, height)


async def test_markup_is_never_interpreted() -> None:
    text = "[bold red]x[/] [@click=app.quit]quit[/]"
    app = ConsoleApp(FakeDaemon(show_status("en", questions=(question(1, text),))), FrozenClock(), language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
    shown = [strip for strip in strips if "[bold red]x[/]" in strip.text]
    assert shown
    assert not any(segment.style and segment.style.meta.get("@click") for segment in shown[0])
