"""Everything that can be expected to go wrong, each with an id short enough to be said over the phone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from walkdown.core.wifi import HeardNetwork


class Code(StrEnum):
    """The id is the value and never names anything else; its words stand in `ui/explained_*.py`."""

    BLUETOOTH_MISSING = "BT-01"
    BLUETOOTH_OFF = "BT-02"
    BLUETOOTH_BLOCKED = "BT-03"
    NO_ANSWER = "BT-05"
    LINK_LOST = "BT-06"
    NOT_HEARD = "BT-07"
    NOT_PAIRED = "BT-08"
    TWO_CLAIM = "BT-09"
    LINK_REFUSED = "BT-10"
    BROKEN_PROTOCOL = "DEV-01"
    OTHER_SERIAL = "DEV-02"
    PRESS_BUTTON = "DEV-03"
    CANNOT_SET_UP = "DEV-04"
    DEVICE_LOCKED = "DEV-05"
    PROOF_NEEDED = "DEV-06"
    PROOF_REFUSED = "DEV-07"
    LESS_SECURE = "DEV-08"
    FIRMWARE_UNREADABLE = "FW-01"
    FIRMWARE_REFUSED = "FW-02"
    FIRMWARE_UNSAFE = "FW-03"
    FIRMWARE_LOST = "FW-04"
    PASSWORD_REFUSED = "WIFI-01"
    NETWORK_NOT_SEEN = "WIFI-02"
    TOO_WEAK = "WIFI-03"
    JOIN_UNKNOWN = "WIFI-04"
    NO_ADDRESS = "WIFI-05"
    PASSWORD_UNFIT = "WIFI-06"
    NOT_REACHABLE = "LAN-01"
    REACHED_OTHER = "LAN-02"
    SIGN_IN_PAGE = "LAN-03"
    CAMERA_MISSING = "CAM-01"
    CAMERA_BUSY = "CAM-02"
    CAMERA_BLOCKED = "CAM-03"
    PICTURE_UNREADABLE = "PIC-01"
    NO_CODE_IN_PICTURE = "PIC-02"
    LOCATION_UNKNOWN = "LOC-01"
    NOT_OPENED = "APP-01"
    SITE_FILE_DAMAGED = "FILE-01"
    SITE_FILE_NEWER = "FILE-02"
    CANNOT_WRITE = "FILE-03"
    LIST_UNREADABLE = "FILE-04"
    SITE_KEY_MISSING = "FILE-05"
    PASSPHRASE_WRONG = "FILE-06"
    SITE_FILE_GONE = "FILE-07"
    SITE_KEY_STAYS = "FILE-08"
    SITE_CLOSED = "FILE-09"
    LEDGER_UNWRITABLE = "LED-01"
    LEDGER_BROKEN = "LED-02"
    REFUSED = "ASK-01"
    NOT_ANSWERED = "ASK-02"
    STOPPED_BY_YOU = "ASK-03"
    OWNER_FIRST = "ASK-04"
    POLICY_FIRST = "ASK-05"
    SYSTEM_BLOCKS = "SYS-01"
    SYSTEM_RESTRICTS = "SYS-02"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong, with the facts its words need. `detail` is for the Details line only.

    `left`: how many tries the device takes before it locks itself for `locks_min` minutes; None where
    nobody says that it does. 0: it has just locked itself.
    """

    code: Code
    device: str = ""
    network: str = ""
    detail: str = ""
    left: int | None = None
    locks_min: int = 0


class Setback(Exception):
    """An expected failure on its way to the person; carries its `Trouble`.

    `heard` is the list of networks that a device gave after it could not join; else None.
    """

    def __init__(
        self, code: Code, *, device: str = "", network: str = "", detail: str = ""
    ) -> None:
        super().__init__(str(code))
        self.trouble = Trouble(code, device, network, detail)
        self.heard: tuple[HeardNetwork, ...] | None = None

    @property
    def code(self) -> Code:
        """The id of what happened."""
        return self.trouble.code
