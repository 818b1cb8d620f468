"""The other end of the control API, for consoles and commands. Every failure is a ControlError in plain English."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from http import HTTPStatus
from typing import Any, Self

import aiohttp
import msgspec

from livebot.commands import AnyCommand
from livebot.orders import OrderNews, Taken, plain_news
from livebot.views import apply
from livebot.web import API
from livebot.web.token import NEEDED, is_token

ANSWER_WITHIN_S = 20
HEARTBEAT_S = 10
RETRY_S = (0.3, 0.6, 1.2, 2.5, 5.0)
NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
"""With these errors the daemon has certainly not seen the request."""


class ControlError(Exception):
    """Something stands between us and the daemon. ``kind`` names it for consoles in other languages."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        """``not_running``, ``lost``, ``unsure`` (a command may have been carried out), ``wrong_token``,
        ``other_version``, ``not_livebot`` or ``refused``."""

    @property
    def may_pass(self) -> bool:
        """Whether trying again can help."""
        return self.kind in {"not_running", "lost"}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a command."""

    ok: bool
    kind: str
    data: dict[str, str] = {}
    message: str = ""
    """In English; consoles word ``kind`` themselves."""


class DeskLinks(msgspec.Struct, frozen=True, kw_only=True):
    """How to get to the desk. Whoever has a link does what an operator does."""

    host: str
    """What the daemon listens on."""
    is_private: bool
    """Only its own machine gets there."""
    links: tuple[str, ...]
    """The likeliest first; none if the machine is in no network."""


