"""Reads a comment: which language, which script, is it a question, what is asked.

The language is decided in this order, and each step may end it:

1. **Clean.** Mentions, links, hashtags and emotes go, lengthened words shrink.
2. **Stop lists.** Laughter, brands, sizes and codes go too; if only what is understood everywhere is left, there is
   no language: ``scores`` stays empty, which means ``und``.
3. **Script.** Thai letters are Thai. A script of several languages goes to the detector with these alone.
4. **Evidence.** Words that give a language away (function words, shop talk; also of languages typed in Latin letters)
   settle most comments. Else the detector's probabilities and TikTok's hint are added to them as log-odds.
5. **Second opinion.** A best score that is not above ``SURE`` is lifted there if langdetect names the same language.

A best score up to ``SURE`` is no more than a guess: take it as ``und`` unless the viewer's or the room's history
speaks for it.
"""

import math
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

import structlog

from livebot.language import markers, phrasebook, vocabulary
from livebot.language.clean import prose, visible
from livebot.language.details import details
from livebot.language.detectors import Detector, LangDetect, Py3LangId
from livebot.language.phrases import Text
from livebot.language.questions import question_score
from livebot.language.script import NATIVE_SCRIPTS, languages_of, script_of
from livebot.viewers import Reading

log = structlog.get_logger(__name__)

SURE = 0.5
"""Only a language whose score is above this is decided by the comment alone."""

LATIN = ("en", "es", "pt", "fr", "de", "it", "vi", "id", "ms", "tl", "tr", "pl", "nl", "ro", "sv", "cs", "hu")
KNOWN = frozenset((*LATIN, *NATIVE_SCRIPTS))
_RARER = {
    **dict.fromkeys(("nl", "ro", "sv", "cs", "hu"), -1.5),
    **dict.fromkeys(("uk", "bg", "kk", "fa", "ur", "mr", "ne"), -3.0),
}
"""Log-odds of languages that few viewers write: of two guesses the other one is better."""
_HINTED = 1.0
"""Log-odds of TikTok's hint: often wrong, so it decides only where the text leaves it open."""
_SETTLED = 5.0
"""So much more log-odds for one language than for any other, from the words alone, need no detector."""
_SETTLED_BY_ALL = 4.0
"""The same where every word has been weighed: there is nothing left for the detector to see."""
_UNDECIDED = ""
_UNKNOWN_WORD = -0.7
"""Log-odds of no language at all for a single word that is not in the lists: most often it is somebody's name."""
_CONFIRMED = 0.51
_SHARPER = 1.5
"""The detector is modest about short texts: its log-odds count this many times."""
_LEAST = math.log(0.01)
"""A detector's log-probability is not believed to be less."""
_NEGLIGIBLE = 5.0
"""Log-odds behind the best language."""
_CACHED_COMMENTS = 8192
_CACHED_TRANSLATIONS = 1024


