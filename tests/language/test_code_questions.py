"""A newcomer asks what the secret code means: with the real reader, in every language of the phrasebook."""

import pytest

from livebot.language import phrasebook
from livebot.language.reader import CommentReader
from livebot.testing import START_MS, Playbook

MOON = """
codes:
  - id: moonlight
    phrases: ["🌙🌙🌙", "the moon never sleeps", "la luna nunca duerme", "bulan tak pernah tidur",
              "trăng không bao giờ ngủ", "พระจันทร์ไม่เคยหลับ", "月亮不睡"]
    explain: {en: "Stay to the end and you will know"}
"""
ASKED = {
    "ar": ["ما معنى 🌙🌙🌙؟", "ما هو 🌙🌙🌙", "ليش الكل يكتب 🌙🌙🌙",
           "شو يعني؟", "ايش معناها", "ما هو الكود؟"],
    "de": ["was bedeutet 🌙🌙🌙?", "was ist 🌙🌙🌙", "warum schreiben alle 🌙🌙🌙",
           "was bedeutet das?", "was heißt das"],
    "en": ["what does 🌙🌙🌙 mean?", "what is 🌙🌙🌙", "why is everyone typing 🌙🌙🌙",
           "what does it mean?", "what is the code?", "what is the moon never sleeps?",
           "why is everyone typing that?", "why are you all writing this", "what are they typing?",
           "why does everyone keep typing that"],
    "es": ["¿qué significa 🌙🌙🌙?", "que es 🌙🌙🌙", "por qué todos escriben 🌙🌙🌙",
           "¿qué significa?", "que significa eso",
           "qué significa la luna nunca duerme", "¿por qué todos escriben eso?", "porque todos ponen lo mismo",
           "qué escriben todos"],
    "fr": ["ça veut dire quoi 🌙🌙🌙 ?", "c'est quoi 🌙🌙🌙",
           "pourquoi tout le monde écrit 🌙🌙🌙", "ça veut dire quoi ?"],
    "hi": ["🌙🌙🌙 का मतलब क्या है?", "🌙🌙🌙 क्या है", "सब 🌙🌙🌙 क्यों लिख रहे हैं",
           "मतलब क्या है?", "iska matlab kya hai"],
    "id": ["🌙🌙🌙 artinya apa?", "apa itu 🌙🌙🌙", "kenapa semua ketik 🌙🌙🌙",
           "artinya apa kak?", "maksudnya apa",
           "kenapa semua ketik bulan tak pernah tidur", "kenapa semua ketik itu?", "kok pada ngetik gitu",
           "pada ngetik apa sih"],
    "it": ["cosa significa 🌙🌙🌙?", "cos'è 🌙🌙🌙", "perché tutti scrivono 🌙🌙🌙",
           "cosa significa?", "che vuol dire"],
    "ja": ["🌙🌙🌙ってどういう意味?", "🌙🌙🌙って何", "なんでみんな🌙🌙🌙って打ってるの",
           "どういう意味?", "合言葉は何?"],
    "ko": ["🌙🌙🌙 무슨 뜻이에요?", "🌙🌙🌙 뭐예요", "왜 다들 🌙🌙🌙 쳐요?", "무슨 뜻이에요?", "뜻이 뭐예요"],
    "ms": ["apa maksud 🌙🌙🌙?", "apa itu 🌙🌙🌙", "kenapa semua orang taip 🌙🌙🌙",
           "apa maksudnya?", "apa maksud tu"],
    "pl": ["co to znaczy 🌙🌙🌙?", "co to jest 🌙🌙🌙", "dlaczego wszyscy piszą 🌙🌙🌙",
           "co to znaczy?", "co to oznacza"],
    "pt": ["o que significa 🌙🌙🌙?", "o que é 🌙🌙🌙",
           "por que todo mundo digita 🌙🌙🌙", "o que significa?"],
    "ru": ["что значит 🌙🌙🌙?", "что такое 🌙🌙🌙", "почему все пишут 🌙🌙🌙",
           "что это значит?", "какой код?"],
    "th": ["🌙🌙🌙 แปลว่าอะไร", "🌙🌙🌙 คืออะไร", "ทำไมทุกคนพิมพ์ 🌙🌙🌙",
           "แปลว่าอะไรคะ", "รหัสคืออะไร",
           "พระจันทร์ไม่เคยหลับ แปลว่าอะไร", "ทำไมทุกคนพิมพ์แบบนั้น", "ทำไมพิมพ์กันแบบนี้คะ", "เค้าพิมพ์อะไรกัน"],
    "tl": ["ano ibig sabihin ng 🌙🌙🌙?", "ano yung 🌙🌙🌙",
           "bakit lahat nagta-type ng 🌙🌙🌙", "anong ibig sabihin?"],
    "tr": ["🌙🌙🌙 ne demek?", "🌙🌙🌙 nedir", "neden herkes 🌙🌙🌙 yazıyor",
           "ne demek?", "bu ne demek"],
    "vi": ["🌙🌙🌙 nghĩa là gì?", "🌙🌙🌙 là gì", "sao mọi người gõ 🌙🌙🌙 vậy",
           "nghĩa là gì?", "mật mã là gì?",
           "trăng không bao giờ ngủ là gì vậy", "sao mọi người gõ cái đó vậy?", "sao ai cũng viết vậy",
           "mọi người gõ gì vậy"],
    "zh": ["🌙🌙🌙是什么意思?", "🌙🌙🌙是什么", "为什么大家都打🌙🌙🌙",
           "什么意思?", "暗号是什么?", "月亮不睡是什么意思", "为什么大家都打这个？", "怎么都在刷这个",
           "你们在打什么"],
}  # fmt: skip


