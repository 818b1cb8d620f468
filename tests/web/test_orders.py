"""Orders over real sockets: signed webhooks, signed requests, imports."""

import asyncio
import gzip
import hashlib
import hmac
import json
import os
import re
import shutil
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from livebot.events import AnyEvent, Ordered
from livebot.orders import MOST_AT_ONCE, OrderNews, OrderSettings, Taken
from livebot.ports import Clock, JournalError
from livebot.runtime.clock import SystemClock
from livebot.runtime.orders import OrderDesk
from livebot.testing import FakeClock
from livebot.web import orders as web_orders
from livebot.web.client import ControlClient, ControlError
from livebot.web.orders import Entrances
from livebot.web.server import ControlServer
from tests.web.fakes import EMPTY, TOKEN, FakeRoom

SHOP = "/orders/tiktok-shop"
BODY = (
    b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507","timestamp":1718305585,'
    b'"data":{"is_on_hold_order":true,"order_id":"576653688135258178","order_status":"UNPAID","update_time":1718305585}}'
)
DIGEST = "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"
BOUGHT_MS = 1_718_305_585_000
SECRET = "a secret of our own programs"
SETTINGS = OrderSettings(app_key="abcdef", app_secret="123", http_secret=SECRET)


class Room(FakeRoom):
    """A room that began a minute before the order of the vector, and keeps what it is told."""

    def __init__(self) -> None:
        live = msgspec.structs.replace(EMPTY.connection, live_since_ms=BOUGHT_MS - 60_000)
        super().__init__(msgspec.structs.replace(EMPTY, connection=live))
        self.told: list[Ordered] = []
        self.trouble: Exception | None = None

    async def tell(self, event: AnyEvent) -> bool:
        if self.trouble is not None:
            raise self.trouble
        assert isinstance(event, Ordered)
        is_new = event.dedupe_key not in {known.dedupe_key for known in self.told}
        if is_new:
            self.told.append(event)
        return is_new


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(BOUGHT_MS + 1_000)


@pytest.fixture
async def desk(room: Room, clock: FakeClock, tmp_path: Path) -> AsyncIterator[OrderDesk]:
    desk = OrderDesk(room, tmp_path / "orders.sqlite3", clock)
    yield desk
    desk.close(2)


def serving(room: Room, desk: OrderDesk, clock: Clock, settings: OrderSettings = SETTINGS) -> ControlServer:
    return ControlServer(room, host="127.0.0.1", port=0, token=TOKEN, orders=Entrances(desk, settings, clock))


@pytest.fixture
async def server(room: Room, desk: OrderDesk, clock: FakeClock) -> AsyncIterator[ControlServer]:
    async with serving(room, desk, clock) as running:
        yield running


def signed(body: bytes) -> str:
    return hmac.new(b"123", b"abcdef" + body, hashlib.sha256).hexdigest()


async def webhook(http: aiohttp.ClientSession, body: bytes = BODY, **headers: str) -> tuple[int, bytes]:
    given = {"Authorization": signed(body)} | headers
    async with http.post(SHOP, data=body, headers=given) as response:
        return response.status, await response.read()


