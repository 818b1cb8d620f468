"""Like questions have equal intents and details in every language; unlike ones never do."""

import pytest

from livebot.language.reader import CommentReader


def asked(reader: CommentReader, text: str, hint: str = "") -> tuple[str, tuple[str, ...]]:
    reading = reader.read(text, hint)
    return reading.intent, reading.details


RED_PRICE = [
    "how much is the red one", "cuánto cuesta el rojo", "quanto custa o vermelho", "combien coûte le rouge",
    "was kostet das rote", "quanto costa il rosso", "cái màu đỏ bao nhiêu tiền vậy shop",
    "สีแดงราคาเท่าไหร่คะ", "yang merah harganya berapa kak", "magkano po yung pula", "赤いのはいくらですか",
    "빨간색 얼마예요", "红色的多少钱", "بكم الأحمر", "сколько стоит красный", "लाल वाला कितने का है",
    "kırmızı olan ne kadar", "ile kosztuje ten czerwony", "red price pls", "🔴 price?",
]  # fmt: skip


@pytest.mark.parametrize("text", RED_PRICE)
def test_the_price_of_the_red_one_is_one_question_in_every_language(reader: CommentReader, text: str) -> None:
    assert asked(reader, text) == ("price", ("colour:red",))


SAME = [
    [
        "how much is A3", "A3 price", "a3 how much pls", "quanto custa o A3", "A3多少钱", "A3 berapa kak",
        "A3 ราคาเท่าไหร่คะ", "a3 얼마예요", "بكم A3",
    ],
    [
        "how much is number 5", "no. 5 how much", "#5 price", "cuánto cuesta el número 5",
        "số 5 bao nhiêu tiền", "nomor 5 berapa kak", "5号多少钱", "เบอร์ 5 ราคาเท่าไหร่คะ",
        "5番はいくらですか", "5번 얼마예요", "сколько стоит номер 5", "combien coûte le numéro 5",
        "was kostet nummer 5",
    ],
    [
        "how much is the third one", "3rd one price", "cuánto cuesta el tercero", "第三个多少钱",
        "yang ketiga harganya berapa", "3つ目はいくらですか",
    ],
    [
        "do you have size 38", "size 38?", "tienen talla 38", "有38码吗", "ada ukuran 38 kak",
        "vous avez la taille 38", "habt ihr größe 38", "có size 38 không shop",
    ],
    [
        "do you have size M", "size m?", "tienen talla M", "M码有吗", "ada size M gak kak",
        "có size M không shop", "มีไซส์ M ไหมคะ",
    ],
    [
        "do you ship to mexico", "ship to Mexico?", "hacen envíos a México", "envían a México",
    ],
    [
        "ship to 🇲🇽?", "do you ship to mexico",
    ],
    [
        "how much is shipping", "shipping fee?", "ongkir berapa", "phí ship bao nhiêu", "运费多少",
        "ค่าส่งเท่าไหร่คะ", "precio del envío",
    ],
    [
        "is it leather", "es de cuero", "é de couro", "c'est du cuir", "ist das leder", "是真皮吗", "это кожа",
    ],
    [
        "free shipping?", "包邮吗", "envío gratis?", "gratis ongkir kak", "ส่งฟรีไหมคะ", "送料無料ですか",
    ],
    [
        "where is my order", "dónde está mi pedido", "cadê meu pedido", "où est ma commande",
        "wo ist meine bestellung", "dov'è il mio ordine", "พัสดุถึงไหนแล้วคะ", "pesanan saya mana kak",
        "где мой заказ", "siparişim nerede", "gdzie moja paczka",
    ],
]  # fmt: skip


@pytest.mark.parametrize("texts", SAME, ids=lambda texts: texts[0])
def test_the_same_question_meets(reader: CommentReader, texts: list[str]) -> None:
    first = asked(reader, texts[0])
    assert first[0]
    assert {text: asked(reader, text) for text in texts} == dict.fromkeys(texts, first)


