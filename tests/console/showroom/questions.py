"""Questions from all over the world."""

from typing import Any

from livebot.views.questions import AskerView, QuestionView
from tests.console.showroom.base import NOW_MS


def question(
    n: int,
    original: str,
    translation: str = "",
    *,
    language: str = "es",
    name: str = "Maria_88",
    ago_s: int = 20,
    **more: Any,
) -> QuestionView:
    at_ms = NOW_MS - ago_s * 1000
    asker = AskerView(viewer_id=f"v{n}", name=name, handle=f"h{n}", text=original, language=language, at_ms=at_ms)
    values: dict[str, Any] = {
        "id": n,
        "original": original,
        "language": language,
        "translation": translation,
        "translation_state": "done" if translation else "pending",
        "engine": "libre" if translation else "",
        "count": 1,
        "languages": (language,),
        "state": "new",
        "starred": False,
        "claimed_by": "",
        "again": False,
        "intent": "",
        "asked_at_ms": at_ms,
        "askers": (asker,),
        "newest": original,
    }
    return QuestionView(**(values | more))


ZH = (
    "有 42 码的吗？红色的那款", "这个防水吗？", "多少钱？", "可以寄到马尼拉吗？运费要多少，几天能到？",
    "有大一点的尺码吗？我穿 XXL", "什么材质？", "还有黑色吗", "能退货吗？",
)  # fmt: skip
EN = (
    "Is there a size 42? The red one", "Is it waterproof?", "How much is it?",
    "Can you ship to Manila? How much is it and how many days does it take?",
    "Is there a larger size? I wear XXL", "What is it made of?", "Is black still there", "Can I return it?",
)  # fmt: skip


def questions(host: str) -> tuple[QuestionView, ...]:
    to = ZH if host == "zh" else EN
    more_askers = tuple(
        AskerView(viewer_id=f"w{n}", name=name, handle=name, text=text, language=language, at_ms=NOW_MS - n * 8_000)
        for n, (name, text, language) in enumerate(
            [
                ("Sari 🌸", "harganya berapa kak?", "id"),
                ("João", "quanto custa?", "pt"),
                ("Linh", "bao nhiêu tiền ạ", "vi"),
            ]
        )
    )
    return (
        question(7, "¿cuánto cuesta?", to[2], ago_s=204, count=14, languages=("es", "id", "pt", "vi"), starred=True,
                 askers=more_askers, intent="price"),
        question(3, "¿Hay talla 42? la roja porfa", to[0], ago_s=95, name="Maria_88"),
        question(4, "กันน้ำไหมคะ", to[1], language="th", ago_s=71, name="น้องแพรว", state="claimed",
                 claimed_by="front desk"),
        question(5, "pwede po ba ipadala sa Manila? magkano shipping at ilang araw?", to[3], language="tl", ago_s=48,
                 name="Jun-jun", again=True, count=3),
        question(6, "هل يوجد مقاس أكبر؟ ألبس XXL", to[4], language="ar", ago_s=33, name="سارة أحمد"),
        question(8, "какой материал?", to[5], language="ru", ago_s=21, name="Катя", translation_state="gist"),
        question(9, "Còn màu đen không shop ơi", language="vi", ago_s=9, name="Linh Nguyễn"),
        question(10, "iade var mi acaba", language="tr", ago_s=6, name="Zeynep ✨", translation_state="failed"),
        question(11, "これは洗濯機で洗えますか？", language="ja", ago_s=2, name="ゆうこ", is_history=True),
        question(1, "Do you have it in black?", to[6], language="en", ago_s=400, state="answered"),
        question(2, "posso devolver?", to[7], language="pt", ago_s=420, name="João", state="dismissed"),
    )  # fmt: skip
