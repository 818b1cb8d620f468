"""The second show: as people run it, and what its truth is told from."""

import os
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from livebot.rehearsal.audience import invite, texts_of
from livebot.rehearsal.connection import Sent
from livebot.rehearsal.daemon import ACCOUNT, write_config
from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.performance import Deed
from livebot.rehearsal.plays import Rhythm
from livebot.rehearsal.rhythm import arrivals, contests, doings, lots, trade
from livebot.rehearsal.rhythm.arrivals import Between
from livebot.rehearsal.rhythm.cast import BY_NAME, CAST
from livebot.rehearsal.rhythm.scenes import SCENES, write_script
from livebot.rehearsal.script import (
    Act,
    Breach,
    Claim,
    Comment,
    Follow,
    Give,
    Join,
    Like,
    Means,
    Order,
    Sale,
    WaitFor,
    comments_of,
)
from livebot.rehearsal.server import LookAlike
from livebot.rules.check import load_rules
from livebot.rules.config import load_config
from livebot.runtime.clock import SystemClock

RULES = texts_of("rhythm/show.yaml")
FOLDER = Path(str(doings.__file__)).parent


def run(*arguments: str, tmp_path: Path, home: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "TMPDIR": str(tmp_path), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "livebot", "rehearse", "--show", *arguments]
    return subprocess.run(
        command,
        env=env,
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=150,
        check=False,
    )


def deeds(*whats: Any) -> list[Deed]:
    """Return deeds, one a second, all of which livebot heard."""
    ids = count(1)
    done = []
    for n, what in enumerate(whats, 1):
        sent = None
        if not isinstance(what, Order | Sale | WaitFor):
            sent = Sent(str(next(ids)), "chat", "1", 1000 * n, what.guest.viewer.id, getattr(what, "text", ""))
            sent.acked_by.add(1)
        done.append(Deed(Act(1000 * n, "", what), 1000 * n, sent))
    return done


def says(name: str, text: str, kind: Any = "nothing", of: str = "", *, key: str = "") -> Comment:
    return Comment(CAST[name], text, Means(kind, of, key))


def ids(*names: str) -> set[str]:
    return {CAST[name].viewer.id for name in names}


