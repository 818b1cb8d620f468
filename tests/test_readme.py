"""What both READMEs promise is what the product has."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from livebot.cli import app
from livebot.console.keys import GROUPS
from livebot.web.commands import parse_command
from livebot.wording import LANGUAGES
from livebot.words import WORDS

ROOT = Path(__file__).parents[1]
READMES = {"en": "README.md", "zh": "README.zh-CN.md"}


def text(language: str) -> str:
    return (ROOT / READMES[language]).read_text(encoding="utf-8")


def firsts(table: str) -> list[str]:
    """Return what stands in code in the first column of a table."""
    return [code for row in re.findall(r"^\| (.*?) \|", table, re.MULTILINE) for code in re.findall("`(.+?)`", row)]


def section(language: str, *titles: str) -> str:
    """Return the text below a heading, up to the next one."""
    return re.split(
        r"\n#+ ", re.split("|".join(rf"\n#+ {title}\n" for title in titles), text(language), maxsplit=1)[1]
    )[0]


@pytest.mark.parametrize("language", READMES)
def test_the_troubles_are_named_as_the_console_names_them(language: str) -> None:
    said = [
        pair[LANGUAGES[language]]
        for key, pair in WORDS.items()
        if key.startswith(("alert.", "card.", "post.", "notice."))
    ]
    names = firsts(section(language, "If something is wrong", "出了问题"))
    assert len(names) > 8
    assert [name for name in names if not any(name in one for one in said)] == []


@pytest.mark.parametrize("language", READMES)
def test_every_key_is_in_the_table(language: str) -> None:
    keys = {key.shown for group in GROUPS for key in group} - {"1-4", "^q"}
    assert set(firsts(section(language, "The keys", "按键"))) == keys
    assert "`Ctrl+Q`" in text(language)


@pytest.mark.parametrize("language", READMES)
def test_every_command_exists_with_its_options(language: str) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    blocks = "".join(re.findall(r"```sh\n(.*?)```", text(language), re.DOTALL))
    shown = re.findall(r"^(?:docker exec -it livebot )?livebot (.*?)(?: +#.*)?$", blocks, re.MULTILINE)
    shown += re.findall(r"`livebot ([a-z][^`]*)`", text(language))
    assert len(shown) > 15
    for line in shown:
        name, *words = shlex.split(line)
        options = {option for parameter in commands[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, line
        if name == "do":
            parse_command(words)


def test_both_show_the_same_commands() -> None:
    blocks = [re.sub(r" +#.*", "", "".join(re.findall(r"```\w+\n(.*?)```", text(one), re.DOTALL))) for one in READMES]
    assert blocks[0] == blocks[1]
