"""JSON Schemas of the YAML files, so that editors complete and check while typing.

Editors read ``key: 1`` as a number and ``on`` as a switch where livebot takes the text as typed, so the schemas accept
those too.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from livebot.language.glossary import GlossaryFile
from livebot.rules.config import Config
from livebot.rules.load import RuleFile
from livebot.rules.markets import PackFile, SharedFile
from livebot.rules.secrets import Secrets
from livebot.rules.wording import shown_duration
from livebot.rules.words import LanguageFile

FILES: dict[str, tuple[type[BaseModel], str]] = {
    "livebot.schema.json": (Config, "livebot.yaml"),
    "rules.schema.json": (
        RuleFile,
        "Rules of livebot: polls, quick asks, codes, prompts, prepared answers and moderation",
    ),
    "market.schema.json": (PackFile, "What may be posted in a market, and what viewers may not write"),
    "market-shared.schema.json": (SharedFile, "Rules and words that several markets share"),
    "glossary.schema.json": (GlossaryFile, "glossary.yaml: your shop's own words in every language"),
    "language.schema.json": (LanguageFile, "language.yaml: questions and words of your own"),
    "secrets.schema.json": (Secrets, "secrets.yaml of livebot"),
}

_TYPED = ["string", "number", "boolean"]
_DURATION = {
    "anyOf": [
        {
            "type": "string",
            "pattern": r"^(\d+d|(?=\d)(\d+h)?(\d+m)?(\d+s)?(\d+ms)?)$",
            "examples": ["45s", "5m", "1h30m"],
        },
        {"const": 0},
    ]
}


def schemas() -> dict[str, str]:
    """Return the text of each schema file by its name."""
    result = {}
    for name, (model, title) in FILES.items():
        schema = _for_editors(model.model_json_schema())
        _allow_empty_sections(schema)
        schema = {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "title": title}
        result[name] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return result


def write_schemas(folder: Path) -> list[Path]:
    """Write the schema files into a folder, making it if there is none; return their paths. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in schemas().items():
        path = folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def _for_editors(schema: Any) -> Any:
    """Return the schema as it fits what people type."""
    if isinstance(schema, list):
        return [_for_editors(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: value for key, value in schema.items() if not _is_noise(key, value)}
    about = {key: schema[key] for key in ("description", "default") if key in schema}
    if "45s" in schema.get("examples", ()):
        if "default" in about:
            about["default"] = shown_duration(about["default"])
        return about | _DURATION
    result = {key: value if key == "propertyNames" else _for_editors(value) for key, value in schema.items()}
    if schema.get("type") == "string" and "enum" not in schema and "const" not in schema:
        result["type"] = _TYPED
    if schema.get("type") == "array" and schema.get("items", {}).get("type") == "string":
        return about | {"anyOf": [{key: value for key, value in result.items() if key not in about}, result["items"]]}
    if "patternProperties" in schema:
        result["additionalProperties"] = False
    return result


def _allow_empty_sections(schema: dict[str, Any]) -> None:
    """Let sections be empty, as they are when their every line is commented out."""
    for section in schema["properties"].values():
        if "$ref" in section:
            schema["$defs"][section["$ref"].rpartition("/")[2]]["type"] = ["object", "null"]
        elif "$ref" in section.get("items", ()):
            section["type"] = ["array", "null"]
        elif section.get("type") == "object":
            section["type"] = ["object", "null"]


def _is_noise(key: str, value: Any) -> bool:
    """True for titles that repeat a key's name, and for defaults that hold our own units."""
    return (key == "title" and isinstance(value, str)) or (key == "default" and (not value or isinstance(value, dict)))
