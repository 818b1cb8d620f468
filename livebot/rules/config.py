"""``livebot.yaml``: which room, which market, how to chat. Its names are a contract with other tools."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, SecretStr, ValidationError, model_validator

from livebot.engine.fields import DurationMs, Language, Text, Words
from livebot.engine.settings import ChatSettings, Ignored, RoomSettings
from livebot.engine.text import fold
from livebot.orders import OrderSettings
from livebot.rules.explain import explain
from livebot.rules.languages import market_language
from livebot.rules.problems import ConfigProblems, Place, Problem, errors_in
from livebot.rules.secrets import (
    ENVIRONMENT,
    ORDERS_ENVIRONMENT,
    SECRETS_NAME,
    EngineName,
    OwnSecret,
    Secrets,
    Section,
    read_secrets,
)
from livebot.rules.settings_checks import check_accounts, check_host, check_market, check_room, check_url, check_zone
from livebot.rules.yamltree import Node, Tree, read_tree
from livebot.tiktok.settings import APP_URL, SIGN_URL, WEBCAST_URL, TikTokSettings

if TYPE_CHECKING:
    from livebot.language.engines import EngineSettings  # its libraries take a while, and a check needs none

HOUR_MS, DAY_MS = 3_600_000, 86_400_000


def _as_engine(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


Url = Annotated[str, AfterValidator(check_url)]


class HostConfig(Section):
    language: Language = "en"
    """The language the host reads: questions are translated into it."""


class TikTokConfig(Section):
    app_url: Url = APP_URL
    """Where TikTok is. Only rehearsals and tests change it."""
    webcast_url: Url = WEBCAST_URL
    """Where TikTok's live service is. Only rehearsals and tests change it."""
    sign_url: Url = SIGN_URL
    """The sign provider, which opens the door to a live room."""
    sign_api_key: SecretStr | None = None
    """Your key for the sign provider; better kept in secrets.yaml."""
    session_id: SecretStr | None = None
    """The cookie "sessionid" of the account that posts; better kept in secrets.yaml. Reading needs none."""
    target_idc: SecretStr | None = None
    """The cookie "tt-target-idc" of the same account; better kept in secrets.yaml."""
    silent_after: DurationMs = Field(default=30_000, ge=100, le=HOUR_MS)
    """A connection without any sign of life for so long counts as lost."""


class ChatConfig(Section):
    mode: Literal["auto", "assist", "off"] = "assist"
    """auto: livebot posts; assist: it shows the line and you post it; off: it never speaks."""
    min_gap: DurationMs = Field(default=8_000, le=HOUR_MS)
    """Time between two lines."""
    max_per_minute: int = Field(default=6, ge=1, le=60)
    """At most so many lines a minute."""
    max_chars: int = Field(default=150, ge=10, le=1000)
    """The longest line that TikTok takes."""
    own_accounts: Annotated[Words, AfterValidator(check_accounts)] = ()
    """Your own accounts (@names): what they write never counts as a viewer's."""


class EngineConfig(Section):
    name: EngineName
    """Which translator."""
    url: Url | None = None
    """Where it is, for one that you run yourself."""
    api_key: SecretStr | None = None
    """Your key for it; better kept in secrets.yaml."""
    model: Text | None = None
    """For chat: the language model, as its service calls it."""
    timeout: DurationMs | None = Field(default=None, ge=100, le=60_000)
    """How long to wait for this one, instead of translation.timeout."""
    concurrency: int | None = Field(default=None, ge=1, le=64)
    """How many questions it may work on at once; as many as suits it if nothing is written."""

    @model_validator(mode="after")
    def _check_needs(self) -> Self:
        if self.name in ("libre", "libre_form") and self.url is None:
            fix = f'write {{name: {self.name}, url: "http://localhost:5000"}}'
            raise ValueError(f"the engine {self.name} has no url; expected where your LibreTranslate server is; {fix}")
        if self.name == "chat" and self.model is None:
            fix = 'write {name: chat, model: "qwen3:4b", url: "http://localhost:11434/v1"}'
            raise ValueError(f"the engine chat has no model; expected the model that is to translate; {fix}")
        return self


