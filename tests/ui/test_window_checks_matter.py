"""Every check of a lease on the window's side is needed: without it a program opens, or a line shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import ModuleType, SimpleNamespace

import pytest
from PySide6.QtCore import QUrl

from tests.consent.check_probes import STOPPED, good, over, wrong
from tests.consent.check_sites import sites, unchanged, without
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose

Probe = Callable[[ModuleType], Awaitable[bool]]
SITES = {site.key: site for site in sites(("ui",))}
MAP = "https://www.openstreetmap.org/search?query=Harbour%20Lane"

pytestmark = pytest.mark.usefixtures("app")


class Opening:
    """Doors that open nothing and know what they were asked to open."""

    def __init__(self, m: ModuleType) -> None:
        self.opened: list[QUrl] = []
        m.OPEN_S = 0.01
        m.may_open = lambda purpose, link: True
        self.doors = m.DesktopDoors(self.open)

    def open(self, url: QUrl) -> bool:
        self.opened.append(url)
        return True


async def wish_of(m: ModuleType, lease: Lease) -> bool:
    """A wish that comes to the window's thread with this lease opens something."""
    opening = Opening(m)
    with suppress(*STOPPED):
        opening.doors._open(m._wish(MAP, lease))
    return bool(opening.opened)


async def opens_for_something_else(m: ModuleType) -> bool:
    """A lease for something else comes to the window's thread."""
    opening = Opening(m)
    wished: list[object] = []
    m.on_the_windows_thread = wished.append
    with suppress(*STOPPED):
        await opening.doors.open(wrong(), MAP)
    return bool(wished)


async def opens_after_the_end(m: ModuleType) -> bool:
    return await wish_of(m, over(Purpose.OPEN_MAP))


class Noting:
    """A tray that shows nothing and knows what it was asked to show."""

    def __init__(self, m: ModuleType) -> None:
        self.shown: list[str] = []
        tray = SimpleNamespace(show=_nothing, hide=_nothing, showMessage=self.show)
        self.notes = m.TrayNotes(lambda icon: tray, 0.001)

    def show(self, title: str, text: str, icon: object, ms: int) -> None:
        self.shown.append(text)


def _nothing() -> None:
    """As a tray does that is shown or hidden."""


async def notes_for_something_else(m: ModuleType) -> bool:
    """A lease for something else comes to the window's thread."""
    noting = Noting(m)
    wished: list[object] = []
    m.on_the_windows_thread = wished.append
    with suppress(*STOPPED):
        await noting.notes.show(wrong(), "line")
    return bool(wished)


async def notes_after_the_end(m: ModuleType) -> bool:
    noting = Noting(m)
    with suppress(*STOPPED):
        noting.notes._show(over(Purpose.NOTIFY), "line")
    return bool(noting.shown)


PROBES: dict[str, Probe] = {
    "ui.doors:DesktopDoors.open:0": opens_for_something_else,
    "ui.doors:DesktopDoors._open:0": opens_after_the_end,
    "ui.tray_notes:TrayNotes.show:0": notes_for_something_else,
    "ui.tray_notes:TrayNotes._show:0": notes_after_the_end,
}


def test_every_place_of_the_window_that_checks_a_lease_has_a_probe() -> None:
    assert sorted(SITES) == sorted(PROBES)


@pytest.mark.parametrize("key", sorted(set(SITES) & set(PROBES)))
async def test_without_this_check_it_opens_and_with_it_it_does_not(key: str) -> None:
    site, probe = SITES[key], PROBES[key]
    assert not await probe(unchanged(site.module))
    assert await probe(without(site))


async def test_with_the_right_lease_both_do_what_they_are_for() -> None:
    assert await wish_of(unchanged("walkdown.ui.doors"), good(Purpose.OPEN_MAP))
    noting = Noting(unchanged("walkdown.ui.tray_notes"))
    noting.notes._show(good(Purpose.NOTIFY), "line")
    assert noting.shown == ["line"]
