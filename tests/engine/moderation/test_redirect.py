"""Links, phone numbers and handles, and what looks like them."""

import time

import pytest

from livebot.engine.moderation.redirect import contact, links


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("buy at bit.ly/x1", "bit.ly"),
        ("cheap-bags.shop now", "cheap-bags.shop"),
        ("https://evil.io/x", "evil.io"),
        ("hxxp://evil.io", "evil.io"),
        ("WWW.Evil.Me", "evil.me"),
        ("t.me/abc", "t.me"),
        ("toko.co.id", "toko.co.id"),
        ("shop dot com", "shop.com"),
        ("shop (dot) com", "shop.com"),
        ("shop[.]com", "shop.com"),
        ("shop 点 com", "shop.com"),
        ("shop .com", "shop.com"),
        ("w w w . s h o p . c o m", "shop.com"),
        ("sh0p.c0m", "shop.com"),
        ("shоp.com", "shоp.com"),  # with a Cyrillic о
        ("bolsasjá.com.br", "bolsasjá.com.br"),
        ("сумки24.рф", "сумки24.рф"),
        ("http://185.12.44.7/win", "185.12.44.7"),
        ("billiger auf taschenparadies.de", "taschenparadies.de"),
        ("schau bei sparfuchs.at vorbei", "sparfuchs.at"),
        ("tutto a metà su borsette.it ragazze", "borsette.it"),
        ("สั่งที่shop.comนะ", "shop.com"),
        ("go to shop.com.", "shop.com"),
    ],
)
def test_links_are_found(text: str, host: str) -> None:
    assert links(text) == [host]


@pytest.mark.parametrize(
    "text",
    [
        "so cute.is it cotton",
        "wunderbar.de rien",
        "me gusta su vestido.de que talla",
        "stell es auf zehn.es passt",
        "do I text 2 people or 3",
        "I love it.me too",
        "Amei. Com bolso?",
        "1.5kg or 3.99",
        "v2.0",
        "e.g. this one",
        "hello...common",
        "order 2.com",
        "U.S. size 8.5",
        "wait...what",
        "no dots at all",
    ],
)
def test_what_is_no_link(text: str) -> None:
    assert links(text) == []


@pytest.mark.parametrize("text", ["myshop.com", "www.myshop.com/sale", "m.myshop.com", "https://myshop.com"])
def test_allowed_domains_and_what_is_under_them(text: str) -> None:
    assert links(text, ("myshop.com",)) == []


@pytest.mark.parametrize("text", ["notmyshop.com", "myshop.com.evil.net", "myshop.com and evil.net"])
def test_others_are_not_allowed_because_they_look_alike(text: str) -> None:
    assert links(text, ("myshop.com",))


@pytest.mark.parametrize(
    "text",
    [
        "+84 912 345 678",
        "call me 5 5 5 0 1 0 0 1 4 2",
        "扣扣 123456789",
        "call 0812-3456-7890",
        "０８１２３４５６７８９０",
        "0 8 1 2 3 4 5 6 7 8",
        "415-555-0132",
        "(11) 91234-5678",
        "13812345678",
        "mail me a@b.com",
        "add me on whatsapp",
        "wh4tsapp me now +1 415 555 0132",
        "telegram @foo",
        "join my telegram",
        "IG: foo_bar",
        "follow me on ig",
        "line id cheap_bags",
        "me chama no zap",
        "escríbeme por whatsapp",
        "kết bạn zalo nhé",
        "ทักไลน์มานะ",
        "hubungi wa 081234567890",
        "加我微信",
        "加v信",
        "微信号abc12345",
        "LINE追加してね",
        "카톡 추가해 주세요",
        "пиши в телеграм",
        "пишите в телегу @skidki",
        "добавляйтесь в вайбере",
        "راسلني على الواتساب واتساب",
    ],
)
def test_contacts_are_found(text: str) -> None:
    assert contact(text)


@pytest.mark.parametrize(
    "text",
    [
        "do you have whatsapp?",
        "can i contact you on whatsapp?",
        "my order 576653688135258178 where is it",
        "on 05.11.2026 19:30",
        "2026-11-22",
        "555555555555",
        "000000000000",
        "1000000 rp",
        "199.000 / 299.000",
        "size 36 37 38 39",
        "first in line",
        "signal is bad here",
        "24/7 9-5",
        "I saw it on instagram",
        "add me to the list",
        "",
    ],
)
def test_what_is_no_contact(text: str) -> None:
    assert contact(text) == ""


@pytest.mark.parametrize("text", ["0 " * 3_000, "a." * 3_000, "+1" * 3_000, "whatsapp " * 600, "1-" * 3_000])
def test_long_hostile_texts_take_no_time(text: str) -> None:
    began_s = time.perf_counter()
    links(text)
    contact(text)
    assert time.perf_counter() - began_s < 2
