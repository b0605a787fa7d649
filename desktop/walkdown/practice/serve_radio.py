"""The radio that a program of somebody else's drives over HCI: it scans, connects, pairs; that is all."""

from __future__ import annotations

from typing import Protocol

from bumble import hci
from bumble.controller import LegacyAdvertiser

from walkdown.practice.air_link import AirLink
from walkdown.practice.air_radio import Radio
from walkdown.practice.air_signal import Signal, dice
from walkdown.practice.serve_packets import ACL, COMMAND, LONGEST_ACL

PUBLIC = hci.Address("02:57:00:00:00:02", hci.Address.PUBLIC_DEVICE_ADDRESS)
LONGEST_L2CAP = 1024  # longer than any ATT or pairing PDU of the practice devices
_L2CAP_HEADER = 4
_CONTINUED = 1  # packet boundary flag
_EventType = hci.HCI_LE_Advertising_Report_Event.EventType
_Report = hci.HCI_LE_Advertising_Report_Event.Report
_Status = hci.HCI_StatusReturnParameters

# All that the air can do for a host; each other command is answered as unknown.
_DOES = frozenset(
    {
        hci.HCI_DISCONNECT_COMMAND,
        hci.HCI_SET_EVENT_MASK_COMMAND,
        hci.HCI_SET_EVENT_MASK_PAGE_2_COMMAND,
        hci.HCI_RESET_COMMAND,
        hci.HCI_WRITE_LE_HOST_SUPPORT_COMMAND,
        hci.HCI_READ_LOCAL_VERSION_INFORMATION_COMMAND,
        hci.HCI_READ_LOCAL_SUPPORTED_COMMANDS_COMMAND,
        hci.HCI_READ_LOCAL_SUPPORTED_FEATURES_COMMAND,
        hci.HCI_READ_LOCAL_EXTENDED_FEATURES_COMMAND,
        hci.HCI_READ_BUFFER_SIZE_COMMAND,
        hci.HCI_READ_BD_ADDR_COMMAND,
        hci.HCI_LE_SET_EVENT_MASK_COMMAND,
        hci.HCI_LE_READ_BUFFER_SIZE_COMMAND,
        hci.HCI_LE_READ_LOCAL_SUPPORTED_FEATURES_COMMAND,
        hci.HCI_LE_SET_RANDOM_ADDRESS_COMMAND,
        hci.HCI_LE_SET_SCAN_PARAMETERS_COMMAND,
        hci.HCI_LE_SET_SCAN_ENABLE_COMMAND,
        hci.HCI_LE_CREATE_CONNECTION_COMMAND,
        hci.HCI_LE_CREATE_CONNECTION_CANCEL_COMMAND,
        hci.HCI_LE_READ_FILTER_ACCEPT_LIST_SIZE_COMMAND,
        hci.HCI_LE_CLEAR_FILTER_ACCEPT_LIST_COMMAND,
        hci.HCI_LE_CONNECTION_UPDATE_COMMAND,
        hci.HCI_LE_READ_REMOTE_FEATURES_COMMAND,
        hci.HCI_LE_RAND_COMMAND,
        hci.HCI_LE_ENABLE_ENCRYPTION_COMMAND,
        hci.HCI_LE_READ_SUPPORTED_STATES_COMMAND,
        hci.HCI_LE_READ_SUGGESTED_DEFAULT_DATA_LENGTH_COMMAND,
        hci.HCI_LE_WRITE_SUGGESTED_DEFAULT_DATA_LENGTH_COMMAND,
        hci.HCI_LE_READ_MAXIMUM_DATA_LENGTH_COMMAND,
        hci.HCI_LE_ADD_DEVICE_TO_RESOLVING_LIST_COMMAND,
        hci.HCI_LE_CLEAR_RESOLVING_LIST_COMMAND,
        hci.HCI_LE_READ_RESOLVING_LIST_SIZE_COMMAND,
        hci.HCI_LE_SET_ADDRESS_RESOLUTION_ENABLE_COMMAND,
        hci.HCI_LE_READ_PHY_COMMAND,
        hci.HCI_LE_SET_DEFAULT_PHY_COMMAND,
    }
)


class Wire(Protocol):
    """Where the host is: takes the radio's packets."""

    @property
    def full(self) -> bool:
        """Whether so much is unread there that adverts are left out, as a busy radio does."""
        ...

    def on_packet(self, packet: bytes) -> None:
        """One HCI packet for the host."""
        ...


