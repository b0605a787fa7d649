"""Where a device may send us: plain HTTP to an address of the site's own network, and nowhere else."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from walkdown.core.trouble import Code, Setback

MOST_CHARACTERS = 256
_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+/)*")
_NEAR = tuple(
    ipaddress.ip_network(near)
    for near in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """One HTTP resource: an IP address as text, a port, and an absolute path."""

    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        """`host:port`, as it stands in a URL and in the report."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def status_of(url: str, *, loopback: bool = False) -> Target:
    """The resource below a device's URL, which ends with a slash, that says who it is.

    That is "status", or for a URL that ends where remote procedures begin, the one for this.

    Raises Setback(BROKEN_PROTOCOL) for names instead of addresses, addresses outside private and
    link-local ranges, other schemes, user names, queries and dotted paths. `loopback` takes this
    laptop's own addresses too: practice devices answer there, and no real one does.
    """
    try:
        return _target(url, loopback)
    except ValueError as error:
        raise Setback(Code.BROKEN_PROTOCOL, detail=f"the device's address: {error}") from error


def _target(url: str, loopback: bool) -> Target:
    if len(url) > MOST_CHARACTERS or not all("!" <= c <= "~" for c in url):
        raise ValueError("not a plain URL")
    parts = urlsplit(url)
    if parts.scheme != "http" or "@" in parts.netloc or "?" in url or "#" in url:
        raise ValueError("not a plain http URL")
    if not _PATH.fullmatch(parts.path) or "/." in parts.path:
        raise ValueError("not a plain path")
    resource = "Shelly.GetDeviceInfo" if parts.path == "/rpc/" else "status"
    return Target(_near(parts.hostname or "", loopback), parts.port or 80, parts.path + resource)


def _near(host: str, loopback: bool) -> str:
    # A zone ("%eth0") would name an interface of ours; the device cannot know it.
    if "%" in host:
        raise ValueError("names an interface")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise ValueError("not an IP address") from None
    if address.is_loopback and not loopback:
        raise ValueError("this laptop itself")
    if not address.is_loopback and not any(address in near for near in _NEAR):
        raise ValueError("outside the site's network")
    return str(address)
