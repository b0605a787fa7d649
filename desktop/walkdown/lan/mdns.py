"""Finding a device by its serial: it tells its name, or its TXT record, on the site's own network (mDNS)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from walkdown.lan.mdns_names import MOST_NAME, name_bears, record_bears

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange, Zeroconf
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

log = logging.getLogger(__name__)

TYPE: Final = "_shelly._tcp.local."
WEB: Final = "_http._tcp.local."
TYPES: Final = (TYPE, WEB)
ASK_MS: Final = 3000
MOST_NAMES: Final = 64
AT_ONCE: Final = 8
_LOOPBACK: Final = "127.0.0.1"

# Asks who answers at this host and port: its URL where it is the one that is looked for, or empty.
Fits = Callable[[str, int], Awaitable[str]]


async def find(serial: str, within_s: float, fits: Fits, *, loopback: bool = False) -> str:
    """The URL of the device with this serial, or empty where none that says so proves it in time.

    Types and names as in protocols.md 4.7 and 8.2. Anybody can tell any name: each that bears the
    serial is asked by `fits`, and the first that answers with it is the one.
    """
    from zeroconf import IPVersion, NotRunningException
    from zeroconf.asyncio import AsyncZeroconf

    where = {"interfaces": [_LOOPBACK]} if loopback else {}
    try:
        ear = AsyncZeroconf(ip_version=IPVersion.V4Only, **where)  # type: ignore[arg-type]
    except OSError as error:
        log.info("mdns: %s", type(error).__name__)
        return ""
    # Cancelled half-way it would keep its sockets: it begins to the end, and is closed then.
    begun = asyncio.ensure_future(ear.zeroconf.async_wait_for_start())
    try:
        async with asyncio.timeout(within_s):
            await asyncio.shield(begun)
            return await _Hearing(ear, serial, fits).found()
    except (TimeoutError, NotRunningException):
        return ""
    finally:
        # A second cancel while it closes must not keep its sockets either.
        await asyncio.shield(asyncio.ensure_future(_closed(ear, begun)))


async def _closed(ear: AsyncZeroconf, begun: asyncio.Future[None]) -> None:
    await asyncio.gather(begun, return_exceptions=True)
    with suppress(OSError):
        await ear.async_close()


class _Hearing:
    """One search: each name that is told is looked into, some at a time, until one proves itself."""

    def __init__(self, ear: AsyncZeroconf, serial: str, fits: Fits) -> None:
        self._ear, self._serial, self._fits = ear, serial, fits
        self._places = asyncio.Semaphore(AT_ONCE)
        self._again = MOST_NAMES
        self._tried: set[tuple[str, int]] = set()
        self._names: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def found(self) -> str:
        """Its URL; waits for ever where nobody proves to be it."""
        from zeroconf.asyncio import AsyncServiceBrowser

        browser = AsyncServiceBrowser(self._ear.zeroconf, list(TYPES), handlers=[self._said])
        try:
            return await self._found
        finally:
            await browser.async_cancel()
            looks = tuple(self._names.values())
            for look in looks:
                look.cancel()
            await asyncio.gather(*looks, return_exceptions=True)

    def _said(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        what = (service_type, name)
        before = self._names.get(what)
        if len(name) > MOST_NAME or (before is not None and not before.done()):
            return
        if before is not None and not self._once_more():
            return
        bears = name_bears(name.removesuffix(f".{service_type}"), self._serial)
        # Names that bear it have a place of their own: others cannot crowd them out.
        if before is not None or len(self._names) < (2 * MOST_NAMES if bears else MOST_NAMES):
            self._names[what] = asyncio.ensure_future(self._look(service_type, name, bears))

    def _once_more(self) -> bool:
        """Whether a name that is told anew, as from another address, is looked into again."""
        self._again -= 1
        return self._again >= 0

    async def _look(self, service_type: str, name: str, bears: bool) -> None:
        async with self._places:
            info = await _resolved(self._ear, service_type, name)
            if info is None or not (bears or record_bears(info.properties, self._serial)):
                return
            where = _address(info)
            if where is None or where in self._tried:
                return
            self._tried.add(where)
            url = await self._fits(*where)
            if url and not self._found.done():
                self._found.set_result(url)


async def _resolved(ear: AsyncZeroconf, service_type: str, name: str) -> AsyncServiceInfo | None:
    """What stands behind a name; None for a silent one, and for what can be no name."""
    from zeroconf import BadTypeInNameException
    from zeroconf.asyncio import AsyncServiceInfo

    try:
        info = AsyncServiceInfo(service_type, name)
    except BadTypeInNameException:
        return None
    return info if await info.async_request(ear.zeroconf, ASK_MS) else None


def _address(info: AsyncServiceInfo) -> tuple[str, int] | None:
    from zeroconf import IPVersion

    addresses = info.parsed_addresses(IPVersion.V4Only)
    return (addresses[0], info.port or 80) if addresses else None
