"""What one link's ATT traffic came to: requests, octets on air, and each request without its payload."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from bumble import att

L2CAP_HEADER = 4
MOST_ASKED = 4096


@dataclass(frozen=True, slots=True)
class Asked:
    """One request or command: its opcode's name, whose attribute, and the octets of its PDU.

    `before`: the octets on air until then, so that those of a part of a visit can be told.
    """

    opcode: str
    attribute: str
    octets: int
    before: int

    def __str__(self) -> str:
        return f"{self.opcode} {self.attribute} {self.octets}".replace("  ", " ")


class Tally:
    """Counted by the device, from its connect on; never what was in a PDU."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """A new link begins."""
        self.requests = 0
        self.octets = 0
        self.asked: deque[Asked] = deque(maxlen=MOST_ASKED)

    def hear(self, pdu: att.ATT_PDU, attribute: att.Attribute[object] | None) -> None:
        """The client's; one that confirms an indication is no request."""
        octets = len(bytes(pdu))
        if not isinstance(pdu, att.ATT_Handle_Value_Confirmation):
            self.requests += 1
            whose = "" if attribute is None else attribute.type.to_hex_str()
            self.asked.append(Asked(pdu.name.removeprefix("ATT_"), whose, octets, self.octets))
        self.octets += octets + L2CAP_HEADER

    def say(self, pdu: bytes) -> None:
        """The device's."""
        self.octets += len(pdu) + L2CAP_HEADER
