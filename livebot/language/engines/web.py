"""JSON over HTTP for the engines that are asked without a library, with every way to fail named and bounded."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from livebot.language.engines.base import MOST_BYTES, EngineFault, check_status


def new_session() -> aiohttp.ClientSession:
    """Connections that all engines may share; needs a running event loop. How many at once is the chain's to limit."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept-Encoding": "identity", "User-Agent": "livebot"},  # a small body cannot unpack to gigabytes
        auto_decompress=False,
        trust_env=True,  # the same proxy that the other engines use
    )


class JsonApi:
    """One engine's service. Without a ``session``, each call has its own."""

    def __init__(self, timeout_s: float, session: aiohttp.ClientSession | None) -> None:
        self._timeout_s = timeout_s
        self._session = session

    async def post(self, url: str, body: Mapping[str, Any], key: str = "") -> Any:
        """The answer to a request, decoded. ``key`` is the value of the header ``Authorization``.

        Redirects are not followed: they would carry the key elsewhere. Raises EngineFault or EngineRefusal.
        """
        headers = {"Authorization": key} if key else {}
        timeout = aiohttp.ClientTimeout(total=self._timeout_s)
        try:
            async with (
                self._connections() as session,
                session.post(url, json=body, headers=headers, timeout=timeout, allow_redirects=False) as response,
            ):
                check_status(response.status, response.headers)
                data = await _whole(response.content)
        except TimeoutError:
            raise EngineFault(f"no answer within {self._timeout_s:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as failure:
            # Only the kind is told: messages can hold the address, and with it a key that somebody put there.
            raise EngineFault(f"no connection ({type(failure).__name__})") from None
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            raise EngineFault("unreadable answer (no JSON)") from None

    @asynccontextmanager
    async def _connections(self) -> AsyncIterator[aiohttp.ClientSession]:
        if self._session is not None:
            yield self._session
        else:
            async with new_session() as session:
                yield session


def text_at(answer: Any, *path: str | int) -> str | None:
    """The text at a place in an answer; None where it is ``null``. Raises EngineFault if there is no such place."""
    for step in path:
        try:
            answer = answer[step]
        except (KeyError, IndexError, TypeError):
            raise EngineFault("unreadable answer (of another form)") from None
    if answer is not None and not isinstance(answer, str):
        raise EngineFault("unreadable answer (of another form)")
    return answer


async def _whole(content: aiohttp.StreamReader) -> bytes:
    body = b""
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            raise EngineFault("the answer has no end")
    return body
