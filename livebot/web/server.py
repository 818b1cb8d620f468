"""The control API: what a console, a script or a Stream Deck needs of a running daemon, over HTTP.

==========================  =======================================================================================
``GET /health``             ``{"ok": true, "version": "0.1.0"}``; the only one that wants no token
``GET /api/status``         the ``Status`` of ``livebot.views``
``POST /api/do``            ``{"words": ["poll", "open", "colour"]}`` or a command's JSON form, ``{"do": "poll.open",
                            "id": "colour"}``; beside it, if wanted, ``by`` (the console's name) and ``command_id`` (the
                            same one is carried out once). Answers ``{"ok", "kind", "data", "message"}``: 200 if it was
                            done, 409 if the room refused it, 400 if it was not understood
``WS /api/live``            first ``{"api", "version", "view": status}``, then ``{"changes": …}`` for ``views.apply``.
                            What ``?by=NAME`` has claimed is released when that console has gone and stays away
==========================  =======================================================================================

Every request carries ``Authorization: Bearer TOKEN``. What is refused before anybody looks at it:

====================  ==============================================================================================
401 ``wrong_token``   it is missing or wrong
429 ``too_many``      ten wrong ones came from that address; ``Retry-After`` says how long none is looked at, a minute
403 ``wrong_host``    a name that a web site could have led here (DNS rebinding). Use this machine's address, a name
                      without a dot, or one that ends as those in ``guard.NOT_PUBLIC`` do; a proxy has to send that as
                      ``Host``. What listens on this machine only is ``127.0.0.1`` or ``localhost``
403 ``wrong_origin``  a page of another web site asked
====================  ==============================================================================================

A browser that opened such an address is given a page that says what to do (see ``answers.py``), with the same status.

Beside this, orders come in (see ``orders.py``), and pages for the video (see ``overlays/``) and for a helper's phone
(see ``desk/``) go out.
"""

import errno
import re
import secrets
import socket
from collections.abc import AsyncIterator
from typing import Any, Protocol, Self

import msgspec
from aiohttp import web

from livebot import __version__
from livebot.commands import AnyCommand
from livebot.effects import Reply
from livebot.ports import JournalError
from livebot.views import Status, plain
from livebot.web.answers import for_people, json_response, refusal
from livebot.web.commands import parse_command
from livebot.web.desk import Desk
from livebot.web.guard import add_headers, guard
from livebot.web.live import StatusFeed, Watchers
from livebot.web.orders import Entrances
from livebot.web.overlays import Overlays
from livebot.web.presence import Presence
from livebot.wording import Words