Engine = Annotated[
    EngineConfig,
    BeforeValidator(_as_engine, json_schema_input_type=EngineName | EngineConfig),
]


class IgnoreConfig(Section):
    """Questions that are shown in the original only, and never sent to a translator."""

    languages: tuple[Language, ...] = ()
    """Languages that the host reads as well."""
    viewers: Annotated[Words, AfterValidator(check_accounts)] = ()
    """Their @names."""
    words: Words = ()
    """A question with one of these words is not translated."""


class TranslationConfig(Section):
    target: Language | None = None
    """Translate into this language; the host's if nothing is written."""
    engines: tuple[Engine, ...] = (
        EngineConfig(name="google"),
        EngineConfig(name="mymemory"),
    )
    """Asked in this order; the built-in phrasebook is always the last."""
    timeout: DurationMs = Field(default=3_000, ge=100, le=60_000)
    """How long to wait for each engine."""
    hedge_after: DurationMs = Field(default=800, ge=50, le=60_000)
    """An engine that has not answered after this time is not waited for alone: the next is asked as well."""
    glossary: Text | None = None
    """The file with your shop's own words, such as glossary.yaml, from this file's folder."""
    ignore: IgnoreConfig = IgnoreConfig()


class QuestionsConfig(Section):
    threshold: float = Field(default=0.5, ge=0, le=1)
    """How sure livebot must be that a comment asks something: lower shows more, higher fewer."""
    words: Text | None = None
    """The file with questions and words of your own, such as language.yaml, from this file's folder."""


class WebConfig(Section):
    host: Annotated[Text, AfterValidator(check_host)] = "127.0.0.1"
    """Where consoles connect. 127.0.0.1: from this machine only."""
    port: int = Field(default=8787, ge=0, le=65_535)
    """0: any free port."""


class OrdersConfig(Section):
    """Where orders come from. Without any of it they are added by hand, or read from a file."""

    tiktok_shop: bool = False
    """Take TikTok Shop's webhooks, at /orders/tiktok-shop. Needs orders.app_key and app_secret in secrets.yaml."""
    shop_ids: Words = ()
    """Only orders of these shops; of every shop that the app is authorised for if nothing is written."""
    http: bool = False
    """Take orders that your own programs post, at /orders. Needs orders.http_secret in secrets.yaml."""
    app_key: SecretStr | None = None
    """The app key of your app in the TikTok Shop Partner Center; better kept in secrets.yaml."""
    app_secret: SecretStr | None = None
    """The app secret of the same app; better kept in secrets.yaml."""
    http_secret: OwnSecret | None = None
    """What your programs sign with; better kept in secrets.yaml."""


