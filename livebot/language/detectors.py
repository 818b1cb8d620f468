"""Statistical language detectors, behind one small port."""

import math
from collections.abc import Iterable, Mapping
from typing import Protocol

_STEPS = 100
"""langdetect's limit for one of its seven guesses; its own of 1000 takes up to 15 ms and says the same."""


class Detector(Protocol):
    """Says how likely each of its languages is, from the letters alone."""

    def rank(self, text: str) -> Mapping[str, float]:
        """Log-probability by language tag; what is missing is as good as impossible. Never raises."""


class Py3LangId:
    """py3langid, cut down to some languages: about 15 µs a comment; half a second and 80 MB to load."""

    def __init__(self, languages: Iterable[str]) -> None:
        import numpy as np  # noqa: PLC0415 - this and the model are heavy: loaded when the first detector is made
        from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # noqa: PLC0415
        from py3langid.modelio import load_model  # noqa: PLC0415

        wanted = frozenset(languages)
        weights, priors, classes, moves, rows, features = load_model(MODEL_DIR / MODEL_FILE)
        columns = [column for column, language in enumerate(classes) if language in wanted]
        self._languages = [classes[column] for column in columns]
        # set_languages() would keep the weights of all 142 languages in memory.
        self._identifier = LanguageIdentifier(
            np.ascontiguousarray(weights[:, columns], dtype=np.float32),
            priors[columns],
            self._languages,
            moves,
            features,
            norm_probs=False,
            tk_row=rows,
        )

    def rank(self, text: str) -> Mapping[str, float]:
        # The identifier's own rank() sorts, and makes probabilities with seven calls of numpy: twice the work.
        raw: list[float] = self._identifier._decide(text).tolist()
        top, scale = max(raw), len(text.encode(errors="replace")) ** -0.5 if text else 1.0
        scores = [(score - top) * scale for score in raw]
        total = math.log(sum(map(math.exp, scores)))
        return {language: score - total for language, score in zip(self._languages, scores, strict=True)}


class LangDetect:
    """langdetect, seeded so that it answers the same every time: about a millisecond a comment."""

    def __init__(self, languages: Iterable[str]) -> None:
        from pathlib import Path  # noqa: PLC0415

        from langdetect import DetectorFactory  # noqa: PLC0415
        from langdetect.detector_factory import PROFILES_DIRECTORY  # noqa: PLC0415

        DetectorFactory.seed = 0
        # A factory of our own: the module's is made by the first call, which is not safe from several threads.
        self._factory = DetectorFactory()
        profiles = (Path(PROFILES_DIRECTORY) / language for language in languages)
        self._factory.load_json_profile([path.read_text(encoding="utf-8") for path in profiles if path.exists()])

    def rank(self, text: str) -> Mapping[str, float]:
        from langdetect import LangDetectException  # noqa: PLC0415

        detector = self._factory.create()
        detector.ITERATION_LIMIT = _STEPS
        detector.append(text)
        try:
            return {found.lang: math.log(found.prob) for found in detector.get_probabilities()}
        except LangDetectException:  # digits, emoji: "No features in text"
            return {}
