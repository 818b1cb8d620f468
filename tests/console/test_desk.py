"""The console's screen with the QR code for a helper's phone."""

from livebot.console.app import ConsoleApp
from livebot.qr import qr_lines
from tests.console.showroom import FakeDaemon, FrozenClock, show_status


async def test_q_shows_the_link_and_the_whole_code_or_asks_for_a_larger_window() -> None:
    daemon = FakeDaemon(show_status())
    link = (await daemon.desk()).links[0]
    for size, fits in (((100, 40), True), ((100, 20), False)):
        app = ConsoleApp(FakeDaemon(show_status()), FrozenClock(), language="en")
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await pilot.press("q")
            await pilot.pause()
            code = app.screen.query_one("#desk-code").render()
            assert (qr_lines(link)[5] in str(code)) is fits
            await pilot.press("escape")
            await pilot.pause()
            assert len(app.screen_stack) == 1
