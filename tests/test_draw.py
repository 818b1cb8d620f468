"""The record of a draw: anyone can check it, from the file alone."""

import copy
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from livebot import draw
from livebot.cli import app
from livebot.effects import PublishRecord
from livebot.runtime.records import add_step
from livebot.testing import START_MS, Playbook

RULES = """
giveaways:
  - id: dress
    mode: draw
    allowed: {by: "Ana Li, owner", because: "no purchase"}
    prizes: [{name: {en: Dress, zh: 连衣裙}, count: 2}, {name: {en: Bag}}]
    duration: 1m
    grace: 0
    entry: {comment: me}
    public_value: the 4D number
    claim: {within: 60s}
    announce: {en: "Go {seal}"}
    enter: {en: "Type me"}
    winner: {en: "{viewer}"}
"""


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """A draw with everything in it: three prizes, one claimed, one drawn again and claimed, one lost in the end."""
    play = Playbook(RULES, mode="off")
    play("""
        0:01  -- live
        0:02  operator: giveaway start dress
        0:03  operator: giveaway cancel dress wrong prize
        0:10  operator: giveaway start dress
    """)
    for n in range(4):
        play.feed(play.comment(str(1000 + n), "me", START_MS + 20_000 + n))
    play("2:00  operator: giveaway draw dress 4711")
    winners = play.giveaway("dress").winners
    play.feed(play.comment(winners[0].viewer_id, "yes", START_MS + 130_000))
    play("3:10  -- tick")
    play.feed(play.comment(play.giveaway("dress").winners[1].viewer_id, "yes", START_MS + 200_000))
    play("9:00  -- tick")
    steps = [effect.step for effect in play.effects(PublishRecord) if effect.name.startswith("0002-")]
    return {"format": "livebot draw 1", "steps": json.loads(json.dumps(steps))}


def test_it_holds(whole: dict[str, Any]) -> None:
    names = [step["step"] for step in whole["steps"]]
    assert names == ["announced", "opened", "frozen", "drawn", "claimed", "redrawn", "redrawn", "claimed", "done"]
    assert whole["steps"][6]["entrant"] == ""
    assert draw.verify(whole) == []


def test_a_few_lines_of_ones_own_find_the_same(whole: dict[str, Any]) -> None:
    """Nothing of livebot's is used here; this is ``docs/draw.md`` in Python."""

    def sha(*parts: str) -> str:
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def plain(value: object) -> str:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    name = "livebot draw 1"
    steps = whole["steps"]
    announced, frozen, drawn = (
        next(s for s in steps if s["step"] == step) for step in ("announced", "frozen", "drawn")
    )
    before = ""
    for step in steps:
        before_it, before = before, step["digest"]
        assert before == sha(before_it, plain({key: value for key, value in step.items() if key != "digest"}))
    assert announced["commitment"] == sha(name, "commitment", drawn["seed"], plain(announced["terms"]))
    salt = sha(name, "salt", drawn["seed"])
    assert frozen["entrants"] == sorted(sha(name, "entrant", salt, str(n)) for n in range(1000, 1004))
    listed = sha(name, "entrants", *frozen["entrants"])
    mixed = sha(name, "draw", drawn["seed"], listed, "4711")
    assert drawn["mixed"] == mixed
    order = sorted(frozen["entrants"], key=lambda who: sha(name, "ticket", mixed, who))
    assert [winner["entrant"] for winner in drawn["winners"]] == order[:3]
    assert [winner["prize"] for winner in drawn["winners"]] == [0, 0, 1]
    assert [s["entrant"] for s in steps if s["step"] == "redrawn"] == [order[3], ""]


def leaves(value: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list) and value:
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, *path, key)
    else:
        yield path


