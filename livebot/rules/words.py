"""``language.yaml``: the shop's own words and questions, added to those that ship with livebot.

What is written here is added to ``lexicon.yaml``, ``phrasebook.yaml``, ``details.yaml`` and ``markers.yaml`` of
livebot/language, which say at their top what each list does.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from livebot.engine.fields import Language, RuleId, Text, Words
from livebot.language import phrasebook, resources
from livebot.language.questions import compile_pattern
from livebot.rules.explain import explain
from livebot.rules.languages import is_language, language_named
from livebot.rules.problems import Place, Problem, did_you_mean, errors_in, quoted, warning
from livebot.rules.secrets import Section
from livebot.rules.yamltree import Node, Tree, read_tree

_AskingList = Literal["any", "start", "end", "short", "pattern", "not", "statement", "praise", "topic", "own", "skip"]
_DetailList = Literal["colour", "material", "goods", "fit"]
_Phrases = dict[Language, Words]


class OwnQuestion(Section):
    """Something that viewers ask: with it, all who ask it share a card, and answers can be prepared for it."""

    about: Literal["product", "shop", "order"] = "product"
    """What the answer depends on; order: something that was bought already (after-sales)."""
    is_request: bool = False
    """true if saying it is asking, also without a question word ("show the back")."""
    gloss: dict[Language, Text] = Field(default_factory=dict)
    """What it asks, in the host's language: shown until the translation is there."""
    say: _Phrases = Field(default_factory=dict)
    """Phrases that ask it, per language, without capitals."""
    weak: _Phrases = Field(default_factory=dict)
    """Phrases that ask it if the comment asks nothing else."""
    thing: _Phrases = Field(default_factory=dict)
    """It is asked if one phrase of these and one of "with" stand in the comment."""
    with_: _Phrases = Field(default_factory=dict, alias="with")
    """It is asked if one phrase of these and one of "thing" stand in the comment."""
    unless: _Phrases = Field(default_factory=dict)
    """Longer phrases in which those above mean something else."""
    implies: Words = ()
    """Details that the question has anyway."""
    gives_way: Words = ()
    """Questions that go first if the comment asks these too."""


class LanguageFile(Section):
    """``language.yaml``: the shop's own words and questions."""

    intents: dict[RuleId, OwnQuestion] = Field(default_factory=dict)
    """Your own questions by their names, and more phrases for those that livebot knows."""
    languages: dict[Language, dict[_AskingList, Words]] = Field(default_factory=dict)
    """Per language, words that ask (any, start, end, short …) and words that do not (not, statement, praise …)."""
    filler: _Phrases = Field(default_factory=dict)
    """Per language, words that change nothing about what is asked."""
    details: dict[Language, dict[_DetailList, dict[Text, Words]]] = Field(default_factory=dict)
    """Per language, words that tell two questions apart: {colour: {red: [rojo]}}."""
    brands: Words = ()
    """Names that say nothing about the language of a comment."""


def use_words(path: Path | None, read_in: Collection[str] = phrasebook.HOST_LANGUAGES) -> list[Problem]:
    """Let livebot understand what the file says from now on; return what is wrong with it.

    If any of that is an error, or without a file, livebot understands what it is shipped with. ``read_in`` are the
    languages in which hosts want to know what is asked.
    """
    resources.extend({})
    if path is None:
        return []
    tree = read_tree(path)
    problems = [*tree.problems, *_extend(tree)]
    return problems if errors_in(problems) else [*problems, *_holes(tree, read_in), *_unknown(tree)]


def _extend(tree: Tree) -> list[Problem]:
    if tree.root is None:
        return []
    data = tree.root.plain()
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if value is not None}  # every line below it is a note
    try:
        file = LanguageFile.model_validate({} if data is None else data)
    except ValidationError as error:
        return explain(error, tree, LanguageFile)
    if problems := list(_bad_patterns(tree)):
        return problems
    try:
        resources.extend(_as_shipped(file))
    except ValueError as error:
        path, _, found = str(error).partition(": ")
        return [Problem(*_place(tree, path), found, fix="compare it with the shipped language.yaml")]
    return []


