"""The book of what is heard stays right and stays small, whatever is in the air."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.sighting import Protocol
from walkdown.devices.book import FORGET_S, MOST_ADDRESSES, SERVICE_FADES_S, Book
from walkdown.devices.improv.protocol import SERVICE, SERVICE_DATA

NAME = "GW1-770300125518"


def data(state: int) -> dict[str, bytes]:
    return {SERVICE_DATA: bytes((state, 0x0F, 0, 0, 0, 0))}


def test_a_name_and_a_service_from_different_adverts_are_one_device() -> None:
    book = Book()
    assert book.hear("a", NAME, (), {}, -60, 1.0)
    assert not book.hear("a", None, (SERVICE,), data(2), -58, 2.0)
    (sighting,) = book.sightings(2.5)
    assert (sighting.name, sighting.serial) == (NAME, "770300125518")
    assert (sighting.protocol, sighting.ready) == (Protocol.IMPROV, True)
    assert (sighting.signal_dbm, sighting.age_s) == (-58, 0.5)


@pytest.mark.parametrize(("state", "ready"), [(1, False), (2, True), (3, False), (4, False)])
def test_ready_means_that_no_button_and_no_waiting_is_needed(state: int, ready: bool) -> None:
    book = Book()
    book.hear("a", NAME, (SERVICE,), data(state), -60, 1.0)
    assert book.sightings(1.0)[0].ready is ready


def test_the_service_or_its_data_alone_tell_the_protocol() -> None:
    book = Book()
    book.hear("a", None, (SERVICE,), {}, -60, 1.0)
    book.hear("b", None, (), data(2), -60, 1.0)
    book.hear("c", None, ("0000180f-0000-1000-8000-00805f9b34fb",), {}, -60, 1.0)
    found = {s.key: s.protocol for s in book.sightings(1.0)}
    assert found == {"a": Protocol.IMPROV, "b": Protocol.IMPROV, "c": Protocol.UNKNOWN}


def test_a_service_that_is_no_longer_advertised_fades() -> None:
    book = Book()
    book.hear("a", NAME, (SERVICE,), data(4), -60, 1.0)
    book.hear("a", NAME, (), {}, -60, 1.0 + SERVICE_FADES_S + 1)
    assert book.sightings(1.0 + SERVICE_FADES_S + 1)[0].protocol is Protocol.UNKNOWN


def test_what_is_silent_for_half_a_minute_is_forgotten() -> None:
    book = Book()
    book.hear("a", NAME, (), {}, -60, 1.0)
    book.hear("b", NAME, (), {}, -60, 20.0)
    assert [s.key for s in book.sightings(1.5 + FORGET_S)] == ["b"]


def test_ten_thousand_addresses_leave_the_two_thousand_last_heard() -> None:
    book = Book()
    for number in range(10_000):
        book.hear(str(number), None, (), {}, -60, number / 1000)
    kept = book.sightings(10.0)
    assert len(kept) == MOST_ADDRESSES
    assert kept[0].key == "9999"


@given(st.text(max_size=400), st.binary(max_size=40), st.integers(-(10**9), 10**9))
def test_hostile_adverts_become_bounded_sightings(name: str, value: bytes, signal: int) -> None:
    book = Book()
    book.hear("a", name, ("nonsense",), {SERVICE_DATA: value}, signal, 1.0)
    (sighting,) = book.sightings(1.0)
    assert len(sighting.name) <= 64
    assert -127 <= sighting.signal_dbm <= 20
