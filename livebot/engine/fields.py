"""What fields of a rule look like in YAML: durations, texts per language, ids. Shared by every feature."""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic.json_schema import WithJsonSchema

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?")
_DURATION_SCHEMA = {"type": "string", "pattern": r"^(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$", "examples": ["45s", "5m", "1h30m"]}
_DAYS = re.compile(r"(\d+)d")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class RuleModel(BaseModel):
    """Base of everything written in YAML: unknown keys are errors, values cannot be changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True)

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """For each field that holds texts, the ``{names}`` they may use."""

    @field_validator("*", mode="after")
    @classmethod
    def _check_placeholders(cls, value: object, info: ValidationInfo) -> object:
        allowed = cls.placeholders.get(info.field_name or "")
        if allowed is None or value is None:
            return value
        for texts in value if isinstance(value, tuple) else (value,):
            for language, text in texts.items():
                if unknown := sorted(names_in_braces(text) - set(allowed)):
                    can = ", ".join(f"{{{name}}}" for name in allowed) or "no placeholders"
                    raise ValueError(f"unknown placeholder {{{unknown[0]}}} in {language}: this text can use {can}")
        return value


def parse_duration_ms(text: object) -> int:
    """Return milliseconds for ``45s``, ``5m``, ``1h30m``, ``500ms``, ``90d`` or ``0``.

    A whole number is taken as milliseconds, which is how a validated rule is stored. Raises ValueError otherwise.
    """
    if isinstance(text, int):
        return text
    written = str(text).strip()
    if written == "0":
        return 0
    if days := _DAYS.fullmatch(written):
        return int(days[1]) * 86_400_000
    match = _DURATION.fullmatch(written)
    if not written or match is None:
        raise ValueError("expected a duration such as 45s, 5m or 1h30m")
    hours, minutes, seconds, millis = (int(group or 0) for group in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis


DurationMs = Annotated[int, BeforeValidator(parse_duration_ms), WithJsonSchema(_DURATION_SCHEMA)]
"""Written as ``45s``, ``5m``, ``1h30m``, ``90d``; held in milliseconds."""

RuleId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$", "description": "Its name"}),
]
"""Letters, digits, ``-`` and ``_``; at most 40."""

RuleName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
"""Section and id of something that can be started, such as ``polls.colour``."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
"""A language tag such as ``en``, ``tl`` or ``zh``."""

Text = Annotated[str, StringConstraints(min_length=1)]


def _parse_percent(value: object) -> object:
    return value.strip().removesuffix("%") if isinstance(value, str) else value


Percent = Annotated[int, BeforeValidator(_parse_percent), Field(ge=1, le=100)]
"""Written as ``20%`` or ``20``."""


def names_in_braces(text: str) -> set[str]:
    """Return the names in braces: ``{viewer}`` gives ``viewer``."""
    return set(_PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in for ``{names}``, in one pass, so that braces inside a value stay what they are."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


Texts = Annotated[dict[Language, Text], Field(min_length=1)]
"""A text per language, such as ``{en: "Hello", es: "Hola"}``."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]
"""A list of words; a single word may stand without the brackets."""

ExactKey = Annotated[str, StringConstraints(min_length=1, max_length=20)]
"""A one-key answer, kept as typed: ``1``, ``Y``, ``NO`` and ``007`` all are what they look like."""
