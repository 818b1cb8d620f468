"""Is this a translation? Engines answer with warnings, error pages, echoes and other alphabets."""

import re

from livebot.language.clean import folded
from livebot.language.engines.base import QUOTA_REST_S, EngineFault, EngineRefusal
from livebot.language.script import native_scripts, script_of, scripts_in

_QUOTA = re.compile(
    r"mymemory warning|you used all available free translations|usagelimits|quota (?:is )?exceeded|too many requests"
    r"|rate limit exceeded|slowdown: \d",
    re.IGNORECASE,
)
_ERROR_PAGE = re.compile(
    r"error \d{3} \(|that.s an error|!!1\d{3}\.|<!doctype|<html|</\w+>|internal server error|service unavailable"
    r"|bad gateway|gateway time-?out|invalid (?:source|target) language|is an invalid|invalid language pair"
    r"|query length limit|no query specified|please select two distinct languages|access denied|unusual traffic",
    re.IGNORECASE,
)
_EXCUSE = re.compile(
    r"^(?:i(?:'|’)?m sorry|sorry),? (?:but )?i (?:can(?:'|’)?t|cannot|can not|am unable)|\bas an ai\b|\bi am an ai\b"
    r"|^(?:here(?:'|’)s|here is) (?:the|your) translation|^(?:translation|翻译|译文) ?[:：]"
    r"|作为(?:一个|一名)?(?:AI|人工智能)|^(?:很?抱歉|对不起)，?我(?:无法|不能)",
    re.IGNORECASE,
)
"""How language models talk instead of translating."""
_LONGEST = 10
"""A translation that many times as long as the text, and 60 characters, is none."""


def checked(answer: str | None, text: str, target: str) -> str:
    """The answer, trimmed, if it can be a translation of ``text`` from another language to ``target``.

    Raises EngineFault if it shows that the engine is not working, EngineRefusal if it is only of no use.
    """
    translation = (answer or "").strip()
    if not translation:
        raise EngineRefusal("no translation came")
    if _QUOTA.search(translation) and not _QUOTA.search(text):
        raise EngineFault("the quota is used up", rest_s=QUOTA_REST_S)
    if _ERROR_PAGE.search(translation) and not _ERROR_PAGE.search(text):
        raise EngineFault("an error page came in place of a translation")
    if _EXCUSE.search(translation) and not _EXCUSE.search(text):
        raise EngineRefusal("an excuse came in place of a translation")
    if len(translation) > _LONGEST * len(text) + 60:
        raise EngineRefusal("the translation is far too long")
    if folded(translation) == folded(text):
        raise EngineRefusal("the text came back unchanged")
    script = script_of(translation)
    if script and script not in native_scripts(target) and not _names_things(translation, target):
        raise EngineRefusal(f"the translation is written in {script}")
    return translation


def _names_things(translation: str, target: str) -> bool:
    """True for a sentence in another alphabet whose Latin names outweigh it: ``iPhone 15 Pro Max 多少钱``."""
    return not scripts_in(translation).isdisjoint({*native_scripts(target)} - {"Latn"})
