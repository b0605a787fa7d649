"""A practice site in words: its devices, networks and router, and what goes wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from walkdown.app.ports import BluetoothPlay, NetworkPlay
from walkdown.core.device import Kind, Reading
from walkdown.core.secret import Secret
from walkdown.core.sighting import factory_name
from walkdown.practice.labelled import PLAIN_LABEL, DeviceLabel, Sticker


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
    SILENT_REGISTERS = "silent-registers"


class WrongKind(StrEnum):
    """What goes wrong with a device on the air, whatever protocol it speaks."""

    DROP = "drop"
    SLOW = "slow"
    NO_REPLY = "no-reply"
    SPLIT = "split"
    LOST = "lost"
    TRICKLE = "trickle"
    OVERSIZE = "oversize"
    ATT_ERROR = "att-error"
    STALE_BOND = "stale-bond"
    NEW_ADDRESS = "new-address"
    LATE_NAME = "late-name"
    REBOOTS = "reboots"
    TWIN = "twin"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that goes wrong, from the `at`-th occasion on, `times` times in all (0: always).

    Occasions are counted on each link anew. drop: the link is lost at a write. slow: an answer or
    notification takes `seconds`. no-reply: a read or write is obeyed but not answered. split, lost:
    a notification comes in two, or not. trickle: it comes a byte at a time, each after `seconds`,
    without an end. oversize: a value read or notified has 512 bytes, a short one announces 2 GB.
    att-error: a read or write is refused with `code`. stale-bond: on a link, each read and write
    wants a pairing and none is granted, until the button is pressed. new-address: it takes another
    address as it is connected to. late-name: a scan response is empty. reboots: once it has joined
    it restarts, which takes `seconds`. twin: this is a second device with another one's serial.
    """

    what: WrongKind
    at: int = 1
    code: int = 0x0E
    seconds: float = 0.0
    times: int = 1


class Family(StrEnum):
    """Which protocol a device is set up with."""

    IMPROV = "improv"
    ESPRESSIF = "espressif"
    SHELLY = "shelly"


class Extra(StrEnum):
    """What a device offers beside the protocol it is set up with (protocols.md 5 and 6)."""

    IDENTITY = "identity"
    BATTERY = "battery"
    CLOCK = "clock"
    VALUES = "values"
    SMP = "smp"


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
    WPA2_WPA3 = "WPA2/WPA3"
    WPA2_EAP = "WPA2 EAP"


@dataclass(frozen=True, slots=True)
class Network:
    """One Wi-Fi network. `signal_dbm` is its strength beside the router.

    `isolated`: who joins gets an address, but cannot be reached from another (guest networks).
    `captive`: a sign-in page answers in place of who joins. `hidden`: it keeps its name to itself.
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
    captive: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Router:
    """The sticker under the router; an empty password means: the one its network has."""

    ssid: str
    password: Secret = field(default_factory=lambda: Secret(""), compare=False)


@dataclass(frozen=True, slots=True)
class PracticeDevice:
    """One device. `wifi_db` is added to every network's strength where the device hangs.

    `pop` stands on its label; `security` is the scheme it wants (protocols.md 3.4). Both are of
    Espressif's family only. `own_password` locks one of Shelly's that was set up before;
    `modbus` is whether its owner has switched Modbus on: the makers' own registers on Shelly's,
    SunSpec on all others. `mtu`: the largest ATT MTU it takes.
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
    extras: tuple[Extra, ...] = ()
    modbus: bool = False
    own_password: Secret = field(default_factory=lambda: Secret(""), compare=False)
    wrong: tuple[Wrong, ...] = ()
    mtu: int = 247
    label: DeviceLabel = PLAIN_LABEL

    @property
    def is_twin(self) -> bool:
        """Whether it only bears another device's serial."""
        return any(w.what is WrongKind.TWIN for w in self.wrong)

    @property
    def advertised_name(self) -> str:
        """What it calls itself in the air, e.g. "GW1-770300125518"."""
        if self.family is Family.ESPRESSIF:
            return self.name or factory_name(self.serial) or f"PROV_{self.serial}"
        return self.name or f"{self.model.replace('-', '')}-{self.serial}"


@dataclass(frozen=True, slots=True)
class Street:
    """The unrelated advertisers around the site. Same `seed`, same neighbours."""

    count: int
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole practice site. Same `seed`, same wander of signals and readings.

    `join_s`: how long a device takes to join a network. `interval_ms`: between a link's connection
    events; None for a link with dice instead. `links`: how many the laptop's adapter bears.
    `latitude` and `longitude`, in degrees: what the practice location service says; both or none.
    `stickers` lie about besides the devices. `bluetooth`: how the laptop's own is at first,
    `wifi`: how the router's network is.
    """

    name: str
    title: str
    router: Router
    networks: tuple[Network, ...]
    devices: tuple[PracticeDevice, ...]
    seed: int = 1
    join_s: float = 1.0
    interval_ms: float | None = None
    links: int = 8
    latitude: float | None = None
    longitude: float | None = None
    street: Street | None = None
    stickers: tuple[Sticker, ...] = ()
    bluetooth: BluetoothPlay = BluetoothPlay.WORKS
    wifi: NetworkPlay = NetworkPlay.WORKS

    @property
    def place(self) -> tuple[float, float] | None:
        """Degrees north and east; None where the scenario names no place."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    def device(self, serial: str) -> PracticeDevice | None:
        """The device with this serial; never its twin."""
        return next((d for d in self.devices if d.serial == serial and not d.is_twin), None)

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
