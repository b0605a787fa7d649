"""Finding a meter that has moved to another address: it tells its name on the site's own network (mDNS)."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange, Zeroconf
    from zeroconf.asyncio import AsyncZeroconf

log = logging.getLogger(__name__)

TYPE: Final = "_shelly._tcp.local."
ASK_MS: Final = 3000
MOST_NAMES: Final = 64
_LOOPBACK: Final = "127.0.0.1"


async def find(serial: str, within_s: float, *, loopback: bool = False) -> str:
    """The URL of the meter whose name ends with `serial`, or empty where none says so in time.

    Types and names as in protocols.md 4.7 and 8.2; what it answers is checked by who asks there.
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
            return await _heard(ear, serial.lower())
    except (TimeoutError, NotRunningException):
        return ""
    finally:
        await asyncio.gather(begun, return_exceptions=True)
        with suppress(OSError):
            await ear.async_close()


async def _heard(ear: AsyncZeroconf, ending: str) -> str:
    from zeroconf.asyncio import AsyncServiceBrowser

    names: asyncio.Queue[str] = asyncio.Queue(MOST_NAMES)

    def said(
        zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        with suppress(asyncio.QueueFull):
            names.put_nowait(name)

    browser = AsyncServiceBrowser(ear.zeroconf, TYPE, handlers=[said])
    try:
        while True:
            name = await names.get()
            theirs = name.lower().removesuffix(f".{TYPE}").endswith(ending)
            if theirs and (url := await _url(ear, name)):
                return url
    finally:
        await browser.async_cancel()


async def _url(ear: AsyncZeroconf, name: str) -> str:
    """Where who bears this name says to be; empty for a silent one, and for what can be no name."""
    from zeroconf import BadTypeInNameException
    from zeroconf.asyncio import AsyncServiceInfo

    try:
        info = AsyncServiceInfo(TYPE, name)
    except BadTypeInNameException:
        return ""
    if not await info.async_request(ear.zeroconf, ASK_MS):
        return ""
    addresses = info.parsed_addresses()[:1]
    return f"http://{addresses[0]}:{info.port or 80}/rpc/" if addresses else ""