def changed(record: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """Return the record with one value made another of its kind."""
    record = copy.deepcopy(record)
    inner: Any = record
    for key in path[:-1]:
        inner = inner[key]
    was = inner[path[-1]]
    if isinstance(was, int):
        inner[path[-1]] = was + 1
    elif isinstance(was, str) and re.fullmatch("[0-9a-f]{64}", was):
        inner[path[-1]] = was[:-1] + ("0" if was[-1] != "0" else "1")
    else:
        inner[path[-1]] = f"{was}x"
    return record


def test_whatever_is_changed_is_found_and_named(whole: dict[str, Any]) -> None:
    paths = list(leaves(whole))
    assert len(paths) > 60
    for path in paths:
        problems = draw.verify(changed(whole, path))
        assert problems, path
        if path[0] == "steps" and path[-1] != "step":
            assert any(f"Step {path[1] + 1} " in problem for problem in problems), (path, problems)


def resealed(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record that was changed by somebody who knows how digests are made."""
    before = ""
    for step in record["steps"]:
        del step["digest"]
        step["digest"] = before = draw.seal(before, step)
    return record


@pytest.mark.parametrize(
    ("step", "key", "value", "said"),
    [
        (0, "commitment", "0" * 64, "The seed or the terms are not those"),
        (0, "salt", "0" * 64, "The salt does not come from the seed"),
        (2, "entrants_hash", "0" * 64, "The list of entrants was changed"),
        (3, "public_value", "4713", "The public value, the seed or the list was changed"),
        (3, "public_value", "", "The terms promise a public value"),
        (3, "seed", "0" * 64, "The seed or the terms are not those"),
        (3, "winners", [], "The winners are not those"),
        (4, "entrant", "0" * 64, "Place 1 was claimed by somebody who had not won it"),
        (5, "lost", "0" * 64, "Place 2 was not drawn again in the order"),
        (5, "at_ms", START_MS + 150_000, "Place 2 was drawn again before the time to claim it was over"),
        (5, "entrant", "", "Place 2 was not drawn again in the order"),
        (3, "public_value", "47 11", "The public value is not written in small letters and digits alone"),
        (2, "entrants", ["somebody"], "stands something that is no hash"),
        (0, "earlier", [{"number": 1}], "What is said of earlier giveaways is damaged"),
        (1, "winner", "me", 'Step 2 (opened) lacks "winner", or that does not belong there'),
        (7, "at_ms", 10**30, "or of no time at all"),
        (8, "at_ms", 0, "is earlier than the step before it"),
        (1, "step", "frozen", "a step is missing or out of order"),
        (1, "step", "rigged", "a step is missing or out of order"),
    ],
)
def test_new_digests_do_not_help(whole: dict[str, Any], step: int, key: str, value: Any, said: str) -> None:
    record = copy.deepcopy(whole)
    record["steps"][step][key] = value
    problems = draw.verify(resealed(record))
    assert any(said in problem for problem in problems) or (value == "frozen" and problems), problems


def test_other_terms_entrants_or_steps_do_not_pass(whole: dict[str, Any]) -> None:
    terms = copy.deepcopy(whole)
    terms["steps"][0]["terms"]["prizes"][1]["name"]["en"] = "Sticker"
    assert any("The seed or the terms" in problem for problem in draw.verify(resealed(terms)))
    for entrants in (
        [*whole["steps"][2]["entrants"], draw.entrant(whole["steps"][0]["salt"], "a friend")],
        whole["steps"][2]["entrants"][1:],
        [*whole["steps"][2]["entrants"], whole["steps"][2]["entrants"][-1]],
        whole["steps"][2]["entrants"][::-1],
    ):
        record = copy.deepcopy(whole)
        record["steps"][2] |= {"entrants": entrants, "entrants_hash": draw.list_hash(entrants)}
        assert draw.verify(resealed(record)) != []
    short = copy.deepcopy(whole)
    del short["steps"][5:8]
    bare = copy.deepcopy(whole)
    del bare["steps"][0]["terms"]["room"]
    bare["steps"][0]["terms"]["prizes"][0]["name"] = {}
    problems = draw.verify(resealed(bare))
    assert 'The terms lack "room", or that does not belong there.' in problems
    assert "A prize has no name." in problems
    assert "It says done, but a prize is neither claimed nor drawn again." in draw.verify(resealed(short))
    early = copy.deepcopy(whole)
    early["steps"] = early["steps"][1:]
    assert draw.verify(resealed(early)) != []


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        {"format": "livebot draw 2", "steps": []},
        {"format": draw.FORMAT, "steps": []},
        {"format": draw.FORMAT},
        {"format": draw.FORMAT, "steps": [1]},
        {"format": draw.FORMAT, "steps": {}},
        {"format": draw.FORMAT, "steps": [], "winner": "me"},
    ],
)
def test_what_is_no_record_is_refused(record: Any) -> None:
    assert draw.verify(record) != []


def test_every_beginning_of_a_record_holds(whole: dict[str, Any]) -> None:
    for n in range(1, len(whole["steps"])):
        assert draw.verify({"format": draw.FORMAT, "steps": whole["steps"][:n]}) == []


@pytest.mark.parametrize(
    ("typed", "written"),
    [("4711", "4711"), (" 47 11.", "4711"), ("４７１１", "4711"), ("00FF-a1", "00ffa1"), ("\u200b…", "")],
)
def test_a_public_value_is_written_in_one_way(typed: str, written: str) -> None:
    assert draw.public_value(typed) == written


# --- the command and the file ----------------------------------------------------------------------------------------


def verified(path: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["draw", "verify", str(path), *options])
    return result.exit_code, result.output


def test_the_command_tells_what_was_drawn(whole: dict[str, Any], tmp_path: Path) -> None:
    for n, step in enumerate(whole["steps"]):
        add_step(tmp_path / "giveaways", "0002-dress.json", n, step)
    code, said = verified(tmp_path / "giveaways" / "0002-dress.json", "--viewer", "1001")
    assert code == 0
    assert "The record holds. Giveaway 2 (dress) of shop: done." in said
    assert "Earlier: giveaway 1 (dress): cancelled" in said
    assert "Commitment of 2023-11-14 22:13:30 UTC: " in said
    assert "Entry open from 2023-11-14 22:13:30 UTC to 2023-11-14 22:14:30 UTC, sealed by " in said
    assert "Drawn 2023-11-14 22:15:20 UTC. Public value: 4711 (the 4D number)" in said
    assert "Place 3, Bag: " in said
    assert "Viewer 1001 is among the entrants." in said
    assert "is not among" in verified(tmp_path / "giveaways" / "0002-dress.json", "--viewer", "7")[1]


def test_the_command_tells_of_a_draw_that_is_not_over(whole: dict[str, Any], tmp_path: Path) -> None:
    add_step(tmp_path, "0002-dress.json", 0, whole["steps"][0])
    code, said = verified(tmp_path / "0002-dress.json", "--viewer", "1001")
    assert code == 0
    assert "Viewer 1001 cannot be known yet." in said


def test_the_command_says_what_is_wrong(whole: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(changed(whole, ("steps", 3, "public_value"))), encoding="utf-8")
    code, said = verified(path)
    assert code == 1
    assert "WRONG: The public value, the seed or the list was changed" in said
    path.write_text("\x1b[2J{", encoding="utf-8")
    assert verified(path)[0] == 1
    path.write_text("[" * 100_000, encoding="utf-8")
    assert "is no record of a draw" in verified(path)[1]
    assert verified(tmp_path / "nowhere.json")[0] == 1


def test_steps_are_written_once_and_in_order(whole: dict[str, Any], tmp_path: Path) -> None:
    first, second = whole["steps"][:2]
    for n, step in ((0, first), (0, first), (1, second), (0, first), (1, second)):
        add_step(tmp_path, "r.json", n, step)
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["steps"] == [first, second]


def test_a_damaged_file_is_put_aside(whole: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("oops", encoding="utf-8")
    add_step(tmp_path, "r.json", 1, whole["steps"][1])
    assert (tmp_path / "r.json.damaged").read_text("utf-8") == "oops"
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["steps"] == [whole["steps"][1]]
