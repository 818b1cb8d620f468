"""How well moderation tells spam and abuse from ordinary talk: ``python bench/moderation.py [--wrong] [FILE …]``.

Every comment goes through a real room with the shipped ``rules/moderation.yaml``, every rule of it switched to
``suggest``, and the market's pack (``--market US``). Without a FILE those that come with the tests are read. What a
file holds:

    ok | en | how much is the red one      label, language, text; ok: nobody should be bothered because of it
    links | en | shoes4u . com             any other label: the rule that should catch it
    = raid | en | some title               a sequence, which counts as one; its lines: second, viewer, text
    0 ana | this shop is a fraud
    2 ben | this shop is a fraud

or, as in ``chat_fresh.txt``, ordinary comments by language: ``## en``, then ``q …`` for a question, ``s …`` otherwise.
An item counts as caught whichever rule caught it; "by it" says how many the rule caught that was meant.
"""

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from livebot.engine.room import Room
from livebot.engine.settings import RoomSettings
from livebot.engine.view import look
from livebot.events import Commented, Connected, RulesLoaded, SessionOpened
from livebot.language.reader import CommentReader
from livebot.rules.check import today
from livebot.rules.languages import market_language
from livebot.rules.load import read_rules
from livebot.rules.markets import pack_path, read_pack
from livebot.viewers import Viewer

REPOSITORY = Path(__file__).resolve().parents[1]
CONFIG = REPOSITORY / "config"
SHIPPED = [REPOSITORY / "tests" / "markets" / name for name in ("comments_ordinary.txt", "comments_unwanted.txt")]
ORDINARY = "ok"
APART_MS = 600_000
"""Between two items, so that no comment has to do with the one before."""
START_MS = 1_700_000_000_000


@dataclass
class Item:
    """One comment, or several that belong together."""

    label: str
    language: str
    lines: list[tuple[float, str, str]]
    """Second, viewer, text."""
    caught: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        texts = " / ".join(text for _, _, text in self.lines)
        return f"{self.label:9} {self.language:3} {','.join(sorted(self.caught)) or '-':14} {texts[:110]}"


def read_items(path: Path) -> list[Item]:
    """Return the labelled comments of a file. Raises ValueError, with the line, for what is no comment."""
    items: list[Item] = []
    language = "und"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if heading := re.fullmatch(r"##\s*(\w+).*", line):
            language = heading[1]
        elif not line.strip() or line.startswith("#"):
            continue
        elif plain := re.fullmatch(r"[qs] (.+)", line):
            items.append(Item(ORDINARY, language, [(0, "viewer", plain[1])]))
        elif start := re.fullmatch(r"= (\w+) \| (\w+) \| .*", line):
            items.append(Item(start[1], start[2], []))
        elif items and (part := re.fullmatch(r"([\d.]+) (\S+) \| (.+)", line)):
            items[-1].lines.append((float(part[1]), part[2], part[3]))
        elif comment := re.fullmatch(r"(\w+) \| (\w+) \| (.+)", line):
            items.append(Item(comment[1], comment[2], [(0, "viewer", comment[3])]))
        else:
            raise ValueError(f"{path}:{number}: no labelled comment: {line!r}")
    return items


class ModeratedRoom:
    """A room in which moderation suggests, and nobody is known."""

    def __init__(self, market: str) -> None:
        rules = read_rules([CONFIG / "rules" / "moderation.yaml"]).rules
        pack = read_pack(pack_path(CONFIG, market), today())
        assert rules.moderation is not None
        assert pack.rules is not None
        watches = {name: watch and watch.model_copy(update={"mode": None}) for name, watch in rules.moderation.rules}
        moderation = rules.moderation.model_copy(
            update={"mode": "suggest", "rules": rules.moderation.rules.model_copy(update=watches)}
        )
        self._rules = rules.model_copy(update={"moderation": moderation, "market": pack.rules})
        self._settings = RoomSettings(room="shop", market=market, market_language=market_language(market))
        self._reader = CommentReader()
        assert self._reader.wait_until_ready(timeout_s=60)
        self._room = Room()
        self._at_ms = START_MS
        self._number = 0
        self._room.step(SessionOpened(at_ms=START_MS, session_id="bench", seed="seed"))
        self._room.step(
            RulesLoaded(
                at_ms=START_MS,
                rules=self._rules.model_dump(mode="json"),
                settings=msgspec.to_builtins(self._settings),
            )
        )
        self._room.step(Connected(at_ms=START_MS, room_id="1"))

    def hear(self, item: Item) -> None:
        """Let the viewers of an item write, and note which rules caught them."""
        self._at_ms += APART_MS
        begun_ms = self._at_ms
        known = {offence.n for offence in look(self._room).offences}
        for second, name, text in item.lines:
            self._number += 1
            self._at_ms = begun_ms + round(second * 1000)
            reading = self._reader.read(text, item.language)
            viewer = Viewer(id=f"{begun_ms}-{name}", handle=name, name=name)
            self._room.step(
                Commented(
                    at_ms=self._at_ms,
                    msg_id=str(self._number),
                    viewer=viewer,
                    text=text,
                    written_at_ms=self._at_ms,
                    reading=reading,
                )
            )
            item.caught |= {offence.rule for offence in look(self._room).offences if offence.n not in known}


def judge(items: list[Item], market: str) -> None:
    """Let every item be heard in a room of its own past."""
    room = ModeratedRoom(market)
    for item in items:
        room.hear(item)


def report(items: list[Item]) -> str:
    """Return the figures as a table."""
    ordinary = [item for item in items if item.label == ORDINARY]
    unwanted = [item for item in items if item.label != ORDINARY]
    wrongly = Counter(rule for item in ordinary for rule in item.caught)
    rules = dict.fromkeys([*(item.label for item in unwanted), *wrongly])
    lines = [f"{'rule':12} {'meant':>6} {'caught':>7} {'by it':>6} {'wrongly':>8}"]
    for rule in rules:
        meant = [item for item in unwanted if item.label == rule]
        caught, by_it = sum(bool(item.caught) for item in meant), sum(rule in item.caught for item in meant)
        lines.append(f"{rule:12} {len(meant):6} {caught:7} {by_it:6} {wrongly[rule]:8}")
    if unwanted:
        lines.append(f"caught:  {_of(sum(bool(item.caught) for item in unwanted), len(unwanted))} unwanted")
    if ordinary:
        lines.append(f"touched: {_of(sum(bool(item.caught) for item in ordinary), len(ordinary))} ordinary")
    return "\n".join(lines)


def _of(some: int, all_: int) -> str:
    return f"{some} of {all_} ({100 * some / all_:.1f} %)"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--market", default="US", help="whose banned words (default: US)")
    parser.add_argument("--wrong", action="store_true", help="show every comment that was judged wrongly")
    options = parser.parse_args()
    try:
        items = [item for path in options.files or SHIPPED for item in read_items(path)]
    except (OSError, ValueError) as error:
        parser.error(str(error))
    judge(items, options.market)
    if options.wrong:
        for item in items:
            if (item.label == ORDINARY) == bool(item.caught):
                print(item)
    print(report(items))
    return 0


if __name__ == "__main__":
    sys.exit(main())
