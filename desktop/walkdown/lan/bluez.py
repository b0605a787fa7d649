"""The laptop's Bluetooth adapters, as BlueZ tells of them over D-Bus. Reads only. Linux."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.adapter_doctor import Adapter, Looked
from walkdown.core.shown import shown
from walkdown.lan.bus import Connect, NoAnswer, Spot, system_bus

ANSWER_S: Final = 3.0
MOST: Final = 8
MOST_OBJECTS: Final = 20_000
MOST_NAME: Final = 40
_OBJECTS: Final = Spot("org.bluez", "/", "org.freedesktop.DBus.ObjectManager")
_ADAPTER: Final = "org.bluez.Adapter1"
_DEVICE: Final = "org.bluez.Device1"
_PATH: Final = re.compile(r"/org/bluez/(hci[0-9]{1,3})")
_ADDRESS: Final = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}")
_ERROR: Final = "org.freedesktop.DBus.Error."
_DENIED: Final = _ERROR + "AccessDenied"
# The bus knows no such service, and it could not be started: BlueZ is not installed or masked.
_NO_SERVICE: Final = frozenset(
    _ERROR + name
    for name in ("ServiceUnknown", "NameHasNoOwner", "Spawn.ServiceNotFound", "Spawn.ChildExited")
)


class BluezAdapters:
    """Implements the port `Adapters`."""

    def __init__(self, connect: Connect = system_bus, answer_s: float = ANSWER_S) -> None:
        self._connect = connect
        self._answer_s = answer_s

    async def look(self, lease: Lease) -> Looked:
        """One question to BlueZ; where the bus or BlueZ says nothing in time, nothing is known."""
        lease.check(Purpose.DISCOVER, Purpose.FIRMWARE)
        try:
            async with asyncio.timeout(self._answer_s):
                return Looked(_adapters(await self._objects(lease)), service=True)
        except NoAnswer as error:
            service = False if error.name in _NO_SERVICE else None
            return Looked(service=service, denied=error.name == _DENIED)
        except TimeoutError:
            return Looked()

    async def _objects(self, lease: Lease) -> dict[object, object]:
        bus = await self._connect(lease)
        try:
            values = await bus.call(_OBJECTS, "GetManagedObjects")
        finally:
            await bus.close()
        found = values[0] if len(values) == 1 else None
        if not isinstance(found, dict) or len(found) > MOST_OBJECTS:
            raise NoAnswer("not a list of objects")
        return found


def _adapters(objects: dict[object, object]) -> tuple[Adapter, ...]:
    """In the system's own order, which is that of their handles."""
    links = Counter(_links(objects))
    found = [
        _adapter(match[1], said, links[match[0]])
        for path, said in _of(objects, _ADAPTER)
        if (match := _PATH.fullmatch(path))
    ]
    return tuple(sorted((a for a in found if a), key=lambda a: int(a.key[3:])))[:MOST]


def _links(objects: dict[object, object]) -> Iterator[str]:
    """The adapter's path of each device that is connected."""
    for _, said in _of(objects, _DEVICE):
        adapter = said.get("Adapter")
        if said.get("Connected") is True and isinstance(adapter, str):
            yield adapter


def _of(
    objects: dict[object, object], interface: str
) -> Iterator[tuple[str, dict[object, object]]]:
    for path, interfaces in objects.items():
        said = interfaces.get(interface) if isinstance(interfaces, dict) else None
        if isinstance(path, str) and isinstance(said, dict):
            yield path, said


def _adapter(key: str, said: dict[object, object], links: int) -> Adapter | None:
    address = said.get("Address")
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        return None
    name, roles = said.get("Alias") or said.get("Name"), said.get("Roles")
    return Adapter(
        key,
        shown(name, MOST_NAME) if isinstance(name, str) else "",
        address,
        on=said.get("Powered") is True,
        # Since BlueZ 5.65: rfkill holds it, a switch on the laptop or flight mode.
        blocked=said.get("PowerState") == "off-blocked",
        able="central" in roles if isinstance(roles, list) else None,
        links=links,
    )
