"""Translating under load: ``python bench/translation.py [--seconds N] [--rate N]``.

So many different questions a second (50, for a minute) go through the chain to translation services on loopback that
take 400 ms, in each of these situations; every question is counted, and the time from asking to translation measured.
Nothing is asked of the network.
"""

import argparse
import asyncio
import logging
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import structlog

from livebot.language.chain import HEDGE_AFTER_S, open_chain
from livebot.language.engines import EngineSettings
from livebot.language.memory import TranslationMemory
from livebot.ports import TranslationRefused, Translator
from livebot.rehearsal.libre import LibreFault, LibreService
from livebot.runtime.clock import SystemClock

TAKES_S = 0.4
LONGEST_S = 120


class Outcome(NamedTuple):
    asked: int
    by: Counter[str]
    """How many each engine translated; ``none`` of them is lost, ``phrasebook`` has the gist."""
    took_ms: list[float]
    most_tasks: int
    most_threads: int

    def __str__(self) -> str:
        at = sorted(self.took_ms)
        parts = ", ".join(f"{name} {count}" for name, count in self.by.most_common())
        return (
            f"{self.asked} asked: {parts}; p50 {at[len(at) // 2]:.0f} ms, p95 {at[int(len(at) * 0.95)]:.0f} ms,"
            f" longest {at[-1]:.0f} ms; at most {self.most_tasks} tasks, {self.most_threads} threads"
        )


def question(number: int) -> str:
    return f"¿cuánto cuesta el vestido número {number}?"


def dictionary(count: int) -> dict[str, dict[str, str]]:
    return {question(number): {"zh": f"{number}号裙子多少钱？"} for number in range(count)}


async def under_load(chain: Translator, *, rate: float, count: int) -> Outcome:
    """Ask ``count`` different questions, ``rate`` a second, never waiting for an answer before asking the next."""
    by: Counter[str] = Counter()
    took_ms: list[float] = []
    most_tasks = most_threads = 0

    async def ask(number: int) -> None:
        began = time.perf_counter()
        try:
            by[(await chain.translate(question(number), "es", "zh")).engine] += 1
        except TranslationRefused:
            by["none"] += 1
        took_ms.append((time.perf_counter() - began) * 1e3)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            group.create_task(ask(number))
            most_tasks = max(most_tasks, len(asyncio.all_tasks()))
            most_threads = max(most_threads, threading.active_count())
    return Outcome(count, by, took_ms, most_tasks, most_threads)


async def situation(
    title: str,
    engines: Callable[[str, str], list[EngineSettings]],
    *,
    rate: float,
    count: int,
    fault: LibreFault | None,
) -> None:
    """Put the questions to engines at two services, the first of which has the fault."""
    words = dictionary(count)
    with tempfile.TemporaryDirectory() as folder:
        async with LibreService(words, delay_s=TAKES_S) as first, LibreService(words, delay_s=TAKES_S) as second:
            if fault:
                first.fail(fault)
            memory = TranslationMemory(Path(folder) / "translations.sqlite3")
            chain = open_chain(engines(first.url, second.url), memory, SystemClock())
            try:
                print(f"{title}\n  {await under_load(chain, rate=rate, count=count)}")
            finally:
                reports = chain.report()
                await chain.close()
    for report in reports:
        print(
            f"  {report.engine}: {report.ok} ok, {report.failed} failed, mean {report.mean_ms} ms,"
            f" p95 {report.p95_ms} ms, breaker {report.breaker}"
        )


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60, help=f"how long each situation lasts, at most {LONGEST_S}")
    parser.add_argument("--rate", type=float, default=50, help="questions a second")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    rate = min(options.rate, 200)
    count = round(rate * min(options.seconds, LONGEST_S))
    print(
        f"{rate:g} questions/s, engines that take {TAKES_S * 1e3:.0f} ms, hedged after {HEDGE_AFTER_S * 1e3:.0f} ms\n"
    )

    def one(name: str, url: str, timeout_s: float = 3.0) -> EngineSettings:
        return EngineSettings(name=name, url=url, timeout_s=timeout_s)

    await situation("one engine, our own client", lambda a, b: [one("libre", a)], rate=rate, count=count, fault=None)
    await situation(
        "one engine, through deep-translator", lambda a, b: [one("libre_form", a)], rate=rate, count=count, fault=None
    )
    for fault in (LibreFault.HANG, LibreFault.DRIP, LibreFault.RATE_LIMITED, LibreFault.RESET):
        await situation(
            f"two engines, the first of which: {fault}",
            lambda a, b: [one("libre_form", a), one("libre", b)],
            rate=rate,
            count=count // 4,
            fault=fault,
        )


if __name__ == "__main__":
    asyncio.run(main())
