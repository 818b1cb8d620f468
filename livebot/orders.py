"""News of orders from outside the room: a shop's webhooks, another program, a file.

Whatever brings them, they become ``OrderNews`` here, checked, and the daemon's desk (``runtime/orders.py``) takes them.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

MOST_AT_ONCE = 100
"""Orders in one request."""
FIELDS = ("order_id", "status", "amount", "currency", "product_id", "viewer", "ordered_at")

Status = Literal["placed", "paid", "cancelled"]
STATUSES: dict[str, Status] = {
    "placed": "placed",
    "unpaid": "placed",
    "paid": "paid",
    "on_hold": "paid",
    "awaiting_shipment": "paid",
    "to_ship": "paid",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "cancel": "cancelled",
}
FOLLOW_UPS = ("partially_shipping", "awaiting_collection", "in_transit", "shipped", "delivered", "completed")
"""What an order becomes long after it was bought."""

_ID = re.compile(r"[\w.:#/-]{1,64}")
_CHANGED_BY_EXCEL = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_EITHER_AMOUNT = re.compile(r"([1-9][0-9]{0,2})[.,]([0-9]{3})")
_WRITTEN_AMOUNT = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<group>[.,])[0-9]{3}((?P=group)[0-9]{3})*(?=[.,]|$)|[0-9]{1,12})"
    r"((?!(?P=group))(?P<point>[.,])(?P<part>[0-9]{1,6}))?"
)
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_VIEWER = re.compile(r"@?[\w.-]{1,64}")


class OrderNews(msgspec.Struct, frozen=True, kw_only=True):
    """An order, or what became of one."""

    order_id: str
    status: Status = "placed"
    amount: str = ""
    """A decimal number."""
    currency: str = ""
    product_id: str = ""
    viewer: str = ""
    """The buyer's user id or @name."""
    ordered_at_ms: int = 0
    """0: not known; then it was bought when livebot first heard of it."""
    is_follow_up: bool = False
    """Says nothing about when it was bought: it counts only if the order is known."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a list of news."""

    new: int = 0
    """Not told before: an order, or something more about one."""
    known: int = 0
    """Told before: changes nothing."""
    earlier: int = 0
    """Not of this show: bought before livebot saw the room go live."""
    by_hand: int = 0
    """Orders that an operator has added: nobody knows whether they are among these."""

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            new=self.new + other.new,
            known=self.known + other.known,
            earlier=self.earlier + other.earlier,
            by_hand=other.by_hand,
        )


class OrderSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What ``livebot.yaml`` and ``secrets.yaml`` say about orders. An entrance without its secret is closed."""

    app_key: str = ""
    app_secret: str = ""
    shop_ids: frozenset[str] = frozenset()
    """Only orders of these shops; of all if there is none."""
    http_secret: str = ""


def order_news(fields: Mapping[str, Any], moment_ms: Callable[[str], int]) -> OrderNews:
    """Check what somebody wrote; ``moment_ms`` reads a time. Raises ValueError with words for people."""
    unknown = sorted(set(fields) - set(FIELDS))
    if unknown:
        raise ValueError(f"there is no field {_quoted(unknown[0])}: use {', '.join(FIELDS)}")
    texts = {name: _text(name, fields.get(name)) for name in FIELDS}
    order_id, status = texts["order_id"], re.sub(r"[\s_-]+", "_", texts["status"].casefold()) or "placed"
    if not order_id:
        raise ValueError("there is no order_id")
    if _CHANGED_BY_EXCEL.fullmatch(order_id):
        raise ValueError(
            f"the order id {_quoted(order_id)} was rounded by a spreadsheet: export the file again as text"
        )
    if not _ID.fullmatch(order_id):
        raise ValueError(f"{_quoted(order_id)} is no order id: letters, digits and . : # / - are, at most 64")
    if status not in STATUSES and status not in FOLLOW_UPS:
        known = ", ".join((*STATUSES, *FOLLOW_UPS))
        raise ValueError(f"{_quoted(texts['status'])} is no status of an order: use one of {known}")
    for name, pattern, such_as in (
        ("amount", _AMOUNT, "number such as 19.90"),
        ("currency", _CURRENCY, "currency such as USD"),
        ("product_id", _ID, "product id"),
        ("viewer", _VIEWER, "@name or user id"),
    ):
        if texts[name] and not pattern.fullmatch(texts[name]):
            raise ValueError(f"{name}: {_quoted(texts[name])} is no {such_as}")
    return OrderNews(
        order_id=order_id,
        status=STATUSES.get(status, "paid"),
        amount=texts["amount"],
        currency=texts["currency"].upper(),
        product_id=texts["product_id"],
        viewer=texts["viewer"],
        ordered_at_ms=moment_ms(texts["ordered_at"]) if texts["ordered_at"] else 0,
        is_follow_up=status in FOLLOW_UPS and not texts["ordered_at"],
    )


def plain_news(news: OrderNews) -> dict[str, str]:
    """Return what ``order_news`` reads again: the fields of a request."""
    fields = {
        "order_id": news.order_id,
        "status": FOLLOW_UPS[-1] if news.is_follow_up else news.status,
        "amount": news.amount,
        "currency": news.currency,
        "product_id": news.product_id,
        "viewer": news.viewer,
        "ordered_at": datetime.fromtimestamp(news.ordered_at_ms / 1000, UTC).isoformat() if news.ordered_at_ms else "",
    }
    return {name: text for name, text in fields.items() if text}


def moment_reader(zone: tzinfo) -> Callable[[str], int]:
    """Return what reads ``2026-11-22 20:15``, ``2026-11-22T20:15:00+07:00`` or seconds since 1970.

    A time without an offset is one of ``zone``.
    """

    def moment_ms(text: str) -> int:
        try:
            if text.isdecimal() and text.isascii() and len(text) <= 11:
                return int(text) * 1000
            when = datetime.fromisoformat(text)
            return round((when if when.tzinfo else when.replace(tzinfo=zone)).timestamp() * 1000)
        except (ValueError, OverflowError, OSError):
            raise ValueError(f"ordered_at: {_quoted(text)} is no time such as 2026-11-22 20:15") from None

    return moment_ms


def _text(name: str, value: Any) -> str:
    """Return a field as text; a number in JSON may stand for one."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"{name}: a text is expected")
    return str(value).strip()


