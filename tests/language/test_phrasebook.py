import pytest

from livebot.language import phrasebook
from livebot.language.reader import CommentReader


def test_no_intent_lacks_a_language_or_a_gloss() -> None:
    assert phrasebook.holes() == []
    assert phrasebook.gloss_holes() == []
    assert set(phrasebook.intents()) == {
        "price", "size", "ship", "stock", "material", "discount", "return", "exchange", "order", "waterproof",
        "meaning", "show_again", "where_is_order", "damaged", "refund", "cancel",
    }  # fmt: skip


def test_after_sales_intents_are_known_as_such() -> None:
    assert [intent for intent in phrasebook.intents() if phrasebook.after_sales(intent)] == [
        "where_is_order", "damaged", "refund", "cancel",
    ]  # fmt: skip
    assert not phrasebook.after_sales("")
    assert (phrasebook.about("price"), phrasebook.about("return"), phrasebook.about("")) == ("product", "shop", "")


REQUESTS = {
    "show_again": [
        "show A3 again", "can you show the back", "puedes mostrar la parte de atrás", "pode mostrar de novo",
        "tu peux remontrer la robe", "kannst du die rückseite zeigen", "mi fai vedere il retro",
        "cho em xem mặt sau với", "ขอดูด้านหลังหน่อยค่ะ", "boleh lihat belakangnya kak",
        "boleh tunjuk belakang tak", "patingin po ng likod", "もう一度見せて", "뒷면 보여주세요", "再看一下A3",
        "ممكن تورينا من ورا", "покажите ещё раз", "पीछे से दिखा दो", "arkasını gösterir misin", "pokażesz tył",
    ],
    "where_is_order": [
        "my package never came", "order hasn't arrived, where is my order", "mi pedido no ha llegado",
        "cadê o meu pedido", "où est mon colis", "wo bleibt mein paket", "il mio ordine non è arrivato",
        "đơn của em tới đâu rồi", "ของยังไม่ถึงเลยค่ะ", "paketku belum sampai", "parcel saya tak sampai lagi",
        "asan na po yung order ko", "まだ届かないんですけど", "택배 언제 와요", "我的快递怎么还没到",
        "وين طلبي ما وصل", "где мой заказ", "मेरा ऑर्डर कब आएगा", "siparişim nerede kaldı",
        "gdzie jest moja paczka",
    ],
    "damaged": [
        "mine came broken", "me llegó roto", "chegou quebrado", "reçu cassé", "kam kaputt an",
        "è arrivato rotto", "hàng bị vỡ rồi", "ของชำรุดค่ะ", "barangnya rusak kak", "barang sampai pecah",
        "basag po yung dumating", "壊れて届いた", "깨져서 왔어요", "收到是坏的", "وصلني مكسور",
        "пришло сломанное", "टूटा हुआ आया", "kırık geldi", "przyszło uszkodzone",
    ],
    "refund": [
        "i want a refund", "quiero un reembolso", "quero reembolso", "je veux être remboursée",
        "ich will mein geld zurück", "voglio il rimborso", "hoàn tiền cho em", "ขอคืนเงินค่ะ",
        "minta refund dong", "nak duit balik", "refund po", "返金してください", "환불해주세요", "我要退款",
        "ابي استرداد فلوسي", "верните деньги", "पैसे वापस करो", "paramı geri istiyorum",
        "chcę zwrot pieniędzy",
    ],
    "cancel": [
        "cancel my order", "quiero cancelar mi pedido", "quero cancelar meu pedido", "je veux annuler ma commande",
        "ich möchte meine bestellung stornieren", "vorrei annullare il mio ordine", "hủy đơn giúp em",
        "ขอยกเลิกออเดอร์ค่ะ", "mau batalin pesanan kak", "nak batalkan order", "pa cancel po ng order ko",
        "注文をキャンセルしたいです", "주문 취소해 주세요", "我要取消订单", "ابي الغاء الطلب", "отмените мой заказ",
        "मेरा ऑर्डर कैंसिल करो", "siparişimi iptal etmek istiyorum", "chcę anulować zamówienie",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("intent", "text"), [(intent, text) for intent, texts in REQUESTS.items() for text in texts])
def test_requests_are_known_in_every_language_and_are_questions(reader: CommentReader, text: str, intent: str) -> None:
    reading = reader.read(text, "")
    assert reading.intent == intent
    assert reading.question >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "my order just arrived love it", "see you again tomorrow", "welcome back", "just placed my order",
        "me llegó ayer y me encanta", "昨天收到货了", "어제 택배 받았어요", "вчера пришла посылка",
        "meine bestellung kam gestern an", "dumating na po yung order ko kahapon",
    ],
)  # fmt: skip
def test_a_happy_buyer_asks_nothing(reader: CommentReader, text: str) -> None:
    assert reader.read(text, "").question < 0.5


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("how much for the black one?", "en", "price"),
        ("how much is shipping", "en", "ship"),
        ("when will it be back in stock", "en", "stock"),
        ("cuanto dura la bateria", "es", ""),
        ("CUÁNTO CUESTA", "es", "price"),
        ("cuanto cuesta", "es", "price"),
        ("baterainya tahan berapa lama", "id", ""),
        ("yang hitam berapa kak", "id", "price"),
        ("ukuran berapa ini", "id", "size"),
        ("有什么尺码", "zh", "size"),
        ("这个price多少", "zh", "price"),
        ("كم سعر الفستان", "ar", "price"),
        ("какие размеры есть", "ru", "size"),
        ("사이즈 뭐 있어요", "ko", "size"),
        ("have a nice day", "en", ""),
        ("i mean it is nice", "en", ""),
    ],
)
def test_what_is_asked(text: str, language: str, intent: str) -> None:
    assert phrasebook.intent(text, (language,)).intent == intent


