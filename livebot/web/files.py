"""The files of the pages that livebot serves: part of it, read once, the same for everybody."""

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from aiohttp import web

TYPES = {"js": "text/javascript", "css": "text/css", "html": "text/html", "woff2": "font/woff2", "svg": "image/svg+xml"}
"""Not left to the system's own list, which on Windows any program may have changed."""


class Files:
    """Those in a folder and below it, by their path in it."""

    def __init__(self, folder: Traversable) -> None:
        self._files = dict(_read(folder))

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    async def serve(self, request: web.Request) -> web.Response:
        """Answer with the file that ``path`` names in the address."""
        path = request.match_info["path"]
        if path not in self._files:
            raise web.HTTPNotFound
        content_type = TYPES.get(path.rpartition(".")[2], "application/octet-stream")
        return web.Response(body=self._files[path], content_type=content_type)

    def filled(self, path: str, values: dict[str, str]) -> web.Response:
        """Answer with a page in which ``{{NAME}}`` stands for a value, which is put in as it is."""
        text = self._files[path].decode()
        for name, value in values.items():
            text = text.replace(f"{{{{{name}}}}}", value)
        return web.Response(text=text, content_type="text/html")


def _read(folder: Traversable, under: str = "") -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _read(item, f"{under}{item.name}/")
        else:
            yield f"{under}{item.name}", item.read_bytes()
