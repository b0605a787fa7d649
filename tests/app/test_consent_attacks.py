"""Attacks on consent through the engine: an answer too late, a no in mid-question, a system that is silent."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from tests.app.laptop import YES, Laptop, scenario
from tests.ledger_on_disk import read_entries
from walkdown.app.engine import Parts
from walkdown.app.messages import SystemAsks, Unasked
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.practice import PracticeSystem
from walkdown.consent.system.state import OsState


def story(laptop: Laptop) -> list[str]:
    return [str(entry.event) for entry in read_entries(laptop.folder / "ledger.db")]


async def test_a_no_to_the_policy_takes_the_open_prompt_with_it(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path / "home", {"home": scenario("home")})
    await laptop.engine.jobs.begin("home")
    laptop.policy = lambda _question: None
    laptop.start(laptop.press(laptop.engine.labels.start_camera()))
    question = await laptop.asked()
    await laptop.engine.policy.answer(False, 900)
    await laptop.until(lambda: laptop.all(Unasked))
    await laptop.engine.answer(question.number, replace(YES, scope=question.text.scopes[0]))
    await laptop.close()
    assert not laptop.witness.used
    assert story(laptop)[-3:] == ["prompt.shown", "policy.declined", "consent.deferred"]


class Silent(PracticeSystem):
    """Its own question is never answered."""

    async def request(self, permission: Permission, purpose: Purpose) -> OsState:
        await asyncio.Event().wait()
        return OsState.GRANTED


class Asking(Laptop):
    """A laptop whose system asks for the camera, and waits."""

    def _parts(self) -> Parts:
        parts = super()._parts()
        system = Silent({Permission.CAMERA: OsState.UNDETERMINED})
        return replace(parts, practice=replace(parts.practice, system=system))


async def test_a_system_that_never_answers_can_be_left_and_holds_no_other_prompt_up(
    tmp_path: Path,
) -> None:
    laptop = Asking(tmp_path / "home", {"home": scenario("home")})
    await laptop.engine.jobs.begin("home")
    laptop.start(laptop.press(laptop.engine.labels.start_camera()))
    await laptop.until(lambda: SystemAsks(Permission.CAMERA, True) in laptop.messages)
    await laptop.engine.privacy.cancel(Permission.CAMERA)
    await laptop.until(lambda: laptop.last(SystemAsks) == SystemAsks(Permission.CAMERA, False))
    await laptop.engine.nearby.listen()
    await laptop.until(lambda: Purpose.DISCOVER in laptop.uses())
    await laptop.close()
    assert "consent.withdrawn" in story(laptop)
    assert Purpose.SCAN_QR not in laptop.witness.used
