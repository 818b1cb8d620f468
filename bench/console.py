"""How much of a core the console takes when questions pour in.

Runs the console without a terminal at 160×45, 300 open cards in its queue, and publishes ten views a second with new
questions, translations and votes among them. Prints milliseconds of processor time per view, and the share of one core.

    python -m bench.console [--views 100]
"""

import argparse
import asyncio
import time
from statistics import mean, quantiles

import msgspec

from livebot.console.app import ConsoleApp
from livebot.views import Status
from tests.console.showroom import NOW_MS, FakeDaemon, FrozenClock, question, show_status

OPEN_CARDS = 300
VIEWS_PER_S = 10


def view(number: int) -> Status:
    """Return the room at its ``number``-th view: one more question, the one before it translated."""
    cards = tuple(
        question(n, f"¿cuánto cuesta el número {n}?", "" if n == number + OPEN_CARDS else f"{n} 号多少钱？")
        for n in range(number, number + OPEN_CARDS + 1)
    )
    return show_status("zh", questions=cards, viewers=1_000 + number, at_ms=NOW_MS + number * 100)


async def run(views: int) -> None:
    daemon = FakeDaemon(view(0))
    app = ConsoleApp(daemon, FrozenClock(), language="zh")
    costs_ms: list[float] = []
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause(0.5)
        for number in range(1, views + 1):
            status = view(number)
            before = time.process_time()
            daemon.publish(status)
            await pilot.pause()
            costs_ms.append((time.process_time() - before) * 1000)
    slowest = quantiles(costs_ms, n=20)[-1]
    print(f"{views} views with {OPEN_CARDS} open cards: {mean(costs_ms):.1f} ms each, 95 % below {slowest:.1f} ms")
    print(f"{mean(costs_ms) * VIEWS_PER_S / 10:.0f} % of one core at {VIEWS_PER_S} views a second")
    encoded = len(msgspec.json.encode(view(0)))
    print(f"one whole view is {encoded / 1024:.0f} KiB")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--views", type=int, default=100)
    asyncio.run(run(arguments.parse_args().views))
