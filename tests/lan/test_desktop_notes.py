"""A line on the desktop: no markup gets through, and it is gone as soon as the lease is."""

from __future__ import annotations

import asyncio

import pytest

from tests.lan.fake_bus import Answer, FakeBus
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.lan.bus import NoAnswer
from walkdown.lan.desktop_notes import DesktopNotes

LINE = "Work at the site has ended: 6 of 7 done."
HOSTILE = "<b>x</b><img src='http://a/'>&amp;\x1b[31m\u202e\"6\""


def lease(purpose: Purpose = Purpose.NOTIFY) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def server(*can: str, **answers: Answer) -> FakeBus:
    return FakeBus({"GetCapabilities": (list(can),), "Notify": (7,), **answers}, {})


async def shown(bus: FakeBus, text: str = LINE) -> tuple[object, ...]:
    await DesktopNotes(bus, shown_s=0).show(lease(), text)
    (note,) = [said for said in bus.said if said[0] == "Notify"]
    return note


async def test_the_line_is_shown_and_taken_away_again() -> None:
    bus = server("body")
    _, app, replaces, icon, title, body, actions, hints, ms = await shown(bus)
    assert (app, title, body) == ("Walkdown", "Walkdown", LINE)
    assert (replaces, icon, actions, hints, ms) == (0, "", [], {}, 0)
    assert bus.said[-1] == ("CloseNotification", 7)
    assert bus.closed


@pytest.mark.parametrize("can", [("body",), ("body", "body-markup", "body-images"), ()])
async def test_no_markup_and_no_control_sign_reaches_any_server(can: tuple[str, ...]) -> None:
    note = await shown(server(*can), HOSTILE)
    for text in map(str, note):
        assert not set(text) & set("<>\x1b\u202e")
    if "body-markup" in can:
        assert "'" not in str(note[5])
        assert '"' not in str(note[5])


async def test_a_server_without_bodies_gets_it_as_the_title() -> None:
    note = await shown(server())
    assert note[4:6] == (LINE, "")


async def test_a_server_whose_capabilities_make_no_sense_is_taken_to_have_none() -> None:
    note = await shown(server("body", GetCapabilities=("no list",)))
    assert note[4:6] == (LINE, "")


async def test_a_line_is_never_long() -> None:
    note = await shown(server("body"), "long " * 1000)
    assert len(str(note[5])) <= 120


@pytest.mark.parametrize(
    "answers",
    [
        {"GetCapabilities": NoAnswer("org.freedesktop.DBus.Error.ServiceUnknown")},
        {"Notify": NoAnswer("full")},
        {"Notify": ("no number",)},
        {"Notify": ()},
    ],
)
async def test_a_desktop_that_shows_none_is_no_trouble(answers: dict[str, Answer]) -> None:
    bus = server("body", **answers)
    await DesktopNotes(bus, shown_s=0).show(lease(), LINE)
    assert "CloseNotification" not in bus.members
    assert bus.closed


async def test_a_desktop_without_a_bus_is_no_trouble() -> None:
    async def connect(_: Lease) -> FakeBus:
        raise NoAnswer("InvalidAddressError")

    await DesktopNotes(connect, shown_s=0).show(lease(), LINE)


async def test_a_lease_that_ends_takes_the_line_away() -> None:
    bus, mine = server("body"), lease()
    showing = asyncio.ensure_future(DesktopNotes(bus).show(mine, LINE))
    await bus.until("Notify")
    mine.end()
    await showing
    assert bus.said[-1] == ("CloseNotification", 7)


async def test_a_lease_that_ends_before_it_is_shown_shows_nothing() -> None:
    bus, mine = server("body", GetCapabilities=None), lease()
    showing = asyncio.ensure_future(DesktopNotes(bus).show(mine, LINE))
    await bus.until("GetCapabilities")
    mine.end()
    await showing
    assert "Notify" not in bus.members


async def test_a_lease_that_ends_before_the_bus_is_reached_leaves_it_alone() -> None:
    bus, mine = server("body"), lease()
    showing = asyncio.ensure_future(DesktopNotes(bus).show(mine, LINE))
    await asyncio.sleep(0)  # it has begun, and has not connected yet
    mine.end()
    await showing
    assert not bus.connected


async def test_a_wrong_or_ended_lease_calls_nothing() -> None:
    bus, gone = server("body"), lease()
    gone.end()
    with pytest.raises(LeaseEnded):
        await DesktopNotes(bus).show(gone, LINE)
    with pytest.raises(WrongLease):
        await DesktopNotes(bus).show(lease(Purpose.OPEN_MAP), LINE)
    assert bus.said == []
