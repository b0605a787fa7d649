"""Names of the kinds of devices, one and many, and of sites, as a person reads them."""

from __future__ import annotations

from walkdown.core.device import Kind
from walkdown.core.site import SiteType

SITE_TYPES = {
    SiteType.HOME: "Home",
    SiteType.BUSINESS: "Business",
    SiteType.FARMING: "Farm",
    SiteType.CHARGING: "Charging",
    SiteType.OTHER: "Other",
}
_NAMES = {
    Kind.GATEWAY: ("Gateway", "Gateways"),
    Kind.MICRO_INVERTER: ("Micro-inverter", "Micro-inverters"),
    Kind.STRING_INVERTER: ("String inverter", "String inverters"),
    Kind.BATTERY: ("Battery", "Batteries"),
    Kind.JUNCTION_BOX: ("Junction box", "Junction boxes"),
    Kind.METER: ("Meter", "Meters"),
    Kind.CHARGER: ("EV charger", "EV chargers"),
}


def kind_name(kind: Kind, count: int = 1) -> str:
    """ "Meter", or "Meters" for another count than one."""
    return _NAMES[kind][count != 1]


def counted(kind: Kind, count: int) -> str:
    """ "2 micro-inverters", "1 EV charger"."""
    name = kind_name(kind, count)
    lower = name if name.startswith("EV") else name[0].lower() + name[1:]
    return f"{count} {lower}"
