"""Settings, secrets and traps of orders and goals."""

import logging

import pytest

from livebot.orders import OrderSettings
from livebot.rules.config import load_config
from livebot.rules.problems import ConfigProblems
from livebot.runtime import logs
from tests.rules.files import said, write

GOAL = "goals:\n  - {id: a, target: {orders: 5}, announce_at: %s}\n"


def said_of(config: str, rules: str = "", env: dict[str, str] | None = None, mode: int = 0o600) -> list[str]:
    write(rules or "polls: []\n", "rules.yaml")
    write(f"room: x\nrules: rules.yaml\n{config}\n", mode=mode)
    return said(env)


def test_secrets_come_from_their_file_or_the_environment() -> None:
    write("orders: {app_key: key, app_secret: from the file, http_secret: ''}", "secrets.yaml")
    path = write("room: x\norders: {tiktok_shop: yes, http: true, shop_ids: '7495'}\n")
    config = load_config(
        path, {"LIVEBOT_SHOP_APP_SECRET": "from outside", "LIVEBOT_ORDERS_SECRET": "a long secret, long"}
    )
    assert config.order_settings() == OrderSettings(
        app_key="key", app_secret="from outside", shop_ids=frozenset({"7495"}), http_secret="a long secret, long"
    )
    assert "from outside" not in repr(config)


def test_what_is_off_has_no_secrets() -> None:
    write("orders: {app_key: key, app_secret: of the app, http_secret: a long secret of ours}", "secrets.yaml")
    assert load_config(write("room: x\n"), {}).order_settings() == OrderSettings()


def test_a_secret_never_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    write("orders: {app_key: key, app_secret: of-the-app-itself, http_secret: a-long-secret-of-ours}", "secrets.yaml")
    logs.hide_secrets_of(load_config(write("room: x\norders: {http: true}\n"), {}))
    record = logging.makeLogRecord({"msg": "of-the-app-itself a-long-secret-of-ours"})
    assert logs._Formatter(processors=[lambda *_: record.getMessage()]).format(record) == "[secret] [secret]"


def test_a_short_secret_is_refused() -> None:
    write("orders: {http_secret: short}", "secrets.yaml")
    with pytest.raises(
        ConfigProblems, match=r"secrets.yaml:1:23: http_secret has 5 characters, and can be guessed"
    ) as caught:
        load_config(write("room: x\n"), {})
    assert "short" not in str(caught.value)


def test_an_entrance_without_its_secret_is_a_mistake() -> None:
    assert said_of("orders:\n  tiktok_shop: true\n  http: true") == [
        "livebot.yaml:4:16: orders.tiktok_shop is on without orders.app_key and orders.app_secret;"
        " expected secrets in secrets.yaml; see secrets.example.yaml, or switch it off",
        "livebot.yaml:5:9: orders.http is on without orders.http_secret;"
        " expected secrets in secrets.yaml; see secrets.example.yaml, or switch it off",
    ]


def test_a_secret_that_can_be_guessed_is_a_mistake() -> None:
    (problem,) = said_of("orders: {http: true}", env={"LIVEBOT_ORDERS_SECRET": "guess me"})
    assert "short enough to be guessed" in problem
    assert "guess me" not in problem


def test_a_secret_in_a_file_others_can_read_is_a_trap() -> None:
    (problem,) = said_of("orders: {app_secret: abc}", mode=0o644)
    assert 'warning: the secret "app_secret" is in a file others can read' in problem


@pytest.mark.parametrize(
    ("marks", "missing"),
    [("[50%]", ["announce"]), ("100%", ["announce_reached"]), ("[50%, 100%]", ["announce", "announce_reached"])],
)
def test_marks_that_nothing_is_said_at_are_traps(marks: str, missing: list[str]) -> None:
    found = said_of("", GOAL % marks)
    assert sorted(problem.partition("there is no ")[2].partition(";")[0] for problem in found) == missing
    assert all(problem.startswith("rules.yaml:2:") and "warning" in problem for problem in found)


def test_a_goal_for_the_board_alone_is_no_trap() -> None:
    assert said_of("", "goals: [{id: a, target: {orders: 5}}]\n") == []


def test_goals_lines_are_measured_with_their_longest_figures() -> None:
    goal = "goals: [{id: a, target: {orders: 5}, announce_reached: {en: '%s {target}'}}]\n"
    assert said_of("", goal % ("x" * 139)) == []
    assert "the text has 151 characters" in said_of("", goal % ("x" * 140))[0]
