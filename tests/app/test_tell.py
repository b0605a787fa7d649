"""Tell me when it ends: one line without names, only if asked for, and only if the person looks elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.app.laptop import NO, PASSWORD, YES, Laptop, scenario
from walkdown.app import tell
from walkdown.app.engine import Parts
from walkdown.app.messages import TellShown, UsesShown
from walkdown.app.tell import end_words
from walkdown.consent.gate import Answer, Question
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Permission, Purpose
from walkdown.core.device import Device, Kind, Way, Work
from walkdown.core.job import Job
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code

NOW = datetime(2026, 11, 22, 10, 41, tzinfo=UTC)


class Desktop:
    """A desktop that keeps the lines it was shown, until their lease ends or `gone` is set."""

    def __init__(self, laptop: Laptop) -> None:
        self._laptop = laptop
        self.lines: list[str] = []
        self.gone = asyncio.Event()
        self.gone.set()

    async def show(self, lease: Lease, text: str) -> None:
        lease.check(Purpose.NOTIFY)
        self._laptop.witness.saw(lease)
        self.lines.append(text)
        waits = [asyncio.ensure_future(e.wait()) for e in (self.gone, lease.cancelled)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()


class Telling(Laptop):
    def _parts(self) -> Parts:
        self.desktop = Desktop(self)
        return replace(super()._parts(), notifier=self.desktop)

    @property
    def waits(self) -> bool:
        return self.last(TellShown).waits

    async def asked_for(self) -> None:
        await self.press(self.engine.tell.when_done())
        await self.until(lambda: self.all(TellShown))


@pytest.fixture
async def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Telling]:
    monkeypatch.setattr(tell, "SETTLE_S", 0.05)
    made = Telling(tmp_path / "home", {"home": scenario("home")})
    yield made
    await made.close()


async def work(laptop: Telling) -> None:
    """A job whose devices are sent for, with the desktop asked to tell."""
    await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.asked_for()


def all_but_notify(question: Question) -> Answer:
    """Yes for this site or computer, and no to the line on the desktop."""
    if question.text.purpose is Purpose.NOTIFY:
        return NO
    return replace(YES, scope=question.text.scopes[-1])


async def test_the_end_is_told_to_a_person_who_looks_elsewhere(laptop: Telling) -> None:
    await laptop.engine.tell.in_front(False)
    await work(laptop)
    assert laptop.waits
    await laptop.until(lambda: laptop.desktop.lines)
    assert laptop.works() == {Work.ONLINE}
    total = len(laptop.job.wanted)
    assert laptop.desktop.lines == [f"Work at the site has ended: {total} of {total} done."]
    await laptop.until(lambda: not laptop.waits)
    assert Purpose.NOTIFY not in laptop.uses()


async def test_a_person_who_looks_at_the_window_is_told_by_the_window(laptop: Telling) -> None:
    await work(laptop)
    await laptop.until(lambda: not laptop.waits)
    assert laptop.works() == {Work.ONLINE}
    assert laptop.desktop.lines == []


async def test_it_is_in_use_from_the_press_to_the_end_of_the_line(laptop: Telling) -> None:
    laptop.desktop.gone.clear()
    await laptop.engine.tell.in_front(False)
    await laptop.engine.jobs.begin("home")
    await laptop.asked_for()
    (use,) = laptop.last(UsesShown).uses
    assert use.permission is Permission.NOTIFICATION
    await laptop.until(lambda: laptop.desktop.lines)
    assert laptop.uses() == [Purpose.NOTIFY]
    await laptop.engine.privacy.stop_all()
    await laptop.until(lambda: not laptop.waits)
    assert laptop.uses() == []


async def test_a_no_changes_nothing_else(laptop: Telling) -> None:
    laptop.policy = all_but_notify
    await laptop.engine.tell.in_front(False)
    await work(laptop)
    shown = laptop.last(TellShown)
    assert not shown.waits
    assert shown.trouble is not None
    assert shown.trouble.code is Code.REFUSED
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert laptop.desktop.lines == []
    assert laptop.told() == []


@pytest.mark.parametrize("how", ["pressed again", "stopped", "job left"])
async def test_taken_back_it_tells_nothing(laptop: Telling, how: str) -> None:
    await laptop.engine.tell.in_front(False)
    await laptop.ready()
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.asked_for()
    if how == "pressed again":
        await laptop.engine.tell.never_mind()
    elif how == "stopped":
        (number,) = [u.number for u in laptop.last(UsesShown).uses if u.purpose is Purpose.NOTIFY]
        await laptop.engine.privacy.stop(number)
    else:
        await laptop.engine.leave_job()
    await laptop.until(lambda: not laptop.waits)
    assert laptop.desktop.lines == []
    assert Purpose.NOTIFY not in laptop.uses()


async def test_pressing_twice_asks_and_tells_once(laptop: Telling) -> None:
    await laptop.engine.tell.in_front(False)
    await laptop.engine.jobs.begin("home")
    await laptop.press(laptop.engine.tell.when_done())
    await laptop.press(laptop.engine.tell.when_done())
    await laptop.until(lambda: laptop.all(TellShown) and not laptop.waits)
    assert len(laptop.desktop.lines) == 1
    assert [q.text.purpose for q in laptop.questions] == [Purpose.NOTIFY]


def job_of(*works: Work) -> Job:
    made = (
        Device(f"{n:012}", "GW-1", Kind.GATEWAY, Way.TYPED, NOW, work)
        for n, work in enumerate(works)
    )
    return Job("job", NOW, devices=tuple(made))


@pytest.mark.parametrize(
    ("works", "words"),
    [
        ((Work.ONLINE, Work.FAILED), "Work at the site has ended: 1 of 2 done."),
        ((Work.FAILED, Work.QUEUED), "Work at the site waits for you: 0 of 2 done."),
        ((), "Work at the site has ended: 0 of 0 done."),
    ],
)
def test_the_line_names_no_device(works: tuple[Work, ...], words: str) -> None:
    assert end_words(job_of(*works)) == words