@pytest.mark.parametrize(
    "text",
    ["what does it mean", "what's the code", "what is the meaning of this code?", "qué significa",
     "que quiere decir eso", "o que significa", "ça veut dire quoi",
     "was bedeutet das", "cosa significa", "nghĩa là gì vậy",
     "แปลว่าอะไรคะ", "apa artinya kak", "apa maksudnya",
     "ano ibig sabihin nun", "どういう意味ですか",
     "무슨 뜻이에요", "شو يعني", "что это значит", "什么意思", "暗号是什么",
     "मतलब क्या है", "ne demek bu", "co to znaczy"],
)  # fmt: skip
def test_asking_what_a_code_means(text: str) -> None:
    assert phrasebook.intent(text).intent == "meaning"


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("how much is it please", True),
        ("price? 🙏🙏", True),
        ("@shop price pls", True),
        ("how much is the red one", False),
        ("how much is A3", False),
        ("#5 price", False),
        ("price 38", False),
        ("giá bao nhiêu vậy shop", True),
        ("gia bao nhieu vay shop", True),
        ("cái màu đen bao nhiêu tiền", False),
        ("这个多少钱呀", True),
        ("黑色的多少钱", False),
        ("いくらですか", True),
        ("黒いのはいくら", False),
        ("ราคาเท่าไหร่คะ", True),
        ("สีดำราคาเท่าไหร่คะ", False),
        ("harganya berapa kak", True),
        ("얼마예요", True),
        ("how much is shipping", False),
    ],
)
def test_bare_questions_ask_nothing_else(text: str, is_bare: bool) -> None:
    asked = phrasebook.intent(text)
    assert asked.intent
    assert asked.is_bare is is_bare


def test_phrases_of_other_languages_do_not_count() -> None:
    assert phrasebook.intent("hm so nice", ("en",)).intent == ""
    assert phrasebook.intent("hm po", ("tl",)).intent == "price"


def test_no_gist_without_intent_or_in_an_unknown_language() -> None:
    assert phrasebook.gist("", "zh") is None
    assert phrasebook.gist("price", "sw") is None
