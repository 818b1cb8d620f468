"""Answers of the control API: JSON for programs; for people who opened a wrong address, a page that says what to do."""

import html
import re
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from aiohttp import web

from livebot.words import WORDS

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

KEPT_HEADERS = ("Retry-After", "WWW-Authenticate")
# It may stand in the video: its style leaves the page transparent, and the text small.
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>livebot</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/overlay/files/signpost.css">'
    '</head><body><p>{english}</p><p lang="zh">{chinese}</p></body></html>'
)


def json_response(body: Any, *, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json")


class Refusal(web.Response):
    """In the form every refusal has, whether the guard's or the room's."""

    def __init__(self, status: int, kind: str, message: str, data: dict[str, str]) -> None:
        body = msgspec.json.encode({"ok": False, "kind": kind, "data": data, "message": message})
        super().__init__(body=body, status=status, content_type="application/json")
        self.kind = kind
        self.data = data


def refusal(status: int, kind: str, message: str, **data: str) -> Refusal:
    return Refusal(status, kind, message, data)


class Signpost(web.Response):
    """A refusal for people. Nobody knows yet who they are, so it is in English and in Chinese."""

    def __init__(self, refused: Refusal) -> None:
        english, chinese = (_marked(words.format_map(refused.data)) for words in WORDS[f"link.{refused.kind}"])
        page = PAGE.format(english=english, chinese=chinese)
        headers = {name: value for name, value in refused.headers.items() if name in KEPT_HEADERS}
        super().__init__(text=page, status=refused.status, content_type="text/html", headers=headers)


@web.middleware
async def for_people(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a refusal into a page where a browser opened the address: programs do not ask for HTML."""
    answer = await handler(request)
    is_opened = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if is_opened and isinstance(answer, Refusal) and f"link.{answer.kind}" in WORDS:
        return Signpost(answer)
    return answer


def _marked(words: str) -> str:
    """Return the HTML of words in which `commands` stand in backticks."""
    return re.sub("`(.+?)`", r"<code>\1</code>", html.escape(words))
