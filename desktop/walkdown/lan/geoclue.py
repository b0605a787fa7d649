"""One reading of where the laptop is, from GeoClue2, the location service of Linux desktops."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Final

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.consent.system.state import OsState
from walkdown.core.position import Position
from walkdown.core.trouble import Code, Setback
from walkdown.lan.bus import Bus, Connect, NoAnswer, Spot, system_bus

DESKTOP_ID: Final = "walkdown"  # the name of the .desktop file, by which the system knows us
EXACT: Final = 8  # GClueAccuracyLevel: as exact as the system gives
_SERVICE: Final = "org.freedesktop.GeoClue2"
_MANAGER: Final = Spot(_SERVICE, "/org/freedesktop/GeoClue2/Manager", f"{_SERVICE}.Manager")
_PATH: Final = re.compile(r"/org/freedesktop/GeoClue2(/[A-Za-z0-9_]{1,64}){1,6}")
_DENIED: Final = "org.freedesktop.DBus.Error.AccessDenied"


class GeoClue:
    """Implements the port `Positioner`: a client of its own for each reading, deleted after it."""

    def __init__(self, connect: Connect = system_bus) -> None:
        self._connect = connect

    async def fix(self, lease: Lease, within_s: float) -> Position:
        """The first position it gives. Raises Setback: LOCATION_UNKNOWN, SYSTEM_BLOCKS, STOPPED_BY_YOU."""
        lease.check(Purpose.SITE_LOCATE)
        reading = asyncio.ensure_future(self._read(lease))
        stopped = asyncio.ensure_future(lease.cancelled.wait())
        both = (reading, stopped)
        try:
            await asyncio.wait(both, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
            if lease.ended:
                raise Setback(Code.STOPPED_BY_YOU)
            if reading.done():
                return reading.result()
            raise Setback(Code.LOCATION_UNKNOWN, detail="no reading in time")
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _read(self, lease: Lease) -> Position:
        lease.check(Purpose.SITE_LOCATE)
        try:
            bus = await self._connect(lease)
            try:
                return await _one_reading(bus)
            finally:
                # A client whose bus has hung up is deleted by GeoClue, so this alone ends it.
                await bus.close()
        except NoAnswer as error:
            if error.name == _DENIED:
                lease.refused_by_system(OsState.DENIED)
                raise Setback(Code.SYSTEM_BLOCKS, detail="location") from error
            raise Setback(Code.LOCATION_UNKNOWN, detail=error.name) from error


async def _one_reading(bus: Bus) -> Position:
    path = _path(*await bus.call(_MANAGER, "CreateClient"))
    client = Spot(_SERVICE, path, f"{_SERVICE}.Client")
    moved = asyncio.Event()
    await bus.watch(client, "LocationUpdated", moved.set)
    await bus.put(client, "DesktopId", "s", DESKTOP_ID)
    await bus.put(client, "RequestedAccuracyLevel", "u", EXACT)
    await bus.call(client, "Start")
    position = await _first(bus, client, moved)
    with suppress(NoAnswer):  # the reading is there; hanging up ends the rest
        await bus.call(client, "Stop")
        await bus.call(_MANAGER, "DeleteClient", "o", path)
    return position


async def _first(bus: Bus, client: Spot, moved: asyncio.Event) -> Position:
    """The signal only says when to look: what counts is what the client itself says then."""
    while True:
        await moved.wait()
        moved.clear()
        where = (await bus.read(client)).get("Location")
        if isinstance(where, str) and where != "/":
            place = Spot(_SERVICE, _path(where), f"{_SERVICE}.Location")
            return _position(await bus.read(place))


def _path(*values: object) -> str:
    """The one object path of a reply; anything else is no answer."""
    if len(values) == 1 and isinstance(values[0], str) and _PATH.fullmatch(values[0]):
        return values[0]
    raise NoAnswer("not an object of GeoClue")


def _position(said: dict[object, object]) -> Position:
    numbers = [said.get(name) for name in ("Latitude", "Longitude", "Accuracy")]
    known = [float(n) for n in numbers if isinstance(n, float)]
    if len(known) != 3 or not (position := Position(*known)).is_on_earth:
        raise NoAnswer("not a position")
    return position