class ServedRadio(Radio):
    """Fresh for each host and each reset; `retire` ends it. `take` never raises."""

    acl_data_packet_length = le_acl_data_packet_length = LONGEST_ACL
    supported_max_tx_octets = supported_max_rx_octets = suggested_max_tx_octets = LONGEST_ACL
    filter_accept_list_size = 0

    def __init__(self, air: AirLink, wire: Wire) -> None:
        super().__init__("guest", air, PUBLIC, Signal(1.0, dice(0, "guest")))
        self._public_address = PUBLIC
        self.supported_commands = set(_DOES)
        self._chosen = hci.Address.ANY_RANDOM
        self._told: set[tuple[hci.Address, int, bytes]] = set()
        self._wire = wire
        self.host = wire

    def retire(self) -> None:
        """Leave the air; devices it was linked with lose the link."""
        self.host = None
        self.pending_le_connection = None
        self.le_scan_enable = False
        self.air.leave(self)

    def take(self, packet: bytes) -> None:
        """One whole packet of the host, whatever is in it."""
        if packet[0] == COMMAND:
            self._take_command(packet)
        elif packet[0] == ACL:
            self._take_data(packet)

    def _take_command(self, packet: bytes) -> None:
        op_code = int.from_bytes(packet[1:3], "little")
        if op_code not in _DOES:
            self._refuse(op_code, hci.HCI_ErrorCode.UNKNOWN_HCI_COMMAND_ERROR)
            return
        try:
            command = hci.HCI_Command.from_bytes(packet)
        except Exception:  # noqa: BLE001 - a parser that raises whatever a stranger's bytes lead to
            self._refuse(op_code, hci.HCI_ErrorCode.INVALID_COMMAND_PARAMETERS_ERROR)
            return
        try:
            self.on_hci_command_packet(command)
        except Exception:  # noqa: BLE001 - handlers that trust their host, as one must not here
            self._refuse(op_code, hci.HCI_ErrorCode.UNSPECIFIED_ERROR_ERROR)

    def _refuse(self, op_code: int, why: int) -> None:
        kind = hci.HCI_Command.command_classes.get(op_code, hci.HCI_Command)
        if not issubclass(kind, hci.HCI_SyncCommand):
            self._send_hci_command_status(why, op_code)
            return
        answer = hci.HCI_Command_Complete_Event(
            num_hci_command_packets=1,
            command_opcode=op_code,
            return_parameters=_Status(hci.HCI_ErrorCode(why)),
        )
        self.send_hci_packet(answer)

    def _take_data(self, packet: bytes) -> None:
        try:
            data = hci.HCI_AclDataPacket.from_bytes(packet)
            first = data.pb_flag != _CONTINUED
            length = int.from_bytes(data.data[:2], "little") if first else 0
            known = self.find_le_connection_by_handle(data.connection_handle) is not None
            if known and length <= LONGEST_L2CAP and (len(data.data) >= 2 or not first):
                self.on_hci_acl_data_packet(data)
        except Exception:  # noqa: BLE001 - fragments that fit nowhere are lost, as on air
            return

    # --- what a stock controller would do otherwise ----------------------------------------------

    def _report(self, advertiser: LegacyAdvertiser, rssi: int, answered: bool) -> None:
        self._tell(_EventType.ADV_IND, advertiser.address, advertiser.advertising_data, rssi)
        if answered:
            self._tell(_EventType.SCAN_RSP, advertiser.address, advertiser.scan_response_data, rssi)

    def _tell(self, kind: int, address: hci.Address, data: bytes, rssi: int) -> None:
        key = (address, kind, data)
        if self._wire.full or (self.filter_duplicates and key in self._told):
            return
        if self.filter_duplicates:
            self._told.add(key)
        report = _Report(
            event_type=kind,
            address_type=address.address_type,
            address=address,
            data=data,
            rssi=rssi,
        )
        self.send_hci_packet(hci.HCI_LE_Advertising_Report_Event([report]))

    def on_hci_disconnect_command(self, command: hci.HCI_Disconnect_Command) -> None:
        """The stock controller promises to end a link that it does not have, and says no more."""
        if self.find_le_connection_by_handle(command.connection_handle) is None:
            why = hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR
            self._send_hci_command_status(why, command.op_code)
        else:
            super().on_hci_disconnect_command(command)

    def on_hci_le_set_scan_enable_command(
        self, command: hci.HCI_LE_Set_Scan_Enable_Command
    ) -> hci.HCI_StatusReturnParameters:
        self._told.clear()
        return super().on_hci_le_set_scan_enable_command(command)

    def on_hci_le_set_random_address_command(
        self, command: hci.HCI_LE_Set_Random_Address_Command
    ) -> hci.HCI_StatusReturnParameters:
        """It is used from the next connection on."""
        if self.listening:
            return _Status(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        self._chosen = command.random_address
        return _Status(hci.HCI_ErrorCode.SUCCESS)

    def on_hci_le_create_connection_command(
        self, command: hci.HCI_LE_Create_Connection_Command
    ) -> None:
        if (why := self._obstacle(command)) is not None:
            self._send_hci_command_status(why, command.op_code)
            return
        super().on_hci_le_create_connection_command(command)

    def _obstacle(self, command: hci.HCI_LE_Create_Connection_Command) -> int | None:
        if command.initiator_filter_policy:
            return int(hci.HCI_ErrorCode.UNSUPPORTED_FEATURE_OR_PARAMETER_VALUE_ERROR)
        if command.peer_address in self.le_connections:
            return int(hci.HCI_ErrorCode.CONNECTION_ALREADY_EXISTS_ERROR)
        public = command.own_address_type == hci.OwnAddressType.PUBLIC
        if self.pending_le_connection or not self._go_by(PUBLIC if public else self._chosen):
            return int(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        return None

    def _go_by(self, address: hci.Address) -> bool:
        """Have this address on the air; False where it is another's, or links hang on the present one."""
        if address == self.random_address:
            return True
        if address == hci.Address.ANY_RANDOM or self.le_connections:
            return False
        if self.air.find_le_controller(address) is not None:
            return False
        self.move(address)
        return True
