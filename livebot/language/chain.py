"""The Translator port: memory, then the engines in order, then the phrasebook's gist, then no translation at all.

An engine that has not answered after ``hedge_after_s`` is not waited for alone: the next is asked as well, and the
first good answer wins. The call that lost is cancelled and counts neither as a failure nor as a success; only when it
loses again and again does its breaker give it a rest, so that questions do not wait for an engine that hangs.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from statistics import mean

import aiohttp
import structlog

from livebot.language import phrasebook
from livebot.language.breaker import Breaker
from livebot.language.clean import folded
from livebot.language.engines import Engine, EngineFault, EngineRefusal, EngineSettings, make_engine
from livebot.language.engines.web import new_session
from livebot.language.glossary import Glossary, Guarded
from livebot.language.memory import TranslationMemory
from livebot.language.script import native_scripts, script_of
from livebot.language.verdict import checked
from livebot.ports import Clock, EngineReport, Translation, TranslationRefused
from livebot.runtime.tasks import spawn, stop

AUTO = "auto"
HEDGE_AFTER_S = 0.8
MOST_ASKED = 500
"""So many different texts at once; for more there is the gist, at once."""
_UNKNOWN = ("", "und", AUTO)
_MEASURED_CALLS = 200

log = structlog.get_logger(__name__)


class TranslationChain:
    """Several may ask at once; the same question asked by several at once is translated once."""

    def __init__(
        self,
        engines: Sequence[Engine],
        memory: TranslationMemory,
        clock: Clock,
        *,
        glossary: Glossary | None = None,
        hedge_after_s: float = HEDGE_AFTER_S,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        """``session`` is closed with the chain; see ``open_chain``."""
        self.glossary = glossary or Glossary()
        """May be replaced at any time; what was translated under the old one is not remembered under the new."""
        self._lines = [_Line(engine, clock) for engine in engines]
        self._memory = memory
        self._clock = clock
        self._hedge_after_s = hedge_after_s
        self._session = session
        self._asking: dict[tuple[str, str, str, str], asyncio.Task[Translation | None]] = {}

    async def translate(self, text: str, source: str, target: str) -> Translation:
        """See the Translator port. A text that is in the target language already comes back as it is, by ``none``."""
        if _language(source) == _language(target):
            return Translation(text=text, engine="none", source=source)
        if not folded(text):
            raise TranslationRefused("there is nothing to translate")
        guarded = self.glossary.guard(text, target)
        if guarded.whole is not None:
            return Translation(text=guarded.whole, engine="glossary")
        if source in _UNKNOWN or script_of(text) not in native_scripts(source):
            source = AUTO  # romanised text: the engine finds out better by itself
        key = (folded(text), guarded.signature, source, target)
        if key not in self._asking:
            if len(self._asking) >= MOST_ASKED:
                return _gist(text, source, target) or _refuse("too many questions at once")
            self._asking[key] = spawn(self._ask(text, guarded, source, target), name=f"translate to {target}")
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
        asking = self._asking[key]
        try:
            translation = await asyncio.shield(asking)
        except asyncio.CancelledError:
            if asking.cancelled():
                raise TranslationRefused("the translator is being closed") from None
            raise
        return translation or _refuse("no engine had a translation")

    def report(self) -> list[EngineReport]:
        return [line.report() for line in self._lines]

    async def close(self) -> None:
        """Give up what is under way; calls that hang end by themselves and hold up nothing."""
        await stop(*self._asking.values())
        for line in self._lines:
            line.engine.close()
        if self._session is not None:
            await self._session.close()
        self._memory.close()

    async def _ask(self, text: str, guarded: Guarded, source: str, target: str) -> Translation | None:
        remembered = await self._memory.get(text, source, target, terms=guarded.signature)
        if remembered is not None:
            return Translation(text=remembered, engine="memory")
        found = await self._first_answer(guarded, source, target)
        if found is None:
            return _gist(text, source, target)
        now_ms = self._clock.now_ms()
        await self._memory.put(text, source, target, found.text, now_ms, terms=guarded.signature)
        return found

    async def _first_answer(self, guarded: Guarded, source: str, target: str) -> Translation | None:
        """Ask one engine after the other, each a little later or when those before it have failed."""
        left = deque(self._lines)
        asked: dict[asyncio.Task[str | None], _Line] = {}
        try:
            while left or asked:
                if left:
                    line = left.popleft()
                    task = spawn(line.translate(guarded, source, target), name=f"ask {line.engine.settings.name}")
                    asked[task] = line
                patience_s = self._hedge_after_s if left else None
                done, _ = await asyncio.wait(asked, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
                for task in [task for task in asked if task in done]:
                    line = asked.pop(task)
                    if (answer := task.result()) is not None:
                        return Translation(text=answer, engine=line.engine.settings.name)
            return None
        finally:
            await stop(*asked)


def open_chain(
    settings: Iterable[EngineSettings],
    memory: TranslationMemory,
    clock: Clock,
    *,
    glossary: Glossary | None = None,
    hedge_after_s: float = HEDGE_AFTER_S,
) -> TranslationChain:
    """A chain with the engines of these settings, over connections that it owns. Needs a running event loop."""
    session = new_session()
    engines = [make_engine(one, session) for one in settings]
    return TranslationChain(engines, memory, clock, glossary=glossary, hedge_after_s=hedge_after_s, session=session)


class _Line:
    """One engine with its places, its breaker and its figures."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self._places = asyncio.Semaphore(engine.concurrency)
        self._breaker = Breaker(clock)
        self._ok = self._failed = 0
        self._took_ms: deque[float] = deque(maxlen=_MEASURED_CALLS)
        self._last_error = ""

    async def translate(self, guarded: Guarded, source: str, target: str) -> str | None:
        """A checked translation, or None if this engine has none, within twice its time-out."""
        if self._breaker.is_resting:
            return None
        try:
            async with asyncio.timeout(self.engine.settings.timeout_s):
                await self._places.acquire()
        except TimeoutError:
            self._note_failure("no free place: too many questions at once")
            return None
        try:
            if not self._breaker.lets_through():
                return None
            return await self._call(guarded, source, target)
        finally:
            self._places.release()

    async def _call(self, guarded: Guarded, source: str, target: str) -> str | None:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        try:
            answer = await self._with_terms(guarded, source, target, began_s + self.engine.settings.timeout_s)
        except EngineFault as fault:
            self._breaker.failed(round(fault.rest_s * 1000))
            self._note_failure(str(fault))
            return None
        except TimeoutError:
            self._breaker.failed()
            self._note_failure(f"no answer within {self.engine.settings.timeout_s:g} s")
            return None
        except EngineRefusal as refusal:
            self._breaker.succeeded()
            self._note_failure(str(refusal))
            return None
        except asyncio.CancelledError:
            if self._breaker.abandoned():
                self._last_error = "slower than the next engine, again and again"
            raise
        self._breaker.succeeded()
        self._ok += 1
        self._took_ms.append((loop.time() - began_s) * 1000)
        return answer

    async def _with_terms(self, guarded: Guarded, source: str, target: str, until_s: float) -> str:
        """Ask, and where terms of the glossary got lost, ask once more with those written the other way."""
        masked = guarded.masked
        async with asyncio.timeout_at(until_s):
            text, lost = await self._answer(guarded, masked, source, target)
        if lost:
            other = masked ^ lost
            with suppress(EngineFault, EngineRefusal, TimeoutError):
                async with asyncio.timeout_at(until_s):
                    again, lost_again = await self._answer(guarded, other, source, target)
                if (len(lost_again & other), len(lost_again)) < (len(lost & masked), len(lost)):
                    text, masked, lost = again, other, lost_again
        if lost:
            log.info("terms of the glossary got lost", engine=self.engine.settings.name, terms=len(lost))
        if lost & masked:
            raise EngineRefusal("it lost a name of the glossary")
        return text

    async def _answer(
        self, guarded: Guarded, masked: frozenset[int], source: str, target: str
    ) -> tuple[str, frozenset[int]]:
        sent = guarded.sent(masked)
        return guarded.restored(checked(await self.engine.translate(sent, source, target), sent, target), masked)

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


def _gist(text: str, source: str, target: str) -> Translation | None:
    asked = phrasebook.intent(text, () if source == AUTO else (source,))
    gist = phrasebook.gist(asked.intent, target)
    return Translation(text=gist, engine="phrasebook") if gist else None


def _refuse(reason: str) -> Translation:
    raise TranslationRefused(reason)


def _language(tag: str) -> str:
    return tag.partition("-")[0]
