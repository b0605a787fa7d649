"""A virtual Bluetooth controller on the practice air, without the stock one's quirks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bumble import hci
from bumble.controller import Connection, Controller, LegacyAdvertiser
from bumble.host import Host

from walkdown.practice.air_link import AirLink
from walkdown.practice.air_signal import Signal

_Processed = hci.HCI_Command_Complete_Event[Any] | hci.HCI_Command_Status_Event
_Report = hci.HCI_LE_Advertising_Report_Event.Report
_EventType = hci.HCI_LE_Advertising_Report_Event.EventType
_UNIT_S = 0.000_625  # of advertising intervals on HCI
_ACTIVE = 1  # LE_Scan_Type


class AirHost(Host):
    """The stock host spends most of its time composing debug lines that nobody reads."""

    def __init__(self, radio: Radio) -> None:
        super().__init__(radio, radio)

    def on_hci_packet(self, packet: hci.HCI_Packet) -> None:
        if isinstance(packet, hci.HCI_Event):
            self.on_hci_event_packet(packet)
        elif isinstance(packet, hci.HCI_AclDataPacket):
            self.on_hci_acl_data_packet(packet)

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        if self.hci_sink is not None:
            self.hci_sink.on_packet(bytes(packet))

    def on_command_processed(self, event: _Processed) -> None:
        """The answer to a command that was cancelled meanwhile is nobody's."""
        asked, waits = self.pending_command, self.pending_response
        if asked and waits and not waits.done() and asked.op_code == event.command_opcode:
            super().on_command_processed(event)


class AirAdvertiser(LegacyAdvertiser):
    """Has no timer of its own (the stock one takes units of 0.625 ms for milliseconds)."""

    @property
    def interval_s(self) -> float:
        return self.advertising_interval_min * _UNIT_S

    def start(self) -> None:
        self.enabled = True
        self._tell()

    def stop(self) -> None:
        self.enabled = False
        self._tell()

    def _tell(self) -> None:
        radio = self.controller
        if isinstance(radio, Radio):
            radio.air.advertising_changed(radio)


class Radio(Controller):
    """One device's or adapter's radio: legacy advertising, LE only, real scan responses."""

    le_features = Controller.le_features & ~(
        hci.LeFeatureMask.LE_EXTENDED_ADVERTISING | hci.LeFeatureMask.LE_PERIODIC_ADVERTISING
    )

    def __init__(self, name: str, air: AirLink, address: hci.Address, signal: Signal) -> None:
        self.air = air
        self.signal = signal
        self.takes_link: Callable[[], bool] = lambda: True
        self.hides_name: Callable[[], bool] = lambda: False
        self._refusing = False
        super().__init__(name, link=air)
        self._random_address = address
        self.advertiser = AirAdvertiser(self)
        self.le_legacy_advertiser = self.advertiser
        air.join(self)

    @property
    def listening(self) -> bool:
        return self.le_scan_enable or self.pending_le_connection is not None

    @property
    def scans_actively(self) -> bool:
        return self.le_scan_enable and self.le_scan_type == _ACTIVE

    def hear(self, sender: Radio, rssi: int, answered: bool) -> None:
        """An advert of `sender`, and its scan response if `answered`."""
        address = sender.advertiser.address
        if self.le_scan_enable:
            self._report(sender.advertiser, rssi, answered and not sender.hides_name())
        pending = self.pending_le_connection
        if pending is not None and pending.peer_address == address and sender.takes_link():
            self.create_le_connection(address)

    def move(self, address: hci.Address) -> None:
        """Be at another address from now on; not while a link stands."""
        self.air.readdress(self, address)
        self._random_address = address

    def _report(self, advertiser: LegacyAdvertiser, rssi: int, answered: bool) -> None:
        payloads = [(_EventType.ADV_IND, advertiser.advertising_data)]
        if answered:
            payloads.append((_EventType.SCAN_RSP, advertiser.scan_response_data))
        address = advertiser.address
        reports = [
            _Report(
                event_type=kind,
                address_type=address.address_type,
                address=address,
                data=data,
                rssi=rssi,
            )
            for kind, data in payloads
        ]
        event = hci.HCI_LE_Advertising_Report_Event(reports)
        if isinstance(self.host, AirHost):  # as an object: hundreds a second are not worth bytes
            asyncio.get_running_loop().call_soon(self.host.on_hci_packet, event)

    def on_hci_packet(self, packet: hci.HCI_Packet) -> None:
        if isinstance(packet, hci.HCI_Command):
            self.on_hci_command_packet(packet)
        elif isinstance(packet, hci.HCI_AclDataPacket):
            self._carry(packet)

    def _carry(self, packet: hci.HCI_AclDataPacket) -> None:
        """What was written in the last moment of a link goes nowhere; the stock one warns of it."""
        if self.find_connection_by_handle(packet.connection_handle) is not None:
            self.on_hci_acl_data_packet(packet)

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        if self.host is not None:
            asyncio.get_running_loop().call_soon(self.host.on_packet, bytes(packet))

    def create_le_connection(self, peer_address: hci.Address) -> None:
        super().create_le_connection(peer_address)
        self.air.listening_changed(self)

    def on_le_disconnected(self, connection: Connection, reason: int) -> None:
        super().on_le_disconnected(connection, reason)
        self.air.ended(connection)

    def on_hci_le_set_scan_enable_command(
        self, command: hci.HCI_LE_Set_Scan_Enable_Command
    ) -> hci.HCI_StatusReturnParameters:
        result = super().on_hci_le_set_scan_enable_command(command)
        self.air.listening_changed(self)
        return result

    def on_hci_le_create_connection_command(
        self, command: hci.HCI_LE_Create_Connection_Command
    ) -> None:
        super().on_hci_le_create_connection_command(command)
        if self._refusing:
            self._cancel_pending()
        self.air.listening_changed(self)

    def on_hci_le_create_connection_cancel_command(
        self, _command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """The stock controller says yes and goes on connecting."""
        self._cancel_pending()
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    def refuse_connects(self, refusing: bool) -> None:
        """While true every attempt to connect, pending or new, fails at once."""
        self._refusing = refusing
        if refusing:
            self._cancel_pending()

    def _cancel_pending(self) -> None:
        pending = self.pending_le_connection
        if pending is None:
            return
        self.pending_le_connection = None
        self.air.listening_changed(self)
        self.send_hci_packet(
            hci.HCI_LE_Connection_Complete_Event(
                status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                connection_handle=0,
                role=hci.Role.CENTRAL,
                peer_address_type=pending.peer_address.address_type,
                peer_address=pending.peer_address,
                connection_interval=0,
                peripheral_latency=0,
                supervision_timeout=0,
                central_clock_accuracy=0,
            )
        )
