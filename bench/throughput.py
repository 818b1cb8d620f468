"""Comments per CPU second: the whole daemon beside a bare TikTokLive client with one handler, on the same frames.

    python bench/throughput.py [--comments 8000] [--rounds 3]

A look-alike room pushes frames of ten comments at real sizes: a third of them repeats, one in seven a question, in
eight languages. What is measured is the CPU time of the process (user and system, from /proc, so Linux only) from
the first frame until it has taken the last comment. The daemon journals, reads languages, matches the shipped rules,
keeps the queue and asks a translation service; the bare client only counts. Each round measures both in turn; the
ratio printed at the end is the median of the rounds' ratios.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import yaml
from TikTokLive.client.client import TikTokLiveClient
from TikTokLive.client.web.web_settings import WebDefaults
from TikTokLive.events import CommentEvent

from livebot.rehearsal import messages
from livebot.rehearsal.frames import Frame
from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.messages import Stamp
from livebot.rehearsal.server import LookAlike
from livebot.runtime.clock import SystemClock
from livebot.runtime.datadir import running
from livebot.viewers import Viewer
from livebot.web.client import ControlClient

PER_FRAME = 10
QUESTIONS = (
    ("en", "how much is the {} one"), ("es", "cuánto cuesta el {}"), ("id", "berapa harga nomor {} kak"),
    ("vi", "giá bao nhiêu mẫu {} vậy"), ("th", "ราคาเท่าไหร่คะ {}"), ("pt", "tem tamanho {} ainda?"),
)  # fmt: skip
STATEMENTS = (
    ("en", "love the colour of number {} so much"), ("es", "me encanta el modelo {} gracias"),
    ("id", "bagus banget yang nomor {} aku suka"), ("vi", "mẫu {} đẹp quá chị ơi"), ("th", "ชอบสีนี้มากค่ะ {}"),
    ("pt", "que linda essa cor {} amei demais"), ("fr", "trop belle la robe {} bravo"), ("de", "das Kleid {} ist toll"),
    ("en", "hello from room {}"), ("ja", "{}番かわいいですね"), ("zh", "{}号真好看"), ("en", "A"), ("en", "🔥🔥🔥"),
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def make_frames(room_id: int, count: int, at_ms: int, *, per_frame: int = PER_FRAME) -> list[Frame]:
    frames, first_id = [], 7_300_000_000_000_000_000
    for start in range(0, count, per_frame):
        batch = []
        for n in range(start, min(start + per_frame, count)):
            language, text = (QUESTIONS if n % 7 == 0 else STATEMENTS)[n * 7919 % (6 if n % 7 == 0 else 13)]
            text = text.format(n // 3 % 97 if n % 7 == 0 else n // 2 % 2000)
            viewer = Viewer(id=str(1_000_000 + n % 500), handle=f"viewer{n % 500}", name=f"Viewer {n % 500}")
            batch.append(messages.chat(Stamp(first_id + n, room_id, at_ms), viewer, text, language))
        frames.append(Frame(first_id + 10**9 + start, batch, at_ms))
        _ = frames[-1].gzipped  # encoded before anything is measured
    return frames


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


async def push(stage: LookAlike, frames: list[Frame]) -> None:
    for frame in frames:
        await stage.room.broadcast(frame)
        await asyncio.sleep(0)


async def measure_bare(stage: LookAlike, count: int) -> float:
    """Return comments per CPU second of a client that only counts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--bare", stage.url, "--comments", str(count), stdout=asyncio.subprocess.PIPE
    )
    await stage.room.connected(1)
    frames = make_frames(stage.room.room_id, count, SystemClock().now_ms())
    before_s = cpu_s(process.pid)
    pushing = asyncio.create_task(push(stage, frames))
    assert process.stdout is not None
    line = await process.stdout.readline()
    await pushing
    used_s = float(line) - before_s
    await process.wait()
    await stage.room.disconnected()
    return count / used_s


async def bare(url: str, count: int) -> None:
    WebDefaults.tiktok_app_url = url
    WebDefaults.tiktok_webcast_url = url + "/webcast"
    WebDefaults.tiktok_sign_url = url
    client = TikTokLiveClient("rehearsal.shop")
    taken = 0
    done = asyncio.Event()

    def on_comment(event: CommentEvent) -> None:
        nonlocal taken
        taken += 1
        if taken == count:
            done.set()

    client.add_listener(CommentEvent, on_comment)
    await client.start(fetch_live_check=False)
    await done.wait()
    print(cpu_s(os.getpid()), flush=True)
    await client.disconnect()


async def measure_daemon(stage: LookAlike, libre: LibreService, count: int) -> float:
    """Return comments per CPU second of the whole daemon."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "livebot.yaml")
        config.write_text(yaml.safe_dump(daemon_config(stage, libre, folder)), encoding="utf-8")
        log = Path(folder, "log")
        with log.open("w") as out:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "livebot", "run", "--headless", "--config", str(config), stdout=out, stderr=out
            )
        try:
            await stage.room.connected(1)
            await asyncio.sleep(2)  # the language models load in the background after the start
            frames = make_frames(stage.room.room_id, count, SystemClock().now_ms())
            before_s = cpu_s(process.pid)
            pushing = asyncio.create_task(push(stage, frames))
            await taken_by_daemon(Path(folder, "data"), count, log)
            used_s = cpu_s(process.pid) - before_s
            await pushing
        finally:
            process.terminate()
            await process.wait()
        await stage.room.disconnected()
        return count / used_s


async def taken_by_daemon(data_dir: Path, count: int, log: Path) -> None:
    daemon = running(data_dir)
    assert daemon is not None, log.read_text()
    async with ControlClient(daemon.url, (data_dir / "token").read_text().strip()) as client:
        deadline_s = time.monotonic() + 600
        while time.monotonic() < deadline_s:
            status = await client.status()
            if status["counters"].get("comments", 0) >= count:
                return
            await asyncio.sleep(0.5)
    raise TimeoutError(f"the daemon took {status['counters']}\n{log.read_text()[-2000:]}")


def daemon_config(stage: LookAlike, libre: LibreService, folder: str) -> dict[str, object]:
    return {
        "room": "rehearsal.shop",
        "market": "US",
        "timezone": "UTC",
        "host": {"language": "zh"},
        "tiktok": {"app_url": stage.app_url, "webcast_url": stage.webcast_url, "sign_url": stage.sign_url},
        "translation": {"engines": [{"name": "libre", "url": libre.url}]},
        "rules": [str(ROOT / "config" / "rules" / "*.yaml")],
        "data_dir": str(Path(folder, "data")),
        "web": {"port": 0},
    }


async def compare(count: int, rounds: int) -> None:
    ratios = []
    async with LookAlike(SystemClock()) as stage, LibreService({}) as libre:
        for n in range(1, rounds + 1):
            alone = await measure_bare(stage, count)
            whole = await measure_daemon(stage, libre, count)
            ratios.append(whole / alone)
            print(f"round {n}: bare client {alone:.0f}, whole daemon {whole:.0f} comments/CPU s: {whole / alone:.2f}")
    print(f"ratio: {statistics.median(ratios):.2f} (median of {rounds}; the aim is at least 0.50)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bare", metavar="URL", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.bare:
        asyncio.run(bare(arguments.bare, arguments.comments))
    else:
        asyncio.run(compare(arguments.comments, arguments.rounds))


if __name__ == "__main__":
    main()
