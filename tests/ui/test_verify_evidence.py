"""Verify shows for each device what proves it: every step, when, and how that was got."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.sample_site import BATTERY, GATEWAY, NOW, device, job
from tests.ui.test_verify import ALL, LATER, SAFE, UNSEEN, click, page, part, seen, texts
from walkdown.app.messages import JobShown
from walkdown.core.device import STEPS, Evidence, Source, Step, Way, Work
from walkdown.core.job import HandedOver, How, Job
from walkdown.ui import moment
from walkdown.ui.pages.verify import VerifyPage
from walkdown.ui.pages.verify_device_row import DeviceRow
from walkdown.ui.pages.verify_evidence_words import Proof, proofs_of

__all__ = ["page"]


def proofs(shown: Job, serial: str = GATEWAY, late: int = 1) -> dict[str, Proof]:
    found = shown.device(serial)
    assert found is not None
    made = proofs_of(found, shown, LATER + timedelta(minutes=late))
    return {proof.name: proof for proof in made}


def rows(page: VerifyPage) -> list[DeviceRow]:
    QApplication.processEvents()
    return sorted((w for w in page.findChildren(DeviceRow) if w.isVisible()), key=lambda w: w.y())


def test_every_step_has_its_time_and_how_it_was_got() -> None:
    reached = Evidence(Step.REACHABLE, "Answers at 192.168.1.40", Source.LAPTOP, NOW)
    less = Evidence(Step.SECURE, "Not encrypted, accepted by you", Source.PERSON, NOW)
    earned = (*ALL[0].earned[:1], less, *ALL[0].earned[2:5], reached)
    found = proofs(job(replace(ALL[0], earned=earned), looks=seen(ALL[0])))
    assert list(found) == [
        *("On the list", "Connect", "Secure", "Accepted", "Joined", "Address", "Reachable"),
        "Last look",
    ]
    assert found["Joined"].how == "by radio, from the device"
    assert found["Reachable"].how == "on the site's network, by serial"
    assert found["Secure"].how == "by a person's decision"
    assert all(proof.earned and proof.at for proof in found.values())


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (How.ADDRESS, "at the address that was known"),
        (How.NAME, "found by its name (mDNS)"),
        (How.WALK, "found by asking at every address"),
        (None, "on the site's network"),
    ],
)
def test_the_last_look_says_how_it_met_the_device(how: How | None, words: str) -> None:
    looks = tuple(replace(look, how=how) for look in SAFE.looks)
    assert proofs(replace(SAFE, looks=looks))["Last look"].how.endswith(words)


def test_modbus_and_a_persons_eyes_are_evidence_of_their_own() -> None:
    looks = tuple(replace(look, modbus=look.serial) for look in SAFE.looks)
    found = proofs(replace(SAFE, looks=looks, identified=(GATEWAY,)))
    assert found["Modbus"].how.endswith("by Modbus common model")
    assert found["Identified"].how == "by a person's eyes"
    typed = job(replace(ALL[0], way=Way.TYPED, by="A. Fitter"))
    assert proofs(typed)["On the list"].how == "typed, by a person's eyes, by A. Fitter"


def test_what_is_missing_and_what_is_old_is_marked() -> None:
    part_way = job(device(0, Work.FAILED, 3))
    found = proofs(part_way)
    assert [name for name, proof in found.items() if not proof.earned] == [
        *("Joined", "Address", "Reachable", "Last look"),
    ]
    assert not proofs(SAFE, late=60)["Last look"].old
    assert proofs(SAFE, late=61)["Last look"].old
    over = replace(SAFE, handed_over=HandedOver("Ada", LATER, "x"))
    assert not proofs(over, late=61)["Last look"].old


def test_the_evidence_of_a_device_opens_and_closes_by_click(page: VerifyPage, qtbot: QtBot) -> None:
    page.take(JobShown(SAFE))
    assert "What was seen at joined" not in texts(page)
    click(qtbot, page, f"evidence.{GATEWAY}")
    qtbot.waitUntil(lambda: "What was seen at joined  by radio" in texts(page))
    click(qtbot, page, f"evidence.{GATEWAY}")
    assert "What was seen at joined" not in texts(page)


def test_the_evidence_opens_by_keys_and_up_and_down_go_from_device_to_device(
    page: VerifyPage, qtbot: QtBot
) -> None:
    page.take(JobShown(SAFE))
    first, second = rows(page)[:2]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: "What was seen at joined" in texts(page))
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert "What was seen at joined" not in texts(page)


def test_open_evidence_stays_open_while_devices_are_looked_at(
    page: VerifyPage, qtbot: QtBot
) -> None:
    page.take(JobShown(SAFE))
    click(qtbot, page, f"evidence.{BATTERY}")
    before = rows(page)
    page.take(JobShown(replace(SAFE, looks=seen(*ALL, silent=BATTERY))))
    assert rows(page) == before
    assert "Did not answer (LAN-01)  on the site's network" in texts(page)


def test_every_listed_device_has_a_row_whatever_is_known_of_it(page: VerifyPage) -> None:
    out = replace(device(3), left_out="no room on the board")
    page.take(JobShown(job(ALL[0], device(1, Work.FAILED, 3), out)))
    said = [r.accessibleName().replace("\u00a0", " ") for r in rows(page)]
    assert "Four ticks earned. Not looked at yet." in said[0]
    assert "1 of 4 ticks earned. Not looked at yet." in said[1]
    assert "Left out: no room on the board" in said[2]


def test_a_look_that_is_too_old_is_marked_in_its_row(
    page: VerifyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment, "now", lambda: LATER + timedelta(minutes=125))
    page.take(JobShown(SAFE))
    assert "2 hours old. Look again." in texts(page)


def test_a_look_from_before_it_was_set_up_again_is_no_proof(page: VerifyPage) -> None:
    anew = Evidence(STEPS[-1], "Answers", Source.LAPTOP, LATER + timedelta(seconds=30))
    again = replace(ALL[0], earned=(*ALL[0].earned[:5], anew))
    page.take(JobShown(job(again, looks=seen(again))))
    assert "before it was set up again. Look again." in texts(page)


def test_a_site_without_devices_has_no_rows(page: VerifyPage) -> None:
    page.take(JobShown(UNSEEN))
    assert len(rows(page)) == len(ALL)
    page.take(JobShown(job()))
    assert rows(page) == []
    assert not part(page, "continue").isVisible()
