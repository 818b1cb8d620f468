"""What one step of the engine costs, by kind of event, and what a view of it costs.

    python bench/engine.py [--events 12000] [--rounds 3] [--against FOLDER]

A made-up evening goes through ``Room.step``: comments, questions, votes, cheers, codes, joins, likes, gifts and orders
of 700 viewers, 15 a second, under all the shipped rules with the run sheet and moderation, which suggests. Now and then
an operator opens something; every line counts as posted a second after it was let go. No comment is read here: its
language and whether it asks are given with it.

``--against`` names another checkout, such as an older one. Both are measured in turn in the same run, each in a
process of its own; the ratios are between the medians of the rounds, less than 1 where this one is cheaper.
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec

from livebot.commands import AnyCommand, Start
from livebot.effects import SendChat
from livebot.engine.room import Room
from livebot.engine.settings import ChatSettings, RoomSettings
from livebot.engine.view import CardViews, look
from livebot.events import (
    AnyEvent,
    ChatSent,
    CommandGiven,
    Commented,
    Connected,
    Followed,
    Gifted,
    Joined,
    Liked,
    Ordered,
    RulesLoaded,
    SessionOpened,
    Shared,
    ViewersCounted,
)
from livebot.rules.check import today
from livebot.rules.load import read_rules
from livebot.rules.markets import pack_path, read_pack
from livebot.viewers import Reading, Viewer

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / "config"
START_MS = 1_700_000_000_000
PER_S = 15
VIEWERS = 700
LOOK_EVERY = 20
"""So many events to a view."""
KINDS = {
    "Commented": 70,
    "Liked": 12,
    "Joined": 10,
    "Gifted": 3,
    "Followed": 2,
    "Shared": 1,
    "Ordered": 1,
    "ViewersCounted": 1,
}
"""How many of a hundred events are of a kind."""
STARTED = ("pk.shoes", "polls.next-item", "quick.heard-of-us", "countdowns.next-item-vote", "giveaways.tumbler")
COMMANDS_APART = 400
"""So many events until an operator starts the next one."""
TEXTS = (
    "love this colour", "so pretty 😍", "hello from Lima", "5555", "team P", "K", "P!!", "A", "B", "Y", "🌙🌙🌙",
    "the moon never sleeps", "my points", "I bought number {} last week", "that one with the {} buttons is lovely",
)  # fmt: skip
QUESTIONS = ("how much is number {}?", "do you have size {}?", "do you ship to district {}?")


def make_events(count: int) -> Iterator[AnyEvent]:
    """Yield an evening, the same whenever it is asked for."""
    rules = read_rules([*sorted((CONFIG / "rules").glob("*.yaml")), CONFIG / "runsheet.yaml"]).rules
    assert rules.moderation is not None
    moderation = rules.moderation.model_copy(update={"mode": "suggest"})
    pack = read_pack(pack_path(CONFIG, "US"), today()).rules
    rules = rules.model_copy(update={"moderation": moderation, "market": pack})
    settings = RoomSettings(room="shop", host_language="zh", chat=ChatSettings(mode="auto"))
    yield SessionOpened(at_ms=START_MS, session_id="bench", seed="seed")
    yield RulesLoaded(at_ms=START_MS, rules=rules.model_dump(mode="json"), settings=msgspec.to_builtins(settings))
    yield Connected(at_ms=START_MS, room_id="1")
    yield ViewersCounted(at_ms=START_MS, msg_id="viewers", viewers=VIEWERS)
    chance = Random(1)
    for n, kind in enumerate(chance.choices(list(KINDS), list(KINDS.values()), k=count)):
        at_ms = START_MS + n * 1000 // PER_S
        if n % COMMANDS_APART == 0:
            yield _command(n, at_ms, Start(name=STARTED[n // COMMANDS_APART % len(STARTED)]))
        yield _event(kind, n, at_ms, chance)


def _command(n: int, at_ms: int, command: AnyCommand) -> CommandGiven:
    return CommandGiven(at_ms=at_ms, command_id=f"c{n}", by="bench", command=command)


def _event(kind: str, n: int, at_ms: int, chance: Random) -> AnyEvent:
    number = chance.randrange(VIEWERS)
    viewer, msg_id = Viewer(id=str(number), handle=f"viewer{number}", name=f"Viewer {number}"), str(n)
    match kind:
        case "Joined":
            return Joined(at_ms=at_ms, msg_id=msg_id, viewer=viewer)
        case "Liked":
            return Liked(at_ms=at_ms, msg_id=msg_id, viewer=viewer, count=chance.randrange(1, 15))
        case "Gifted":
            return Gifted(
                at_ms=at_ms, msg_id=msg_id, viewer=viewer, gift_id="1", gift_name="Rose", group_id=msg_id, diamonds=1,
                repeat_count=1, is_streak=False,
            )  # fmt: skip
        case "Followed":
            return Followed(at_ms=at_ms, msg_id=msg_id, viewer=viewer)
        case "Shared":
            return Shared(at_ms=at_ms, msg_id=msg_id, viewer=viewer)
        case "Ordered":
            return Ordered(at_ms=at_ms, order_id=msg_id, amount="12.50", currency="USD")
        case "ViewersCounted":
            return ViewersCounted(at_ms=at_ms, msg_id=msg_id, viewers=VIEWERS + chance.randrange(100))
    asks = chance.random() < 1 / 7
    text = chance.choice(QUESTIONS if asks else TEXTS).format(chance.randrange(40))
    reading = Reading(scores={"en": 0.9}, script="Latn", question=float(asks))
    return Commented(at_ms=at_ms, msg_id=msg_id, viewer=viewer, text=text, written_at_ms=at_ms, reading=reading)


# --- measuring -------------------------------------------------------------------------------------------------


def measure(count: int) -> dict[str, float]:
    """Play the evening; return the microseconds of a step by kind of event, of all on average, and of a view."""
    room, views = Room(), CardViews()
    spent_ns: Counter[str] = Counter()
    times: Counter[str] = Counter()
    events = list(make_events(count))
    gc.collect()
    gc.disable()
    for n, (name, event, took_ns) in enumerate(_played(room, events)):
        if isinstance(event, RulesLoaded):
            continue
        spent_ns[name] += took_ns
        times[name] += 1
        if n % LOOK_EVERY == 0:
            began_ns = time.process_time_ns()
            look(room, views)
            spent_ns["view"] += time.process_time_ns() - began_ns
            times["view"] += 1
    figures = {name: spent_ns[name] / times[name] / 1000 for name in times}
    steps_ns, steps = spent_ns.total() - spent_ns["view"], times.total() - times["view"]
    return {"step": steps_ns / steps / 1000} | figures


def _played(room: Room, events: list[AnyEvent]) -> Iterator[tuple[str, AnyEvent, int]]:
    """Yield every event with its kind and the processor's nanoseconds that its step took; lines that go are posted."""
    coming = deque(events)
    posted: deque[ChatSent] = deque()
    while coming:
        event = posted.popleft() if posted and posted[0].at_ms <= coming[0].at_ms else coming.popleft()
        began_ns = time.process_time_ns()
        effects = room.step(event)
        took_ns = time.process_time_ns() - began_ns
        posted += [ChatSent(at_ms=event.at_ms + 1000, effect_id=e.id) for e in effects if isinstance(e, SendChat)]
        yield type(event).__name__, event, took_ns


