"""Which of several Bluetooth adapters is listened with: chosen once, found again by its address."""

from __future__ import annotations

import asyncio

from walkdown.app.ports import Adapters, Settings
from walkdown.consent.lease import Lease
from walkdown.core.adapter_doctor import Looked, used


class ChosenAdapter:
    """The adapters there are, and the choice among them; without settings it holds for a session."""

    def __init__(self, adapters: Adapters, settings: Settings | None = None) -> None:
        self._adapters = adapters
        self._settings = settings
        self._address = ""
        self._read = settings is None

    async def look(self, lease: Lease) -> Looked:
        """What the system says of them now."""
        return await self._adapters.look(lease)

    async def address(self) -> str:
        """That of the chosen one; empty where the system's own order decides."""
        if not self._read and self._settings is not None:
            self._address = await asyncio.to_thread(self._settings.adapter)
            self._read = True
        return self._address

    async def choose(self, address: str) -> None:
        """Listen with this one from now on, and remember it. Raises Setback(CANNOT_WRITE)."""
        self._address, self._read = address, True
        if self._settings is not None:
            await asyncio.to_thread(self._settings.keep_adapter, address)

    async def key(self, lease: Lease) -> str:
        """The system's handle of the chosen one; empty where none was, or it cannot listen now.

        Handles change from start to start, so it is looked up each time. Then the system's own
        choice is better than none: the check of the adapters says which one it is.
        """
        address = await self.address()
        if not address:
            return ""
        adapter = used((await self.look(lease)).adapters or (), address)
        return adapter.key if adapter and adapter.usable and adapter.address == address else ""