class Config(Section):
    """Everything in ``livebot.yaml``, with the secrets put in."""

    room: Annotated[Text, AfterValidator(check_room)]
    """The host's @name, a link to the live, or a room id."""
    market: Annotated[str, AfterValidator(check_market)] = "US"
    """The country you sell to, as two letters: US, ID, VN …"""
    timezone: Annotated[str, AfterValidator(check_zone)] = "UTC"
    """The market's time zone, such as Asia/Jakarta."""
    host: HostConfig = HostConfig()
    tiktok: TikTokConfig = TikTokConfig()
    chat: ChatConfig = ChatConfig()
    translation: TranslationConfig = TranslationConfig()
    questions: QuestionsConfig = QuestionsConfig()
    rules: Words = ("rules/*.yaml", "answers.yaml")
    """Files with rules and prepared answers, as names or patterns, from this file's folder."""
    data_dir: Text = "data"
    """Where livebot keeps its records, from this file's folder."""
    retention: DurationMs = Field(default=90 * DAY_MS, ge=1_000, le=3_650 * DAY_MS)
    """Comments and viewers are erased after this time."""
    resume_within: DurationMs = Field(default=600_000, le=DAY_MS)
    """A stream that comes back within this time goes on as the same show."""
    web: WebConfig = WebConfig()
    orders: OrdersConfig = OrdersConfig()

    _tree: Tree = PrivateAttr(default_factory=lambda: Tree("livebot.yaml", "", Node(1, 1, {}), []))
    _path: Path = PrivateAttr(default=Path("livebot.yaml"))

    @property
    def path(self) -> Path:
        """The file this was read from."""
        return self._path

    @property
    def data_path(self) -> Path:
        return (self._path.parent / Path(self.data_dir).expanduser()).resolve()

    @property
    def glossary_path(self) -> Path | None:
        return self._beside(self.translation.glossary)

    @property
    def words_path(self) -> Path | None:
        return self._beside(self.questions.words)

    def _beside(self, name: str | None) -> Path | None:
        return self._path.parent / Path(name).expanduser() if name is not None else None

    @property
    def control_url(self) -> str:
        """Where this configuration's daemon is reached from the same machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.web.host, self.web.host)  # noqa: S104 - what it listens on
        return f"http://[{host}]:{self.web.port}" if ":" in host else f"http://{host}:{self.web.port}"

    @property
    def market_language(self) -> str:
        return market_language(self.market)

    def place(self, *keys: str) -> Place:
        """Return file, line and column of a setting, or of the file's beginning if it is not written."""
        node = self._node(*keys)
        return (self._tree.file, node.line, node.col) if node else (self._tree.file, 1, 1)

    def entry_place(self, key: str, entry: str) -> Place:
        """Return where an entry of a list stands."""
        node = self._node(key)
        found = next((one for one in node.scalars() if one.value == entry), node) if node else None
        return (self._tree.file, found.line, found.col) if found else self.place(key)

    def is_written(self, *keys: str) -> bool:
        """True if the file itself sets this; secrets and the environment do not count."""
        node = self._node(*keys)
        return node is not None and node.value not in (None, "")

    def _node(self, *keys: str) -> Node | None:
        node = self._tree.root
        for key in keys:
            node = node.child(key) if node is not None else None
        return node

    def room_settings(self) -> RoomSettings:
        """Return what the engine knows of the configuration."""
        return RoomSettings(
            room=self.room,
            market=self.market,
            timezone=self.timezone,
            host_language=self.host.language,
            market_language=self.market_language,
            chat=ChatSettings(
                mode=self.chat.mode,
                min_gap_ms=self.chat.min_gap,
                max_per_minute=self.chat.max_per_minute,
                max_chars=self.chat.max_chars,
                own_accounts=tuple(account.removeprefix("@") for account in self.chat.own_accounts),
            ),
            translation_target=self.translation.target or "",
            question_threshold=self.questions.threshold,
            ignored=Ignored(
                languages=self.translation.ignore.languages,
                viewers=tuple(name.removeprefix("@").lower() for name in self.translation.ignore.viewers),
                words=tuple(fold(word) for word in self.translation.ignore.words),
            ),
            gists=self.gists(),
            resume_within_ms=self.resume_within,
        )

    def gists(self) -> dict[str, str]:
        """Return what each intent asks, in the language that questions are translated into."""
        from livebot.language import phrasebook  # noqa: PLC0415 - takes a while, and most commands need none

        target = self.translation.target or self.host.language
        return {intent: gist for intent in phrasebook.intents() if (gist := phrasebook.gist(intent, target))}

    def tiktok_settings(self) -> TikTokSettings:
        """Return what the TikTok side is told, secrets included."""
        tiktok = self.tiktok
        return TikTokSettings(
            room=self.room,
            app_url=tiktok.app_url,
            webcast_url=tiktok.webcast_url,
            sign_url=tiktok.sign_url,
            sign_api_key=_revealed(tiktok.sign_api_key),
            session_id=_revealed(tiktok.session_id),
            target_idc=_revealed(tiktok.target_idc),
            silent_after_s=tiktok.silent_after / 1000,
        )

    def order_settings(self) -> OrderSettings:
        """Return what the entrances for orders are told, secrets included; one that is off has none."""
        orders = self.orders
        return OrderSettings(
            app_key=_revealed(orders.app_key) if orders.tiktok_shop else "",
            app_secret=_revealed(orders.app_secret) if orders.tiktok_shop else "",
            shop_ids=frozenset(orders.shop_ids),
            http_secret=_revealed(orders.http_secret) if orders.http else "",
        )

    def engine_settings(self) -> "tuple[EngineSettings, ...]":
        """Return the translation engines in the order they are asked, secrets included."""
        from livebot.language.engines import EngineSettings  # noqa: PLC0415 - only where engines are made

        return tuple(
            EngineSettings(
                name=engine.name,
                url=engine.url or "",
                api_key=_revealed(engine.api_key),
                model=engine.model or "",
                timeout_s=(engine.timeout or self.translation.timeout) / 1000,
                concurrency=engine.concurrency,
            )
            for engine in self.translation.engines
        )


