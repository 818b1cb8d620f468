"""What remains of a comment when all that says nothing about its language is taken away."""

import re
import unicodedata
from functools import lru_cache

from livebot.language.resources import compiled, load

MAX_CHARS = 300
"""More than this of a comment is not looked at; TikTok allows half of it."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_NOT_PROSE = re.compile(
    r"https?://\S+|www\.\S+"
    r"|\b[\w-]+\.(?:com|net|org|shop|store|co|ly|link|tv)\b\S*"
    r"|@[\w.\-]+|#(?![A-Za-z]?\d{1,4}\b)\w+"  # mentions and hashtags, but not "#5"
    r"|\[\w+\]"  # TikTok's emotes
)
_NOT_PROSE_HAS = frozenset(":.@#[")
_LENGTHENED = re.compile(r"([^\W\d_])\1(?<!hmm)\1+")  # but "hmmm" is no "hm", which asks for the price
_FACE = re.compile(r"[ツヅシಠღωДд益皿ノﾉヮɷʘ](?<![^\W_].)(?![^\W_])")  # letters that draw a face: ¯\_(ツ)_/¯
_NOT_LETTERS = re.compile(r"[^\w\s'’\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff-]|_")

_CODE = re.compile(r"[A-Za-z]*\d[A-Za-z\d]*")  # A5, 15, 50kg, iPhone15: also glued to words of scripts without spaces

_DIGIT = re.compile(r"\d")

_LAUGHTER = re.compile(
    r"""
      [ae]?([hjx])[aeiou]{1,2}(?:\1+[aeiou]{1,2})+\1?s?    # haha, jajaja, hihi, xixi
    | [aeiou]?h?(?:[ae]h){2,}[ae]? | [aeiou]?h?(?:ih){2,}i?  # ahahah
    | [hja]{5,} | [sjkhd]{5,} | (?:ks|sk|js|sj){2,}\w?     # hajhajah, sjskdj
    | a?d?(?:asd)+a?f?                                     # a hand on the keyboard
    | (?:ke){2,} | (?:ki){3,} | (?:kw|wk)+[kw]? | h+m{2,} | a?w[oa]k(?:w?[oa]k)+ | k+ | w+ | h+
    | r?s?(?:rs)+ | h?(?:ue){2,} | (?:h?au){3,}
    | x+d+ | l+o+l+(?:o+l+)* | lm+f?a+o+ | r+o+f+l+ | mdr+ | ptdr+
    | (?:а?х[аиеэо]){2,}х? | [ахп]{5,}
    | (?:हा|हे|ही){2,} | (?:ฮ่า|ฮา|ห่า)+ๆ* | [หถ]+ | ه+
    | [ㅋㅎㅠㅜᄏ휴ᅮ]+ | [哈呵嘿嘻]+ | [笑草]
    """,
    re.VERBOSE,
)


def visible(text: str) -> str:
    """NFKC without invisible characters, links, mentions, hashtags and emotes; ``soooo`` is ``so``."""
    text = text[:MAX_CHARS]
    if not text.isascii():
        text = _INVISIBLE.sub("", _FACE.sub(" ", unicodedata.normalize("NFKC", text)))
    if not _NOT_PROSE_HAS.isdisjoint(text):
        text = _NOT_PROSE.sub(" ", text)
    return " ".join(_LENGTHENED.sub(r"\1", text).split())


def prose(text: str) -> str:
    """The words of a ``visible`` text that can tell a language: no laughter, brands, codes, digits or emoji.

    Empty when what remains is understood everywhere ("ok", "wow", "XL").
    """
    everywhere, brands = _stop_lists()
    words = []
    says_something = False
    if not text.replace(" ", "").isalpha():
        text = _NOT_LETTERS.sub(" ", _CODE.sub(" ", text) if _DIGIT.search(text) else text)
    for word in text.split():
        folded = word.casefold()
        if folded in brands or is_laughter(folded) or not (word.isalpha() or any(map(str.isalpha, word))):
            continue
        words.append(word)
        says_something = says_something or not (word.isascii() and (len(word) == 1 or folded in everywhere))
    return " ".join(words) if says_something else ""


@lru_cache(maxsize=8192)
def is_laughter(word: str) -> bool:
    """Whether a casefolded word is laughter, in any language, or a hand on the keyboard."""
    return _LAUGHTER.fullmatch(word) is not None


def folded(text: str) -> str:
    """The same for comments that say the same: without case, mentions, marks and emoji at the ends, lengthened letters.

    Empty if there is nothing in the comment to translate.
    """
    words = " ".join(visible(text).casefold().split())
    matters = [at for at, char in enumerate(words) if _matters(char)]
    return words[matters[0] : matters[-1] + 1] if matters else ""


def _matters(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LNM" or category == "Sc" or char in "+%°#"


@compiled
def _stop_lists() -> tuple[frozenset[str], frozenset[str]]:
    lists = load("markers.yaml")
    return frozenset(lists["everywhere"]), frozenset(lists["brands"])
