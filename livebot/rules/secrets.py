"""Secrets: from the environment, else from ``secrets.yaml`` beside the configuration, which only its owner may read."""

import os
import stat
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, ValidationError

from livebot.engine.fields import RuleModel
from livebot.rules.explain import explain
from livebot.rules.problems import Problem
from livebot.rules.settings_checks import check_secret
from livebot.rules.yamltree import read_tree

CONFIG_NAME, SECRETS_NAME = "livebot.yaml", "secrets.yaml"
WORD_FILES = ("glossary.yaml", "language.yaml")
ENVIRONMENT = {
    "LIVEBOT_SIGN_API_KEY": "sign_api_key",
    "LIVEBOT_SESSION_ID": "session_id",
    "LIVEBOT_TARGET_IDC": "target_idc",
}
"""Environment variables that stand above the files, and the ``tiktok`` settings they set."""
ORDERS_ENVIRONMENT = {
    "LIVEBOT_SHOP_APP_KEY": "app_key",
    "LIVEBOT_SHOP_APP_SECRET": "app_secret",
    "LIVEBOT_ORDERS_SECRET": "http_secret",
}
"""Likewise, of ``orders``."""
OPEN_TO_OTHERS = "others on this machine can read this file"


EngineName = Literal["google", "mymemory", "libre", "libre_form", "deepl", "chat"]


class Section(RuleModel):
    """A part of the configuration; what is written about each field shows in editors."""

    model_config = ConfigDict(use_attribute_docstrings=True)


OwnSecret = Annotated[SecretStr, AfterValidator(check_secret)]


class TikTokSecrets(Section):
    sign_api_key: SecretStr | None = None
    """Your key for the sign provider."""
    session_id: SecretStr | None = None
    """The cookie "sessionid" of the account that posts."""
    target_idc: SecretStr | None = None
    """The cookie "tt-target-idc" of the same account."""


class TranslationSecrets(Section):
    api_keys: dict[EngineName, SecretStr] = Field(default_factory=dict)
    """Name of a translation engine to your key for it."""


class OrdersSecrets(Section):
    app_key: SecretStr | None = None
    """The app key of your app in the TikTok Shop Partner Center."""
    app_secret: SecretStr | None = None
    """The app secret of the same app: its webhooks are signed with it."""
    http_secret: OwnSecret | None = None
    """A long random text of your own, with which your other programs sign the orders they post."""


class Secrets(Section):
    """``secrets.yaml``, beside ``livebot.yaml``."""

    tiktok: TikTokSecrets = TikTokSecrets()
    translation: TranslationSecrets = TranslationSecrets()
    orders: OrdersSecrets = OrdersSecrets()


def read_secrets(path: Path) -> tuple[Secrets, list[Problem]]:
    """Return the secrets of a file, none if it is not there, and what is wrong with it; never a part of a secret."""
    if not path.exists():
        return Secrets(), []
    tree = read_tree(path)
    problems = list(tree.problems)
    data = _without_empty(tree.root.plain()) if tree.root is not None else None
    if (data or tree.root is None) and path.is_file() and readable_by_others(path):
        fix = f"run: chmod 600 {tree.file}"
        problems.append(Problem(tree.file, 1, 1, OPEN_TO_OTHERS, "secrets that only you can read", fix))
    if data and not isinstance(data, dict):
        found, expected = "this file does not begin with a key", "tiktok:, translation: or orders:"
        problems.append(Problem(tree.file, 1, 1, found, expected, "compare it with secrets.example.yaml"))
        data = None
    try:
        return Secrets.model_validate(data or {}), problems
    except ValidationError as error:
        return Secrets(), problems + explain(error, tree, Secrets)


def is_settings_file(path: Path) -> bool:
    """True for a ``livebot.yaml``, and for secrets such as ``secrets.example.yaml`` and lists of words beside one."""
    is_companion = path.name.startswith("secrets.") or path.name in WORD_FILES
    return path.name == CONFIG_NAME or (is_companion and path.with_name(CONFIG_NAME).exists())


def secrets_set(secrets: Secrets) -> list[str]:
    """Return the names of the settings that have a value; never a value."""
    names = [name for name, value in (*secrets.tiktok, *secrets.orders) if value is not None]
    return [*names, *(f"the key for {engine}" for engine in secrets.translation.api_keys)]


def readable_by_others(path: Path) -> bool:
    """True if others on this machine can read the file. Windows has no such bits: there it is never true."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _without_empty(data: Any) -> Any:
    """Drop every known key without a value: in a copy of the example, what was not filled in is not there."""
    if not isinstance(data, dict):
        return data
    filled = {key: _without_empty(value) for key, value in data.items()}
    return {key: value for key, value in filled.items() if value not in (None, "", {}) or key not in _KEYS}


_KEYS = {
    *Secrets.model_fields,
    *TikTokSecrets.model_fields,
    *TranslationSecrets.model_fields,
    *OrdersSecrets.model_fields,
    *get_args(EngineName),
}
