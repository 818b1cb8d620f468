"""Orders in CSV files: each mistake with its line, nothing half imported."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from livebot.orders import FileMistakes, OrderNews, Taken, moment_reader, order_news, plain_news, read_orders

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "orders.csv"


def read(file: Path, text: str | bytes) -> list[OrderNews]:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_orders(file, JAKARTA)


def test_a_file_of_our_own(file: Path) -> None:
    text = "order_id,status,amount,currency,ordered_at,viewer\nA-1,paid,19.90,usd,2026-11-22 20:15,@maria\n\nA-2,,,,,\n"
    assert read(file, text) == [
        OrderNews(
            order_id="A-1", status="paid", amount="19.90", currency="USD", viewer="@maria",
            ordered_at_ms=1_795_353_300_000,
        ),
        OrderNews(order_id="A-2"),
    ]  # fmt: skip


def test_a_shops_export(file: Path) -> None:
    text = (
        "\ufeffOrder ID;Order Status;SKU;Order Amount;Created Time;Buyer Username\r\n"
        '5766\t;To ship;"red; large";150000;2026-11-22T20:15:00+07:00;maria\r\n'
        "5766\t;To ship;blue;150000;2026-11-22T20:15:00+07:00;maria\r\n"
        "5767;Canceled;;;1795353300;\r\n"
        "5768;Shipped;;;;\r\n"
    )
    orders = read(file, text)
    assert [(order.order_id, order.status, order.amount) for order in orders] == [
        ("5766", "paid", "150000"),
        ("5767", "cancelled", ""),
        ("5768", "paid", ""),
    ]
    assert {order.ordered_at_ms for order in orders[:2]} == {1_795_353_300_000}
    assert orders[2].is_follow_up


def test_every_mistake_is_told_with_its_line(file: Path) -> None:
    text = 'order_id,status,amount\nA-1,paid,5\n"A\n2",paid,5\nA-3,sold,5\n5.7665E+17,paid,1\nA-5,paid,"1,234"\n'
    with pytest.raises(FileMistakes) as caught:
        read(file, text)
    told = str(caught.value).splitlines()
    assert [line.removeprefix(f"{file}:").partition(":")[0] for line in told[:-1]] == ["4", "5", "6", "7"]
    assert "no status of an order" in told[1]
    assert "spreadsheet" in told[2]
    assert told[3].endswith('amount: "1,234" may be a small or a large number: write 1234.00 or 1.23')
    assert told[-1].startswith("Nothing was imported")


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("19,90", "19.90"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1.234.567", "1234567"),
        ("0,125", "0.125"), ("1234,5", "1234.5"), ("19.90", "19.90"), (" 150000 ", "150000"), ("", ""),
    ],
)  # fmt: skip
def test_amounts_are_taken_as_their_country_writes_them(file: Path, written: str, amount: str) -> None:
    assert [order.amount for order in read(file, f"order_id;amount\nA-1;{written}\n")] == [amount]


@pytest.mark.parametrize("written", ["1,234", "150.000", "1,234,56", "1.234.56", "19,90 EUR"])
def test_amounts_that_may_be_two_or_none_are_refused(file: Path, written: str) -> None:
    with pytest.raises(FileMistakes, match="csv:2: amount: "):
        read(file, f"order_id;amount\nA-1;{written}\n")


def test_a_decimal_comma_between_commas_is_not_cut_off(file: Path) -> None:
    with pytest.raises(FileMistakes, match="csv:2: there are more cells than columns"):
        read(file, "order_id,status,amount,currency\nA-1,paid,19,90,EUR\n")
    assert read(file, "order_id,status\nA-1,paid,,\n") == [OrderNews(order_id="A-1", status="paid")]


def test_of_very_many_mistakes_the_first_are_told(file: Path) -> None:
    with pytest.raises(FileMistakes, match="and 80 more lines"):
        read(file, "order_id\n" + "a b\n" * 100)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no column is called order_id"),
        ("name,price\nA,1\n", "no column is called order_id"),
        ("order_id,Order ID\nA,1\n", "two columns are order_id"),
        ("订单号\n".encode("gbk"), "not written in UTF-8"),
        (f'order_id\n"{"x" * 200_000}"\n', "no CSV"),
    ],
)
def test_what_is_no_such_file_is_told(file: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(FileMistakes, match=message):
        read(file, text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileMistakes, match="cannot be read: No such file"):
        read_orders(tmp_path / "none.csv", JAKARTA)


def test_hostile_cells_do_not_reach_the_terminal(file: Path) -> None:
    with pytest.raises(FileMistakes) as caught:
        read(file, "order_id\n\x1b[2J\u202eevil\n")
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)


@pytest.mark.parametrize(
    "news",
    [
        OrderNews(order_id="1"),
        OrderNews(order_id="1", status="paid", is_follow_up=True),
        OrderNews(
            order_id="1", status="cancelled", amount="1.5", currency="EUR", product_id="p", viewer="@v",
            ordered_at_ms=1_795_353_300_123,
        ),
    ],
)  # fmt: skip
def test_what_is_sent_is_read_again(news: OrderNews) -> None:
    assert order_news(plain_news(news), moment_reader(JAKARTA)) == news


def test_a_big_file_is_no_trouble(file: Path) -> None:
    assert len(read(file, "order_id,status\n" + "".join(f"A-{n},paid\n" for n in range(20_000)))) == 20_000


def test_what_was_taken_adds_up() -> None:
    assert Taken(new=1, by_hand=5) + Taken(new=2, known=3, earlier=4, by_hand=6) == Taken(
        new=3, known=3, earlier=4, by_hand=6
    )
