"""How news of orders reach livebot from outside, signed as their senders sign them."""

import hashlib
import hmac
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp

from livebot.orders import read_orders
from livebot.ports import Clock
from livebot.rehearsal.daemon import ACCOUNT
from livebot.rehearsal.script import Sale
from livebot.web.client import ControlClient

SHOP_ID = "7495540735365777507"
HOUR_S = 3600
SHOP_STATUS = {"placed": "UNPAID", "paid": "AWAITING_SHIPMENT", "cancelled": "CANCELLED"}
ZONE = ZoneInfo("America/Phoenix")
"""Of the show's market; it has no daylight saving."""
OK, REFUSED = 200, 401


class Shop:
    """Everything that sells the show's goods. Use it with ``async with``."""

    def __init__(self, control: ControlClient, clock: Clock, folder: Path) -> None:
        self._control = control
        self._clock = clock
        self._folder = folder
        self._web = aiohttp.ClientSession()

    async def close(self) -> None:
        await self._web.close()

    async def tell(self, sale: Sale) -> str:
        """Bring the news; return what is wrong with livebot's answer, if anything is."""
        if sale.how == "csv":
            return await self._import(sale)
        answered = await (self._shop(sale) if sale.how == "shop" else self._post(sale))
        wanted = REFUSED if sale.trick == "forged" else OK
        return "" if answered == wanted else f"order {sale.order_id}: status {answered}, not {wanted}"

    async def _shop(self, sale: Sale) -> int:
        """TikTok Shop: the app key and the body are signed with the app secret."""
        now_s = self._clock.now_ms() // 1000
        notification = {
            "type": 1,
            "tts_notification_id": f"{sale.order_id}{sale.status}{sale.trick == 'earlier'}",
            "shop_id": SHOP_ID,
            "timestamp": now_s,
            "data": {
                "order_id": sale.order_id,
                "order_status": SHOP_STATUS[sale.status],
                "is_on_hold_order": False,
                "update_time": now_s - HOUR_S if sale.trick == "earlier" else now_s,
            },
        }
        body = json.dumps(notification).encode()
        secret = "somebody else's" if sale.trick == "forged" else ACCOUNT["LIVEBOT_SHOP_APP_SECRET"]
        signature = _sign(secret, ACCOUNT["LIVEBOT_SHOP_APP_KEY"].encode() + body)
        return await self._send("/orders/tiktok-shop", body, {"Authorization": signature})

    async def _post(self, sale: Sale) -> int:
        """Another program: a time and the body are signed with the secret of the two."""
        body, stamp = json.dumps(_fields(sale)).encode(), str(self._clock.now_ms() // 1000)
        signature = _sign(ACCOUNT["LIVEBOT_ORDERS_SECRET"], f"{stamp}.".encode() + body)
        return await self._send("/orders", body, {"X-Livebot-Timestamp": stamp, "X-Livebot-Signature": signature})

    async def _import(self, sale: Sale) -> str:
        path, fields = self._folder / f"{sale.order_id}.csv", _fields(sale)
        path.write_text(f"{','.join(fields)}\n{','.join(fields.values())}\n", encoding="utf-8")
        taken = await self._control.orders(read_orders(path, ZONE))
        return "" if taken.new == 1 else f"order {sale.order_id}: {taken}"

    async def _send(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        async with self._web.post(self._control.url + path, data=body, headers=headers) as response:
            return response.status


def _fields(sale: Sale) -> dict[str, str]:
    fields = {"order_id": sale.order_id, "status": sale.status}
    fields |= {"amount": sale.amount, "currency": "USD"} if sale.amount else {}
    return fields | ({"viewer": f"@{sale.buyer.viewer.handle}"} if sale.buyer is not None else {})


def _sign(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