MAX_BODY_BYTES = 64 * 1024
"""As many orders as may come at once fit into it."""
MAX_NAME_CHARS = 64
UNSEEN = re.compile(r"[\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, breaks, and what turns the reading direction. Python's tables lag behind the newest emoji."""
ANSWER_WITHIN_S = 15


class Room(Protocol):
    """What the control API shows and steers."""

    def status(self) -> Status: ...

    def subscribe(self) -> AsyncIterator[Status]:
        """Yield the status whenever it changed, several at once as the newest; never waits for the reader."""

    async def command(self, command: AnyCommand, by: str, command_id: str, *, within_s: float | None = None) -> Reply:
        """Carry out an operator's command and return what became of it, once that is committed.

        Raises JournalError if it could not be committed or was not begun ``within_s``; then it did not happen.
        Raises TimeoutError if it was begun, and what becomes of it is not known yet.
        """


class CannotListen(Exception):  # noqa: N818 - reads as what happened
    """The address cannot be used; the message says why and what to change."""


class ControlServer:
    """Listens on ``host:port`` from ``start`` (or ``async with``) until ``stop``. Port 0 takes any free port."""

    def __init__(
        self,
        room: Room,
        *,
        host: str,
        port: int,
        token: str,
        orders: Entrances | None = None,
        overlays: Overlays | None = None,
        desk: Desk | None = None,
    ) -> None:
        self._room = room
        self._host = host
        self._port = port
        self._presence = Presence(room)
        self._watchers = Watchers(StatusFeed(room))
        self._overlays = overlays
        self._desk = desk
        keys = (overlays.key if overlays else "", (lambda: desk.key) if desk else None)
        check = guard(token, host, orders.signed if orders else (), *keys)
        app = web.Application(middlewares=[for_people, check], client_max_size=MAX_BODY_BYTES)
        app.on_response_prepare.append(add_headers)
        app.router.add_get("/health", self._health)
        app.router.add_get("/api/status", self._status)
        app.router.add_post("/api/do", self._do)
        app.router.add_get("/api/live", self._live)
        if orders is not None:
            orders.add_to(app)
        if overlays is not None:
            overlays.add_to(app)
        if desk is not None:
            desk.add_to(app, self._presence)
        # A signature is over what was sent, and what strangers send is never unpacked.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2, auto_decompress=False)

    @property
    def url(self) -> str:
        """Where it is reached from this machine, such as ``http://127.0.0.1:8787``."""
        host, port = self._runner.addresses[0][:2]
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what it listens on
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def start(self) -> None:
        """Raises CannotListen."""
        self._presence.start()
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self.stop()
            raise CannotListen(why_not_listening(error, self._host, self._port)) from error

    async def stop(self) -> None:
        await self._watchers.close()
        if self._overlays is not None:
            await self._overlays.close()
        if self._desk is not None:
            await self._desk.close()
        await self._runner.cleanup()
        await self._presence.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _health(self, _request: web.Request) -> web.Response:
        return json_response({"ok": True, "version": __version__})

    async def _status(self, _request: web.Request) -> web.Response:
        return json_response(plain(self._room.status()))

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        async with self._presence.here(request.query.get("by", "")):
            return await self._watchers.serve(request)

    async def _do(self, request: web.Request) -> web.Response:
        try:
            command, by, command_id = _read_order(await request.read())
        except ValueError as error:
            return refusal(400, "not_understood", str(error))
        except web.HTTPRequestEntityTooLarge:
            return refusal(413, "too_large", f"This is too long: {MAX_BODY_BYTES // 1024} KB are the most.")
        try:
            reply = await self._room.command(command, by, command_id, within_s=ANSWER_WITHIN_S)
        except TimeoutError:
            return refusal(504, "timeout", "It was begun, but its outcome is not known yet: look before you repeat it.")
        except JournalError as error:
            return refusal(503, "journal", str(error))
        message = Words("en").reply(reply.kind, reply.data)
        answer = {"ok": reply.ok, "kind": reply.kind, "data": reply.data, "message": message}
        return json_response(answer, status=200 if reply.ok else 409)


def _read_order(body: bytes) -> tuple[AnyCommand, str, str]:
    """Return command, ``by`` and ``command_id``. Raises ValueError with a message for people."""
    try:
        order = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError('The body is not JSON. Send {"words": ["poll", "open", "colour"]}.') from None
    if not isinstance(order, dict):
        raise ValueError('The body is not an object. Send {"words": ["poll", "open", "colour"]}.')
    by = _name(order, "by", "api")
    command_id = _name(order, "command_id", secrets.token_hex(8))
    return _command(order), by, command_id


def _command(order: dict[str, Any]) -> AnyCommand:
    if "words" in order:
        given = order["words"]
        if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
            raise ValueError('`words` is a list of words, such as ["poll", "open", "colour"].')
        return parse_command(given)
    if "do" not in order:
        raise ValueError('The body has neither `words` nor `do`. Send {"words": ["poll", "open", "colour"]}.')
    try:
        command: AnyCommand = msgspec.convert(order, AnyCommand)
    except msgspec.ValidationError as error:
        raise ValueError(f"This is no command: {error}.") from None
    return command


def _name(order: dict[str, Any], field: str, default: str) -> str:
    name = order.get(field) or default
    if not isinstance(name, str) or len(name) > MAX_NAME_CHARS or UNSEEN.search(name):
        raise ValueError(f"`{field}` is one line of at most {MAX_NAME_CHARS} characters.")
    return name


def why_not_listening(error: OSError, host: str, port: int) -> str:
    """Return what to do about an address that cannot be listened on."""
    where = f"livebot cannot start at {host}:{port}, where its console and its pages would find it:"
    if error.errno == errno.EADDRINUSE:
        return (
            f"{where} another program is there already, most likely a livebot that still runs. End that one (Ctrl+C in"
            f" its window), or write another number for `port` under `web:` in livebot.yaml, such as {port + 1}."
        )
    if error.errno == errno.EACCES:
        return f"{where} port {port} is kept for the system. Write 8787 for `port` under `web:` in livebot.yaml."
    # Python 3.13's event loop leaves the number out where not one address could be used.
    if error.errno in (errno.EADDRNOTAVAIL, None) or isinstance(error, socket.gaierror):
        return (
            f"{where} this computer does not have the address {host}. Under `web:` in livebot.yaml write"
            " `host: 127.0.0.1` (this computer only) or `host: 0.0.0.0` (phones in your network, too)."
        )
    return f"{where} {error.strerror or error}. Look at `host` and `port` under `web:` in livebot.yaml."