def load_config(path: Path, env: Mapping[str, str] = os.environ) -> Config:
    """Read ``livebot.yaml``, the ``secrets.yaml`` beside it and the environment; the later has the last word.

    Raises ConfigProblems with every problem of both files.
    """
    config, problems = read_config(path, env)
    if errors_in(problems):
        raise ConfigProblems(problems)
    return config


def read_config(path: Path, env: Mapping[str, str] = os.environ) -> tuple[Config, list[Problem]]:
    """Return the configuration as far as it is right, and every problem; for looking on in spite of mistakes."""
    tree = read_tree(path)
    problems = list(tree.problems)
    nothing_known = {"room": "@unknown", "rules": []}
    data: Any = _without_empty_sections(tree.root.plain()) if tree.root is not None else nothing_known
    if not isinstance(data, dict):
        found = "nothing in this file" if data is None else "this file holds no settings"
        problems.append(Problem(tree.file, 1, 1, found, "settings such as room: …", "see the shipped example"))
        data = nothing_known
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        problems += explain(error, tree, Config)
        wrong = {detail["loc"][0] for detail in error.errors(include_url=False)}
        right = {key: value for key, value in data.items() if key not in wrong}
        config = Config.model_validate({"room": "@unknown"} | right)
    secrets, secret_problems = read_secrets(path.parent / SECRETS_NAME)
    config = _with_secrets(config, secrets, env)
    config._path, config._tree = path, tree if tree.root is not None else config._tree
    return config, problems + secret_problems


def _with_secrets(config: Config, secrets: Secrets, env: Mapping[str, str]) -> Config:
    tiktok = {name: value for name, value in secrets.tiktok if value is not None and value.get_secret_value()}
    tiktok |= {name: SecretStr(env[variable]) for variable, name in ENVIRONMENT.items() if env.get(variable)}
    orders = {name: value for name, value in secrets.orders if value is not None and value.get_secret_value()}
    orders |= {name: SecretStr(env[variable]) for variable, name in ORDERS_ENVIRONMENT.items() if env.get(variable)}
    keys = secrets.translation.api_keys
    engines = tuple(
        engine.model_copy(update={"api_key": keys.get(engine.name, engine.api_key)})
        for engine in config.translation.engines
    )
    return config.model_copy(
        update={
            "tiktok": config.tiktok.model_copy(update=tiktok),
            "orders": config.orders.model_copy(update=orders),
            "translation": config.translation.model_copy(update={"engines": engines}),
        }
    )


def _without_empty_sections(data: Any) -> Any:
    """Drop sections whose every line is commented out, which a person reads as not being there."""
    if not isinstance(data, dict):
        return data
    sections = {name for name, field in Config.model_fields.items() if isinstance(field.default, Section)}
    return {key: value for key, value in data.items() if value is not None or key not in sections}


def _revealed(secret: SecretStr | None) -> str:
    return secret.get_secret_value().strip() if secret is not None else ""
