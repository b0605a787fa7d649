"""Use my location: one reading, one start in the ledger, and nothing kept that was not taken over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.laptop import NO, Laptop
from tests.ledger_on_disk import read_entries
from walkdown.app.engine import Parts
from walkdown.app.messages import PlaceShown, UsesShown
from walkdown.consent.gate import Answer, AnswerKind
from walkdown.consent.lease import Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.practice import PracticeSystem
from walkdown.consent.system.state import OsState
from walkdown.core.position import Position, Proposal, proposal
from walkdown.core.trouble import Code, Setback, Trouble
from walkdown.practice.position import PracticePositioner

HERE = Position(50.10512, -4.98473, 35.0)


class Finder:
    """A location service of which the tests know how often it was asked."""

    def __init__(self, laptop: Laptop) -> None:
        self._laptop = laptop
        self.readings = 0
        self.begun = asyncio.Event()
        self.found = asyncio.Event()
        self.trouble: Setback | None = None
        self.stubborn = False

    async def fix(self, lease: Lease, within_s: float) -> Position:
        lease.check(Purpose.SITE_LOCATE)
        self._laptop.witness.saw(lease)
        self.readings += 1
        self.begun.set()
        waits = [asyncio.ensure_future(e.wait()) for e in (self.found, lease.cancelled)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if lease.ended and not self.stubborn:
            raise Setback(Code.STOPPED_BY_YOU)
        if self.trouble:
            raise self.trouble
        return HERE


class Placed(Laptop):
    """A laptop with a location service, or, by `finder`, without one."""

    def _parts(self) -> Parts:
        self.finder = Finder(self)
        self.system = PracticeSystem()
        parts = super()._parts()
        made = replace(parts.practice, positioner=self.finder, system=self.system)
        return replace(parts, practice=made)

    @property
    def shown(self) -> PlaceShown:
        return self.last(PlaceShown)

    @property
    def starts(self) -> int:
        rows = read_entries(self.folder / "ledger.db")
        ours = [row for row in rows if row.purpose == Purpose.SITE_LOCATE]
        return sum(row.event == "use.start" for row in ours)


@pytest.fixture
async def laptop(tmp_path: Path) -> AsyncIterator[Placed]:
    made = Placed(tmp_path / "home", {})
    await made.engine.jobs.begin("home")
    yield made
    await made.close()


async def test_one_press_is_one_reading_and_one_start_in_the_ledger(laptop: Placed) -> None:
    laptop.finder.found.set()
    await laptop.press(laptop.engine.place.locate())
    assert laptop.shown == PlaceShown(True, found=Proposal("50.105, -4.985", 100))
    assert (laptop.finder.readings, laptop.starts) == (1, 1)
    assert laptop.uses() == []


async def test_while_it_reads_the_chip_is_there_and_another_press_is_the_same(
    laptop: Placed,
) -> None:
    task = laptop.start(laptop.engine.place.locate())
    await laptop.finder.begun.wait()
    assert laptop.shown == PlaceShown(True, reading=True)
    (use,) = laptop.last(UsesShown).uses
    assert use.permission is Permission.LOCATION
    await laptop.press(laptop.engine.place.locate())
    laptop.finder.found.set()
    await task
    assert laptop.finder.readings == 1


async def test_nothing_of_the_exact_position_is_told_or_kept(laptop: Placed) -> None:
    laptop.finder.found.set()
    await laptop.press(laptop.engine.place.locate())
    assert "50.1051" not in repr(laptop.messages)
    files = [p.read_bytes() for p in laptop.folder.rglob("*") if p.is_file()]
    assert not [f for f in files if b"50.105" in f or b"4.98" in f]


@pytest.mark.parametrize(
    ("answer", "code"),
    [(NO, Code.REFUSED), (Answer(AnswerKind.NOT_ANSWERED), Code.NOT_ANSWERED)],
)
async def test_without_a_yes_nothing_is_read_and_typing_goes_on(
    laptop: Placed, answer: Answer, code: Code
) -> None:
    laptop.policy = lambda _: answer
    await laptop.press(laptop.engine.place.locate())
    assert laptop.shown.trouble is not None
    assert laptop.shown.trouble.code is code
    assert laptop.finder.readings == 0
    site = replace(laptop.job.site, address="14 Harbour Lane")
    await laptop.engine.jobs.edit_site(site)
    assert laptop.on_disk.site.address == "14 Harbour Lane"


@pytest.mark.parametrize("how", ["stop", "withdraw", "system"])
async def test_taken_back_in_mid_reading_it_gives_nothing(laptop: Placed, how: str) -> None:
    task = laptop.start(laptop.engine.place.locate())
    await laptop.finder.begun.wait()
    if how == "stop":
        await laptop.engine.privacy.stop_all()
    elif how == "withdraw":
        await laptop.engine.privacy._bench.gate.withdraw(Purpose.SITE_LOCATE, site=laptop.job.id)
    else:
        laptop.system.put(Permission.LOCATION, OsState.DENIED)
        laptop.engine.privacy._bench.gate.look()
    await task
    assert laptop.shown.found is None
    assert laptop.shown.trouble is not None
    assert laptop.shown.trouble.code is Code.STOPPED_BY_YOU
    assert laptop.uses() == []


async def test_a_reading_that_comes_after_the_end_of_the_lease_is_dropped(laptop: Placed) -> None:
    laptop.finder.stubborn = True
    task = laptop.start(laptop.engine.place.locate())
    await laptop.finder.begun.wait()
    await laptop.engine.privacy.stop_all()
    await task
    assert laptop.shown == PlaceShown(True, trouble=Trouble(Code.STOPPED_BY_YOU))


async def test_leaving_the_job_ends_the_reading(laptop: Placed) -> None:
    task = laptop.start(laptop.engine.place.locate())
    await laptop.finder.begun.wait()
    await laptop.engine.leave_job()
    assert task.done()
    assert laptop.uses() == []


async def test_a_service_that_knows_nothing_is_told_beside_the_button(laptop: Placed) -> None:
    laptop.finder.trouble = Setback(Code.LOCATION_UNKNOWN)
    laptop.finder.found.set()
    await laptop.press(laptop.engine.place.locate())
    assert laptop.shown.trouble is not None
    assert laptop.shown.trouble.code is Code.LOCATION_UNKNOWN
    assert laptop.told() == [], "it is told in its place, and only there"


async def test_a_version_without_a_way_to_read_it_does_not_offer_or_ask(tmp_path: Path) -> None:
    laptop = Laptop(tmp_path / "home", {})
    try:
        await laptop.engine.jobs.begin("home")
        await laptop.engine.place.show()
        assert laptop.last(PlaceShown) == PlaceShown(offered=False)
        await laptop.press(laptop.engine.place.locate())
        assert laptop.questions == []
    finally:
        await laptop.close()


async def test_on_a_practice_site_the_whole_way_runs(laptop: Placed) -> None:
    practice = PracticePositioner(laptop.yard.place, looking_s=0)
    gate = laptop.engine.privacy._bench.gate
    lease = await gate.acquire(Purpose.SITE_LOCATE, site=laptop.job.id, feature="test")
    position = await practice.fix(lease, 1)
    assert proposal(position).coordinates == "50.105, -4.985"
    lease.end()
    await gate.release(lease)
    with pytest.raises(LeaseEnded):
        await practice.fix(lease, 1)
    other = await gate.acquire(Purpose.LAN_PROBE, site=laptop.job.id, feature="test")
    with pytest.raises(WrongLease):
        await practice.fix(other, 1)
    await gate.release(other)


async def test_a_practice_reading_ends_with_its_lease(laptop: Placed) -> None:
    gate = laptop.engine.privacy._bench.gate
    lease = await gate.acquire(Purpose.SITE_LOCATE, site=laptop.job.id, feature="test")
    reading = asyncio.ensure_future(PracticePositioner(laptop.yard.place).fix(lease, 30))
    await asyncio.sleep(0)
    lease.end()
    with pytest.raises(Setback) as stopped:
        await reading
    assert stopped.value.code is Code.STOPPED_BY_YOU
    await gate.release(lease)


async def test_a_practice_site_without_a_place_has_none(laptop: Placed) -> None:
    gate = laptop.engine.privacy._bench.gate
    lease = await gate.acquire(Purpose.SITE_LOCATE, site=laptop.job.id, feature="test")
    with pytest.raises(Setback) as unknown:
        await PracticePositioner(lambda: None, looking_s=0).fix(lease, 1)
    assert unknown.value.code is Code.LOCATION_UNKNOWN
    await gate.release(lease)


@pytest.mark.parametrize(
    ("position", "words", "within"),
    [
        (Position(0.0004, -0.0004, 3.0), "0.000, 0.000", 100),
        (Position(-89.99999, 179.9999, 25_000.0), "-90.000, 180.000", 25_000),
        (Position(47.3769, 8.5417, 140.4), "47.377, 8.542", 140),
    ],
)
def test_a_proposal_is_rounded_and_never_claims_more_than_that(
    position: Position, words: str, within: int
) -> None:
    assert proposal(position) == Proposal(words, within)
