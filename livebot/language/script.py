"""Which script a text is written in, and what languages that leaves.

Tags of scripts are ISO 15924 (``Latn``, ``Thai``). Chinese, Japanese and Korean writing get the tags of the language
that the letters prove: ``Jpan`` as soon as there is kana, ``Kore`` as soon as there is hangul, ``Hani`` for Chinese
characters alone.
"""

from bisect import bisect_right
from functools import lru_cache

_RANGES = (
    (0x0041, 0x024F, "Latn"), (0x0250, 0x02AF, "Latn"), (0x0370, 0x03FF, "Grek"), (0x0400, 0x052F, "Cyrl"),
    (0x0530, 0x058F, "Armn"), (0x0590, 0x05FF, "Hebr"), (0x0600, 0x06FF, "Arab"), (0x0750, 0x077F, "Arab"),
    (0x08A0, 0x08FF, "Arab"), (0x0900, 0x097F, "Deva"), (0x0980, 0x09FF, "Beng"), (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"), (0x0B00, 0x0B7F, "Orya"), (0x0B80, 0x0BFF, "Taml"), (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"), (0x0D00, 0x0D7F, "Mlym"), (0x0D80, 0x0DFF, "Sinh"), (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Laoo"), (0x1000, 0x109F, "Mymr"), (0x10A0, 0x10FF, "Geor"), (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x139F, "Ethi"), (0x1780, 0x17FF, "Khmr"), (0x1E00, 0x1EFF, "Latn"), (0x1F00, 0x1FFF, "Grek"),
    (0x3005, 0x3007, "Hani"), (0x3040, 0x309F, "Kana"), (0x30A0, 0x30FF, "Kana"), (0x3130, 0x318F, "Hang"),
    (0x31F0, 0x31FF, "Kana"), (0x3400, 0x4DBF, "Hani"), (0x4E00, 0x9FFF, "Hani"), (0xAC00, 0xD7AF, "Hang"),
    (0xF900, 0xFAFF, "Hani"), (0xFB50, 0xFDFF, "Arab"), (0xFE70, 0xFEFC, "Arab"), (0xFF21, 0xFF5A, "Latn"),
    (0xFF66, 0xFF9F, "Kana"), (0x20000, 0x3FFFF, "Hani"),
)  # fmt: skip
_STARTS = [start for start, _, _ in _RANGES]
_PROVEN = {"Kana": "Jpan", "Hang": "Kore"}

_WEIGHT = {"Hani": 3.0, "Kana": 2.0, "Hang": 3.0, "Latn": 1.0}
"""A Chinese character or a Korean syllable says as much as several letters."""
_WEIGHT_OTHER = 2.0
"""Latin words (brands, sizes, "price") are mixed into every script; the other way round is rare."""

NATIVE_SCRIPTS = {
    "zh": ("Hani",), "ja": ("Jpan", "Hani"), "ko": ("Kore",), "th": ("Thai",), "lo": ("Laoo",), "km": ("Khmr",),
    "my": ("Mymr",), "ar": ("Arab",), "fa": ("Arab",), "ur": ("Arab",), "he": ("Hebr",), "el": ("Grek",),
    "ru": ("Cyrl",), "uk": ("Cyrl",), "bg": ("Cyrl",), "kk": ("Cyrl",), "hi": ("Deva",), "mr": ("Deva",),
    "ne": ("Deva",), "bn": ("Beng",), "pa": ("Guru",), "gu": ("Gujr",), "or": ("Orya",), "ta": ("Taml",),
    "te": ("Telu",), "kn": ("Knda",), "ml": ("Mlym",), "si": ("Sinh",), "ka": ("Geor",), "hy": ("Armn",),
    "am": ("Ethi",),
}  # fmt: skip
"""Scripts a language is normally written in; languages that are not named here use Latin letters."""


def native_scripts(language: str) -> tuple[str, ...]:
    """The scripts in which people normally write the language (``zh-CN`` counts as ``zh``)."""
    return NATIVE_SCRIPTS.get(language.partition("-")[0], ("Latn",))


def languages_of(script: str) -> list[str]:
    """The languages of a script other than Latin, the most widely written first."""
    return [language for language, scripts in NATIVE_SCRIPTS.items() if scripts[0] == script]


@lru_cache(maxsize=8192)
def _of_letter(char: str) -> str:
    """Script of one character; empty for digits, marks, emoji and what is not in the table."""
    if not char.isalpha() and not ("\u0900" <= char <= "\u0dff" or "\u0e00" <= char <= "\u0eff"):
        return ""
    at = bisect_right(_STARTS, ord(char)) - 1
    if at < 0:
        return ""
    _, end, script = _RANGES[at]
    return script if ord(char) <= end else ""


def scripts_in(text: str) -> set[str]:
    """All scripts that any letter is in; kana counts as ``Jpan``."""
    return {_PROVEN.get(script, script) for script in set(map(_of_letter, text)) - {""}}


def script_of(text: str) -> str:
    """Script of most letters, weighed by how much a letter says; empty without letters."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else ""
    scripts = set(map(_of_letter, text)) - {""}
    if len(scripts) == 1:
        script = scripts.pop()
        return _PROVEN.get(script, script)
    weights: dict[str, float] = {}
    for char in text:
        if script := _of_letter(char):
            weights[script] = weights.get(script, 0.0) + _WEIGHT.get(script, _WEIGHT_OTHER)
    if not weights:
        return ""
    east_asian = weights.get("Hani", 0.0) + weights.get("Kana", 0.0)
    if weights.get("Kana") and east_asian >= max(weights.values()):
        return "Jpan"
    best = max(weights, key=weights.__getitem__)
    return _PROVEN.get(best, best)
