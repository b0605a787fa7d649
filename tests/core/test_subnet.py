"""A walk through the network asks few addresses, private ones, never its own; and believes no two."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.subnet import MOST, Pace, Walk, believed, hosts, is_literal

PRIVATE = tuple(ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
ADDRESSES = st.one_of(*(st.ip_addresses(network=network) for network in PRIVATE)).map(str)
ONE, TWO = "770300125518", "905133000417"
HERE, THERE = "http://192.168.1.7:80/", "http://192.168.1.9:80/"


@given(own=ADDRESSES, prefix=st.integers(0, 32))
def test_no_more_than_a_24_of_private_addresses_without_our_own(own: str, prefix: int) -> None:
    asked = hosts(own, prefix)
    assert len(asked) == len(set(asked)) <= MOST
    assert own not in asked
    around = ip_network(f"{own}/24", strict=False)
    assert all(IPv4Address(host) in around and IPv4Address(host).is_private for host in asked)


@given(own=st.one_of(st.ip_addresses().map(str), st.text(max_size=20)), prefix=st.integers(-9, 99))
def test_a_strangers_network_is_never_walked(own: str, prefix: int) -> None:
    for host in hosts(own, prefix):
        assert any(IPv4Address(host) in network for network in PRIVATE)


def test_a_home_network_is_walked_from_end_to_end() -> None:
    asked = hosts("192.168.1.23")
    assert (asked[0], asked[-1], len(asked)) == ("192.168.1.1", "192.168.1.254", 253)
    assert hosts("192.168.1.2", 30) == ("192.168.1.1",)


@pytest.mark.parametrize(
    "own", ["8.8.8.8", "127.0.0.1", "169.254.3.4", "100.64.0.1", "", "fe80::1"]
)
def test_what_is_no_private_network_gives_nothing(own: str) -> None:
    assert hosts(own) == ()


@given(st.integers(0, 500))
def test_no_second_begins_more_than_the_pace_allows(number: int) -> None:
    pace = Pace()
    assert pace.begins(number + pace.per_s) - pace.begins(number) == pytest.approx(1)


def test_who_was_found_once_is_believed_and_two_that_say_the_same_are_not() -> None:
    claims = ((ONE, HERE), (TWO, HERE), (TWO, THERE), ("stranger", THERE))
    wanted = frozenset({ONE, TWO})
    assert believed(9, claims, wanted) == Walk(9, 2, ((ONE, HERE),), (TWO,))
    assert believed(9, ((ONE, HERE), (ONE, HERE)), wanted).found == ((ONE, HERE),)


def test_one_device_at_two_ports_of_an_address_is_one() -> None:
    claims = (("A", "http://192.168.1.7/"), ("A", "http://192.168.1.7:8080/status/"))
    assert believed(4, claims, frozenset("A")) == Walk(4, 1, (("A", "http://192.168.1.7/"),))
    here = (("A", "http://127.0.0.1:81/"), ("A", "http://127.0.0.1:82/"))
    assert believed(4, here, frozenset("A")).twice == ("A",)


@pytest.mark.parametrize(
    "host", ["", "shelly.local", "192.168.1", "1.2.3.4.5", "[::1]", "10.0.0.0/8"]
)
def test_a_name_is_no_address(host: str) -> None:
    assert not is_literal(host)
    assert is_literal("192.168.1.7")