def _as_shipped(file: LanguageFile) -> dict[str, Any]:
    """Return the file in the form of the shipped lists: every scalar is text."""
    extra: dict[str, Any] = file.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for question in extra.get("intents", {}).values():
        if "is_request" in question:
            question["is_request"] = str(question["is_request"]).lower()
    return extra


def _bad_patterns(tree: Tree) -> Iterator[Problem]:
    for _, lists in _entries(tree, "languages"):
        patterns = lists.child("pattern")
        for node in patterns.scalars() if patterns is not None else ():
            try:
                compile_pattern(str(node.value))
            except ValueError as error:
                found = f"{quoted(str(node.value))} is no pattern: {error}"
                yield Problem(tree.file, node.line, node.col, found, "one that RE2 understands", "correct it")


def _holes(tree: Tree, read_in: Collection[str]) -> Iterator[Problem]:
    """Yield the questions that some viewers cannot ask, or some hosts cannot read."""
    for name, languages in _by_intent(phrasebook.holes()).items():
        if (place := _named(tree, name)) is not None:
            yield warning(
                place,
                f"the question {quoted(name)} has no phrases in {', '.join(languages)}",
                "some in every language that your viewers write",
                f"add such as {languages[0]}: […] below its say",
            )
    for name, languages in _by_intent(phrasebook.gloss_holes()).items():
        missing = [language for language in languages if language in read_in]
        if missing and (place := _named(tree, name)) is not None:
            yield warning(
                place,
                f"the question {quoted(name)} has no gloss in {', '.join(missing)}",
                "what it asks, for hosts who read that language",
                f"add {missing[0]}: … below its gloss",
            )


def _by_intent(holes: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, language in holes:
        found.setdefault(name, []).append(language)
    return found


def _unknown(tree: Tree) -> Iterator[Problem]:
    """Yield names of languages and questions that lead nowhere."""
    for section in ("languages", "filler", "details"):
        yield from _unknown_languages(tree, tree.root.child(section) if tree.root is not None else None)
    for _, question in _entries(tree, "intents"):
        for key in ("gloss", "say", "weak", "thing", "with", "unless"):
            yield from _unknown_languages(tree, question.child(key))
        others = question.child("gives_way")
        for node in others.scalars() if others is not None else ():
            if node.value not in phrasebook.intents():
                yield unknown_intent((tree.file, node.line, node.col), str(node.value))


def _unknown_languages(tree: Tree, node: Node | None) -> Iterator[Problem]:
    for tag, (line, col) in node.keys.items() if node is not None else ():
        if not is_language(tag):
            meant = language_named(tag)
            found = f"{quoted(tag)} is no language that livebot knows"
            fix = f"did you mean {meant}?" if meant else "no comment will ever be taken for it"
            yield warning((tree.file, line, col), found, "a tag such as en, es, id, zh", fix)


def unknown_intent(place: Place, name: str) -> Problem:
    """Return the warning for a question that no phrasebook knows."""
    known = phrasebook.intents()
    fix = did_you_mean(name, known) or "write it below intents in language.yaml (questions.words), or correct it"
    return warning(place, f"{quoted(name)} is no question that livebot knows", f"one of {', '.join(known)}", fix)


# --- places ----------------------------------------------------------------------------------------------------


def _entries(tree: Tree, section: str) -> list[tuple[str, Node]]:
    node = tree.root.child(section) if tree.root is not None else None
    return list(node.value.items()) if node is not None and isinstance(node.value, dict) else []


def _named(tree: Tree, intent: str) -> Place | None:
    """Return where the file names an intent, None if it does not."""
    node = tree.root.child("intents") if tree.root is not None else None
    return (tree.file, *node.keys[intent]) if node is not None and intent in node.keys else None


def _place(tree: Tree, path: str) -> Place:
    """Return the place of a path with dots, or of the nearest thing around it; keys may have dots of their own."""
    node, rest = tree.root, f"{path}."
    line, col = 1, 1
    while node is not None:
        line, col = node.line, node.col
        keys: Mapping[str, Node] = node.value if isinstance(node.value, dict) else {}
        key = max((key for key in keys if rest.startswith(f"{key}.")), key=len, default=None)
        node, rest = (keys[key], rest.removeprefix(f"{key}.")) if key is not None else (None, "")
    return tree.file, line, col
