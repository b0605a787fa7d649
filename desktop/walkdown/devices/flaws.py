"""What no network can have is not sent to a device."""

from __future__ import annotations

from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials, password_flaw, ssid_flaw


def refuse_flaws(credentials: Credentials) -> None:
    """Raise Setback for a name or a password that only a page's mistake would let through."""
    if flaw := ssid_flaw(credentials.ssid):
        raise Setback(Code.NETWORK_NOT_SEEN, network=credentials.ssid, detail=flaw)
    with credentials.password.reveal() as password:
        if flaw := password_flaw(password, open_network=True):
            raise Setback(Code.PASSWORD_REFUSED, network=credentials.ssid, detail=flaw)
