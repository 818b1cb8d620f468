"""Runs blocking calls in threads of their own, so that a call that never returns costs no more than its thread.

A thread pool shared with others is used up by a few silent servers, and its threads are waited for when the program
ends. These threads are few, belong to one engine, are left behind while their call overstays, and never hold up the
end of the program.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class WorkersExhausted(Exception):  # noqa: N818 - reads as what happened
    """Every thread is stuck in a call that overstayed."""


class Workers:
    """At most ``limit`` threads; one that overstayed comes back when its call ends after all."""

    def __init__(self, name: str, limit: int) -> None:
        self._name = name
        self._limit = limit
        self._lock = threading.Lock()
        self._threads = 0
        self._idle: list[_Jobs] = []
        self._is_closed = False

    async def run(self, call: Callable[[], T], timeout_s: float) -> T:
        """The call's result. Raises TimeoutError (the call goes on, unheeded), WorkersExhausted, or what it raises."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._idle_worker().put(_Job(call, answer))
        async with asyncio.timeout(timeout_s):
            return await answer

    def close(self) -> None:
        """End the idle threads; each of the others ends with its call."""
        with self._lock:
            self._is_closed = True
            for jobs in self._idle:
                jobs.put(None)
            self._idle.clear()

    def _idle_worker(self) -> "_Jobs":
        with self._lock:
            if self._idle:
                return self._idle.pop()
            if self._threads >= self._limit or self._is_closed:
                raise WorkersExhausted(f"all {self._limit} threads of {self._name} hang")
            self._threads += 1
        jobs: _Jobs = SimpleQueue()
        threading.Thread(target=self._work, args=(jobs,), name=f"{self._name} worker", daemon=True).start()
        return jobs

    def _work(self, jobs: "_Jobs") -> None:
        while job := jobs.get():
            job.call()
            with self._lock:
                if self._is_closed:
                    return
                self._idle.append(jobs)


class _Job(Generic[T]):
    def __init__(self, call: Callable[[], T], answer: asyncio.Future[T]) -> None:
        self._call = call
        self._answer = answer

    def call(self) -> None:
        try:
            result = self._call()
        except Exception as failure:  # noqa: BLE001 - whatever it is, the one who waits gets it
            self._settle(self._answer.set_exception, failure)
        else:
            self._settle(self._answer.set_result, result)

    def _settle(self, setter: Callable[[Any], None], value: object) -> None:
        with suppress(RuntimeError):  # the event loop ended meanwhile: nobody waits any more
            self._answer.get_loop().call_soon_threadsafe(_unless_done, self._answer, setter, value)


def _unless_done(answer: asyncio.Future[Any], setter: Callable[[Any], None], value: object) -> None:
    if not answer.done():
        setter(value)


_Jobs = SimpleQueue[_Job[Any] | None]