def measure_in(folder: Path, count: int) -> dict[str, float]:
    """Measure the engine of a checkout, in a process of its own."""
    command = [sys.executable, __file__, "--events", str(count), "--figures"]
    out = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(folder)}, check=True, stdout=subprocess.PIPE)
    figures: dict[str, float] = json.loads(out.stdout)
    return figures


def compare(folders: list[Path], count: int, rounds: int) -> None:
    measured: list[list[dict[str, float]]] = [[] for _ in folders]
    for _ in range(rounds):
        for folder, several in zip(folders, measured, strict=True):
            several.append(measure_in(folder, count))
    ours, *others = ({k: statistics.median(one[k] for one in several) for k in several[0]} for several in measured)
    print(f"microseconds, median of {rounds} rounds of {count} events")
    for name, us in sorted(ours.items(), key=lambda item: (item[0][0].isupper(), -item[1])):
        there = "".join(f"  there {other[name]:7.1f}  ratio {us / other[name]:.2f}" for other in others)
        print(f"{name:16} {us:7.1f}{there}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", type=Path, metavar="FOLDER")
    parser.add_argument("--figures", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.figures:
        print(json.dumps(measure(arguments.events)))
    else:
        folders = [ROOT, *([arguments.against.resolve()] if arguments.against else [])]
        compare(folders, arguments.events, arguments.rounds)


if __name__ == "__main__":
    main()
