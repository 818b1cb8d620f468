"""``livebot.yaml``: which room, which market, how to chat. Its names are a contract with other tools."""

import os
import re
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, SecretStr, ValidationError, model_validator

from livebot.engine.fields import DurationMs, Language, Text, Words
from livebot.engine.settings import ChatSettings, RoomSettings
from livebot.rules.explain import explain
from livebot.rules.languages import market_language
from livebot.rules.problems import ConfigProblems, Place, Problem, did_you_mean, errors_in, quoted
from livebot.rules.secrets import ENVIRONMENT, SECRETS_NAME, EngineName, Secrets, Section, read_secrets
from livebot.rules.yamltree import Node, Tree, read_tree
from livebot.tiktok.settings import APP_URL, SIGN_URL, WEBCAST_URL, TikTokSettings

if TYPE_CHECKING:
    from livebot.language.engines import EngineSettings  # its libraries take a while, and a check needs none

HOUR_MS, DAY_MS = 3_600_000, 86_400_000


def _check_room(room: str) -> str:
    is_name = re.fullmatch(r"@?[A-Za-z0-9._]{1,64}", room)
    is_link = re.fullmatch(r"(https?://)?[\w.-]+(:\d+)?/\S+", room)
    if not (is_name or is_link):
        fix = "copy it from the app: @name is under the profile picture"
        raise ValueError(f"{quoted(room)} is no room; expected a name, a link or a room id, such as @yourshop; {fix}")
    return room


def _check_url(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        raise ValueError(f"{quoted(url)} is no address; expected one that begins with https://; correct it")
    return url.rstrip("/")


def _check_market(market: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", market):
        raise ValueError(f"{quoted(market)} is no market; expected a country's two letters; such as US, ID or MX")
    return market.upper()


def _check_accounts(accounts: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [quoted(account) for account in accounts if not re.fullmatch(r"@?[A-Za-z0-9._]{1,64}", account)]
    if wrong:
        fix = 'write a list: ["@yourshop", "@yourshop.help"]'
        raise ValueError(f"{', '.join(wrong)} in own_accounts; expected the @name of an account, alone; {fix}")
    return accounts


def _check_zone(zone: str) -> str:
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        found = f"{quoted(zone)} is no time zone"
        expected = "a name such as America/New_York or Asia/Jakarta"
        raise ValueError(f"{found}; expected {expected}; {_zone_meant(zone)}") from None
    return zone


def _zone_meant(written: str) -> str:
    known = zoneinfo.available_timezones()
    place = re.sub(r"\s+", "_", written.strip()).casefold()
    meant = min((zone for zone in known if zone.casefold().endswith(f"/{place}")), key=len, default="")
    if meant:
        return f'did you mean "{meant}"?'
    hint = "" if re.search(r"\d", written) else did_you_mean(written, known)  # UTC+8 is not nearly UTC
    return hint or "look it up in the list of tz database zones"


def _check_host(host: str) -> str:
    is_ipv6 = host.count(":") > 1 and re.fullmatch(r"[0-9A-Fa-f:.]+(%\w+)?", host)
    if not (is_ipv6 or re.fullmatch(r"[\w.-]+", host)):
        with_port = re.fullmatch(r"([\w.-]+):(\d+)", host)
        fix = f"write host: {with_port[1]} and port: {with_port[2]}" if with_port else "such as 127.0.0.1"
        raise ValueError(f"{quoted(host)} is no host; expected a name or an address without a port; {fix}")
    return host


def _as_engine(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


Url = Annotated[str, AfterValidator(_check_url)]


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
    own_accounts: Annotated[Words, AfterValidator(_check_accounts)] = ()
    """Your own accounts (@names): what they write never counts as a viewer's."""


class EngineConfig(Section):
    name: EngineName
    """Which translator."""
    url: Url | None = None
    """Where it is, for one that you run yourself."""
    api_key: SecretStr | None = None
    """Your key for it; better kept in secrets.yaml."""
    timeout: DurationMs | None = Field(default=None, ge=100, le=60_000)
    """How long to wait for this one, instead of translation.timeout."""
    concurrency: int = Field(default=4, ge=1, le=16)
    """How many questions it may work on at once."""

    @model_validator(mode="after")
    def _check_libre(self) -> Self:
        if self.name == "libre" and self.url is None:
            fix = 'write {name: libre, url: "http://localhost:5000"}'
            raise ValueError(f"the engine libre has no url; expected where your LibreTranslate server is; {fix}")
        return self


Engine = Annotated[
    EngineConfig,
    BeforeValidator(_as_engine, json_schema_input_type=EngineName | EngineConfig),
]


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


class QuestionsConfig(Section):
    threshold: float = Field(default=0.5, ge=0, le=1)
    """How sure livebot must be that a comment asks something: lower shows more, higher fewer."""


class WebConfig(Section):
    host: Annotated[Text, AfterValidator(_check_host)] = "127.0.0.1"
    """Where consoles connect. 127.0.0.1: from this machine only."""
    port: int = Field(default=8787, ge=0, le=65_535)
    """0: any free port."""


class Config(Section):
    """Everything in ``livebot.yaml``, with the secrets put in."""

    room: Annotated[Text, AfterValidator(_check_room)]
    """The host's @name, a link to the live, or a room id."""
    market: Annotated[str, AfterValidator(_check_market)] = "US"
    """The country you sell to, as two letters: US, ID, VN …"""
    timezone: Annotated[str, AfterValidator(_check_zone)] = "UTC"
    """The market's time zone, such as Asia/Jakarta."""
    host: HostConfig = HostConfig()
    tiktok: TikTokConfig = TikTokConfig()
    chat: ChatConfig = ChatConfig()
    translation: TranslationConfig = TranslationConfig()
    questions: QuestionsConfig = QuestionsConfig()
    rules: Words = ("rules/*.yaml",)
    """Rule files, as names or patterns, from this file's folder."""
    data_dir: Text = "data"
    """Where livebot keeps its records, from this file's folder."""
    retention: DurationMs = Field(default=90 * DAY_MS, ge=1_000, le=3_650 * DAY_MS)
    """Comments and viewers are erased after this time."""
    resume_within: DurationMs = Field(default=600_000, le=DAY_MS)
    """A stream that comes back within this time goes on as the same show."""
    web: WebConfig = WebConfig()

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
            resume_within_ms=self.resume_within,
        )

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

    def engine_settings(self) -> "tuple[EngineSettings, ...]":
        """Return the translation engines in the order they are asked, secrets included."""
        from livebot.language.engines import EngineSettings  # noqa: PLC0415 - only where engines are made

        return tuple(
            EngineSettings(
                name=engine.name,
                url=engine.url or "",
                api_key=_revealed(engine.api_key),
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
    keys = secrets.translation.api_keys
    engines = tuple(
        engine.model_copy(update={"api_key": keys.get(engine.name, engine.api_key)})
        for engine in config.translation.engines
    )
    return config.model_copy(
        update={
            "tiktok": config.tiktok.model_copy(update=tiktok),
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
