"""Entrances for orders: TikTok Shop's webhooks, any other program's requests, and ``livebot orders import``.

==============================  ===================================================================================
``POST /orders/tiktok-shop``    a webhook of TikTok Shop; ``Authorization`` is the lowercase hex HMAC-SHA256, by the app
                                secret, of the app key directly followed by the body. Answers 200 with an empty body,
                                401 to a wrong signature, 503 if it should come again
``POST /orders``                ``{"order_id": "A-1", "status": "paid", "amount": "19.90", "currency": "USD"}`` or a
                                list of those, at most 100; also ``ordered_at``, ``viewer`` and ``product_id``. Answers
                                ``{"new", "known", "earlier"}``
``POST /api/orders``            the same with the control API's token instead of a signature
==============================  ===================================================================================

``/orders`` wants ``X-Livebot-Timestamp``, seconds since 1970 and at most five minutes off, and ``X-Livebot-Signature``,
the hex HMAC-SHA256, by ``orders.http_secret``, of that timestamp, a dot, and the body::

    BODY='{"order_id": "A-1", "status": "paid"}'; T=$(date +%s)
    SIGN=$(printf '%s.%s' "$T" "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)
    curl -d "$BODY" -H "X-Livebot-Timestamp: $T" -H "X-Livebot-Signature: $SIGN" http://127.0.0.1:8787/orders

What is sent again, by whomever, changes nothing. Signatures are compared in constant time before anything is parsed.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC
from typing import Any, Protocol

import msgspec
import structlog
from aiohttp import web

from livebot.orders import (
    FOLLOW_UPS,
    MOST_AT_ONCE,
    STATUSES,
    OrderNews,
    OrderSettings,
    Taken,
    moment_reader,
    order_news,
)
from livebot.ports import Clock, JournalError
from livebot.web.answers import json_response, refusal

TIKTOK_SHOP, HTTP, IMPORT = "/orders/tiktok-shop", "/orders", "/api/orders"
ANSWER_WITHIN_S = 2.5
"""TikTok Shop waits 3 s."""
SKEW_MS = 300_000
LONGEST_ID = 64

moment_ms = moment_reader(UTC)

log = structlog.get_logger(__name__)


class Desk(Protocol):
    """Where orders are taken; raises JournalError if that is not possible now."""

    async def take(self, news: Sequence[OrderNews], source: str) -> Taken: ...

    async def was_told(self, key: str) -> bool: ...

    async def note(self, key: str) -> None: ...


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook of TikTok Shop, as far as it says something here."""

    type: int | str | None = None
    tts_notification_id: str | int | None = None
    shop_id: str | int | None = None
    data: dict[str, Any] = {}


