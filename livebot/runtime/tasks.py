"""Background tasks whose failures are seen.

asyncio keeps only weak references to its tasks and reports a failure when the task is collected, if at all. Every
task of livebot is started here (or in an ``asyncio.TaskGroup``) instead.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

_running: set[asyncio.Task[Any]] = set()


def spawn(coro: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
    """Start ``coro`` as a task that lives until it ends or is cancelled.

    A failure goes at once to the loop's exception handler, which logs it; the daemon's own handler also alerts.
    """
    task = asyncio.get_running_loop().create_task(coro, name=name)
    _running.add(task)
    task.add_done_callback(_ended)
    return task


def _ended(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if task.cancelled():
        return
    failure = task.exception()
    if failure is not None:
        context = {"message": f"task {task.get_name()} failed", "exception": failure, "task": task}
        task.get_loop().call_exception_handler(context)


async def stop(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have ended. Their failures were reported already."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class Worker:
    """One thread for calls that block; they are served in the order they were made.

    The thread does not keep the process alive: a call that hangs ends with it.
    """

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()
        self._is_closed = False

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the call returns. Cancelling the waiting takes back a call not begun, and stops no other."""
        if self._is_closed:
            raise RuntimeError("the worker is closed")
        answer: Future[T] = Future()
        self._calls.put(partial(_answer, answer, partial(call, *args, **kwargs)))
        return await asyncio.wrap_future(answer)

    @property
    def is_wanted(self) -> bool:
        """A call waits for the one that is being served; may be asked from any thread."""
        return not self._calls.empty()

    def _serve(self) -> None:
        while (call := self._calls.get()) is not None:
            call()

    def close(self, within_s: float | None = None) -> bool:
        """Wait for the calls already made; return whether they have ended in that time."""
        self._is_closed = True
        self._calls.put(None)
        self._thread.join(within_s)
        return not self._thread.is_alive()


class LeftBehind(ThreadPoolExecutor):
    """The event loop's own threads, which look up names: one that hangs does not hold up the end of the process."""

    def submit(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        answer: Future[T] = Future()
        work = partial(_answer, answer, partial(call, *args, **kwargs))
        threading.Thread(target=work, name="left behind", daemon=True).start()
        return answer


def _answer(answer: Future[T], call: Callable[[], T]) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(call())
    except BaseException as error:  # noqa: BLE001 - whoever waits for the answer gets it
        answer.set_exception(error)
