"""What a question asks about besides its intent: its details, so that like questions meet and unlike ones stay apart.

What is known (``details.yaml``, numbers, sizes, items, flags) takes one form for all languages. Of the rest every
word counts as it stands, but for the intent's own words, politeness and filler. Where no spaces separate words, what
is left between known phrases counts in pieces. When in doubt something counts: two cards are better than a hidden
question.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from livebot.language.markers import plain
from livebot.language.phrases import Found, Text, fold, is_unspaced
from livebot.language.resources import compiled, load
from livebot.language.vocabulary import DETAIL, FILLER, Entry, Hit, Hits

LIKENESS = ("colour", "material", "goods", "fit")
"""Groups that say what a thing is like: "the leather one" asks for the material only if nothing else is asked."""
_LABELS = ("sized", "numbered")
_DENYING = ("not", "tag")
_NOT = "not"
_FROM = "from"
_ONLY_BESIDE = (*_LABELS, *_DENYING, _FROM)
"""Groups of words that mean something only by what stands beside them."""
_COLOURS_ASKED = "colours"
_PRICE, _HOW, _WHEN = "price", "how", "when"

_THINGS = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # flags
    "|[\u231a\u2602\u2614\U0001f302\U0001f32d-\U0001f37f\U0001f392\U0001f393\U0001f3a7\U0001f451-\U0001f462\U0001f484"
    "\U0001f48d\U0001f48e\U0001f4f1\U0001f4f7\U0001f576\U0001f6cd\U0001f950-\U0001f96f\U0001f980\U0001f990-\U0001f99e"
    "\U0001f97b-\U0001f97f\U0001f9ba-\U0001f9cb\U0001f9e2-\U0001f9e6\U0001fa70-\U0001fa74]"
)
_COLOURED = {
    "\U0001f534": "red", "\U0001f7e5": "red", "\U0001f535": "blue", "\U0001f7e6": "blue",
    "\u26ab": "black", "\u2b1b": "black", "\u26aa": "white", "\u2b1c": "white",
    "\U0001f7e2": "green", "\U0001f7e9": "green", "\U0001f7e1": "yellow", "\U0001f7e8": "yellow",
    "\U0001f7e0": "orange", "\U0001f7e7": "orange", "\U0001f7e3": "purple", "\U0001f7ea": "purple",
    "\U0001f7e4": "brown", "\U0001f7eb": "brown",
}  # fmt: skip
_COLOURS = re.compile(f"[{''.join(_COLOURED)}]")
_PICTURE = re.compile("[\u231a-\u2b1c\U0001f1e6-\U0001fa74]")

_CODE = re.compile(
    r"""(?<![\w'])(?:
      (?P<size>xxs|xs|s|m|l|xl|xx+l|[2-6]\s?xl|[2-4]xs)
    | \#\s?(?P<hash>[a-z]{0,3}-?[0-9]{1,5})
    | (?:no|nr|n|th|ke|ika)[.-]?\s?(?P<place>[0-9]{1,4})
    | (?P<nth>[0-9]{1,3})(?:st|nd|rd|th|er|re|eme|ème|do|da|ro|ra|to|ta)
    | (?P<system>(?:eu|us|uk)\s?[0-9]{1,2}(?:\.5)?)
    | (?P<item>(?!rm|rp|rs)[a-z]{1,2}-?[0-9]{1,4})
    | (?P<before>[$€£¥₫฿₩₹₱₽]|rm|rp|rs)?\s?(?P<number>[0-9]+(?:[.,:/x*-][0-9]+)*)
      (?:(?P<gap>\s?)(?P<after>[%$€£¥₫฿₩₹₱₽]|[^\W\d_]+))?
    )(?![\w'])""",
    re.VERBOSE,
)
_MAY_BE_CODE = re.compile(r"[\dsml](?:(?<=\d)|(?![\w'])(?<![^\Wx].))")
"""Digits, and what may be a size in letters: looked for first, because most comments have no code."""
_SIZES = {"xxl": "2xl", "xxxl": "3xl", "xxxxl": "4xl", "xxs": "2xs"}
_MEASURE_AFTER = re.compile(r"[\W_]*(?:eu|us|uk)?[\W_]*(?:[2-6]?x*[sml]|\d+)(?![^\W\d_])")
_MEASURE_BEFORE = re.compile(r"(?<![^\W_])(?:[2-6]?x*[sml]|\d+)[\W_]*$")
_NEAR = 8
"""Characters between two sizes of one list."""
_LONGEST_UNIT = 4
"""In a script without spaces: "公斤能穿吗" begins with a unit."""
_ELISION = re.compile("^(?:[ldcjmnst]|qu|un|d?all|[dns]ell|sull|quell|quest)'|'s$")
_TONAL = "vi"
"""Its marks are no accents: "dừa" is a coconut, "dứa" a pineapple."""
_PARTICLES = re.compile(
    "^[的了是有款件个]+|[的了是有款件个吗呢吧啊呀]+$|(?<=.)(?:은|는|이|가|을|를|도|의|에|로|으로|요)$|(?<=.)[はがのをにもでとかねよ]$"
)
_JAPANESE_PARTICLES = "はがのをにもで"
_BIT = 2
_HIRAGANA = re.compile("[\u3040-\u309f]+")
_HANGUL = re.compile("[\uac00-\ud7af]")
_DIGITS = {
    zero + digit: str(digit) for zero in (0x0660, 0x06F0, 0x0966, 0x0E50) for digit in range(10)
}  # Arabic, Persian, Hindi, Thai


def details(text: Text, hits: Hits, intent: str = "", said: Sequence[Hit] = ()) -> tuple[str, ...]:
    """Return what ``text`` asks about besides ``intent``, sorted.

    ``hits`` are its phrases in the languages it may be in; ``said`` are those that ask the intent or another one.
    """
    folded = text.folded if text.folded.isascii() else text.folded.translate(_DIGITS)
    own = [hit for hit in said if hit.value.value == intent]
    known = hits.detail
    things = _things(known, own, said) if known else []
    if _MAY_BE_CODE.search(folded):
        things += _codes(folded, things, [hit for hit in known if hit.value.kind in _LABELS])
    others = [hit for hit in said if hit.value.value != intent and not _overlaps(hit, own)]
    if others and known:
        others = [hit for hit in others if not is_aside(text, hit, known)]
    ends: Collection[int] = () if text.is_spaced else {hit.end for hit in (*own, *things, *others)}
    filler = hits.filler if text.is_spaced else [hit for hit in hits.filler if _is_whole(folded, hit, ends)]
    found = {hit.value.value for hit in (*things, *others)}
    if not folded.isascii():
        found.update(_pictures(folded))
    if _COLOURS_ASKED in found and any(hit.value.kind == "colour" for hit in things):
        found.remove(_COLOURS_ASKED)  # "the colour red" is "red"
    if _PRICE in found:
        found.discard(_HOW)  # "wie hoch sind die Versandkosten" is "was kostet der Versand"
    denials = [hit for hit in known if hit.value.kind in _DENYING and _is_whole(folded, hit, ends)]
    if denials:
        denials = [hit for hit in denials if not _is_inside(hit, (*own, *things, *filler))]
        denials = [hit for hit in denials if not _is_other_word(hit, hits)]
        if any(not _is_tag(folded, hit, _mask(folded, filler)) for hit in denials):
            found.add(_NOT)
    covered = _mask(folded, (*own, *things, *others, *filler, *denials))
    if known and any(_comes_from(text, covered, hit, things, intent) for hit in known if hit.value.kind == _FROM):
        found.add(_FROM)
    if text.is_spaced:
        found.update(_words(text, covered, keeps_marks=hits.language == _TONAL))
    else:
        found.update(_pieces(text, covered, {hit.start for hit in hits.filler}, ends))
    return tuple(sorted(found))


def _things(known: Sequence[Hit], own: Sequence[Hit], said: Sequence[Hit]) -> list[Hit]:
    """What counts by itself: not part of a longer one, and no question word but "when" of the intent's own phrase."""
    things = [hit for hit in known if hit.value.kind not in _ONLY_BESIDE]
    things = [hit for hit in things if not _is_inside(hit, things)]
    return [
        hit
        for hit in things
        if not (hit.value.kind == "ask" and hit.value.value != _WHEN and _is_within(hit, said))
        and not (hit.value.kind == "size" and _is_within(hit, own))
    ]


def is_aside(text: Text, hit: Hit, known: Sequence[Hit]) -> bool:
    """Whether a phrase only describes: "leather" in "how much is the leather one", "size" in "how much is size M"."""
    return any(
        aside.start <= hit.start
        and hit.end <= aside.end
        and (aside.value.kind in LIKENESS or (aside.value.kind == "sized" and _is_measured(text, aside, known)))
        for aside in known
    )


def _codes(folded: str, things: Sequence[Hit], labels: Sequence[Hit]) -> list[Hit]:
    """Sizes, items and numbers, together with the words beside them that say which of these they are."""
    found: list[Hit] = []
    last_end, was_sized = -_NEAR, False
    for match in _CODE.finditer(folded):
        start, end = match.span()
        if any(hit.start < end and start < hit.end for hit in things):
            continue  # part of a known phrase, such as "2つ目"
        unit = _unit(match)
        if unit:
            end = match.start("after") + len(unit)
        elif match["after"]:
            if not match["gap"] and not is_unspaced(match["after"]):
                continue  # "2in1" is a word
            end = match.end("number")
        label = _label(folded, labels, start, end)
        is_sized = label.value.kind == "sized" if label else was_sized and start - last_end < _NEAR  # "size 38 or 39"
        kind = label.value.kind if label else "sized" if is_sized else ""
        code = Entry(DETAIL, "", "code", _code(match, kind, unit))
        found.append(Found(min(start, label.start), max(end, label.end), code) if label else Found(start, end, code))
        last_end, was_sized = end, is_sized
    return found


def _code(match: re.Match[str], kind: str, unit: str) -> str:
    if match["size"]:
        size = match["size"].replace(" ", "")
        return f"size:{_SIZES.get(size, size)}"
    if item := match["hash"] or match["place"] or match["nth"] or match["item"]:
        letters = item.rstrip("0123456789").rstrip("-")
        return f"item:{letters}{int(item[len(item.rstrip('0123456789')) :])}"
    if match["system"]:
        return f"size:{match['system'].replace(' ', '')}"
    number: str = match["number"]
    if unit or match["before"]:
        sign = unit or match["before"]
        return f"number:{number}{_units().get(sign, sign)}"
    if kind == "sized":
        return f"size:{number}"
    return f"item:{number.lstrip('0') or '0'}" if kind == "numbered" else f"number:{number}"


def _unit(match: re.Match[str]) -> str:
    after: str = match["after"] or ""
    units = _units()
    if after in units:
        return after
    if is_unspaced(after):
        return next((after[:n] for n in range(_LONGEST_UNIT, 0, -1) if after[:n] in units), "")
    return ""


@compiled
def _units() -> dict[str, str]:
    return {fold(word): unit for unit, words in load("details.yaml")["units"].items() for word in words}


def _label(folded: str, labels: Sequence[Hit], start: int, end: int) -> Hit | None:
    """The label next to a code: before it, or else after it."""
    before = [hit for hit in labels if hit.end <= start and not folded[hit.end : start].strip(" .:#-=")]
    after = [hit for hit in labels if hit.start >= end and not folded[end : hit.start].strip(" -")]
    return max(before or after, key=lambda hit: hit.end - hit.start, default=None)


def _is_measured(text: Text, label: Hit, known: Sequence[Hit]) -> bool:
    """Whether a size stands beside the word for it."""
    if _MEASURE_AFTER.match(text.folded, label.end) or _MEASURE_BEFORE.search(text.folded[: label.start]):
        return True
    return any(hit.value.kind == "size" and (hit.start - label.end == 1 or label.start - hit.end == 1) for hit in known)


def _pictures(folded: str) -> Iterator[str]:
    """Things, colours and flags that are drawn; hearts, hands and faces only decorate."""
    if not _PICTURE.search(folded):
        return
    for sign in _THINGS.findall(folded):
        is_flag = len(sign) == 2
        yield "place:" + "".join(chr(ord(char) - 0x1F1E6 + ord("a")) for char in sign) if is_flag else sign
    for sign in _COLOURS.findall(folded):
        yield f"colour:{_COLOURED[sign]}"


def _is_tag(folded: str, hit: Hit, filler: bytearray) -> bool:
    """Whether the word denies nothing: in "大不大", and where it only ends the question ("có ship không")."""
    if hit.value.kind == _NOT or not hit.start:
        return False
    if hit.end < len(folded) and folded[hit.start - 1] == folded[hit.end] != " ":
        return True
    return not any(char.isalnum() and not filler[at] for at, char in enumerate(folded[hit.end :], hit.end))


def _is_other_word(denial: Hit, hits: Hits) -> bool:
    """Whether the comment's own language means something else: the Portuguese "no" is "in the"."""
    return denial.value.language != hits.language and any(
        (hit.start, hit.end, hit.value.language) == (denial.start, denial.end, hits.language) for hit in hits.filler
    )


def _comes_from(text: Text, covered: bytearray, hit: Hit, things: Sequence[Hit], intent: str) -> bool:
    """Whether "from" stands by a place; of a shipment also by a word that may be one."""
    places = [thing for thing in things if thing.value.kind == "place"]
    if any(0 <= place.start - hit.end <= 1 or 0 <= hit.start - place.end <= 1 for place in places):
        return True
    following = next((start for start, _ in text.spans if start >= hit.end), None)
    return intent == "ship" and following is not None and not covered[following]


def _words(text: Text, covered: bytearray, keeps_marks: bool) -> Iterator[str]:
    """The words that nothing has covered."""
    for word, (start, end) in zip(text.words, text.spans, strict=True):
        if 0 in covered[start:end] and (left := _ELISION.sub("", word)):
            yield left if keeps_marks else plain(left)


def _pieces(text: Text, covered: bytearray, filler_starts: Collection[int], ends: Collection[int]) -> Iterator[str]:
    """The same where words are not separated: what is left between known phrases, without particles around it."""
    for word, (start, end) in zip(text.words, text.spans, strict=True):
        if not is_unspaced(word):
            if not all(covered[start:end]):
                yield plain(word)
            continue
        for at, piece in _runs(text.folded, covered, start, end):
            if at in ends and piece[0] in _JAPANESE_PARTICLES:
                at, piece = at + 1, piece[1:]  # noqa: PLW2901 - "サイズは何"
            stripped = _PARTICLES.sub("", piece)
            at += piece.find(stripped)  # noqa: PLW2901
            is_filler = len(stripped) == 1 and at in filler_starts and not (piece[1:] and _HIRAGANA.match(stripped))
            if stripped and not is_filler:
                yield stripped


def _runs(folded: str, covered: bytearray, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Each uncovered stretch with its start."""
    run_start = start
    for at in range(start, end + 1):
        if at == end or covered[at]:
            if at > run_start:
                yield run_start, folded[run_start:at]
            run_start = at + 1


def _mask(folded: str, hits: Iterable[Hit]) -> bytearray:
    covered = bytearray(len(folded))
    for hit in hits:
        covered[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    return covered


def _is_whole(folded: str, hit: Hit, ends: Collection[int]) -> bool:
    """False for a bit of a longer unspaced word: no "不" is in "不锈钢", no "가" in "가방", no "には" in "かには"."""
    phrase = folded[hit.start : hit.end]
    if not is_unspaced(phrase) or len(phrase) > _BIT:
        return True
    before = folded[hit.start - 1 : hit.start] if hit.start not in ends else ""
    if _HIRAGANA.fullmatch(phrase):
        return not _HIRAGANA.match(before) and (len(phrase) > 1 or hit.value.list != FILLER)
    if len(phrase) > 1:
        return True
    if not _HANGUL.match(phrase):
        return hit.value.list != FILLER
    is_ended = not folded[hit.end : hit.end + 1].isalnum()
    return is_ended and (not before.isalnum() or hit.value.list == FILLER)


def _overlaps(hit: Hit, others: Sequence[Hit]) -> bool:
    return any(hit.start < other.end and other.start < hit.end for other in others)


def _encloses(outer: Hit, inner: Hit) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and outer.end - outer.start > inner.end - inner.start


def _is_inside(hit: Hit, others: Sequence[Hit]) -> bool:
    return any(_encloses(other, hit) for other in others)


def _is_within(hit: Hit, others: Sequence[Hit]) -> bool:
    return any(other.start <= hit.start and hit.end <= other.end for other in others)
