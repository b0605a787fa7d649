"""Finding a device by its serial: it tells its name, or its TXT record, on the site's own network (mDNS)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from walkdown.core.subnet import who_is_at
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
MORE_S: Final = 0.5
_LOOPBACK: Final = "127.0.0.1"

# Asks who answers at this host and port: its URL where it is the one that is looked for, or empty.
Fits = Callable[[str, int], Awaitable[str]]


async def find(serial: str, within_s: float, fits: Fits, *, loopback: bool = False) -> str:
    """The URL of the device with this serial, or empty where none that says so proves it in time.

    Types and names as in protocols.md 4.7 and 8.2. Anybody can tell any name: each that bears the
    serial is asked by `fits`, and one that answers with it is the one; of two neither is believed.
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
        async with _Hearing(ear, serial, fits).heard() as hearing:
            async with asyncio.timeout(within_s):
                await hearing.proven.wait()
            # Another one that proves the same may be slower.
            await asyncio.sleep(MORE_S)
            return hearing.only
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
    """One search: each name that is told is looked into, some at a time."""

    def __init__(self, ear: AsyncZeroconf, serial: str, fits: Fits) -> None:
        self._ear, self._serial, self._fits = ear, serial, fits
        # Names that bear the serial have places of their own: silent ones cannot hold them up.
        self._places = {bears: asyncio.Semaphore(AT_ONCE) for bears in (True, False)}
        self._again = MOST_NAMES
        self._tried: set[tuple[str, int]] = set()
        self._names: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._found: dict[str, str] = {}
        self.proven = asyncio.Event()

    @property
    def only(self) -> str:
        """Its URL; empty where nobody has proven to be it, or more than one host."""
        return next(iter(self._found.values())) if len(self._found) == 1 else ""

    @asynccontextmanager
    async def heard(self) -> AsyncIterator[_Hearing]:
        """Listen for the length of a block; `proven` is set with the first that proves itself."""
        from zeroconf.asyncio import AsyncServiceBrowser

        browser = AsyncServiceBrowser(self._ear.zeroconf, list(TYPES), handlers=[self._said])
        try:
            yield self
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
        async with self._places[bears]:
            info = await _resolved(self._ear, service_type, name)
            if info is None or not (bears or record_bears(info.properties, self._serial)):
                return
            where = _address(info)
            if where is None or where in self._tried:
                return
            self._tried.add(where)
            url = await self._fits(*where)
            if url:
                self._found[who_is_at(*where)] = url
                self.proven.set()
            else:
                self._tried.discard(where)  # it may not be ready yet


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