class ControlClient:
    """Talks to one daemon, at a ``url`` such as ``http://127.0.0.1:8787``. Use it with ``async with``.

    Entering raises ControlError if ``token`` cannot be one. ``by`` is the name that this console's claims carry; they
    are released when it has gone for good.
    """

    def __init__(self, url: str, token: str, *, by: str = "console") -> None:
        self.url = url.rstrip("/")
        self.by = by
        self._token = token
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        if not is_token(self._token):
            raise ControlError(
                "wrong_token", f"What was given as the token is none: {NEEDED}, as in the file `token` of the daemon."
            )
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {self._token}"},
            timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S, sock_connect=5),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.close()

    @property
    def _open(self) -> aiohttp.ClientSession:
        assert self._session is not None, "use `async with ControlClient(...)`"
        return self._session

    async def status(self) -> dict[str, Any]:
        """Return the plain status. Raises ControlError."""
        status: dict[str, Any] = await self._ask("GET", "/api/status")
        return status

    async def overlay_links(self) -> dict[str, str]:
        """Return the links to the pages for the video by name, the editor's first. Raises ControlError."""
        known = await self._ask("GET", "/api/overlays")
        names = {"editor": "", **{name: name for name in known["pages"]}}
        return {name: f"{self.url}/overlay/{path}?key={known['key']}" for name, path in names.items()}

    async def desk(self, *, is_new: bool = False) -> DeskLinks:
        """Return the links to the moderator's page, with a new key if wanted. Raises ControlError."""
        return msgspec.convert(await self._ask("POST" if is_new else "GET", "/api/desk"), DeskLinks)

    async def do(self, command: AnyCommand, *, command_id: str = "") -> Answer:
        """Have a command carried out; a refusal by the room is an Answer too. Raises ControlError."""
        order = msgspec.to_builtins(command) | {"by": self.by, "command_id": command_id or secrets.token_hex(8)}
        return msgspec.convert(await self._ask("POST", "/api/do", order), Answer)

    async def orders(self, news: Sequence[OrderNews]) -> Taken:
        """Bring at most ``MOST_AT_ONCE`` orders, and return what became of them; to repeat it does no harm.

        Raises ControlError.
        """
        body = [plain_news(order) for order in news]
        return msgspec.convert(await self._ask("POST", "/api/orders", body), Taken)

    async def live(self, on_trouble: Callable[[ControlError], None] | None = None) -> AsyncGenerator[dict[str, Any]]:
        """Yield the plain status, whole and current, at every change; connects again as long as that can help.

        ``on_trouble`` hears of every lost or failed connection. Raises ControlError where trying again cannot help.
        Close the iterator (``contextlib.aclosing``) when leaving it early.
        """
        failures = 0
        while True:
            try:
                async for view in self._watch():
                    failures = 0
                    yield view
                trouble = ControlError("lost", f"The connection to the daemon at {self.url} was lost.")
            except ControlError as error:
                trouble = error
            if not trouble.may_pass:
                raise trouble
            if on_trouble is not None:
                on_trouble(trouble)
            await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
            failures += 1

    async def _watch(self) -> AsyncIterator[dict[str, Any]]:
        try:
            goodbye = aiohttp.ClientWSTimeout(ws_close=2)
            async with self._open.ws_connect(
                f"{self.url}/api/live", params={"by": self.by}, heartbeat=HEARTBEAT_S, max_msg_size=0, timeout=goodbye
            ) as socket:
                view: dict[str, Any] = {}
                async for message in socket:
                    if message.type != aiohttp.WSMsgType.TEXT:
                        break
                    news = msgspec.json.decode(message.data)
                    if "view" in news:
                        self._check_version(str(news["api"]))
                        view = news["view"]
                    else:
                        view = apply(view, news["changes"])
                    yield view
        except aiohttp.WSServerHandshakeError as error:
            raise self._refused(error.status, error.headers or {}, "") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self._unreachable(error) from None
        except (KeyError, msgspec.DecodeError):
            raise self._other_version("?") from None

    async def _ask(self, method: str, path: str, body: object = None) -> Any:
        try:
            async with self._open.request(method, self.url + path, json=body, allow_redirects=False) as response:
                raw = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            if method == "POST" and not isinstance(error, NOT_SENT):
                told = f"The daemon at {self.url} took it and did not answer: look before you repeat it."
                raise ControlError("unsure", told) from None
            raise self._unreachable(error) from None
        if response.status in {200, 409}:
            self._check_version(response.headers.get("X-Livebot-Api", ""))
            return msgspec.json.decode(raw)
        raise self._refused(response.status, response.headers, _message_in(raw))

    def _unreachable(self, error: Exception) -> ControlError:
        if isinstance(error, aiohttp.InvalidURL):
            return ControlError("not_livebot", f"{self.url} is not an address such as http://127.0.0.1:8787.")
        return ControlError(
            "not_running",
            f"No daemon answers at {self.url}: start one with `livebot run`, or check web.host and web.port.",
        )

    def _refused(self, status: int, headers: Any, message: str) -> ControlError:
        if "X-Livebot-Api" not in headers:
            return ControlError("not_livebot", f"What answers at {self.url} is not livebot: check web.port.")
        if status == 401:
            return ControlError(
                "wrong_token",
                f"The daemon at {self.url} does not know this token. It is in the file `token` of the daemon's data"
                " folder; set LIVEBOT_TOKEN to it.",
            )
        if status == HTTPStatus.GATEWAY_TIMEOUT:
            return ControlError("unsure", message)
        return ControlError("refused", message or f"The daemon refused the request (HTTP status {status}).")

    def _check_version(self, api: str) -> None:
        if not api:
            raise ControlError("not_livebot", f"What answers at {self.url} is not livebot: check web.port.")
        if api != str(API):
            raise self._other_version(api)

    def _other_version(self, api: str) -> ControlError:
        return ControlError(
            "other_version",
            f"The daemon at {self.url} is another version of livebot (its API is {api}, ours is {API}):"
            " use the same version on both sides.",
        )


def _message_in(raw: bytes) -> str:
    try:
        return msgspec.json.decode(raw, type=Answer).message
    except (msgspec.DecodeError, msgspec.ValidationError):
        return ""
