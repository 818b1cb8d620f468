"""The shows that can be rehearsed: what each is written, set up, performed and judged with."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from livebot.ports import Clock
from livebot.rehearsal import scenes, summary
from livebot.rehearsal.audience import Audience
from livebot.rehearsal.daemon import write_config
from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.outcome import Outcome
from livebot.rehearsal.performance import Performance
from livebot.rehearsal.rhythm import rows as rhythm_rows
from livebot.rehearsal.rhythm import scenes as rhythm_scenes
from livebot.rehearsal.rhythm.past import record_past
from livebot.rehearsal.rhythm.performance import RhythmPerformance
from livebot.rehearsal.rhythm.shop import SHOP_ID, ZONE
from livebot.rehearsal.rhythm.truth import RhythmTruth
from livebot.rehearsal.row import Row
from livebot.rehearsal.sayings import Sayings
from livebot.rehearsal.script import USUAL_MS, Act
from livebot.rehearsal.server import LookAlike
from livebot.rehearsal.truth import Truth
from livebot.rehearsal.yesterday import record_yesterday
from livebot.web.client import ControlClient


class Play(ABC):
    """A show, as it can be rehearsed; one is made for each rehearsal."""

    name: ClassVar[str]

    def __init__(self, audience: Audience, seed: int, language: str, length_ms: int | None) -> None:
        """Write the script. Raises ValueError if it cannot have that length; None is the usual one."""
        self.audience = audience
        self.language = language
        self.script = self._write(seed, length_ms)

    @abstractmethod
    def _write(self, seed: int, length_ms: int | None) -> list[Act]: ...

    @abstractmethod
    def set_up(self, folder: Path, server: LookAlike, libre: LibreService, speed: float) -> Path:
        """Write configuration and rules; return the former's path."""

    @abstractmethod
    def record_past(self, config: Path, now_ms: int) -> None:
        """Put the show before this one into the journal."""

    @abstractmethod
    def performance(
        self,
        server: LookAlike,
        control: ControlClient,
        clock: Clock,
        *,
        folder: Path,
        speed: float,
        on_moment: Callable[[str], None],
    ) -> Performance: ...

    @abstractmethod
    def judge(
        self, show: Performance, server: LookAlike, outcome: Outcome, speed: float, *, is_whole: bool, is_alone: bool
    ) -> tuple[Truth, list[Row]]:
        """Compare what livebot made of it with the truth."""


class Room(Play):
    """Questions, answers, votes, a code and trouble, with two outages."""

    name = "room"

    def _write(self, seed: int, length_ms: int | None) -> list[Act]:
        return scenes.write_script(self.audience, seed, USUAL_MS if length_ms is None else length_ms, self.language)

    def set_up(self, folder: Path, server: LookAlike, libre: LibreService, speed: float) -> Path:
        return write_config(folder, server, libre, host_language=self.language, speed=speed)

    def record_past(self, config: Path, now_ms: int) -> None:
        record_yesterday(config, self.audience.regulars, scenes.CODE_TEXTS[0], now_ms)

    def performance(
        self,
        server: LookAlike,
        control: ControlClient,
        clock: Clock,
        *,
        folder: Path,
        speed: float,
        on_moment: Callable[[str], None],
    ) -> Performance:
        return Performance(server, control, clock, self.script, speed=speed, on_moment=on_moment)

    def judge(
        self, show: Performance, server: LookAlike, outcome: Outcome, speed: float, *, is_whole: bool, is_alone: bool
    ) -> tuple[Truth, list[Row]]:
        heard = (show.deeds, server.room.sent, server.room.came, self.audience)
        truth = Truth(*heard, host_language=self.language, ended_at_ms=show.ended_at_ms)
        posted = [line.text for line in server.chat_received]
        calls = [(done.action, done.viewer_id, done.seconds) for done in server.moderated]
        say = Sayings(self.language)
        return truth, summary.compare(truth, outcome, posted, calls, say, is_whole=is_whole, is_alone=is_alone)


class Rhythm(Play):
    """Newcomers, PK, polls, codes, countdowns, giveaways, orders, points, a run sheet and words that work."""

    name = "rhythm"
    more = f"""\
timezone: {ZONE.key}
orders: {{tiktok_shop: true, shop_ids: ["{SHOP_ID}"], http: true}}
"""
    slack_real_ms, slack_least_ms = 250, 1_000
    """How far apart the look-alike's clock and livebot's may see the same thing."""

    def _write(self, seed: int, length_ms: int | None) -> list[Act]:
        if length_ms is not None:
            raise ValueError("the show rhythm has its own length: leave --for out, or choose another --speed")
        return rhythm_scenes.write_script(self.audience, seed)

    def set_up(self, folder: Path, server: LookAlike, libre: LibreService, speed: float) -> Path:
        how = {"files_in": self.name, "more": self.more}
        return write_config(folder, server, libre, host_language=self.language, speed=speed, **how)

    def record_past(self, config: Path, now_ms: int) -> None:
        record_past(config, now_ms)

    def performance(
        self,
        server: LookAlike,
        control: ControlClient,
        clock: Clock,
        *,
        folder: Path,
        speed: float,
        on_moment: Callable[[str], None],
    ) -> Performance:
        return RhythmPerformance(server, control, clock, self.script, folder=folder, speed=speed, on_moment=on_moment)

    def judge(
        self, show: Performance, server: LookAlike, outcome: Outcome, speed: float, *, is_whole: bool, is_alone: bool
    ) -> tuple[Truth, list[Row]]:
        heard = (show.deeds, server.room.sent, server.room.came, self.audience)
        truth = RhythmTruth(*heard, host_language=self.language, ended_at_ms=show.ended_at_ms)
        truth.posted = [(line.at_ms, line.text) for line in server.chat_received]
        truth.slack_ms = max(self.slack_least_ms, round(self.slack_real_ms * speed))
        records = {view.id: view.record for view in outcome.status.giveaways if view.record}
        folder = outcome.data_dir / "giveaways"
        truth.records = {name: json.loads((folder / file).read_text("utf-8")) for name, file in records.items()}
        posted = [text for _, text in truth.posted]
        say = Sayings(self.language)
        return truth, rhythm_rows.rows(truth, outcome, posted, say, is_whole=is_whole, is_alone=is_alone)


PLAYS: dict[str, type[Play]] = {play.name: play for play in (Room, Rhythm)}
"""By the name that they are chosen by; the first is the usual one."""
