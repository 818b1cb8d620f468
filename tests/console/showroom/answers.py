"""A room whose viewers are answered."""

from typing import Any

import msgspec

from livebot.views import Status
from livebot.views.questions import AnswerView, AskerView, PartView, ReplyView
from tests.console.showroom.base import ME, NOW_MS, notice
from tests.console.showroom.questions import EN, ZH, question
from tests.console.showroom.room import show_status


def reply(host: str = "zh", **states: str) -> ReplyView:
    """A reply in three languages; ``states`` are those of its parts that are not ready yet."""
    text = "有货，三天内寄到" if host == "zh" else "In stock, with you in three days"
    texts = {
        "es": "En stock, te llega en tres días",
        "id": "Ready kak, sampai dalam tiga hari",
        "ar": "متوفر، يصلك خلال ثلاثة أيام",
    }
    parts = []
    for language, translated in texts.items():
        state = states.get(language, "ready")
        known = state in ("checking", "ready", "too_long")
        back = text if state == "ready" else ""
        parts.append(PartView(language=language, text=translated if known else "", back=back, state=state))
    return ReplyView(by=ME, text=text, parts=tuple(parts))


def answered_back(host: str = "zh", **changes: Any) -> Status:
    """A room whose viewers are answered: prepared answers, a reply, what the bot said, what a colleague has."""
    to = ZH if host == "zh" else EN
    late = "我的快递到哪了？" if host == "zh" else "Where is my parcel?"
    broken = "收到就坏了，能退款吗？" if host == "zh" else "It came broken, can I have my money back?"
    prices = (
        AnswerView(
            id="price-a3", texts=("A3 cuesta 12 €, envío gratis hoy", "A3 harganya 189rb, gratis ongkir hari ini")
        ),
        AnswerView(id="price", texts=("Todos los precios están en la cesta amarilla",)),
    )
    askers = tuple(
        AskerView(viewer_id=f"w{n}", name=name, handle=name, text=text, language=language, standing=standing,
                  at_ms=NOW_MS - (9 - n) * 8_000)
        for n, (name, text, language, standing) in enumerate(
            [
                ("Maria_88", "¿cuánto cuesta el A3?", "es", ("regular",)),
                ("João", "quanto custa o A3?", "pt", ()),
                ("Sari 🌸", "A3 harganya berapa kak? kalau beli dua dapat diskon nggak ya, soalnya mau kirim juga buat "
                            "adik saya di Surabaya", "id", ("gifter",)),
                ("سارة", "بكم A3؟", "ar", ("buyer",)),
            ]
        )
    )  # fmt: skip
    price = question(7, "¿cuánto cuesta el A3?", to[2], ago_s=204, count=14, languages=("es", "pt", "id", "ar"),
                     askers=askers, intent="price", product="A3", standing=("buyer", "gifter", "regular"),
                     newest="A3 harganya berapa kak? kalau beli dua dapat diskon nggak ya", answers=prices)  # fmt: skip
    cards = (
        price,
        question(5, "pwede po ba ipadala sa Manila?", to[3], language="tl", ago_s=61, name="Jun-jun", state="answering",
                 answered_by="bot", intent="ship", count=2, languages=("tl", "en"), newest="do you ship to Manila??"),
        question(12, "donde esta mi pedido?", late, ago_s=33, name="Pilar", intent="where_is_order", about="order",
                 standing=("buyer",), translation_state="pending"),
        question(6, "هل يوجد مقاس أكبر؟ ألبس XXL", to[4], language="ar", ago_s=21, name="سارة أحمد", intent="size",
                 standing=("regular",)),
        question(9, "kam rusak barangnya, refund dong", broken, language="id", ago_s=140, name="Budi", state="handed",
                 intent="damaged", about="order", standing=("buyer",), count=2),
        question(10, "iade var mi", to[7], language="tr", ago_s=90, name="Zeynep ✨", state="handed", intent="return"),
        question(1, "harganya berapa", to[2], language="id", ago_s=400, state="answered", answered_by="bot",
                 intent="price"),
        question(2, "posso devolver?", to[7], language="pt", ago_s=420, name="João", state="answered",
                 answered_by="front desk"),
    )  # fmt: skip
    notices = (notice(30, "product_shown", product="A3 summer dress"), notice(31, "answer_lost", n="4"),
               notice(32, "reply_untranslated", n="4", language="th"))  # fmt: skip
    return msgspec.structs.replace(show_status(host), **({"questions": cards, "notices": notices} | changes))
