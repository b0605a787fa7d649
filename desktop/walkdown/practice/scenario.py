"""A practice site in words: its devices, networks and router, and what goes wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from walkdown.core.device import Kind, Reading
from walkdown.core.secret import Secret


class ScenarioBroken(Exception):
    """The scenario cannot be played; the message is one sentence for the person who wrote it."""


class Fault(StrEnum):
    """What is wrong with a device, once it is met."""

    DROPS_ONCE = "drops-once"
    NEVER_ANSWERS = "never-answers"
    GARBAGE = "garbage"
    CANNOT_SCAN = "cannot-scan"
    REFUSES_ONCE = "refuses-once"
    NO_ADDRESS = "no-address"
    NOT_REACHABLE = "not-reachable"
    OTHER_SERIAL_BY_RADIO = "other-serial-by-radio"
    OTHER_SERIAL_ON_NETWORK = "other-serial-on-network"


class Family(StrEnum):
    """Which protocol a device is set up with."""

    IMPROV = "improv"
    ESPRESSIF = "espressif"
    SHELLY = "shelly"


class Band(StrEnum):
    """Where a network is on the air, in GHz."""

    GHZ_2_4 = "2.4"
    GHZ_5 = "5"


class Security(StrEnum):
    """How a network is locked, worded as Improv words it (protocols.md 2.2)."""

    OPEN = "NO"
    WPA = "WPA"
    WPA2 = "WPA2"
    WPA_WPA2 = "WPA/WPA2"
    WPA3 = "WPA3"
    WPA2_EAP = "WPA2 EAP"


@dataclass(frozen=True, slots=True)
class Network:
    """One Wi-Fi network. `signal_dbm` is its strength beside the router.

    `isolated`: who joins gets an address, but cannot be reached from another (guest networks).
    """

    ssid: str
    security: Security
    channel: int
    signal_dbm: int
    band: Band = Band.GHZ_2_4
    password: Secret = field(default_factory=lambda: Secret(""), compare=False)
    dhcp: bool = True
    internet: bool = True
    isolated: bool = False


@dataclass(frozen=True, slots=True)
class Router:
    """The sticker under the router; an empty password means: the one its network has."""

    ssid: str
    password: Secret = field(default_factory=lambda: Secret(""), compare=False)


@dataclass(frozen=True, slots=True)
class PracticeDevice:
    """One device. `wifi_db` is added to every network's strength where the device hangs.

    `pop` stands on its label; `security` is the scheme it wants (protocols.md 3.4). Both are of
    Espressif's family only.
    """

    serial: str
    model: str
    kind: Kind
    place: str
    firmware: str
    hardware: str
    distance_m: float = 3.0
    name: str = ""
    bands: tuple[Band, ...] = (Band.GHZ_2_4,)
    wifi_db: int = 0
    needs_button: bool = False
    readings: tuple[Reading, ...] = ()
    faults: tuple[Fault, ...] = ()
    family: Family = Family.IMPROV
    security: int = 1
    pop: Secret = field(default_factory=lambda: Secret(""), compare=False)

    @property
    def advertised_name(self) -> str:
        """What it calls itself in the air, e.g. "GW1-770300125518"."""
        if self.family is Family.ESPRESSIF:
            return self.name or f"PROV_{self.serial}"
        return self.name or f"{self.model.replace('-', '')}-{self.serial}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole practice site. Same `seed`, same wander of signals and readings.

    `join_s`: how long a device takes to join a network. `latitude` and `longitude`, in degrees:
    what the practice location service says; both or none.
    """

    name: str
    title: str
    router: Router
    networks: tuple[Network, ...]
    devices: tuple[PracticeDevice, ...]
    seed: int = 1
    join_s: float = 1.0
    latitude: float | None = None
    longitude: float | None = None

    @property
    def place(self) -> tuple[float, float] | None:
        """Degrees north and east; None where the scenario names no place."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    def device(self, serial: str) -> PracticeDevice | None:
        """The device with this serial."""
        return next((d for d in self.devices if d.serial == serial), None)

    @property
    def router_network(self) -> Network:
        """The network that the router's sticker names."""
        return next(n for n in self.networks if n.ssid == self.router.ssid)

    @property
    def router_password(self) -> Secret:
        """What stands on the sticker; a copy, for the one who asks to forget."""
        printed = self.router.password
        with (self.router_network.password if printed.empty else printed).reveal() as text:
            return Secret(text)
