"""Overlays: pages for the video, which OBS, TikTok LIVE Studio or a phone show.

================================  =================================================================================
``GET /overlay/?key=KEY``         the editor: every page with a preview, its link, size, theme, language and volume;
                                  ``/overlay?key=KEY`` leads there
``GET /overlay/NAME?key=KEY``     a page; also ``lang``, ``theme``, ``size``, ``place`` … (see ``static/options.js``)
``GET /overlay/files/…``          what they load: part of livebot, without a key
``GET /api/overlays``             ``{"key", "pages"}``, for whoever has the control API's token
``WS /overlay/live?key=KEY``      first ``{"version", "at_ms", "view": OverlayState}``, then ``{"at_ms", "changes":
                                  {section: value}}``. To ``{"ping": N}`` comes ``{"pong": N, "at_ms"}``;
                                  ``{"seen": [NAME, …]}`` says which pages are on somebody's screen there
================================  =================================================================================

A page is a file in ``static/pages``: ``NAME.js`` with ``NAME.css`` beside it. There is no list of them: whatever is
there is served, is in the editor, and, if ``pages/stage.js`` ranks it, on the stage.
"""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import msgspec
from aiohttp import web

from livebot import __version__
from livebot.ports import Clock
from livebot.views import Status
from livebot.web.answers import json_response, refusal
from livebot.web.files import Files
from livebot.web.guard import OVERLAY_FILES, OVERLAYS
from livebot.web.live import Feed, Watched, Watchers
from livebot.web.overlays.state import OverlayState, changes, overlay


class OverlayFeed(Feed[OverlayState]):
    """What may be public of the room."""

    def __init__(self, room: Watched, clock: Clock, on_session: Callable[[], None]) -> None:
        super().__init__(room)
        self._clock = clock
        self._on_session = on_session
        self._session_id = ""

    def look(self, status: Status) -> OverlayState:
        if status.connection.session_id != self._session_id:
            self._session_id = status.connection.session_id
            self._on_session()
        return overlay(status)

    def whole(self, view: OverlayState) -> dict[str, Any]:
        return {"version": __version__, "at_ms": self._clock.now_ms(), "view": view}

    def changes(self, old: OverlayState, new: OverlayState) -> dict[str, Any] | None:
        changed = changes(old, new)
        return {"at_ms": self._clock.now_ms(), "changes": changed} if changed else None


class FromPage(msgspec.Struct, frozen=True):
    """What a page says."""

    ping: float | None = None
    seen: tuple[str, ...] | None = None


class Overlays:
    """The routes. ``seen`` is told the names of the pages on somebody's screen whenever they change, and again when a
    new session begins.
    """

    def __init__(
        self, room: Watched, *, key: str, clock: Clock, seen: Callable[[tuple[str, ...]], None] = lambda _: None
    ) -> None:
        self.key = key
        self._clock = clock
        self._tell = seen
        self._on_screen: dict[web.WebSocketResponse, frozenset[str]] = {}
        self._told: tuple[str, ...] = ()
        self._files = Files(files(__package__) / "static")
        self._pages = sorted(name[6:-3] for name in self._files if name.startswith("pages/") and name.endswith(".js"))
        self._watchers = Watchers(OverlayFeed(room, clock, self._tell_again), self._hear)

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/api/overlays", self._index)
        app.router.add_get(OVERLAYS, self._page)
        app.router.add_get(OVERLAYS.rstrip("/"), self._to_editor)
        app.router.add_get(OVERLAYS + "live", self._live)
        app.router.add_get(OVERLAY_FILES + "{path:.+}", self._files.serve)
        app.router.add_get(OVERLAYS + "{name}", self._page)

    async def close(self) -> None:
        await self._watchers.close()

    async def _index(self, _request: web.Request) -> web.Response:
        return json_response({"key": self.key, "pages": self._pages})

    async def _page(self, request: web.Request) -> web.Response:
        name = request.match_info.get("name", "editor")
        if name not in (*self._pages, "editor"):
            pages = ", ".join(self._pages)
            return refusal(404, "no_overlay", f"There is no such overlay; there are: {pages}.", pages=pages)
        styles = "".join(f'<link rel="stylesheet" href="{OVERLAY_FILES}pages/{page}.css">' for page in self._pages)
        values = {"name": name, "version": __version__, "pages": " ".join(self._pages), "styles": styles}
        return self._files.filled("editor.html" if name == "editor" else "page.html", values)

    async def _to_editor(self, request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": str(request.rel_url.with_path(OVERLAYS, keep_query=True))})

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        try:
            return await self._watchers.serve(request)
        finally:
            self._count_screens()

    async def _hear(self, socket: web.WebSocketResponse, text: str) -> None:
        try:
            said = msgspec.json.decode(text, type=FromPage)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return
        if said.ping is not None:
            pong = {"pong": said.ping, "at_ms": self._clock.now_ms()}
            await socket.send_str(msgspec.json.encode(pong).decode())
        if said.seen is not None:
            self._on_screen[socket] = frozenset(said.seen) & frozenset(self._pages)
            self._count_screens()

    # --- who sees what -----------------------------------------------------------------------------------------

    def _count_screens(self) -> None:
        self._on_screen = {socket: pages for socket, pages in self._on_screen.items() if not socket.closed}
        seen = tuple(sorted(frozenset[str]().union(*self._on_screen.values())))
        if seen != self._told:
            self._told = seen
            self._tell(seen)

    def _tell_again(self) -> None:
        if self._told:
            self._tell(self._told)
