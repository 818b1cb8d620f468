"""Those who wait until a fact is stored, by its dedupe key."""

import asyncio


class Receipts:
    """Given once the fact is committed; several may wait for the same one."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[asyncio.Future[bool]]] = {}

    async def wait(self, key: str) -> bool:
        """Return whether the fact was new. Raises what it was refused with."""
        receipt = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(receipt)
        try:
            return bool(await receipt)
        finally:
            waiting = self._waiting.get(key, [])
            if receipt in waiting:  # nobody waits for it any more
                waiting.remove(receipt)

    def give(self, key: str, *, is_new: bool) -> None:
        """Tell those who wait; of a new fact, it was the first of them who brought it."""
        for n, receipt in enumerate(self._take(key)):
            receipt.set_result(is_new and n == 0)

    def refuse(self, key: str, error: Exception) -> None:
        """The fact is not stored, and will not be."""
        for receipt in self._take(key):
            receipt.set_exception(error)

    def _take(self, key: str) -> list[asyncio.Future[bool]]:
        if not self._waiting:
            return []
        return [receipt for receipt in self._waiting.pop(key, ()) if not receipt.done()]
