"""The console's screen with the links to the overlays, and the QR code for a helper's phone."""

from livebot.console.app import ConsoleApp
from livebot.qr import qr_lines
from livebot.web.client import DeskLinks
from tests.console.desk import NARROW, at_desk
from tests.console.showroom import FakeDaemon, FrozenClock, show_status


class PrivateDaemon(FakeDaemon):
    async def desk(self) -> DeskLinks:
        return DeskLinks(host="127.0.0.1", is_private=True, links=("http://127.0.0.1:8787/desk#a-key-for-tests",))


async def test_q_shows_the_link_and_the_whole_code_or_asks_for_a_larger_window() -> None:
    daemon = FakeDaemon(show_status())
    link = (await daemon.desk()).links[0]
    for size, fits in (((100, 40), True), ((100, 20), False)):
        app = ConsoleApp(FakeDaemon(show_status()), FrozenClock(), language="en")
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await pilot.press("q")
            await pilot.pause()
            code = app.screen.query_one("#links-code").render()
            assert (qr_lines(link)[5] in str(code)) is fits
            await pilot.press("escape")
            await pilot.pause()
            assert len(app.screen_stack) == 1


async def test_q_shows_where_the_overlays_are() -> None:
    async with at_desk() as desk:
        await desk.press("q", "pagedown")
        for page in ("stage", "editor"):
            assert f"http://127.0.0.1:8787/overlay/{page}?key=to-watch" in desk.screen
        assert "add the stage to OBS" in desk.screen


async def test_what_to_change_for_a_phone_is_said_in_a_show_and_not_in_a_rehearsal() -> None:
    for is_rehearsal in (False, True):
        app = ConsoleApp(PrivateDaemon(show_status()), FrozenClock(), language="en", is_rehearsal=is_rehearsal)
        async with app.run_test(size=NARROW) as pilot:
            await pilot.pause()
            await pilot.press("q")
            await pilot.pause()
            keys = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
            assert "Esc back" in keys
            said = " ".join(str(part.render()) for part in app.screen.query("Static"))
            assert "overlay/stage" in said
            assert ("host: 0.0.0.0" in said) is not is_rehearsal
            assert ("In a rehearsal only this computer" in said) is is_rehearsal
