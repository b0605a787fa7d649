"""Which protocol an advert speaks of: one row per family, told apart by bytes and names alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from walkdown.core.sighting import Protocol
from walkdown.devices.improv import protocol as improv
from walkdown.devices.shelly import advert as shelly


@dataclass(frozen=True, slots=True)
class Advert:
    """What one advertiser says; `name` may come from an earlier advert of the same address."""

    name: str = ""
    uuids: Sequence[str] = ()
    service_data: Mapping[str, bytes] = field(default_factory=dict)
    manufacturer_data: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A family's own. `ready`, `offers` and `serial` are None and empty where an advert does not say."""

    protocol: Protocol
    ready: bool | None = None
    serial: str = ""
    offers: int | None = None


Recognise = Callable[[Advert], Recognised | None]

# Espressif's default, its examples' and its oldest (protocols.md 3.1); products choose their own,
# and are known by the usual name.
_ESPRESSIF_SERVICES: Final = frozenset(
    {
        "1775244d-6b43-439b-877c-060f2d9bed07",
        "021a9004-0382-4aea-bff4-6b3f1c5adfb4",
        "0000ffff-0000-1000-8000-00805f9b34fb",
    }
)
_ESPRESSIF_NAME: Final = "PROV_"


def _improv(advert: Advert) -> Recognised | None:
    data = advert.service_data.get(improv.SERVICE_DATA)
    if data is None and improv.SERVICE not in advert.uuids:
        return None
    said = improv.parse_service_data(data) if data is not None else None
    ready = None if said is None else said.state is improv.State.AUTHORIZED
    offers = None if said is None else int(said.capabilities)
    return Recognised(Protocol.IMPROV, ready, offers=offers)


def _espressif(advert: Advert) -> Recognised | None:
    theirs = not _ESPRESSIF_SERVICES.isdisjoint(advert.uuids)
    if theirs or advert.name.startswith(_ESPRESSIF_NAME):
        return Recognised(Protocol.ESPRESSIF)
    return None


def _shelly(advert: Advert) -> Recognised | None:
    data = advert.manufacturer_data.get(shelly.COMPANY)
    said = shelly.parse_advert(data) if data is not None else None
    if said is None or shelly.Flag.RPC not in said.flags:
        return None
    return Recognised(Protocol.SHELLY, serial=said.mac)


# The first that knows it; a name alone is the weakest sign and comes last.
FAMILIES: tuple[Recognise, ...] = (_improv, _shelly, _espressif)


def recognise(advert: Advert) -> Recognised | None:
    """The family of this advert; None for all the others in the air."""
    return next((found for family in FAMILIES if (found := family(advert))), None)