UNLIKE = [
    ("how much is red", "how much is blue"),
    ("how much is the red dress", "how much is the red bag"),
    ("how much is the dress", "how much is it"),
    ("how much 👗", "how much 👟"),
    ("how much is A3", "how much is A5"),
    ("how much for 2", "how much for 3"),
    ("how much is it in pesos", "how much is it in dollars"),
    ("is M available", "is L available"),
    ("is M available", "is M not available"),
    ("is it available", "when is it available"),
    ("in stock?", "when restock"),
    ("ship to Mexico", "ship to Peru"),
    ("do you ship from china", "do you ship to china"),
    ("envían de Lima", "envían a Lima"),
    ("free shipping?", "do you ship"),
    ("how much is shipping", "do you ship"),
    ("how long is shipping", "how much is shipping"),
    ("is it leather", "what material is it"),
    ("is it leather", "is it cotton"),
    ("what sizes do you have", "does it run small"),
    ("how do i return it", "where do i return it"),
    ("can i return it without the box", "can i return it with the box"),
    ("có size M không", "không có size M à"),
    ("ada size M gak", "gak ada size M ya"),
    ("berapa semua", "berapa satu"),
    ("红色多少钱", "蓝色多少钱"),
    ("大的多少钱", "小的多少钱"),
    ("黑色有货吗", "黑色没有货吗"),
    ("かにはいくらですか", "えびはいくらですか"),
    ("かにはいくらですか", "いくらですか"),
    ("가방 얼마예요", "얼마예요"),
    ("가방 얼마예요", "나방 얼마예요"),
    ("เสื้อราคาเท่าไหร่", "กางเกงราคาเท่าไหร่"),
    ("كم سعر الفستان", "كم سعر الشنطة"),
    ("crema de noche precio", "crema de día precio"),
    ("price for boys", "price for girls"),
    ("show A3 again", "show A5 again"),
    ("show the back", "show the inside please, can i see"),
    ("где купить", "когда купить"),
    ("it came broken", "where is my order"),
    ("i want a refund", "can i return it"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_unlike_questions_stay_apart(reader: CommentReader, one: str, other: str) -> None:
    assert asked(reader, one) != asked(reader, other)


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("is size M suitable for 60kg", ("number:60kg", "size:m", "suitable")),
        ("price of the navy blue one in XXL", ("colour:navy", "size:2xl")),
        ("how much is the leather bag", ("goods:bag", "material:leather")),
        ("how much is it not on sale", ("discount", "not")),
        ("is it waterproof or not", ()),
        ("60公斤穿多大码", ("number:60kg",)),
        ("راه سعر ٥ حبات", ("number:5", "حبات", "راه")),
        ("size 38 or 39", ("or", "size:38", "size:39")),
        ("price EU 38", ("size:eu38",)),
        ("how much $5?", ("number:5$",)),
    ],
)
def test_what_a_question_is_about(reader: CommentReader, text: str, details: tuple[str, ...]) -> None:
    assert reader.read(text, "").details == details


def test_what_asks_nothing_has_no_details(reader: CommentReader) -> None:
    assert reader.read("love this red dress so much", "").details == ()


def test_a_question_without_an_intent_has_details(reader: CommentReader) -> None:
    reading = reader.read("does the red one have pockets", "")
    assert (reading.intent, reading.details) == ("", ("colour:red", "pockets"))


def test_bare_is_an_intent_without_details(reader: CommentReader) -> None:
    for text in ("how much is it", "how much is the red one", "hola", "does it have pockets"):
        reading = reader.read(text, "")
        assert reading.is_bare == bool(reading.intent and not reading.details)


@pytest.mark.parametrize(
    ("text", "language", "intent", "details"),
    [
        ("How much is the red one?", "en", "price", ("colour:red",)),
        ("红色的多少钱？", "zh-CN", "price", ("colour:red",)),
        ("Berapa harga yang merah?", "id", "price", ("colour:red",)),
        ("hoeveel kost het", "nl", "", ("het", "hoeveel", "kost")),
        ("", "en", "", ()),
        ("\ud800 ¿¿¿", "es", "", ()),
        ("x" * 10_000, "", "", ()),
    ],
)
def test_a_translation_is_read_like_a_comment(
    reader: CommentReader, text: str, language: str, intent: str, details: tuple[str, ...]
) -> None:
    reading = reader.read_translation(text, language)
    assert reading.intent == intent
    assert reading.details == details or not reading.question


def test_a_question_and_its_translation_meet(reader: CommentReader) -> None:
    assert asked(reader, "红色的多少钱") == asked(reader, "cuánto cuesta el rojo")
    translated = reader.read_translation("How much does the red one cost?", "en")
    assert (translated.intent, translated.details) == asked(reader, "红色的多少钱")