def notification(n: int = 1, status: str = "UNPAID", **data: Any) -> bytes:
    order = {"order_id": f"57665{n}", "order_status": status, "update_time": BOUGHT_MS // 1000}
    return json.dumps(
        {"type": 1, "tts_notification_id": f"{n}-{status}", "shop_id": "s", "data": order | data}
    ).encode()


async def test_the_published_vector(http: aiohttp.ClientSession, room: Room) -> None:
    assert await webhook(http, Authorization=DIGEST) == (200, b"")
    assert room.told == [
        Ordered(at_ms=BOUGHT_MS + 1_000, order_id="576653688135258178", source="tiktok_shop", ordered_at_ms=BOUGHT_MS)
    ]


@pytest.mark.parametrize(
    "given",
    [None, "", DIGEST.upper(), f"Bearer {DIGEST}", DIGEST[:-1], f"{DIGEST}0", f"Bearer {TOKEN}", "ä" * 64],
)
async def test_a_wrong_signature_is_no_signature(http: aiohttp.ClientSession, room: Room, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    async with http.post(SHOP, data=BODY, headers=headers) as response:
        assert (response.status, await response.read()) == (401, b"")
    async with http.post(SHOP, data=BODY + b" ", headers={"Authorization": DIGEST}) as response:
        assert response.status == 401
    assert room.told == []


async def test_what_comes_again_is_told_once(http: aiohttp.ClientSession, room: Room, clock: FakeClock) -> None:
    for _ in range(3):
        assert await webhook(http) == (200, b"")
    clock.at_ms += 25 * 3_600_000
    assert await webhook(http) == (200, b"")
    for order_id, nameless in ((b"9999", b""), (b"8888", b'"tts_notification_id":null,')):
        body = BODY.replace(b'"tts_notification_id":"7380066284010030890",', nameless).replace(b"8178", order_id)
        for _ in range(2):
            assert await webhook(http, body) == (200, b"")
    assert [order.order_id[-4:] for order in room.told] == ["8178", "9999", "8888"]


async def test_an_order_goes_through_its_states(http: aiohttp.ClientSession, room: Room) -> None:
    for status in ("UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "CANCEL"):
        assert await webhook(http, notification(status=status)) == (200, b"")
    assert [order.status for order in room.told] == ["placed", "paid", "cancelled"]


async def test_orders_from_before_the_show_stay_out(http: aiohttp.ClientSession, room: Room, clock: FakeClock) -> None:
    before_s = BOUGHT_MS // 1000 - 61
    await webhook(http, notification(1, "UNPAID", update_time=before_s))
    await webhook(http, notification(1, "AWAITING_SHIPMENT"))  # paid during the show, and bought before it
    await webhook(http, notification(2, "DELIVERED"))  # nobody knows when that was bought
    await webhook(http, notification(3, "UNPAID", update_time=10**15))  # a clock that is wrong
    assert [order.order_id for order in room.told] == ["576653"]
    room.change(connection=msgspec.structs.replace(room.current.connection, live_since_ms=0))
    await webhook(http, notification(4))
    assert len(room.told) == 1, "the room is not live yet"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b"[" * 15_000,
        b'{"type": 1}',
        b'{"type": 1, "data": {"order_id": "1"}}',
        b'{"type": 1, "data": {"order_id": "1", "order_status": "NEWLY_INVENTED"}}',
        b'{"type": 1, "data": {"order_id": ["1"], "order_status": "UNPAID"}}',
        b'{"type": 12, "data": {"order_id": "1", "return_status": "RETURN_OR_REFUND_REQUEST_PENDING"}}',
        b'{"type": 5, "data": {"product_id": "1", "status": "LIVE"}}',
    ],
)
async def test_a_signed_webhook_about_something_else_is_well_and_does_nothing(
    http: aiohttp.ClientSession, room: Room, body: bytes
) -> None:
    assert await webhook(http, body) == (200, b"")
    assert room.told == []


async def test_the_type_alone_decides_nothing(http: aiohttp.ClientSession, room: Room) -> None:
    assert await webhook(http, notification().replace(b'"type": 1', b'"type": 99')) == (200, b"")
    assert len(room.told) == 1


async def test_other_shops_are_left_out(room: Room, desk: OrderDesk, clock: FakeClock) -> None:
    only = msgspec.structs.replace(SETTINGS, shop_ids=frozenset({"7495540735365777507"}))
    async with (
        serving(room, desk, clock, only) as server,
        aiohttp.ClientSession(base_url=server.url) as http,
    ):
        assert await webhook(http, notification()) == (200, b"")
        assert await webhook(http) == (200, b"")
    assert [order.order_id for order in room.told] == ["576653688135258178"]


async def test_what_could_not_be_stored_is_told_again(
    http: aiohttp.ClientSession, room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.trouble = JournalError("The disk is full.")
    assert await webhook(http) == (503, b"")
    room.trouble = None
    assert await webhook(http) == (200, b"")
    assert len(room.told) == 1
    assert "abcdef" not in caplog.text


async def test_an_answer_comes_in_time(
    http: aiohttp.ClientSession, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: AnyEvent) -> bool:
        await asyncio.Event().wait()
        return True

    monkeypatch.setattr(room, "tell", never)
    monkeypatch.setattr(web_orders, "ANSWER_WITHIN_S", 0.05)
    assert (await webhook(http))[0] == 503
    assert (await post(http, {"order_id": "A-1"}))[0] == 503


async def test_a_body_that_never_ends_is_not_waited_for(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(web_orders, "ANSWER_WITHIN_S", 0.05)

    async def drops() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(0.3)

    for path in (SHOP, "/orders"):
        async with http.post(path, data=drops()) as response:
            assert response.status == 408
    assert not caplog.records, "nobody who has no secret may fill the log"


async def test_a_body_is_taken_as_it_came(
    http: aiohttp.ClientSession, room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    """The signature is over what was sent; a stranger's broken or endless compression is never unpacked."""
    for body in (b"no gzip", gzip.compress(b" " * 1_000_000)):
        async with http.post("/orders", data=body, headers={"Content-Encoding": "gzip"}) as response:
            assert response.status == 401
        assert await webhook(http, body, **{"Content-Encoding": "gzip"}) == (200, b"")
    assert room.told == []
    assert "Traceback" not in caplog.text


async def test_a_large_body_is_refused(http: aiohttp.ClientSession) -> None:
    assert (await webhook(http, b"x" * 70_000))[0] == 413


async def test_a_proxys_host_name_is_fine_where_a_signature_is_wanted(http: aiohttp.ClientSession, room: Room) -> None:
    assert await webhook(http, Host="live.example.com", Origin="https://example.com") == (200, b"")
    async with http.get("/api/status", headers={"Authorization": f"Bearer {TOKEN}", "Host": "live.example.com"}) as no:
        assert no.status == 403
    async with http.get(SHOP) as response:
        assert response.status == 405


async def test_what_is_switched_off_is_not_there(room: Room, desk: OrderDesk, clock: FakeClock) -> None:
    async with (
        serving(room, desk, clock, OrderSettings()) as server,
        aiohttp.ClientSession(base_url=server.url) as http,
    ):
        for path in (SHOP, "/orders"):
            async with http.post(path, data=BODY, headers={"Authorization": DIGEST}) as response:
                assert response.status == 401
                assert b"token" in await response.read()
        empty = hmac.new(b"", b"" + BODY, hashlib.sha256).hexdigest()
        assert (await webhook(http, Authorization=empty))[0] == 401
    assert room.told == []


# --- other programs ------------------------------------------------------------------------------------------------


async def post(http: aiohttp.ClientSession, orders: object, **changes: str) -> tuple[int, dict[str, Any]]:
    body = orders if isinstance(orders, bytes) else json.dumps(orders).encode()
    stamp = changes.pop("stamp", str(BOUGHT_MS // 1000))
    sign = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Livebot-Timestamp": stamp, "X-Livebot-Signature": sign} | changes
    async with http.post("/orders", data=body, headers=headers) as response:
        return response.status, await response.json()


async def test_a_program_posts_orders(http: aiohttp.ClientSession, room: Room) -> None:
    order = {"order_id": "A-1", "status": "paid", "amount": 19.9, "currency": "usd", "viewer": "@maria"}
    assert await post(http, order) == (200, {"new": 1, "known": 0, "earlier": 0, "by_hand": 0})
    several = [order, {"order_id": "A-2"}, {"order_id": "A-3", "ordered_at": BOUGHT_MS // 1000 - 100}]
    assert await post(http, several) == (200, {"new": 1, "known": 1, "earlier": 1, "by_hand": 0})
    first = room.told[0]
    assert (first.status, first.amount, first.currency, first.viewer_id) == ("paid", "19.9", "USD", "@maria")
    assert first.source == "http"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"X-Livebot-Signature": ""}, "wrong_signature"),
        ({"X-Livebot-Signature": "0" * 64}, "wrong_signature"),
        ({"X-Livebot-Timestamp": str(BOUGHT_MS // 1000 + 1)}, "wrong_signature"),
        ({"stamp": str(BOUGHT_MS // 1000 - 302)}, "wrong_time"),
        ({"stamp": str(BOUGHT_MS // 1000 + 302)}, "wrong_time"),
        ({"stamp": ""}, "wrong_time"),
        ({"stamp": "9" * 5000}, "wrong_time"),
        ({"stamp": "soon"}, "wrong_time"),
    ],
)
async def test_a_request_that_is_forged_or_old_is_refused(
    http: aiohttp.ClientSession, room: Room, changes: dict[str, str], kind: str
) -> None:
    status, answer = await post(http, {"order_id": "A-1"}, **changes)
    assert (status, answer["kind"], room.told) == (401, kind, [])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "not JSON"),
        (b"7", "Order 1 is not an object"),
        ({}, "Order 1: there is no order_id"),
        ([{"order_id": "1"}, {"order_id": "two words"}], "Order 2: .* is no order id"),
        ({"order_id": "1", "prcie": "5"}, 'there is no field "prcie"'),
        ({"order_id": "1", "status": "lost"}, '"lost" is no status'),
        ({"order_id": "1", "amount": "12,50"}, 'amount: "12,50" is no number such as 19.90'),
        ({"order_id": "1", "amount": 1e30}, "amount"),
        ({"order_id": "1", "amount": [1]}, "amount: a text is expected"),
        ({"order_id": True}, "order_id: a text is expected"),
        ({"order_id": "1", "ordered_at": "yesterday"}, "is no time such as"),
        ({"order_id": "1", "viewer": "a b"}, "is no @name"),
        ([{"order_id": str(n)} for n in range(101)], "101 orders are too many"),
    ],
)
async def test_a_mistake_is_named(http: aiohttp.ClientSession, room: Room, body: object, message: str) -> None:
    status, answer = await post(http, body)
    assert (status, answer["kind"], room.told) == (400, "not_understood", [])
    assert re.search(message, answer["message"])


async def test_trouble_is_told_and_passes(http: aiohttp.ClientSession, room: Room) -> None:
    room.trouble = JournalError("The disk is full.")
    assert await post(http, {"order_id": "A-1"}) == (
        503,
        {"ok": False, "kind": "journal", "data": {}, "message": "The disk is full."},
    )


# --- imports -------------------------------------------------------------------------------------------------------


async def test_an_import_brings_orders_with_the_token(server: ControlServer, room: Room) -> None:
    news = [
        OrderNews(order_id="1", status="paid", amount="5", currency="EUR", ordered_at_ms=BOUGHT_MS),
        OrderNews(order_id="2", ordered_at_ms=BOUGHT_MS - 3_600_000),
        OrderNews(order_id="3", is_follow_up=True),
        OrderNews(order_id="4", status="cancelled", viewer="@maria", product_id="p"),
    ]
    async with ControlClient(server.url, TOKEN) as client:
        assert await client.orders(news) == Taken(new=2, earlier=2)
        assert await client.orders(news) == Taken(known=2, earlier=2)
    assert [(order.order_id, order.status, order.source) for order in room.told] == [
        ("1", "paid", "csv"),
        ("4", "cancelled", "csv"),
    ]


async def test_the_most_orders_at_once_fit_into_a_request(server: ControlServer, room: Room) -> None:
    news = [
        OrderNews(
            order_id=f"{n:064}",
            status="cancelled",
            amount="123456789012.123456",
            currency="IDR",
            product_id="p" * 64,
            viewer="v" * 64,
            ordered_at_ms=BOUGHT_MS + 123,
        )
        for n in range(MOST_AT_ONCE)
    ]
    async with ControlClient(server.url, TOKEN) as client:
        assert await client.orders(news) == Taken(new=MOST_AT_ONCE)


async def test_an_import_without_the_token_is_refused(http: aiohttp.ClientSession, room: Room) -> None:
    async with http.post("/api/orders", json=[{"order_id": "1"}]) as response:
        assert response.status == 401
    assert room.told == []


async def test_what_was_told_before_a_restart_is_known_after_it(room: Room, clock: FakeClock, tmp_path: Path) -> None:
    for _ in range(2):
        desk = OrderDesk(room, tmp_path / "orders.sqlite3", clock)
        async with serving(room, desk, clock) as server, aiohttp.ClientSession(base_url=server.url) as http:
            assert await webhook(http) == (200, b"")
        desk.close(2)
        told, room.told = room.told, []
    assert told == []


async def test_a_folder_that_cannot_be_used_is_told(room: Room, clock: FakeClock, tmp_path: Path) -> None:
    desk = OrderDesk(room, tmp_path / "missing" / "orders.sqlite3", clock)
    async with serving(room, desk, clock) as server, ControlClient(server.url, TOKEN) as client:
        with pytest.raises(ControlError, match="cannot be opened"):
            await client.orders([OrderNews(order_id="1")])
    desk.close(2)


@pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("curl")), reason="needs openssl and curl")
async def test_the_written_out_example_works(room: Room, desk: OrderDesk) -> None:
    assert web_orders.__doc__ is not None
    example = web_orders.__doc__.partition("::\n\n")[2].partition("\n\n")[0]
    async with serving(room, desk, SystemClock()) as server:
        script = textwrap.dedent(example).replace("http://127.0.0.1:8787", server.url)
        told = await asyncio.create_subprocess_exec(
            "bash", "-c", script, env={**os.environ, "SECRET": SECRET}, stdout=-1, stderr=-1
        )
        out, _ = await told.communicate()
    assert json.loads(out) == {"new": 1, "known": 0, "earlier": 0, "by_hand": 0}
    assert (room.told[0].order_id, room.told[0].status) == ("A-1", "paid")
