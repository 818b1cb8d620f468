"""What a helper's hands do, and the room they do it in."""

from playwright.async_api import Locator, Page

from livebot.testing import FakeClock
from livebot.web.desk import Desk
from livebot.web.overlays import Overlays
from livebot.web.server import ControlServer
from tests.console.showroom import NOW_MS
from tests.web.desk.shows import KEY
from tests.web.fakes import TOKEN, FakeRoom


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


async def go(page: Page, name: str) -> None:
    await page.locator(f"nav [data-key={name}]").click()


async def lift_finger(page: Page) -> None:
    """Wait until another tap at the same place is no second half of a double tap."""
    await page.wait_for_timeout(450)


def card(page: Page, n: int) -> Locator:
    return page.locator(f"[data-key=q{n}]")


class studio:  # noqa: N801 - reads as what it is in `async with`
    """A desk with a room that a test shows as it likes."""

    def __init__(self, room: FakeRoom) -> None:
        self.room, clock = room, FakeClock(NOW_MS)
        overlays = Overlays(room, key="a-key-for-overlays-in-tests", clock=clock)
        desk = Desk(room, key=KEY, renew=lambda: KEY, clock=clock, host="127.0.0.1")
        self.server = ControlServer(room, host="127.0.0.1", port=0, token=TOKEN, overlays=overlays, desk=desk)

    async def __aenter__(self) -> tuple[FakeRoom, str]:
        await self.server.start()
        return self.room, f"{self.server.url}/desk#{KEY}"

    async def __aexit__(self, *_: object) -> None:
        await self.server.stop()