def _quoted(text: str) -> str:
    shown = "".join(char if char.isprintable() else "?" for char in text[:60])
    return f'"{shown}"'


# --- files -----------------------------------------------------------------------------------------------------

COLUMNS = {
    "orderid": "order_id",
    "ordernumber": "order_id",
    "orderstatus": "status",
    "status": "status",
    "orderamount": "amount",
    "amount": "amount",
    "currency": "currency",
    "productid": "product_id",
    "viewer": "viewer",
    "buyerusername": "viewer",
    "orderedat": "ordered_at",
    "createdtime": "ordered_at",
}
"""Names of columns, in small letters and without blanks, and the fields they are; others are left out."""
MOST_MISTAKES = 20


class FileMistakes(Exception):  # noqa: N818 - reads as what happened
    """A file that cannot be taken; the message names each line that is wrong."""


def read_orders(path: Path, zone: ZoneInfo) -> list[OrderNews]:
    """Return the orders of a CSV file, each once, or raise FileMistakes: all or nothing."""
    orders: dict[tuple[str, str], OrderNews] = {}
    mistakes: list[str] = []
    moment_ms = moment_reader(zone)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, fields in _rows(path, file.read()):
                try:
                    news = order_news({**fields, "amount": plain_amount(fields.get("amount", ""))}, moment_ms)
                except ValueError as error:
                    mistakes.append(f"{path}:{line}: {error}")
                else:
                    orders.setdefault((news.order_id, news.status), news)
    except UnicodeDecodeError:
        raise FileMistakes(f'{path} is not written in UTF-8: save it as "CSV UTF-8", and try again.') from None
    except OSError as error:
        raise FileMistakes(f"{path} cannot be read: {error.strerror}.") from None
    if mistakes:
        more = len(mistakes) - MOST_MISTAKES
        shown = [*mistakes[:MOST_MISTAKES], *([f"… and {more} more lines"] if more > 0 else [])]
        raise FileMistakes("\n".join([*shown, "Nothing was imported: correct the lines, or delete them."]))
    return list(orders.values())


def plain_amount(text: str) -> str:
    """Return an amount as a decimal number, whichever way its country writes it: ``1.234,50`` is ``1234.50``.

    What is no number at all is returned as it is. Raises ValueError where it may be either of two.
    """
    text = text.strip()
    if (either := _EITHER_AMOUNT.fullmatch(text)) is not None:
        whole, part = either.groups()
        both = f"{whole}{part}.00 or {whole}.{part[:2]}"
        raise ValueError(f"amount: {_quoted(text)} may be a small or a large number: write {both}")
    match = _WRITTEN_AMOUNT.fullmatch(text)
    if match is None:
        return text
    whole, point, part = re.sub("[.,]", "", match["whole"]), match["point"], match["part"]
    return f"{whole}.{part}" if point else whole


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and fields of every line that is not empty. Raises FileMistakes."""
    head = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=max(",;\t", key=head.count))
    try:
        names = [COLUMNS.get(re.sub(r"[\W_]+", "", cell.casefold()), "") for cell in next(reader, [])]
        if "order_id" not in names:
            known = "order_id, status, amount, currency, ordered_at, viewer, product_id"
            raise FileMistakes(f"{path}:1: no column is called order_id. The first line names the columns: {known}.")
        if twice := next((name for name in names if name and names.count(name) > 1), ""):
            raise FileMistakes(f"{path}:1: two columns are {twice}: delete one of them.")
        for row in reader:
            if any(cell.strip() for cell in row[len(names) :]):
                found = "there are more cells than columns"
                raise FileMistakes(f"{path}:{reader.line_num}: {found}: an amount such as 19,90 stands in quotes.")
            if any(cell.strip() for cell in row):
                yield reader.line_num, {name: cell for name, cell in zip(names, row, strict=False) if name}
    except csv.Error as error:
        raise FileMistakes(f"{path}:{reader.line_num}: this is no CSV ({error}).") from None
