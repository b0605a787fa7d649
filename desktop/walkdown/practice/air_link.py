"""The medium between the radios: who hears whom, how late, and what gets lost."""

from __future__ import annotations

import functools
import random
from typing import TYPE_CHECKING

from bumble import core, hci, ll
from bumble.controller import Connection, Controller
from bumble.link import LocalLink

from walkdown.practice.air_interval import ConnectionEvents, EventLane
from walkdown.practice.air_lane import Carries, Lane
from walkdown.practice.air_signal import FAINTEST_DBM, dice
from walkdown.practice.air_wheel import AdvertWheel

if TYPE_CHECKING:
    from walkdown.practice.air_radio import Radio

_LINK_LOST = hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR


class AirLink(LocalLink):
    """Replaces bumble's bus, on which everything arrives at once, everywhere, at -50 dBm."""

    def __init__(
        self, seed: int, loss: float, latency_s: float, interval_s: float | None = None
    ) -> None:
        """`interval_s`: links move in connection events so long apart, instead of the latency."""
        self.controllers = set()  # bumble's own bookkeeping, here by address instead
        self.pending_classic_connection = None
        self.loss = loss
        self.latency_s = latency_s
        self._interval_s = interval_s
        self.delivered = 0
        self._rolls: random.Random = dice(seed, "link")
        self._radios: set[Radio] = set()
        self._by_address: dict[hci.Address, Radio] = {}
        self._listeners: set[Radio] = set()
        self._lanes: dict[tuple[hci.Address, hci.Address], Carries] = {}
        self._wheel: AdvertWheel[Radio] = AdvertWheel(self._transmit, dice(seed, "wheel"))

    @property
    def idle(self) -> bool:
        """Whether nobody listens, so that adverts cost nothing."""
        return not self._wheel.armed

    def add_controller(self, controller: Controller) -> None:
        """bumble calls this; a radio joins by itself once it has its address."""

    def join(self, radio: Radio) -> None:
        self._radios.add(radio)
        self._by_address[radio.random_address] = radio

    def readdress(self, radio: Radio, address: hci.Address) -> None:
        """Let a radio be found at another address, and no longer at its former one."""
        self._by_address.pop(radio.random_address, None)
        self._by_address[address] = radio

    def leave(self, radio: Radio) -> None:
        """Take a radio off the air; its links are lost without a goodbye."""
        self.sever(radio)
        self._wheel.discard(radio)
        self._radios.discard(radio)
        self._by_address.pop(radio.random_address, None)
        self._listeners.discard(radio)
        self._wheel.listen(bool(self._listeners))

    def close(self) -> None:
        for radio in tuple(self._radios):
            self.leave(radio)
        for lane in self._lanes.values():
            lane.purge()
        self._lanes.clear()

    def advertising_changed(self, radio: Radio) -> None:
        if radio.advertiser.enabled and radio in self._radios:
            self._wheel.add(radio, radio.advertiser.interval_s)
        else:
            self._wheel.discard(radio)

    def listening_changed(self, radio: Radio) -> None:
        if radio.listening and radio in self._radios:
            self._listeners.add(radio)
        else:
            self._listeners.discard(radio)
        self._wheel.listen(bool(self._listeners))

    def find_le_controller(self, address: hci.Address) -> Controller | None:
        return self._by_address.get(address)

    def send_advertising_pdu(
        self, sender_controller: Controller, packet: ll.AdvertisingPdu
    ) -> None:
        """Only CONNECT_IND comes this way, and only its addressee hears it, at once."""
        if isinstance(packet, ll.ConnectInd):
            radio = self._by_address.get(packet.advertiser_address)
            if radio is not None:
                radio.on_ll_advertising_pdu(packet)

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: hci.Address,
        transport: core.PhysicalTransport,
        data: bytes,
    ) -> None:
        source = sender_controller.random_address
        lane = self._lane(source, destination_address)
        lane.send(functools.partial(self._arrive, source, destination_address, data), len(data))

    def send_ll_control_pdu(
        self,
        sender_address: hci.Address,
        receiver_address: hci.Address,
        packet: ll.ControlPdu,
    ) -> None:
        lane = self._lane(sender_address, receiver_address)
        lane.send(functools.partial(self._control, sender_address, receiver_address, packet))

    def sever(self, radio: Radio) -> None:
        """End all links of a radio as supervision timeouts do: both sides learn it, none said."""
        for connection in tuple(radio.le_connections.values()):
            peer = self._by_address.get(connection.peer_address)
            other = peer.le_connections.get(connection.self_address) if peer else None
            self.forget(connection.self_address, connection.peer_address)
            radio.on_le_disconnected(connection, _LINK_LOST)
            if peer is not None and other is not None:
                peer.on_le_disconnected(other, _LINK_LOST)

    def ended(self, connection: Connection) -> None:
        """One side has ended a link: what was still on the way to it must not reach its next."""
        lane = self._lanes.pop((connection.peer_address, connection.self_address), None)
        if lane is not None:
            lane.purge()

    def forget(self, one: hci.Address, other: hci.Address) -> None:
        for key in ((one, other), (other, one)):
            lane = self._lanes.pop(key, None)
            if lane is not None:
                lane.purge()

    def _lane(self, source: hci.Address, target: hci.Address) -> Carries:
        lane = self._lanes.get((source, target))
        if lane is None:
            lane = self._lanes[source, target] = self._fresh_lane(source, target)
        return lane

    def _fresh_lane(self, source: hci.Address, target: hci.Address) -> Carries:
        if self._interval_s is None:
            return Lane(self._delay_s)
        back = self._lanes.get((target, source))
        if isinstance(back, EventLane):
            return back.other
        events = ConnectionEvents(self._interval_s)
        connection = self._by_address[source].le_connections.get(target)
        leads = connection is None or connection.role == hci.Role.CENTRAL
        return events.central if leads else events.device

    def _delay_s(self) -> float:
        return self.latency_s * self._rolls.uniform(0.75, 1.5)

    def _arrive(self, source: hci.Address, target: hci.Address, data: bytes) -> None:
        radio = self._by_address.get(target)
        if radio is not None and source in radio.le_connections:
            radio.on_link_acl_data(source, core.PhysicalTransport.LE, data)

    def _control(self, source: hci.Address, target: hci.Address, packet: ll.ControlPdu) -> None:
        radio = self._by_address.get(target)
        if radio is not None and source in radio.le_connections:
            radio.on_ll_control_pdu(source, packet)

    def _transmit(self, sender: Radio) -> None:
        rssi = sender.signal.rssi()
        if rssi < FAINTEST_DBM:
            return
        for listener in tuple(self._listeners):
            if sender.advertiser.enabled and listener is not sender and not self._lost():
                answered = listener.scans_actively and not self._lost()
                self.delivered += 1 + answered
                listener.hear(sender, rssi, answered)

    def _lost(self) -> bool:
        return self.loss > 0.0 and self._rolls.random() < self.loss
