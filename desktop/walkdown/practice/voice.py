"""The practice devices' mDNS voice: real announcements, on this laptop alone, that follow the devices."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from walkdown.practice.endpoint import HOST
from walkdown.practice.told_name import ToldName

if TYPE_CHECKING:
    from zeroconf import ServiceInfo
    from zeroconf.asyncio import AsyncZeroconf

log = logging.getLogger(__name__)


class Voice:
    """Belongs to the running loop. Silent until the first name is told; needs `close`."""

    def __init__(self) -> None:
        self._wanted: frozenset[ToldName] = frozenset()
        self._changed = asyncio.Event()
        self._speaking: asyncio.Task[None] | None = None
        self._closed = False

    def tell(self, names: Iterable[ToldName | None]) -> None:
        """These are told from now on, and no others; returns at once."""
        wanted = frozenset(name for name in names if name is not None)
        if wanted == self._wanted or self._closed:
            return
        self._wanted = wanted
        self._changed.set()
        if self._speaking is None:
            self._speaking = asyncio.create_task(self._speak(), name="practice names")

    async def close(self) -> None:
        """Say goodbye and let the sockets go. May be called twice."""
        self._closed = True
        speaking, self._speaking = self._speaking, None
        if speaking:
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)

    async def _speak(self) -> None:
        from zeroconf import IPVersion
        from zeroconf.asyncio import AsyncZeroconf

        try:
            mouth = AsyncZeroconf(interfaces=[HOST], ip_version=IPVersion.V4Only)
        except OSError as error:
            log.info("practice names: %s", type(error).__name__)
            return
        begun = asyncio.ensure_future(mouth.zeroconf.async_wait_for_start())
        try:
            await asyncio.shield(begun)
            await self._follow(mouth)
        finally:
            # Cancelled half-way it would keep its sockets: it begins to the end, and is closed then.
            await asyncio.shield(asyncio.ensure_future(_closed(mouth, begun)))

    async def _follow(self, mouth: AsyncZeroconf) -> None:
        told: dict[tuple[str, str], ToldName] = {}
        while True:
            await self._changed.wait()
            self._changed.clear()
            wanted = {(name.kind, name.name): name for name in self._wanted}
            for gone in sorted(told.keys() - wanted.keys()):
                # Each goodbye is waited for: said late, it would silence a name that came back.
                await (await mouth.async_unregister_service(_service(told.pop(gone))))
            for key, name in sorted(wanted.items()):
                if key not in told:
                    # Two practice laptops on one computer may tell the same name: both are let.
                    await mouth.async_register_service(_service(name), cooperating_responders=True)
                elif told[key] != name:
                    await mouth.async_update_service(_service(name))
                told[key] = name


def _service(said: ToldName) -> ServiceInfo:
    from zeroconf import ServiceInfo

    return ServiceInfo(
        said.kind,
        f"{said.name}.{said.kind}",
        parsed_addresses=[HOST],
        port=said.port,
        properties={"serial": said.serial} if said.serial else {},
        server=f"{said.name}.local.",
    )


async def _closed(mouth: AsyncZeroconf, begun: asyncio.Future[None]) -> None:
    await asyncio.gather(begun, return_exceptions=True)
    with suppress(OSError):
        await mouth.async_close()