def test_it_ends_with_everything_as_it_had_to_be(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    done = run("rhythm", "--speed", "12", tmp_path=tmp_path, home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert (sum(line.endswith("✓") for line in lines) > 45, "✗" in done.stdout) == (True, False)
    assert "nothing lost, nothing doubled" in done.stdout
    assert [line[3:] for line in lines if line.startswith("── ")] == [
        "Newcomers are greeted together", "Points, farmers and a pause", "The code goes from hand to hand",
        "A PK turns hostile and is cooled; another is fair", "Orders come from everywhere",
        "Four polls, three countdowns", "A draw; one winner does not claim", "The last minutes, and who is on top",
    ]  # fmt: skip
    assert "What a PK! Both lamps were great" in done.stdout
    assert re.search(r"did not claim in time", done.stdout)
    assert "BLOCKED, nothing was posted" in done.stdout
    assert list(tmp_path.iterdir()) == []
    assert (home / "data" / "rehearsal" / "report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["rhythm", "--for", "60s"], "has its own length"),
        (["polka"], "there is no show polka: choose one of room, rhythm"),
    ],
)
def test_what_cannot_be_rehearsed_is_said_at_once(arguments: list[str], complaint: str, tmp_path: Path) -> None:
    done = run(*arguments, tmp_path=tmp_path, home=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert complaint in done.stderr


def test_the_script_is_a_function_of_its_seed_and_has_all_scenes() -> None:
    acts = write_script(invite(3), 3)
    assert acts == write_script(invite(3), 3)
    assert acts != write_script(invite(4), 4)
    assert list(dict.fromkeys(act.moment for act in acts)) == list(SCENES)
    assert {type(act.what) for act in acts} >= {Sale, Claim, Give, Like, Join, Order, WaitFor}
    assert {comment.means.kind for comment in comments_of(acts)} == {
        "nothing", "vote", "answer", "code", "meaning", "cheer", "how", "entry", "aside",
    }  # fmt: skip
    times = [act.at_ms for act in acts]
    assert times == sorted(times)
    assert 60_000 < times[-1] < 300_000


def test_nobody_of_the_crowd_says_the_same_twice() -> None:
    for seed in range(5):
        crowd = [c for c in comments_of(write_script(invite(seed), seed)) if c.guest.viewer.name not in BY_NAME]
        said = Counter((c.guest, re.sub(r"\W", "", c.text)) for c in crowd if c.means.kind == "nothing")
        assert max(said.values()) == 1


@pytest.mark.parametrize("module", ["truth", "lines", "doings", "contests", "trade", "lots", "arrivals"])
def test_the_truth_does_not_ask_the_engine(module: str) -> None:
    source = (FOLDER / f"{module}.py").read_text(encoding="utf-8")
    assert not re.search(r"livebot\.(engine|replay|journal|views|draw|web)\b", source)


async def test_the_rules_of_the_show_have_no_mistakes_and_the_traps_that_they_are_to_have(tmp_path: Path) -> None:
    how: dict[str, Any] = {"host_language": "zh", "speed": 10, "files_in": "rhythm", "more": Rhythm.more}
    async with LookAlike(SystemClock()) as server, LibreService({}) as libre:
        config = load_config(write_config(tmp_path, server, libre, **how), ACCOUNT)
    problems = load_rules(config).problems
    assert [problem for problem in problems if problem.severity != "warning"] == []
    told = "\n".join(map(str, problems))
    assert "last chance" in told
    assert "pressure is not welcome" in told


# --- the truth -------------------------------------------------------------------------------------------------


def test_the_last_options_count_as_many_as_a_viewer_may_choose() -> None:
    show = deeds(*(says("Anna", key, "vote", "restock", key=key) for key in ("J", "S", "J", "T")))
    assert contests.votes(show, "vote", "restock", choose=2) == {CAST["Anna"].viewer.id: "J T"}
    assert contests.votes(show, "vote", "restock") == {CAST["Anna"].viewer.id: "T"}


def test_a_pk_tells_who_leads_until_it_turns_hostile() -> None:
    rule = next(rule for rule in RULES["pk"] if rule["id"] == "lamps")

    def cheers(name: str, key: str, times: int) -> list[Comment]:
        return [says(name, key, "cheer", "lamps", key=key)] * times

    def insult(name: str) -> Comment:
        return Comment(CAST[name], "ugly pig", breaks=Breach("words", name))

    start = Order(("pk", "start", "lamps"))
    calm = [
        start,
        *cheers("Pia", "P", 4),
        insult("Toby"),
        insult("Toby"),
        *cheers("Kim", "K", 3),
        *cheers("Karl", "K", 2),
    ]
    it = contests.contest(deeds(*calm), rule)
    assert it.cheers == {"P": 3, "K": 5}
    assert it.leads == [("K", "Pear 3 : 5 Kite")]
    assert it.temperatures == []
    hot = [*calm, insult("Tess"), insult("Troy"), insult("Trudy"), *cheers("Paul", "P", 3), *cheers("Petra", "P", 3)]
    it = contests.contest(deeds(*hot, Order(("pk", "cool", "lamps"))), rule)
    assert it.leads == [("K", "Pear 3 : 5 Kite")]
    assert (it.temperatures, it.is_cooled) == (["pk_warm", "pk_hot"], True)


def test_orders_count_once_and_only_those_of_the_show() -> None:
    show = deeds(
        Sale("1", "shop"), Sale("1", "shop", trick="again"), Sale("2", "shop", trick="forged"),
        Sale("3", "shop", trick="earlier"), Sale("4", "http", "placed", amount="5.50"), Sale("4", "http", "cancelled"),
        Order(("order", "add", "3")), Sale("4", "http", "paid"),
    )  # fmt: skip
    books = trade.books(show)
    assert (books.count, books.paid, books.revenue) == (4, 1, Decimal(0))
    assert trade.goal_lines(RULES["goals"][0], books.course) == ["4 orders, 1 to go until 5"]
    assert trade.goal_lines(RULES["goals"][0], [1, 5, 3, 5, 8, 9]) == [
        "5 orders. Thank you!", "8 orders, 1 to go until 9", "9 orders. Thank you!",
    ]  # fmt: skip


def test_farmers_muted_viewers_and_offenders_earn_nothing() -> None:
    show = deeds(
        says("Fiona", "nice lamp"), says("Fiona", "Nice LAMP!!"),
        *(says("Felix", f"{word} suits me") for word in ("red", "blue", "green", "pink", "grey", "black")),
        Follow(CAST["Lena"]), Follow(CAST["Lena"]), Order(("moderation", "mute", CAST["Mona"].viewer.handle)),
        Follow(CAST["Mona"]), Comment(CAST["Toby"], "ugly pig", breaks=Breach("words", "Toby")),
        Like(CAST["Luis"], 250), Give(CAST["Anna"], "Galaxy"),
    )  # fmt: skip
    earned = doings.points(show, RULES["points"], (), ())
    named = {BY_NAME[n].viewer.name: earned.get(BY_NAME[n].viewer.id, 0) for n in ("Fiona", "Felix", "Lena", "Mona")}
    assert named == {"Fiona": 1, "Felix": 4, "Lena": 5, "Mona": 0}
    assert [earned.get(BY_NAME[n].viewer.id, 0) for n in ("Toby", "Luis", "Anna")] == [0, 2, 100]


def test_who_is_let_into_a_draw_and_who_is_not() -> None:
    entries = [says(name, "me", "entry", "lamp") for name in ("Edda", "Edda", "Nils", "Nora", "Wanda", "Mara")]
    it = lots.lots(
        deeds(
            Order(("giveaway", "start", "lamp")), *entries, Follow(CAST["Nils"]), Order(("giveaway", "stop", "lamp")),
            says("Eva", "me", "entry", "lamp"),
        ),
        "lamp",
    )  # fmt: skip
    assert it.entrants.keys() == ids("Edda", "Nils")
    assert Counter(it.turned_away.values()) == {"follower": 1, "won": 1, "moderator": 1}
    assert len(it.entered) == 1


def test_met_is_who_saw_a_line_within_half_a_minute_and_near_the_border_both_are_right() -> None:
    joins = deeds(Join(CAST["Nick"]), Join(CAST["bot"]), Join(CAST["Mara"]), Join(CAST["Noa"]), Join(CAST["Nick"]))
    came = arrivals.arrivals(joins, [20_000], 500)
    assert (came.joins, came.new, came.met) == (5, 2, Between(2, 2))
    assert came.excluded == {"own_account": 1, "moderator": 1, "rejoined": 1}
    assert arrivals.arrivals(joins, [31_200], 500).met == Between(1, 2)
    assert arrivals.arrivals(joins, [90_000], 500).met == Between(0, 0)
    assert (Between(1, 3).as_expected(2), Between(1, 3).as_expected(4)) == ("2", "1–3")
