"""Our drivers ask a device no more than its peer's client does: ATT requests and octets on air, counted there.

What asks the device who it is stands apart where no peer asks the same: it is told by `Family.who`, and
left out where the peer's own work is compared. Time is no part of this. Espressif's peer is a stand-in, see
`esp_prov_walk`; the others are the clients themselves.
"""

from __future__ import annotations

import pytest

from tests.peers.families import FAMILIES
from tests.peers.visits import MTUS, PASSWORD, SSID, Family, Visit, ours, peers

BOTH = pytest.mark.parametrize("mtu", MTUS)
EACH = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
# Where the question who it is costs nothing on top of what the peer asks.
IN_ALL = [family for family in FAMILIES if family.name != "Improv"]
ASKS_APART = [family for family in FAMILIES if family.name == "Improv"]


@BOTH
@EACH
async def test_we_ask_no_more_than_the_peer_for_what_the_peer_does(
    family: Family, mtu: int
) -> None:
    our, their = await ours(family, mtu), await peers(family, mtu)
    requests, octets = our.without(family.who)
    assert requests <= their.requests, _both(our, their)
    assert octets <= their.octets, _both(our, their)


@BOTH
@pytest.mark.parametrize("family", IN_ALL, ids=lambda family: family.name)
async def test_asking_who_it_is_we_still_ask_no_more_than_the_peer(
    family: Family, mtu: int
) -> None:
    our, their = await ours(family, mtu), await peers(family, mtu)
    assert our.requests <= their.requests, _both(our, their)
    assert our.octets <= their.octets, _both(our, their)


@EACH
async def test_asking_who_it_is_costs_no_request_more_than_the_peer_on_a_usual_link(
    family: Family,
) -> None:
    """With an MTU of 247, at which nearly all devices are met; octets are more for Improv."""
    our, their = await ours(family, 247), await peers(family, 247)
    assert our.requests <= their.requests, _both(our, their)


@pytest.mark.parametrize("family", ASKS_APART, ids=lambda family: family.name)
async def test_who_it_is_is_asked_before_the_first_secret(family: Family) -> None:
    """What is left out above is there, is whole, and comes before the credentials."""
    our = await ours(family, 247)
    part = family.who(our.asked)
    assert our.asked[part]
    credentials = max(range(our.requests), key=lambda at: our.asked[at].octets)
    assert part.stop <= credentials


@EACH
async def test_the_same_visit_asks_the_same_each_time(family: Family) -> None:
    first, second = await ours(family, 247), await ours(family, 247)
    assert [(a.opcode, a.attribute) for a in first.asked] == [
        (a.opcode, a.attribute) for a in second.asked
    ]


async def test_what_is_listed_holds_no_payload() -> None:
    listed = (await ours(FAMILIES[0], 247)).listed()
    assert "WRITE_REQUEST" in listed
    assert not any(secret in listed for secret in (SSID, PASSWORD, PASSWORD.encode().hex()))


def _both(our: Visit, their: Visit) -> str:
    """Both sequences, for the report of a failure."""
    return f"\nours, {our.octets} octets:\n{our.listed()}\npeer's, {their.octets} octets:\n{their.listed()}"
