"""Which addresses a walk through the site's network asks, and how fast: few, private, never our own."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, ip_address
from typing import Final
from urllib.parse import urlsplit

WIDEST: Final = 24  # a larger network is walked only around the laptop
MOST: Final = 254
_PRIVATE: Final = tuple(
    IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a network is asked without being flooded: at once, begun in each second, seconds each."""

    at_once: int = 32
    per_s: int = 64
    each_s: float = 0.5

    def begins(self, number: int) -> float:
        """Seconds after the start before which the address with this number, from 0, is not asked."""
        return number / self.per_s


def hosts(own: str, prefix: int = WIDEST) -> tuple[str, ...]:
    """All other addresses of the network around the laptop's own, in order; at most 254.

    `own` is a dotted IPv4 address, `prefix` its network's; one wider than /24 counts as /24. Empty
    for what is no address of a private network: a stranger's network is not walked.
    """
    try:
        mine = IPv4Address(own)
    except ValueError:
        return ()
    if not any(mine in network for network in _PRIVATE) or not 0 <= prefix <= 32:
        return ()
    around = IPv4Network((mine, max(prefix, WIDEST)), strict=False)
    return tuple(str(host) for host in around.hosts() if host != mine)


def is_literal(host: str) -> bool:
    """Whether it is an address, and no name that somebody would have to be asked about."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk came to: addresses asked, those who answered, and by serial who was found where.

    `twice` are serials that more than one address claimed: none of them is believed. `elsewhere`:
    nobody was asked, since the laptop is on another network than those it would look for were.
    """

    asked: int
    answered: int
    found: tuple[tuple[str, str], ...] = ()
    twice: tuple[str, ...] = ()
    elsewhere: bool = False


def believed(asked: int, claims: tuple[tuple[str, str], ...], wanted: frozenset[str]) -> Walk:
    """The walk that heard these claims (serial, URL), of which only the wanted ones are kept."""
    places: dict[str, dict[str, str]] = {}
    for serial, url in sorted(claims):
        if serial in wanted:
            # A device may answer at two ports, or in two forms: it is one all the same.
            places.setdefault(serial, {}).setdefault(_host(url), url)
    met = ((s, tuple(urls.values())) for s, urls in sorted(places.items()))
    found = tuple((serial, urls[0]) for serial, urls in met if len(urls) == 1)
    twice = tuple(serial for serial, urls in sorted(places.items()) if len(urls) > 1)
    return Walk(asked, len({_host(url) for _, url in claims}), found, twice)


def who_is_at(host: str, port: int) -> str:
    """What tells two devices apart by where they are: a host, and on this laptop itself a port."""
    return f"{host}:{port}" if host.startswith("127.") else host


def _host(url: str) -> str:
    parts = urlsplit(url)
    return who_is_at(parts.hostname or url, parts.port or 80)