class CommentReader:
    """The Reader port. Made in no time: the detectors load in a thread, and until then script and words must do."""

    def __init__(self, make_detectors: Callable[[], tuple[Detector, Detector]] | None = None) -> None:
        self._detectors: tuple[Detector, Detector] | None = None
        self._cached = lru_cache(_CACHED_COMMENTS)(self._read)
        self._translations = lru_cache(_CACHED_TRANSLATIONS)(_read_translation)
        self._make_detectors = make_detectors or load_detectors
        self._loading = threading.Thread(target=self._load, name="language detectors", daemon=True)
        self._loading.start()

    def wait_until_ready(self, timeout_s: float | None = None) -> bool:
        """Block until the detectors are loaded; False if they were not in time."""
        self._loading.join(timeout_s)
        return self._detectors is not None

    def read(self, text: str, hint: str) -> Reading:
        """See the Reader port."""
        return (self._cached if self._detectors else self._read)(text, hint.casefold().partition("-")[0])

    def read_translation(self, text: str, language: str) -> Reading:
        """Read a translation: what a text asks of which the language (a tag such as ``en`` or ``zh-TW``) is known."""
        return self._translations(text, language.partition("-")[0])

    def _load(self) -> None:
        self._read("how much is it", "")  # reads the word lists, so that no comment has to wait for them
        try:
            self._detectors = self._make_detectors()
        except Exception:
            log.exception("the language detectors did not load; script and words decide alone")

    def _read(self, comment: str, hint: str) -> Reading:
        shown = visible(comment)
        scores = self._scores(prose(shown), hint)
        return _understood(shown, scores, hint)

    def _scores(self, words: str, hint: str) -> dict[str, float]:
        script = script_of(words)
        if not script:
            return {}
        return self._latin(words, hint) if script == "Latn" else self._other_script(words, script, hint)

    def _latin(self, words: str, hint: str) -> dict[str, float]:
        split = markers.words_of(words)
        evidence = markers.evidence(split)
        romanised = markers.romanised(split)
        if evidence and not romanised:
            enough = _SETTLED_BY_ALL if markers.knows_all(split) else _SETTLED
            if _lead((*evidence.values(), 0.0)) >= enough:
                return _best(evidence)  # the detector would only agree
        if not evidence and not self._detectors:
            return {}
        odds = self._log_odds(words, LATIN, hint)
        for language, weight in evidence.items():
            odds[language] = odds.get(language, 0.0) + weight  # a word of another script may be among them
        odds.update(romanised)
        if len(split) == 1:
            if not evidence:
                odds[_UNDECIDED] = _UNKNOWN_WORD
            return _best(odds)
        return self._confirmed(words, _best(odds))

    def _other_script(self, words: str, script: str, hint: str) -> dict[str, float]:
        languages = languages_of(script)
        if script == "Hani":
            is_japanese = hint == "ja" or markers.is_japanese(words)
            return {"ja": 0.8, "zh": 0.2} if is_japanese else {"zh": 0.95, "ja": 0.05}
        if len(languages) < 2:
            return dict.fromkeys(languages, 1.0)
        evidence = markers.evidence(markers.words_of(words))
        known = {language: evidence.get(language, 0.0) + _RARER.get(language, 0.0) for language in languages}
        if hint not in known and _lead(known.values()) >= _SETTLED:
            return {max(known, key=known.__getitem__): 1.0}
        odds = self._log_odds(words, languages, hint)
        for language in odds:
            odds[language] += evidence.get(language, 0.0)
        return _best(odds)

    def _log_odds(self, words: str, languages: Iterable[str], hint: str) -> dict[str, float]:
        ranked = self._detectors[0].rank(words) if self._detectors else {}
        odds = {}
        for language in languages:
            score = ranked.get(language, _LEAST)
            odds[language] = _SHARPER * (score if score > _LEAST else _LEAST) + _RARER.get(language, 0.0)
        if hint in odds:
            odds[hint] += _HINTED
        return odds

    def _confirmed(self, words: str, scores: dict[str, float]) -> dict[str, float]:
        best = max(scores, key=scores.__getitem__)
        if scores[best] <= SURE and self._detectors:
            second = self._detectors[1].rank(words)
            if second and max(second, key=second.__getitem__) == best:
                return {**scores, best: _CONFIRMED}
        return scores


def _read_translation(text: str, language: str) -> Reading:
    return _understood(visible(text), {language: 1.0})


def _understood(shown: str, scores: dict[str, float], hint: str = "") -> Reading:
    """What a ``visible`` text with these scores asks."""
    text = Text(shown)
    hits = vocabulary.find(text, scores)
    if not scores and hint in KNOWN:  # whether "hm" asks for the price depends on the viewer's language
        hits = vocabulary.find(text, (hint,))._replace(question=hits.question)
    asked = phrasebook.find(text, hits)
    question = question_score(text, hits, scores, asked)
    found = asked.details if asked.intent or not question else details(text, hits)
    intent = phrasebook.settled(asked.intent, found) if question else asked.intent
    return Reading(
        scores=scores,
        script=script_of(shown),
        question=question,
        intent=intent,
        is_bare=asked.is_bare,
        about=phrasebook.about(intent),
        details=found,
    )


@cache
def load_detectors() -> tuple[Detector, Detector]:
    """The main detector and the one that gives second opinions; shared by all readers, for they weigh 80 MB."""
    of_shared_scripts = [language for script in ("Cyrl", "Arab", "Deva") for language in languages_of(script)]
    return Py3LangId((*LATIN, *of_shared_scripts)), LangDetect(LATIN)


def _lead(odds: Iterable[float]) -> float:
    """How much more the best of several log-odds is than any other."""
    first, second = sorted(odds, reverse=True)[:2]
    return first - second


def _best(odds: Mapping[str, float]) -> dict[str, float]:
    """The three likeliest languages with their probabilities, best first."""
    top = max(odds.values())
    weights = {language: math.exp(value - top) for language, value in odds.items() if value > top - _NEGLIGIBLE}
    total = sum(weights.values())
    weights.pop(_UNDECIDED, None)
    best = sorted(weights, key=weights.__getitem__, reverse=True)[:3]
    return {language: round(weights[language] / total, 3) for language in best}
