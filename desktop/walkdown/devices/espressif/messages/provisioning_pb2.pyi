from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Nothing(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StatusOnly(_message.Message):
    __slots__ = ("status",)
    STATUS_FIELD_NUMBER: _ClassVar[int]
    status: int
    def __init__(self, status: _Optional[int] = ...) -> None: ...

class Sec0Payload(_message.Message):
    __slots__ = ("msg", "sc", "sr")
    MSG_FIELD_NUMBER: _ClassVar[int]
    SC_FIELD_NUMBER: _ClassVar[int]
    SR_FIELD_NUMBER: _ClassVar[int]
    msg: int
    sc: Nothing
    sr: StatusOnly
    def __init__(self, msg: _Optional[int] = ..., sc: _Optional[_Union[Nothing, _Mapping[str, object]]] = ..., sr: _Optional[_Union[StatusOnly, _Mapping[str, object]]] = ...) -> None: ...

class Sec1Hello(_message.Message):
    __slots__ = ("client_pubkey",)
    CLIENT_PUBKEY_FIELD_NUMBER: _ClassVar[int]
    client_pubkey: bytes
    def __init__(self, client_pubkey: _Optional[bytes] = ...) -> None: ...

class Sec1Welcome(_message.Message):
    __slots__ = ("status", "device_pubkey", "device_random")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    DEVICE_PUBKEY_FIELD_NUMBER: _ClassVar[int]
    DEVICE_RANDOM_FIELD_NUMBER: _ClassVar[int]
    status: int
    device_pubkey: bytes
    device_random: bytes
    def __init__(self, status: _Optional[int] = ..., device_pubkey: _Optional[bytes] = ..., device_random: _Optional[bytes] = ...) -> None: ...

class Sec1Proof(_message.Message):
    __slots__ = ("client_verify_data",)
    CLIENT_VERIFY_DATA_FIELD_NUMBER: _ClassVar[int]
    client_verify_data: bytes
    def __init__(self, client_verify_data: _Optional[bytes] = ...) -> None: ...

class Sec1Proven(_message.Message):
    __slots__ = ("status", "device_verify_data")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    DEVICE_VERIFY_DATA_FIELD_NUMBER: _ClassVar[int]
    status: int
    device_verify_data: bytes
    def __init__(self, status: _Optional[int] = ..., device_verify_data: _Optional[bytes] = ...) -> None: ...

class Sec1Payload(_message.Message):
    __slots__ = ("msg", "sc0", "sr0", "sc1", "sr1")
    MSG_FIELD_NUMBER: _ClassVar[int]
    SC0_FIELD_NUMBER: _ClassVar[int]
    SR0_FIELD_NUMBER: _ClassVar[int]
    SC1_FIELD_NUMBER: _ClassVar[int]
    SR1_FIELD_NUMBER: _ClassVar[int]
    msg: int
    sc0: Sec1Hello
    sr0: Sec1Welcome
    sc1: Sec1Proof
    sr1: Sec1Proven
    def __init__(self, msg: _Optional[int] = ..., sc0: _Optional[_Union[Sec1Hello, _Mapping[str, object]]] = ..., sr0: _Optional[_Union[Sec1Welcome, _Mapping[str, object]]] = ..., sc1: _Optional[_Union[Sec1Proof, _Mapping[str, object]]] = ..., sr1: _Optional[_Union[Sec1Proven, _Mapping[str, object]]] = ...) -> None: ...

class Sec2Hello(_message.Message):
    __slots__ = ("client_username", "client_pubkey")
    CLIENT_USERNAME_FIELD_NUMBER: _ClassVar[int]
    CLIENT_PUBKEY_FIELD_NUMBER: _ClassVar[int]
    client_username: bytes
    client_pubkey: bytes
    def __init__(self, client_username: _Optional[bytes] = ..., client_pubkey: _Optional[bytes] = ...) -> None: ...

class Sec2Welcome(_message.Message):
    __slots__ = ("status", "device_pubkey", "device_salt")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    DEVICE_PUBKEY_FIELD_NUMBER: _ClassVar[int]
    DEVICE_SALT_FIELD_NUMBER: _ClassVar[int]
    status: int
    device_pubkey: bytes
    device_salt: bytes
    def __init__(self, status: _Optional[int] = ..., device_pubkey: _Optional[bytes] = ..., device_salt: _Optional[bytes] = ...) -> None: ...

class Sec2Proof(_message.Message):
    __slots__ = ("client_proof",)
    CLIENT_PROOF_FIELD_NUMBER: _ClassVar[int]
    client_proof: bytes
    def __init__(self, client_proof: _Optional[bytes] = ...) -> None: ...

class Sec2Proven(_message.Message):
    __slots__ = ("status", "device_proof", "device_nonce")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    DEVICE_PROOF_FIELD_NUMBER: _ClassVar[int]
    DEVICE_NONCE_FIELD_NUMBER: _ClassVar[int]
    status: int
    device_proof: bytes
    device_nonce: bytes
    def __init__(self, status: _Optional[int] = ..., device_proof: _Optional[bytes] = ..., device_nonce: _Optional[bytes] = ...) -> None: ...

class Sec2Payload(_message.Message):
    __slots__ = ("msg", "sc0", "sr0", "sc1", "sr1")
    MSG_FIELD_NUMBER: _ClassVar[int]
    SC0_FIELD_NUMBER: _ClassVar[int]
    SR0_FIELD_NUMBER: _ClassVar[int]
    SC1_FIELD_NUMBER: _ClassVar[int]
    SR1_FIELD_NUMBER: _ClassVar[int]
    msg: int
    sc0: Sec2Hello
    sr0: Sec2Welcome
    sc1: Sec2Proof
    sr1: Sec2Proven
    def __init__(self, msg: _Optional[int] = ..., sc0: _Optional[_Union[Sec2Hello, _Mapping[str, object]]] = ..., sr0: _Optional[_Union[Sec2Welcome, _Mapping[str, object]]] = ..., sc1: _Optional[_Union[Sec2Proof, _Mapping[str, object]]] = ..., sr1: _Optional[_Union[Sec2Proven, _Mapping[str, object]]] = ...) -> None: ...

class SessionData(_message.Message):
    __slots__ = ("sec_ver", "sec0", "sec1", "sec2")
    SEC_VER_FIELD_NUMBER: _ClassVar[int]
    SEC0_FIELD_NUMBER: _ClassVar[int]
    SEC1_FIELD_NUMBER: _ClassVar[int]
    SEC2_FIELD_NUMBER: _ClassVar[int]
    sec_ver: int
    sec0: Sec0Payload
    sec1: Sec1Payload
    sec2: Sec2Payload
    def __init__(self, sec_ver: _Optional[int] = ..., sec0: _Optional[_Union[Sec0Payload, _Mapping[str, object]]] = ..., sec1: _Optional[_Union[Sec1Payload, _Mapping[str, object]]] = ..., sec2: _Optional[_Union[Sec2Payload, _Mapping[str, object]]] = ...) -> None: ...

class Connected(_message.Message):
    __slots__ = ("ip4_addr", "auth_mode", "ssid", "bssid", "channel")
    IP4_ADDR_FIELD_NUMBER: _ClassVar[int]
    AUTH_MODE_FIELD_NUMBER: _ClassVar[int]
    SSID_FIELD_NUMBER: _ClassVar[int]
    BSSID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ip4_addr: str
    auth_mode: int
    ssid: bytes
    bssid: bytes
    channel: int
    def __init__(self, ip4_addr: _Optional[str] = ..., auth_mode: _Optional[int] = ..., ssid: _Optional[bytes] = ..., bssid: _Optional[bytes] = ..., channel: _Optional[int] = ...) -> None: ...

class AttemptFailed(_message.Message):
    __slots__ = ("attempts_remaining",)
    ATTEMPTS_REMAINING_FIELD_NUMBER: _ClassVar[int]
    attempts_remaining: int
    def __init__(self, attempts_remaining: _Optional[int] = ...) -> None: ...

class WifiStatus(_message.Message):
    __slots__ = ("status", "wifi_sta_state", "wifi_fail_reason", "wifi_connected", "attempt_failed")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    WIFI_STA_STATE_FIELD_NUMBER: _ClassVar[int]
    WIFI_FAIL_REASON_FIELD_NUMBER: _ClassVar[int]
    WIFI_CONNECTED_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FAILED_FIELD_NUMBER: _ClassVar[int]
    status: int
    wifi_sta_state: int
    wifi_fail_reason: int
    wifi_connected: Connected
    attempt_failed: AttemptFailed
    def __init__(self, status: _Optional[int] = ..., wifi_sta_state: _Optional[int] = ..., wifi_fail_reason: _Optional[int] = ..., wifi_connected: _Optional[_Union[Connected, _Mapping[str, object]]] = ..., attempt_failed: _Optional[_Union[AttemptFailed, _Mapping[str, object]]] = ...) -> None: ...

class WifiConfig(_message.Message):
    __slots__ = ("ssid", "passphrase", "bssid", "channel")
    SSID_FIELD_NUMBER: _ClassVar[int]
    PASSPHRASE_FIELD_NUMBER: _ClassVar[int]
    BSSID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ssid: bytes
    passphrase: bytes
    bssid: bytes
    channel: int
    def __init__(self, ssid: _Optional[bytes] = ..., passphrase: _Optional[bytes] = ..., bssid: _Optional[bytes] = ..., channel: _Optional[int] = ...) -> None: ...

class NetworkConfigPayload(_message.Message):
    __slots__ = ("msg", "cmd_get_status", "resp_get_status", "cmd_set_config", "resp_set_config", "cmd_apply_config", "resp_apply_config")
    MSG_FIELD_NUMBER: _ClassVar[int]
    CMD_GET_STATUS_FIELD_NUMBER: _ClassVar[int]
    RESP_GET_STATUS_FIELD_NUMBER: _ClassVar[int]
    CMD_SET_CONFIG_FIELD_NUMBER: _ClassVar[int]
    RESP_SET_CONFIG_FIELD_NUMBER: _ClassVar[int]
    CMD_APPLY_CONFIG_FIELD_NUMBER: _ClassVar[int]
    RESP_APPLY_CONFIG_FIELD_NUMBER: _ClassVar[int]
    msg: int
    cmd_get_status: Nothing
    resp_get_status: WifiStatus
    cmd_set_config: WifiConfig
    resp_set_config: StatusOnly
    cmd_apply_config: Nothing
    resp_apply_config: StatusOnly
    def __init__(self, msg: _Optional[int] = ..., cmd_get_status: _Optional[_Union[Nothing, _Mapping[str, object]]] = ..., resp_get_status: _Optional[_Union[WifiStatus, _Mapping[str, object]]] = ..., cmd_set_config: _Optional[_Union[WifiConfig, _Mapping[str, object]]] = ..., resp_set_config: _Optional[_Union[StatusOnly, _Mapping[str, object]]] = ..., cmd_apply_config: _Optional[_Union[Nothing, _Mapping[str, object]]] = ..., resp_apply_config: _Optional[_Union[StatusOnly, _Mapping[str, object]]] = ...) -> None: ...

class ScanStart(_message.Message):
    __slots__ = ("blocking", "passive", "group_channels", "period_ms")
    BLOCKING_FIELD_NUMBER: _ClassVar[int]
    PASSIVE_FIELD_NUMBER: _ClassVar[int]
    GROUP_CHANNELS_FIELD_NUMBER: _ClassVar[int]
    PERIOD_MS_FIELD_NUMBER: _ClassVar[int]
    blocking: bool
    passive: bool
    group_channels: int
    period_ms: int
    def __init__(self, blocking: _Optional[bool] = ..., passive: _Optional[bool] = ..., group_channels: _Optional[int] = ..., period_ms: _Optional[int] = ...) -> None: ...

class ScanStatus(_message.Message):
    __slots__ = ("scan_finished", "result_count")
    SCAN_FINISHED_FIELD_NUMBER: _ClassVar[int]
    RESULT_COUNT_FIELD_NUMBER: _ClassVar[int]
    scan_finished: bool
    result_count: int
    def __init__(self, scan_finished: _Optional[bool] = ..., result_count: _Optional[int] = ...) -> None: ...

class ScanSlice(_message.Message):
    __slots__ = ("start_index", "count")
    START_INDEX_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    start_index: int
    count: int
    def __init__(self, start_index: _Optional[int] = ..., count: _Optional[int] = ...) -> None: ...

class ScanEntry(_message.Message):
    __slots__ = ("ssid", "channel", "rssi", "bssid", "auth")
    SSID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RSSI_FIELD_NUMBER: _ClassVar[int]
    BSSID_FIELD_NUMBER: _ClassVar[int]
    AUTH_FIELD_NUMBER: _ClassVar[int]
    ssid: bytes
    channel: int
    rssi: int
    bssid: bytes
    auth: int
    def __init__(self, ssid: _Optional[bytes] = ..., channel: _Optional[int] = ..., rssi: _Optional[int] = ..., bssid: _Optional[bytes] = ..., auth: _Optional[int] = ...) -> None: ...

class ScanResult(_message.Message):
    __slots__ = ("entries",)
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[ScanEntry]
    def __init__(self, entries: _Optional[_Iterable[_Union[ScanEntry, _Mapping[str, object]]]] = ...) -> None: ...

class NetworkScanPayload(_message.Message):
    __slots__ = ("msg", "status", "cmd_scan_start", "resp_scan_start", "cmd_scan_status", "resp_scan_status", "cmd_scan_result", "resp_scan_result")
    MSG_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    CMD_SCAN_START_FIELD_NUMBER: _ClassVar[int]
    RESP_SCAN_START_FIELD_NUMBER: _ClassVar[int]
    CMD_SCAN_STATUS_FIELD_NUMBER: _ClassVar[int]
    RESP_SCAN_STATUS_FIELD_NUMBER: _ClassVar[int]
    CMD_SCAN_RESULT_FIELD_NUMBER: _ClassVar[int]
    RESP_SCAN_RESULT_FIELD_NUMBER: _ClassVar[int]
    msg: int
    status: int
    cmd_scan_start: ScanStart
    resp_scan_start: Nothing
    cmd_scan_status: Nothing
    resp_scan_status: ScanStatus
    cmd_scan_result: ScanSlice
    resp_scan_result: ScanResult
    def __init__(self, msg: _Optional[int] = ..., status: _Optional[int] = ..., cmd_scan_start: _Optional[_Union[ScanStart, _Mapping[str, object]]] = ..., resp_scan_start: _Optional[_Union[Nothing, _Mapping[str, object]]] = ..., cmd_scan_status: _Optional[_Union[Nothing, _Mapping[str, object]]] = ..., resp_scan_status: _Optional[_Union[ScanStatus, _Mapping[str, object]]] = ..., cmd_scan_result: _Optional[_Union[ScanSlice, _Mapping[str, object]]] = ..., resp_scan_result: _Optional[_Union[ScanResult, _Mapping[str, object]]] = ...) -> None: ...

class NetworkCtrlPayload(_message.Message):
    __slots__ = ("msg", "status", "cmd_reset", "resp_reset", "cmd_reprov", "resp_reprov")
    MSG_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    CMD_RESET_FIELD_NUMBER: _ClassVar[int]
    RESP_RESET_FIELD_NUMBER: _ClassVar[int]
    CMD_REPROV_FIELD_NUMBER: _ClassVar[int]
    RESP_REPROV_FIELD_NUMBER: _ClassVar[int]
    msg: int
    status: int
    cmd_reset: Nothing
    resp_reset: Nothing
    cmd_reprov: Nothing
    resp_reprov: Nothing
    def __init__(self, msg: _Optional[int] = ..., status: _Optional[int] = ..., cmd_reset: _Optional[_Union[Nothing, _Mapping[str, object]]] = ..., resp_reset: _Optional[_Union[Nothing, _Mapping[str, object]]] = ..., cmd_reprov: _Optional[_Union[Nothing, _Mapping[str, object]]] = ..., resp_reprov: _Optional[_Union[Nothing, _Mapping[str, object]]] = ...) -> None: ...
