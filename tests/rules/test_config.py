"""``livebot.yaml``, secrets and the environment."""

import os
from pathlib import Path

import pytest

from livebot.engine.settings import Ignored
from livebot.language.engines import ENGINES, EngineSettings
from livebot.rules.config import Config, load_config
from livebot.rules.problems import ConfigProblems
from tests.rules.files import write

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no permission bits")


def test_everything_has_a_default_but_the_room() -> None:
    config = load_config(write("room: '@shop'\n"), env={})
    settings = config.room_settings()

    assert (settings.room, settings.market, settings.timezone) == ("@shop", "US", "UTC")
    assert (settings.host_language, settings.target_language, settings.market_language) == ("en", "en", "en")
    assert (settings.chat.mode, settings.chat.min_gap_ms, settings.chat.max_per_minute) == ("assist", 8_000, 6)
    assert settings.resume_within_ms == 600_000
    assert config.retention == 90 * 86_400_000
    assert (config.web.host, config.web.port) == ("127.0.0.1", 8787)
    assert [engine.name for engine in config.engine_settings()] == ["google", "mymemory"]
    assert (config.glossary_path, config.words_path) == (None, None)


def test_settings_reach_those_who_need_them() -> None:
    config = load_config(
        write(
            "room: https://www.tiktok.com/@shop/live?lang=en\n"
            "market: id\ntimezone: Asia/Jakarta\nhost: {language: zh}\n"
            "tiktok: {app_url: 'http://127.0.0.1:1/', webcast_url: 'http://127.0.0.1:1/webcast',"
            " sign_url: 'http://127.0.0.1:2', silent_after: 5s}\n"
            "chat: {mode: off, min_gap: 1m30s, max_per_minute: 3, max_chars: 100, own_accounts: '@us'}\n"
            "translation: {target: es, timeout: 2s, engines: [google,"
            " {name: libre, url: 'http://127.0.0.1:3', api_key: k, timeout: 500ms, concurrency: 2},"
            " {name: chat, model: m}],"
            " glossary: ../glossary.yaml, ignore: {languages: [en], viewers: '@Ana', words: [Give Away]}}\n"
            "questions: {threshold: 0.25, words: language.yaml}\nresume_within: 5m\nweb: {host: 0.0.0.0, port: 0}\n"
        ),
        env={},
    )
    settings, tiktok = config.room_settings(), config.tiktok_settings()

    assert (settings.market, settings.market_language, settings.target_language) == ("ID", "id", "es")
    assert (settings.chat.mode, settings.chat.min_gap_ms, settings.chat.own_accounts) == ("off", 90_000, ("us",))
    assert (settings.question_threshold, settings.resume_within_ms) == (0.25, 300_000)
    assert (tiktok.app_url, tiktok.sign_url) == ("http://127.0.0.1:1", "http://127.0.0.1:2")
    assert (tiktok.webcast_url, tiktok.silent_after_s) == ("http://127.0.0.1:1/webcast", 5)
    assert config.engine_settings() == (
        EngineSettings(name="google", timeout_s=2.0),
        EngineSettings(name="libre", url="http://127.0.0.1:3", api_key="k", timeout_s=0.5, concurrency=2),
        EngineSettings(name="chat", model="m", timeout_s=2.0),
    )
    assert settings.ignored == Ignored(languages=("en",), viewers=("ana",), words=("give away",))
    assert settings.gists["price"] == "¿Cuánto cuesta?"
    assert (config.glossary_path, config.words_path) == (Path("../glossary.yaml"), Path("language.yaml"))
    assert config.control_url == "http://127.0.0.1:0"


@pytest.mark.parametrize(
    "room",
    ["shop", "@shop.name_1", "https://www.tiktok.com/@shop/live?x=1", "tiktok.com/@shop", "https://vm.tiktok.com/ZMabc/",
     "7123456789012345678", "http://127.0.0.1:8080/@shop/live"],
)  # fmt: skip
def test_a_room_is_a_name_a_link_or_a_number(room: str) -> None:
    assert Config(room=room).tiktok_settings().room == room


def test_paths_are_from_the_files_own_folder(folder: Path) -> None:
    (folder / "config").mkdir()
    config = load_config(write("room: x\ndata_dir: ../data\n", "config/livebot.yaml"), env={})

    assert config.data_path == folder / "data"
    assert load_config(write(f"room: x\ndata_dir: {folder}\n"), env={}).data_path == folder


