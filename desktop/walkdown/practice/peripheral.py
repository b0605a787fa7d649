"""A practice device in the air: advertises, takes one link, and fails in the ways devices do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bumble import hci
from bumble.device import Connection
from bumble.pairing import PairingConfig

from walkdown.practice.air_link import AirLink
from walkdown.practice.air_payload import encode_advert, encode_name
from walkdown.practice.air_signal import Signal
from walkdown.practice.peripheral_body import Accept, Body
from walkdown.practice.peripheral_spec import (
    LARGEST_MTU,
    SMALLEST_MTU,
    Advert,
    AttRefusal,
    Characteristic,
    Descriptor,
    PeripheralSpec,
    Property,
    Service,
)
from walkdown.practice.peripheral_wrongs import Wrongs
from walkdown.practice.scenario import Wrong, WrongKind
from walkdown.practice.tally import Tally

__all__ = [
    "Advert",
    "AttRefusal",
    "Characteristic",
    "Descriptor",
    "Peripheral",
    "PeripheralSpec",
    "Property",
    "Service",
]


class Peripheral:
    """One practice device; made by `Air.add` and off until `power_on`."""

    def __init__(self, link: AirLink, spec: PeripheralSpec, signal: Signal) -> None:
        """ValueError for an advert, name, address, MTU or interval that cannot exist."""
        if not SMALLEST_MTU <= spec.mtu <= LARGEST_MTU:
            raise ValueError(f"an ATT MTU of {spec.mtu} cannot exist")
        if not 20.0 <= spec.interval_ms <= 10_240.0:
            raise ValueError(f"an advertising interval of {spec.interval_ms} ms cannot exist")
        self.spec = spec
        self.on_connect: Callable[[], None] | None = None
        self.on_disconnect: Callable[[], None] | None = None
        self._link = link
        self._address = hci.Address(spec.address)
        self._signal = signal
        self._advert = encode_advert(spec.advert)
        self._name = encode_name(spec.name)
        self._body: Body | None = None
        self._connection: Connection | None = None
        self._unlinked = asyncio.Event()
        self._tally = Tally()
        self._wrongs = Wrongs()
        self._moves = 0
        self.takes_pairing = True

    @property
    def address(self) -> str:
        """The one it advertises from now; not always that of its spec."""
        return str(self._address).partition("/")[0]

    @property
    def powered(self) -> bool:
        return self._body is not None

    @property
    def connected(self) -> bool:
        return self._connection is not None

    @property
    def encrypted(self) -> bool:
        """Whether the present link has been paired."""
        return self._connection is not None and bool(self._connection.is_encrypted)

    @property
    def mtu(self) -> int:
        """ATT MTU of the present link; 23 without one."""
        return SMALLEST_MTU if self._connection is None else self._connection.att_mtu

    @property
    def att_requests(self) -> int:
        """ATT requests and commands of the client since the last connect."""
        return self.tally.requests

    @property
    def tally(self) -> Tally:
        """All that went over the present link, or the last."""
        return self._tally if self._body is None else self._body.server.tally

    @property
    def distance_m(self) -> float:
        return self._signal.distance_m

    def move_to(self, distance_m: float) -> None:
        """Carry it elsewhere; its RSSI follows from the next advert on."""
        self._signal.distance_m = distance_m

    async def power_on(self) -> None:
        """Boot and advertise. Values are the initial ones again."""
        if self._body is not None:
            return
        body = Body(self._link, self.spec, self._address, self._signal, self._wrongs)
        body.device.on(body.device.EVENT_CONNECTION, self._connected)
        body.radio.takes_link = self._takes_link
        body.radio.hides_name = lambda: self._wrongs.met(WrongKind.LATE_NAME) is not None
        accept = Accept(lambda: self.takes_pairing and not self._wrongs.unpaired)
        body.device.pairing_config_factory = lambda _: PairingConfig(mitm=False, delegate=accept)
        self._body = body
        await body.boot(self._advert, self._name)

    async def power_off(self) -> None:
        """Vanish from the air; a link is lost without a goodbye."""
        body = self._body
        if body is None:
            return
        self._link.leave(body.radio)
        if self._connection is not None:
            await self._unlinked.wait()
        self._tally = body.server.tally
        self._body = None
        await body.shut_down()

    def set_advert(self, advert: Advert) -> None:
        """Advertise this from the next advert on. ValueError if over 31 bytes."""
        self._advert = encode_advert(advert)
        if self._body is not None:
            self._body.device.advertising_data = self._advert
            self._body.radio.advertiser.advertising_data = self._advert

    def set_value(self, uuid: str, value: bytes, *, nth: int = 0) -> None:
        """What a read without a `read` callback gives. KeyError for an unknown characteristic.

        `nth`: which of several with this UUID. RuntimeError while it is off.
        """
        self._powered_body().server.holding(uuid, nth).value = value

    def notify(self, uuid: str, value: bytes, *, nth: int = 0) -> bool:
        """Set the value, then notify it if the client subscribed; True if it was sent.

        Immediate and in order. As on air, what exceeds MTU - 3 bytes is cut off. KeyError for an
        unknown characteristic, RuntimeError while it is off.
        """
        server = self._powered_body().server
        held = server.holding(uuid, nth)
        held.value = value
        return server.push(held, value)

    async def drop_link(self) -> None:
        """Lose the link as if out of range; returns when the device has noticed."""
        if self._body is not None and self._connection is not None:
            self._link.sever(self._body.radio)
            await self._unlinked.wait()

    def drop_after_requests(self, count: int, *, obeyed: bool = False) -> None:
        """Lose the link at the count-th ATT request from now on, once.

        With `obeyed` the device still acts on that request and only the answer is lost.
        RuntimeError while it is off, ValueError for a count below 1.
        """
        if count < 1:
            raise ValueError("the first request is number 1")
        self._powered_body().server.drop_after(count, obeyed)

    def go_silent(self, silent: bool = True) -> None:
        """Keep link and adverts but answer no ATT request and send no notification.

        RuntimeError while it is off; power_off ends it.
        """
        self._powered_body().server.silent = silent

    def go_wrong(self, wrongs: tuple[Wrong, ...]) -> None:
        """From now on this goes wrong with it. RuntimeError while it is on."""
        if self._body is not None:
            raise RuntimeError("the device is on")
        self._wrongs = Wrongs(wrongs)

    def forget_bonds(self) -> None:
        """Forget all old keys, as a person at the device can make it."""
        self._wrongs.forget_bonds()

    def _takes_link(self) -> bool:
        """Whether it answers one who connects; where it has just changed its address, it does not."""
        if self._body is None or self._wrongs.met(WrongKind.NEW_ADDRESS) is None:
            return True
        self._moves += 1
        # resolvable private: the two highest bits are 01 (Core Spec Vol 6 Part B 1.3.2.2)
        self._address = hci.Address(f"5A:{self._moves:02X}{self.spec.address[5:]}")
        self._body.move(self._address)
        return False

    def _powered_body(self) -> Body:
        if self._body is None:
            raise RuntimeError("the device is off")
        return self._body

    def _connected(self, connection: Connection) -> None:
        self._connection = connection
        self._unlinked.clear()
        connection.on(connection.EVENT_DISCONNECTION, self._disconnected)
        if self._body is not None:
            self._body.server.fresh_link()
            self._body.keep_advertiser()
        _soon(self.on_connect)

    def _disconnected(self, _reason: int) -> None:
        self._connection = None
        self._unlinked.set()
        if self._body is not None:
            self._body.server.link_ended()
            self._body.radio.advertiser.start()
        _soon(self.on_disconnect)


def _soon(callback: Callable[[], None] | None) -> None:
    """Outside bumble's event dispatch, which an exception of the author's would cut short."""
    if callback is not None:
        asyncio.get_running_loop().call_soon(callback)
