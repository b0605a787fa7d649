"""The check of a meter's direction, in Verify: by clicks, from what it says now to what came of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.sample_site import LABELS, job
from tests.ui.test_verify import (  # noqa: F401 - the page is a fixture
    ALL,
    LATER,
    SAFE,
    TURNED,
    page,
    seen,
    texts,
)
from walkdown.app.messages import JobShown, SignShown, SignStep
from walkdown.core.job import HandedOver, Job
from walkdown.core.sign_check import Counts, Power, SignCheck, Switched
from walkdown.ui.kit import Button, Select
from walkdown.ui.pages.verify import VerifyPage

METER = LABELS[3][2]
UNCHECKED = replace(SAFE, sign_checks=())


def part(page: VerifyPage, name: str) -> QWidget:  # noqa: F811
    found = page.findChild(QWidget, f"verify.sign.{name}.{METER}")
    assert found is not None, name
    return found


def press(qtbot: QtBot, page: VerifyPage, name: str) -> None:  # noqa: F811
    qtbot.mouseClick(part(page, name), Qt.MouseButton.LeftButton)


def told(page: VerifyPage, step: SignStep, before: Power | None = None, **more: object) -> None:  # noqa: F811
    page.take(SignShown(METER, step, before, **more))


def test_a_site_with_a_meter_asks_for_it_and_is_green_only_once_it_was_seen(
    page: VerifyPage,  # noqa: F811
) -> None:
    page.take(JobShown(UNCHECKED))
    assert "Safe to leave, 1 to check" in texts(page)
    assert "Does the meter count the right way?" in texts(page)
    assert "Do not open the cabinet" in texts(page)
    page.take(JobShown(SAFE))
    assert "It counts the right way: it moved with the load as it should" in texts(page)
    assert "Safe to leave, 1 to check" not in texts(page)


def test_it_is_walked_through_step_by_step(page: VerifyPage, qtbot: QtBot) -> None:  # noqa: F811
    page.take(JobShown(UNCHECKED))
    press(qtbot, page, "begin")
    assert page.bridge.calls == [("sign.begin", (METER,))]
    told(page, SignStep.READING)
    assert "Reading the meter as it is now, three times." in texts(page)
    told(page, SignStep.SWITCH, Power(-1200), sun_w=2400.0, counts=Counts.IMPORT)
    assert "It says −1200 W now. The inverters make 2400 W." in texts(page)
    assert not part(page, "line").isVisible()  # it does not tell lines apart
    assert not part(page, "sun").isVisible()  # it was measured
    assert not part(page, "way").isVisible()  # its maker's profile says it
    press(qtbot, page, "on")
    assert page.bridge.calls[-1] == ("sign.load_is_on", (METER, Switched(2000, sun=True)))
    told(page, SignStep.WATCHING, Power(-1200))
    assert "Watching the meter" in texts(page)
    told(page, SignStep.READY, late=True)
    assert "more than three minutes before" in texts(page)
    page.take(JobShown(SAFE))
    told(page, SignStep.READY)
    assert part(page, "begin").isVisible()
    assert part(page, "begin").words() == "Check again"  # type: ignore[attr-defined]


def test_the_line_and_the_sun_are_asked_where_nobody_measures_them(
    page: VerifyPage,  # noqa: F811
    qtbot: QtBot,
) -> None:
    page.take(JobShown(UNCHECKED))
    told(page, SignStep.SWITCH, Power(300, (100, 100, 100)))
    for name, at in (("line", 1), ("way", 2), ("sun", 1), ("load", 0)):
        box = part(page, name)
        assert isinstance(box, Select)
        assert box.isVisible()
        box.setCurrentIndex(at)
    press(qtbot, page, "on")
    assert page.bridge.calls[-1] == ("sign.load_is_on", (METER, Switched(1000, 2, Counts.EXPORT)))


def test_a_turned_clamp_keeps_the_site_from_being_left(page: VerifyPage) -> None:  # noqa: F811
    page.take(JobShown(TURNED))
    said = texts(page)
    assert "Do not leave yet" in said
    assert "The clamp is on the wrong way round: it moved against the load" in said
    assert "Turn that clamp round, as its maker draws the arrow" in said
    assert "−1200 W to −3200 W with 2000 W switched on" in said


def test_why_it_cannot_be_checked_is_written_down(page: VerifyPage, qtbot: QtBot) -> None:  # noqa: F811
    page.take(JobShown(UNCHECKED))
    press(qtbot, page, "skip")
    QTest.keyClicks(part(page, "reason"), "no load behind it yet")
    press(qtbot, page, "sure")
    assert page.bridge.calls == [("sign.skip", (METER, "no load behind it yet"))]
    page.take(JobShown(replace(SAFE, sign_checks=(SignCheck(METER, LATER, skipped="no load"),))))
    assert "The meter's direction was not checked" in texts(page)
    assert "Safe to leave, 1 to check" in texts(page)


@pytest.mark.parametrize(
    "shown",
    [
        job(*ALL[:3], looks=seen(*ALL[:3])),
        replace(SAFE, handed_over=HandedOver("Ada", LATER, "folder")),
    ],
    ids=["no meter", "handed over"],
)
def test_it_is_not_offered_where_there_is_nothing_to_check(
    page: VerifyPage,  # noqa: F811
    shown: Job,
) -> None:
    page.take(JobShown(shown))
    assert "Does the meter count the right way?" not in texts(page)
    assert not [
        b for b in page.findChildren(Button) if "sign.begin" in b.objectName() and b.isVisible()
    ]
