"""Traps of codes that open and close, and of prompts that look for the best words."""

from collections.abc import Iterator

from livebot.engine.match import PhraseMatcher
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Problem, quoted, warning


def door_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield codes that give themselves away, or that nothing closes."""
    for index, code in enumerate(files.rules.codes):
        matcher = PhraseMatcher((code.id, code.match, phrase, code.distance) for phrase in code.phrases)
        for key in ("opening", "closing", "explain"):
            for language, text in (getattr(code, key) or {}).items():
                if matcher.find(text):
                    yield warning(
                        files.place("codes", index, key, language),
                        f"the text gives the code {quoted(code.id)} away",
                        "a text without its phrases",
                        "leave the phrase to your regulars",
                    )
        if code.starts and code.open_for is None:
            yield warning(
                files.key_place("codes", index, "starts"),
                "once it is open, it stays open until you close it",
                "how long it stays open",
                "add open_for: 5m",
            )


def choosing_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield prompts with nothing to choose from, and exploring without choosing."""
    for index, prompt in enumerate(files.rules.prompts):
        if prompt.choose == "best" and len(prompt.texts) == 1:
            yield warning(
                files.place("prompts", index, "choose"),
                "there is only one text to choose from",
                "two texts or more",
                "add another under texts",
            )
        if prompt.choose == "turn" and "explore" in prompt.model_fields_set:
            yield warning(
                files.place("prompts", index, "explore"),
                "explore does nothing where the texts are taken in turn",
                "choose: best",
                "add it, or delete explore",
            )
