"""Which addresses a walk through the site's network asks, and how fast: few, private, never our own."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk came to: addresses asked, those who answered, and by serial who was found where.

    `twice` are serials that more than one address claimed: none of them is believed.
    """

    asked: int
    answered: int
    found: tuple[tuple[str, str], ...] = ()
    twice: tuple[str, ...] = ()


def believed(asked: int, claims: tuple[tuple[str, str], ...], wanted: frozenset[str]) -> Walk:
    """The walk that heard these claims (serial, URL), of which only the wanted ones are kept."""
    places: dict[str, set[str]] = {}
    for serial, url in claims:
        if serial in wanted:
            places.setdefault(serial, set()).add(url)
    found = tuple((s, min(urls)) for s, urls in sorted(places.items()) if len(urls) == 1)
    twice = tuple(serial for serial, urls in sorted(places.items()) if len(urls) > 1)
    return Walk(asked, len({url for _, url in claims}), found, twice)