def test_environment_stands_above_secrets_file_above_configuration() -> None:
    path = write("room: x\ntiktok: {sign_api_key: a, session_id: a, target_idc: a}\n")
    write("tiktok: {session_id: b, target_idc: b, sign_api_key: }\n", "secrets.yaml")

    tiktok = load_config(path, env={"LIVEBOT_TARGET_IDC": "c", "LIVEBOT_SESSION_ID": ""}).tiktok_settings()

    assert (tiktok.sign_api_key, tiktok.session_id, tiktok.target_idc) == ("a", "b", "c")


def test_a_translators_key_can_be_a_secret() -> None:
    path = write("room: x\ntranslation: {engines: [{name: libre, url: 'http://127.0.0.1:3', api_key: a}, google]}\n")
    write("translation: {api_keys: {libre: b}}\n", "secrets.yaml")

    assert [engine.api_key for engine in load_config(path, env={}).engine_settings()] == ["b", ""]


@posix
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_secrets_that_others_can_read_are_refused(mode: int) -> None:
    path = write("room: x\n")
    write("tiktok: {session_id: top-secret}\n", "secrets.yaml", mode)

    with pytest.raises(ConfigProblems) as refused:
        load_config(path, env={})

    assert str(refused.value) == (
        "secrets.yaml:1:1: others on this machine can read this file; expected secrets that only you can read;"
        " run: chmod 600 secrets.yaml"
    )


def test_mistakes_in_both_files_are_told_at_once_and_no_secret_with_them() -> None:
    path = write("room: x\nmarkt: US\n")
    write("tiktok: {sesion_id: top-secret}\nfoo: bar\n", "secrets.yaml")

    with pytest.raises(ConfigProblems) as refused:
        load_config(path, env={})

    assert [problem.found for problem in refused.value.problems] == [
        'unknown key "markt"',
        'unknown key "sesion_id"',
        'unknown key "foo"',
    ]
    assert "top-secret" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "tiktok:\n  session_id:top-secret\n",
        "tiktok: {session_id:top-secret}\n",
        "tiktok: {session_id：top-secret}\n",
        "tiktok: {session_id: !top-secret x, target_idc: *top-secret}\n",
        "tiktok: {session_id: “top-secret”}\nnonsense: x\n",
        "tiktok: {session_id: [top-secret]}\n",
        "tiktok: {session_id: {top-secret}}\n",
        "tiktok: top-secret\n",
        "translation: {api_keys: top-secret}\n",
        "translation: {api_keys: {google: [top-secret], libr: top-secret}}\n",
        "- top-secret\n",
        "top-secret\n",
        "tiktok:\n  session_id: top-secret: x\n",
        "tiktok:\n  session_id: @top-secret\n",
        "tiktok:\n  top-secret\n  session_id: x\n",
        "tiktok: {session_id: x,top-secret}\n",
        "tiktok: {session_id top-secret: x}\n",
        "translation: {api_keys: {libre top-secret, google: x}}\n",
    ],
)
def test_no_mistake_with_a_secret_repeats_it(text: str) -> None:
    write(text, "secrets.yaml")

    with pytest.raises(ConfigProblems) as refused:
        load_config(write("room: x\n"), env={})

    assert str(refused.value).startswith("secrets.yaml:")
    assert "top-secret" not in str(refused.value)


@posix
def test_a_broken_file_of_secrets_that_others_can_read_is_told_to_be_both() -> None:
    write("tiktok: {session_id: top: secret}\n", "secrets.yaml", 0o644)

    with pytest.raises(ConfigProblems, match=r"(?s)others on this machine can read.*a comma is missing"):
        load_config(write("room: x\n"), env={})


def test_secrets_never_show() -> None:
    path = write(
        "room: x\ntiktok: {session_id: top-secret}\n"
        "translation: {engines: [{name: libre, url: 'http://127.0.0.1:3', api_key: top-secret}]}\n"
    )
    config = load_config(path, env={"LIVEBOT_SIGN_API_KEY": "top-secret"})

    shown = f"{config!r} {config.model_dump_json()} {config.tiktok_settings()!r} {config.engine_settings()!r}"

    assert "top-secret" not in shown


def test_every_engine_can_be_configured() -> None:
    for name in ENGINES:
        engine = {"name": name, "url": "http://127.0.0.1:3", "model": "m"}
        assert Config.model_validate({"room": "x", "translation": {"engines": [engine]}})


def test_a_section_whose_lines_are_all_notes_is_not_there() -> None:
    assert load_config(write("room: x\nchat:\n  # mode: auto\ntiktok:\n"), env={}).chat.mode == "assist"
