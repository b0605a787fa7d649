"""Why a device did not join: what can be said from what it sees itself. Words: `ui/explained_network.py`."""

from __future__ import annotations

from walkdown.core.trouble import Code
from walkdown.core.wifi import WEAK_DBM, HeardNetwork


def why_not_joined(ssid: str, heard: tuple[HeardNetwork, ...] | None) -> Code:
    """The likeliest cause, given the device's own list taken after the failure.

    Improv says only "unable to connect" (error 03). `heard` is None where the device cannot scan.
    """
    if heard is None:
        return Code.JOIN_UNKNOWN
    mine = [n for n in heard if n.ssid == ssid]
    if not mine:
        return Code.NETWORK_NOT_SEEN
    best = max((n.signal_dbm for n in mine if n.signal_dbm is not None), default=None)
    if best is not None and best < WEAK_DBM:
        return Code.TOO_WEAK
    return Code.PASSWORD_REFUSED if not mine[0].is_open else Code.JOIN_UNKNOWN
