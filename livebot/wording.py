"""Puts ``words.WORDS`` to use: the wording of kinds and their data in one language."""

import re
from collections.abc import Mapping

from livebot.safe import cut
from livebot.words import WORDS

LANGUAGES = {"en": 0, "zh": 1}
VALUE_CELLS = 48
_COUNTED = re.compile(r"\{(\w+):(\w+)\}")
AGE_UNITS = ((3600, "h时"), (60, "m分"), (0, "s秒"))


class Words:
    """The wording of one language; any language but Chinese reads English."""

    def __init__(self, language: str) -> None:
        self.language = "zh" if language.casefold().split("-")[0].split("_")[0] == "zh" else "en"

    def __call__(self, key: str, **data: object) -> str:
        """Return the wording of ``key``; one that is not listed comes back as readable text."""
        pair = WORDS.get(key)
        if pair is None:
            return readable(key.rpartition(".")[2], {name: str(value) for name, value in data.items()})
        text = _COUNTED.sub(lambda one: _count(one[1], one[2], data), pair[LANGUAGES[self.language]])
        return text.format_map(_Data(data)).strip()

    def notice(self, kind: str, data: Mapping[str, str]) -> str:
        result = data.get("result", "")
        return self._kind(f"notice.{kind}.{result}" if f"notice.{kind}.{result}" in WORDS else f"notice.{kind}", data)

    def why(self, kind: str, data: Mapping[str, str]) -> str:
        return self._kind(f"why.{kind}", data)

    def reply(self, kind: str, data: Mapping[str, str]) -> str:
        """Word what became of a command: of what was taken back what it was and whose, of a line whether it waits."""
        if kind == "done":
            undone = "undone_of" if data.get("by") else "undone"
            kind = undone if data.get("what") else "waits" if data.get("state") == "waiting" else kind
        return self._kind(f"reply.{kind}", data)

    def intent(self, intent: str) -> str:
        """Name what is asked; one that was added in a phrasebook goes by its own name, and none by nothing."""
        return self(f"intent.{intent}") if intent else ""

    def by(self, name: str) -> str:
        """Name the console that did something, or the bot."""
        return self("card.bot") if name == "bot" else cut(name, VALUE_CELLS)

    def alert(self, subject: str, kind: str, detail: str) -> str:
        if f"alert.{kind}" in WORDS:
            where = self(f"where.{detail}") if f"where.{detail}" in WORDS else ""
            return self._kind(f"alert.{kind}", {"detail": detail, "where": where})
        return f"{readable(subject, {})}: {readable(kind, {'detail': detail} if detail else {})}"

    def over(self, kind: str, **data: object) -> str:
        """Return what is said when an alert of this kind is over."""
        return self("over", what=self(f"over.{kind}", **data))

    def _kind(self, key: str, data: Mapping[str, str]) -> str:
        values = {name: self._value(name, value) for name, value in data.items()}
        if data.get("left_ms", "").isdecimal():
            values["left"] = duration(int(data["left_ms"]))
        if data.get("seconds", "").isdecimal():
            values["left"] = duration(int(data["seconds"]) * 1000)
        if data.get("within_ms", "").isdecimal():
            values["within"] = duration(int(data["within_ms"]))
        if data.get("have", "").isdecimal() and data.get("need", "").isdecimal():
            values["missing"] = str(max(int(data["need"]) - int(data["have"]), 0))
        return self(key, **values)

    def _value(self, name: str, value: str) -> str:
        if name in ("reason", "why"):
            return self.reason(value)
        if name == "by":
            return self.by(value)
        if name in ("state", "rule", "step", "figure") and f"{name}.{value}" in WORDS:
            return self(f"{name}.{value}")
        if name == "what":  # such as ``polls``, ``polls.colour`` or ``question 7``
            kind, _, which = value.replace(" ", ".", 1).partition(".")
            if f"what.{kind}" in WORDS:
                named = self(f"move.{which}") if kind == "runsheet" and f"move.{which}" in WORDS else which
                return f"{self(f'what.{kind}')} {cut(named, VALUE_CELLS)}".strip()
        return cut(value, 200 if name in ("text", "first", "detail", "known") else VALUE_CELLS)

    def reason(self, reason: str) -> str:
        """Word why something happened; a reason that is not listed stays as it is, made harmless."""
        return self(f"reason.{reason}") if f"reason.{reason}" in WORDS else cut(reason, 200)

    def part(self, name: str) -> str:
        """Name a part of the show, as ``StretchView`` has it: ``segment bags``, ``poll colour``, ``prompt hello``."""
        kind, _, which = name.replace(":", " ").replace(".", " ", 1).partition(" ")
        key = next((key for key in (f"what.{kind}", f"what.{kind}s", f"line.{kind}") if key in WORDS), "")
        return f"{self(key) if key else kind} {cut(which, VALUE_CELLS)}".strip()

    def age(self, ms: int) -> str:
        """Return a rough age of at most four cells, such as ``45s``, ``12m`` or ``3h``."""
        seconds = max(ms, 0) // 1000
        unit_s, units = next(entry for entry in AGE_UNITS if seconds >= entry[0])
        return f"{min(seconds // max(unit_s, 1), 99)}{units[LANGUAGES[self.language]]}"


def _count(name: str, thing: str, data: Mapping[str, object]) -> str:
    """Return what stands for ``{n:viewer}``, as a wording that the number is put into."""
    return f"{{{name}}} {thing}" if str(data.get(name)) == "1" else f"{{{name}}} {thing}s"


class _Data(dict[str, object]):
    """Data in which what is missing reads as nothing."""

    def __missing__(self, name: str) -> str:
        return ""


def readable(kind: str, data: Mapping[str, str]) -> str:
    """Return a kind that nobody worded, with its data, as text: ``Ring found: size 7``."""
    name = cut(kind, VALUE_CELLS).replace("_", " ").strip()
    details = ", ".join(f"{cut(key, 20)} {cut(value, VALUE_CELLS)}" for key, value in data.items())
    return f"{name[:1].upper()}{name[1:]}: {details}" if details else f"{name[:1].upper()}{name[1:]}"


def duration(ms: int) -> str:
    """Return a time span as ``0:07``, ``12:30`` or ``1:02:03``; parts of a second count as a whole one."""
    seconds = max(-(-ms // 1000), 0)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
