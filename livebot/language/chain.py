"""The Translator port: memory, then the engines in order, then the phrasebook's gist, then no translation at all."""

import asyncio
from collections import deque
from collections.abc import Sequence
from statistics import mean

import structlog

from livebot.language import phrasebook
from livebot.language.breaker import Breaker
from livebot.language.clean import folded
from livebot.language.engines import Engine, EngineFault, EngineRefusal
from livebot.language.memory import TranslationMemory
from livebot.language.script import native_scripts, script_of
from livebot.language.verdict import checked
from livebot.ports import Clock, EngineReport, Translation, TranslationRefused
from livebot.runtime.tasks import spawn, stop

AUTO = "auto"
_UNKNOWN = ("", "und", AUTO)
_MEASURED_CALLS = 200

log = structlog.get_logger(__name__)


class TranslationChain:
    """Several may ask at once; the same question asked by several at once is translated once."""

    def __init__(self, engines: Sequence[Engine], memory: TranslationMemory, clock: Clock) -> None:
        self._lines = [_Line(engine, clock) for engine in engines]
        self._memory = memory
        self._clock = clock
        self._asking: dict[tuple[str, str, str], asyncio.Task[Translation | None]] = {}

    async def translate(self, text: str, source: str, target: str) -> Translation:
        """See the Translator port. A text that is in the target language already comes back as it is, by ``none``."""
        if _language(source) == _language(target):
            return Translation(text=text, engine="none", source=source)
        if not folded(text):
            raise TranslationRefused("there is nothing to translate")
        if source in _UNKNOWN or script_of(text) not in native_scripts(source):
            source = AUTO  # romanised text: the engine finds out better by itself
        key = (folded(text), source, target)
        if key not in self._asking:
            self._asking[key] = spawn(self._ask(text, source, target), name=f"translate to {target}")
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
        asking = self._asking[key]
        try:
            translation = await asyncio.shield(asking)
        except asyncio.CancelledError:
            if asking.cancelled():
                raise TranslationRefused("the translator is being closed") from None
            raise
        if translation is None:
            raise TranslationRefused("no engine had a translation")
        return translation

    def report(self) -> list[EngineReport]:
        return [line.report() for line in self._lines]

    async def close(self) -> None:
        """Give up what is under way; calls that hang end by themselves and hold up nothing."""
        await stop(*self._asking.values())
        for line in self._lines:
            line.engine.close()
        self._memory.close()

    async def _ask(self, text: str, source: str, target: str) -> Translation | None:
        remembered = await self._memory.get(text, source, target)
        if remembered is not None:
            return Translation(text=remembered, engine="memory")
        for line in self._lines:
            answer = await line.translate(text, source, target)
            if answer is not None:
                await self._memory.put(text, source, target, answer, self._clock.now_ms())
                return Translation(text=answer, engine=line.engine.settings.name)
        asked = phrasebook.intent(text, () if source == AUTO else (source,))
        gist = phrasebook.gist(asked.intent, target)
        return Translation(text=gist, engine="phrasebook") if gist else None


class _Line:
    """One engine with its places, its breaker and its figures."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self._places = asyncio.Semaphore(engine.settings.concurrency)
        self._breaker = Breaker(clock)
        self._ok = self._failed = 0
        self._took_ms: deque[float] = deque(maxlen=_MEASURED_CALLS)
        self._last_error = ""

    async def translate(self, text: str, source: str, target: str) -> str | None:
        """A checked translation, or None if this engine has none, within twice its time-out."""
        try:
            async with asyncio.timeout(self.engine.settings.timeout_s):
                await self._places.acquire()
        except TimeoutError:
            self._note_failure("no free place: too many questions at once")
            return None
        try:
            if not self._breaker.lets_through():
                return None
            return await self._call(text, source, target)
        finally:
            self._places.release()

    async def _call(self, text: str, source: str, target: str) -> str | None:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        try:
            answer = checked(await self.engine.translate(text, source, target), text, target)
        except EngineFault as fault:
            self._breaker.failed(round(fault.rest_s * 1000))
            self._note_failure(str(fault))
            return None
        except EngineRefusal as refusal:
            self._breaker.succeeded()
            self._note_failure(str(refusal))
            return None
        self._breaker.succeeded()
        self._ok += 1
        self._took_ms.append((loop.time() - began_s) * 1000)
        return answer

    def _note_failure(self, reason: str) -> None:
        self._failed += 1
        self._last_error = reason
        log.info("no translation from engine", engine=self.engine.settings.name, reason=reason)

    def report(self) -> EngineReport:
        took_ms = sorted(self._took_ms)
        return EngineReport(
            engine=self.engine.settings.name,
            ok=self._ok,
            failed=self._failed,
            mean_ms=round(mean(took_ms)) if took_ms else 0,
            p95_ms=round(took_ms[int(len(took_ms) * 0.95)]) if took_ms else 0,
            breaker=self._breaker.state,
            last_error=self._last_error,
        )


def _language(tag: str) -> str:
    return tag.partition("-")[0]
