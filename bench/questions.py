"""Questions under load, end to end: ``python bench/questions.py [--seconds 60] [--rate 50]``.

A look-alike room sends so many different questions a second to a real daemon, whose translation service on loopback
takes 400 ms. A console's connection is listened to: for each question, the time from its sending until the queue has
it in the original (the aim: 100 ms), and until it has the translation. Questions that never came are counted as lost.
"""

import argparse
import asyncio
import contextlib
import tempfile
import time
from pathlib import Path

import yaml

from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.server import LookAlike
from livebot.runtime.child import ChildDaemon
from livebot.runtime.clock import SystemClock
from livebot.viewers import Viewer
from livebot.web.client import ControlClient

ENGINE_TAKES_S = 0.4
GRACE_S = 20
"""For the last translations, after the last question."""
LONGEST_S = 300
PLACES = (
    "Lima", "Oslo", "Quito", "Cusco", "Bonn", "Lyon", "Nara", "Hue", "Cebu", "Bali", "Pune", "Doha", "Kyiv", "Graz",
)  # fmt: skip


class Watch:
    """When the queue had each question, and its translation."""

    def __init__(self) -> None:
        self.shown_s: dict[str, float] = {}
        self.translated_s: dict[str, float] = {}

    async def run(self, client: ControlClient) -> None:
        async with contextlib.aclosing(client.live()) as views:
            async for view in views:
                now_s = time.perf_counter()
                for card in view["questions"]:
                    self.shown_s.setdefault(card["original"], now_s)
                    if card["translation_state"] == "done":
                        self.translated_s.setdefault(card["original"], now_s)


def question(n: int) -> str:
    return f"¿hacen envíos a {PLACES[n % len(PLACES)]} calle {n}?"


def config_text(stage: LookAlike, libre: LibreService) -> str:
    return yaml.safe_dump(
        {
            "room": "rehearsal.shop",
            "host": {"language": "zh"},
            "tiktok": {"app_url": stage.app_url, "webcast_url": stage.webcast_url, "sign_url": stage.sign_url},
            "translation": {"engines": [{"name": "libre", "url": libre.url}]},
            "rules": [],
            "data_dir": "data",
            "web": {"port": 0},
        }
    )


async def measure(seconds: int, rate: int) -> None:
    asked = [question(n) for n in range(seconds * rate)]
    dictionary = {text: {"zh": f"可以寄到{n}吗？"} for n, text in enumerate(asked)}
    clock = SystemClock()
    sent_s: dict[str, float] = {}
    async with LookAlike(clock) as stage, LibreService(dictionary, delay_s=ENGINE_TAKES_S) as libre:
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder, "livebot.yaml")
            config.write_text(config_text(stage, libre), encoding="utf-8")
            with ChildDaemon(config, Path(folder, "data"), Path(folder, "log")) as daemon:
                await asyncio.to_thread(daemon.wait_until_it_answers)
                await stage.room.connected(1)
                await stage.room.chat(Viewer(id="1", handle="first", name="First"), "hola a todos", language="es")
                await asyncio.sleep(3)  # the language models load in the background
                async with ControlClient(daemon.url, daemon.token) as client:
                    watch = Watch()
                    watching = asyncio.create_task(watch.run(client))
                    began_s = time.perf_counter()
                    for n, text in enumerate(asked):
                        await asyncio.sleep(max(0.0, began_s + n / rate - time.perf_counter()))
                        viewer = Viewer(id=str(1_000_000 + n), handle=f"viewer{n}", name=f"Viewer {n}")
                        sent_s[text] = time.perf_counter()
                        await stage.room.chat(viewer, text, language="es")
                    last_s = time.perf_counter()
                    while len(watch.translated_s) < len(asked) and time.perf_counter() < last_s + GRACE_S:  # noqa: ASYNC110
                        await asyncio.sleep(0.2)
                    watching.cancel()
                    status = await client.status()
    print(f"{len(asked)} questions in {last_s - began_s:.0f} s, {rate} a second; the engine takes {ENGINE_TAKES_S} s")
    report("in the queue, in the original", asked, sent_s, watch.shown_s)
    report("translated", asked, sent_s, watch.translated_s)
    counters = status["counters"]
    print(f"the daemon counted {counters.get('questions', 0)} questions, {counters.get('translated', 0)} translated")


def report(what: str, asked: list[str], sent_s: dict[str, float], seen_s: dict[str, float]) -> None:
    took_ms = sorted((seen_s[text] - sent_s[text]) * 1e3 for text in asked if text in seen_s)
    lost = len(asked) - len(took_ms)
    if took_ms:
        p50, p99 = took_ms[len(took_ms) // 2], took_ms[int(len(took_ms) * 0.99)]
        print(f"{what}: p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {took_ms[-1]:.0f} ms, lost {lost}")
    else:
        print(f"{what}: none, lost {lost}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=50)
    arguments = parser.parse_args()
    if not 0 < arguments.seconds <= LONGEST_S:
        parser.error(f"--seconds is from 1 to {LONGEST_S}")
    asyncio.run(measure(arguments.seconds, arguments.rate))


if __name__ == "__main__":
    main()