class Entrances:
    """The routes. One whose secret is not configured is not there."""

    def __init__(self, desk: Desk, settings: OrderSettings, clock: Clock) -> None:
        self._desk = desk
        self._settings = settings
        self._clock = clock
        self._refused = 0

    @property
    def signed(self) -> frozenset[str]:
        """Paths that bring a signature instead of the token."""
        is_open = {
            TIKTOK_SHOP: bool(self._settings.app_key and self._settings.app_secret),
            HTTP: bool(self._settings.http_secret),
        }
        return frozenset(path for path, wanted in is_open.items() if wanted)

    def add_to(self, app: web.Application) -> None:
        handlers = {TIKTOK_SHOP: self._tiktok_shop, HTTP: self._http}
        for path in self.signed:
            app.router.add_post(path, handlers[path])
        app.router.add_post(IMPORT, self._import)

    # --- TikTok Shop -------------------------------------------------------------------------------------------

    async def _tiktok_shop(self, request: web.Request) -> web.Response:
        until_s = asyncio.get_running_loop().time() + ANSWER_WITHIN_S
        body = await _body(request)
        key, secret = self._settings.app_key, self._settings.app_secret
        if not _is_signed(request.headers.get("Authorization", ""), secret, key.encode() + body):
            self._note_refused()
            return web.Response(status=401)
        try:
            async with asyncio.timeout_at(until_s):
                await self._take_notification(body)
        except (TimeoutError, JournalError) as error:
            why = str(error) or "the room did not get to it in time"
            log.error("an order could not be taken; the shop will tell of it again", reason=why)
            return web.Response(status=503)
        return web.Response(status=200)

    def _note_refused(self) -> None:
        """Log it ever more rarely: the app secret may be the wrong one, or somebody tries."""
        self._refused += 1
        if self._refused & (self._refused - 1) == 0:
            log.warning("a webhook without a right signature was refused", times=self._refused)

    async def _take_notification(self, body: bytes) -> None:
        """Take what a notification says of an order; one that says nothing of any is over with that."""
        try:
            notification = msgspec.json.decode(body, type=Notification)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            log.warning("a webhook with a right signature cannot be read")
            return
        shops = self._settings.shop_ids
        order = _shop_order(notification.data)
        if order is None or (shops and str(notification.shop_id) not in shops):
            return
        key = _key(notification)
        if not await self._desk.was_told(key):
            await self._desk.take([order], "tiktok_shop")
            await self._desk.note(key)

    # --- other programs ----------------------------------------------------------------------------------------

    async def _http(self, request: web.Request) -> web.Response:
        stamp, body = request.headers.get("X-Livebot-Timestamp", ""), await _body(request)
        given = request.headers.get("X-Livebot-Signature", "").lower()
        signed = stamp.encode("utf-8", "surrogateescape") + b"." + body
        if not _is_signed(given, self._settings.http_secret, signed):
            return refusal(401, "wrong_signature", "The signature is missing or wrong.")
        if not (stamp.isdecimal() and abs(int(stamp[:12]) * 1000 - self._clock.now_ms()) <= SKEW_MS):
            return refusal(401, "wrong_time", "X-Livebot-Timestamp is more than five minutes off: look at the clocks.")
        return await self._take(body, "http")

    async def _import(self, request: web.Request) -> web.Response:
        return await self._take(await _body(request), "csv")

    async def _take(self, body: bytes, source: str) -> web.Response:
        try:
            news = _read(body)
        except ValueError as error:
            return refusal(400, "not_understood", f"{error}.")
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                taken = await self._desk.take(news, source)
        except TimeoutError:
            return refusal(503, "timeout", "The room did not get to it in time: send it again, that does no harm.")
        except JournalError as error:
            return refusal(503, "journal", str(error))
        return json_response(taken)


async def _body(request: web.Request) -> bytes:
    """Return the body. Raises HTTPRequestTimeout: whoever sends it slowly on purpose holds nothing up."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


def _is_signed(given: str, secret: str, message: bytes) -> bool:
    expected = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def _shop_order(data: dict[str, Any]) -> OrderNews | None:
    """Return the order that a webhook is about, told by what is in it: the numbers of its types have changed before."""
    order_id, status = _id(data.get("order_id")), str(data.get("order_status")).lower()
    if not order_id or (status not in STATUSES and status not in FOLLOW_UPS):
        return None
    at_s = data.get("update_time")
    return OrderNews(
        order_id=order_id,
        status=STATUSES.get(status, "paid"),
        ordered_at_ms=at_s * 1000 if isinstance(at_s, int) and at_s > 0 else 0,
        is_follow_up=status in FOLLOW_UPS,
    )


def _key(notification: Notification) -> str:
    """Return what is the same when a notification comes again."""
    if (own_id := _id(notification.tts_notification_id)) is not None:
        return own_id
    data = notification.data
    parts = (
        notification.type,
        notification.shop_id,
        *(data.get(n) for n in ("order_id", "order_status", "update_time")),
    )
    return ":".join(str(part)[:LONGEST_ID] for part in parts)


def _id(value: object) -> str | None:
    text = str(value) if isinstance(value, str | int) else ""
    return text if 0 < len(text) <= LONGEST_ID and text.isprintable() else None


def _read(body: bytes) -> list[OrderNews]:
    """Return the orders of a request. Raises ValueError with words for people, without the full stop."""
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError('The body is not JSON; send {"order_id": "A-1", "status": "paid"}') from None
    orders = data if isinstance(data, list) else [data]
    if len(orders) > MOST_AT_ONCE:
        raise ValueError(f"{len(orders)} orders are too many at once: {MOST_AT_ONCE} are the most")
    news = []
    for n, order in enumerate(orders, 1):
        if not isinstance(order, dict):
            raise ValueError(f'Order {n} is not an object; send {{"order_id": "A-1", "status": "paid"}}')
        try:
            news.append(order_news(order, moment_ms))
        except ValueError as error:
            raise ValueError(f"Order {n}: {error}") from None
    return news
