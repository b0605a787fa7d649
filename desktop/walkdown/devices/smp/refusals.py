"""Why a device refuses firmware, in a few plain words: SMP's numbers and its image group's (5.2, 5.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from walkdown.devices.smp.frames import Group
from walkdown.devices.smp.messages import Refusal

_SMP: Final[Mapping[int, str]] = {
    2: "it has no memory left",
    3: "it does not take what was sent",
    4: "it took too long for itself",
    5: "it does not have that image",
    6: "it is in no state for that now",
    7: "the message was too long for it",
    8: "it does not know that command",
    9: "what it holds is damaged",
    10: "it is busy",
    11: "it does not let us",
    12: "our protocol is too old for it",
    13: "our protocol is too new for it",
}
_IMAGE: Final[Mapping[int, str]] = {
    3: "there is no image in that slot",
    8: "it does not have that image",
    9: "it has no free slot",
    10: "it cannot open its memory",
    11: "it cannot read its memory",
    12: "it cannot write its memory",
    13: "it cannot clear its memory",
    14: "it has no such slot",
    15: "it has no memory left",
    20: "a part came out of order",
    21: "a part has the wrong length",
    22: "the image's header is not right for it",
    23: "that is no image for it",
    24: "the image's hash is not right",
    27: "it runs a newer version and takes no older one",
    28: "another image waits for its next start",
    29: "the image is not made for this device",
    30: "the image is too large for it",
    31: "more came than was announced",
    32: "it does not keep the image",
    33: "it does not try the image that runs",
}


def words(refusal: Refusal) -> str:
    """One phrase with the number, e.g. "the image is too large for it (image 30)"."""
    table = _IMAGE if refusal.group == Group.IMAGE else _SMP if refusal.group is None else {}
    said = table.get(refusal.code, "it gives no reason")
    return f"{said} ({_where(refusal)} {refusal.code})"


def _where(refusal: Refusal) -> str:
    if refusal.group is None:
        return "SMP"
    return "image" if refusal.group == Group.IMAGE else f"group {refusal.group}"
