"""One line from the tray, where desktops have one: under a live lease, and gone with it."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.ui.tray_notes import TrayNotes

LINE = "Work at the site has ended: 6 of 7 done."


class Tray:
    """A tray that only writes down."""

    made: list[Tray]

    def __init__(self, icon: QIcon) -> None:
        assert not icon.isNull()
        self.said: list[tuple[str, str, int]] = []
        self.there = False
        Tray.made.append(self)

    def show(self) -> None:
        self.there = True

    def hide(self) -> None:
        self.there = False

    def deleteLater(self) -> None:
        assert not self.there

    def showMessage(self, title: str, text: str, icon: QIcon, ms: int, /) -> None:
        assert self.there
        self.said.append((title, text, ms))


@pytest.fixture(autouse=True)
def no_trays(app: QApplication) -> None:
    Tray.made = []


def lease(purpose: Purpose = Purpose.NOTIFY) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


async def test_the_line_is_shown_and_taken_away_again() -> None:
    await TrayNotes(Tray, shown_s=0).show(lease(), LINE)
    (tray,) = Tray.made
    assert tray.said == [("Walkdown", LINE, 0)]
    assert not tray.there


async def test_no_markup_and_no_control_sign_is_shown() -> None:
    await TrayNotes(Tray, shown_s=0).show(lease(), "<b>x</b>\x1b\u202e & " + "y" * 500)
    text = Tray.made[0].said[0][1]
    assert not set(text) & set("<>\x1b\u202e")
    assert len(text) <= 120


async def test_a_lease_that_ends_takes_the_line_away() -> None:
    notes, mine = TrayNotes(Tray), lease()
    showing = asyncio.ensure_future(notes.show(mine, LINE))
    await asyncio.sleep(0)
    assert Tray.made[0].there
    mine.end()
    await showing
    assert not Tray.made[0].there


async def test_a_wrong_or_ended_lease_shows_nothing() -> None:
    gone = lease()
    gone.end()
    with pytest.raises(LeaseEnded):
        await TrayNotes(Tray).show(gone, LINE)
    with pytest.raises(WrongLease):
        await TrayNotes(Tray).show(lease(Purpose.OPEN_MAIL), LINE)
    assert Tray.made == []


async def test_a_lease_that_ends_on_the_way_to_the_window_shows_nothing() -> None:
    notes, mine = TrayNotes(Tray), lease()
    mine.end()
    notes._show(mine, LINE)
    assert Tray.made == []