def test_every_language_with_questions_is_asked_in() -> None:
    assert set(ASKED) == set(phrasebook.LANGUAGES)


@pytest.mark.parametrize("asked", [text for texts in ASKED.values() for text in texts])
def test_it_is_explained_once_to_all_who_ask(reader: CommentReader, asked: str) -> None:
    play = Playbook(MOON)
    play("0:00 -- live\n0:05 regular: 🌙🌙🌙")
    reading = reader.read(asked, "")
    for name, at_s in (("ana", 10), ("bo", 20), ("cy", 29)):
        play.feed(play.comment(name, asked, START_MS + 1_000 * at_s, reading=reading))
    play("0:10 >> Stay to the end and you will know")
    assert (play.code("moonlight").hits, play.status.counters["codes_explained"]) == (1, 1)
    may_ask_more = reading.intent != "meaning" and bool(reading.details)
    assert len(play.status.questions) == may_ask_more, "the host is asked only what may not be answered by that"


@pytest.mark.parametrize(
    "asked",
    [
        "why is everyone saying it's fake", "why are people buying this", "what are they made of",
        "por qué todos compran eso", "por qué ponen ese precio tan alto", "kenapa semua mahal", "kok semua habis kak",
        "sao mọi người mua nhiều vậy", "sao ai cũng khen vậy", "ทำไมทุกคนซื้อ", "为什么大家都买这个", "现在打什么折",
        "为什么都发这个颜色",
    ],
)  # fmt: skip
def test_who_asks_why_others_do_something_else_does_not_ask_for_the_code(reader: CommentReader, asked: str) -> None:
    assert reader.read(asked, "").intent != "meaning"


@pytest.mark.parametrize("said", ["🌙🌙🌙", "🌙🌙🌙!!!", "the moon never sleeps", "月亮不睡", "Bulan tak pernah tidur"])
def test_who_uses_it_asks_nothing(reader: CommentReader, said: str) -> None:
    play = Playbook(MOON)
    play("0:00 -- live")
    play.feed(play.comment("ana", said, START_MS + 1_000, reading=reader.read(said, "")))
    assert (play.code("moonlight").hits, play.status.questions) == (1, ())
