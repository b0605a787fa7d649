"""After joining a device is known by its serial alone: found by name, or by a walk that is asked for."""

from __future__ import annotations

import asyncio

import pytest

from tests.app.laptop import NO, PASSWORD, Laptop
from tests.ledger_on_disk import read_entries
from walkdown.app.messages import Checking, Searching
from walkdown.app.ports import NetworkPlay
from walkdown.consent.purpose import Purpose
from walkdown.core.checks import CheckId, leave_gate
from walkdown.core.job import How, Job, Look, Verdict
from walkdown.core.lost import lost
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code

GATEWAY = "770300125518"


def look(job: Job, serial: str = GATEWAY) -> Look:
    return next(look for look in job.looks if look.serial == serial)


def reachable(job: Job) -> Verdict:
    """Whether every device proved itself on the network."""
    return next(c.verdict for c in leave_gate(job) if c.id is CheckId.REACHABLE)


async def online(laptop: Laptop, *, names: bool = False) -> None:
    laptop.yard._tells_names = names
    await laptop.ready()
    await laptop.all_online()


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers later than at once here."""
    monkeypatch.setattr("walkdown.app.verify.ANSWER_S", 0.6)
    monkeypatch.setattr("walkdown.app.verify.FIND_S", 0.1)


async def test_all_are_found_by_the_names_they_tell_at_new_addresses(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("walkdown.app.verify.FIND_S", 15.0)
    await online(laptop, names=True)
    before = {d.serial: d.url for d in laptop.job.wanted}
    await laptop.engine.yard.play_network(NetworkPlay.MOVED)
    await laptop.engine.verify.run_all()
    assert reachable(laptop.on_disk) is Verdict.PASS
    assert {seen.how for seen in laptop.on_disk.looks} == {How.NAME}
    for device in laptop.on_disk.wanted:
        assert device.url == laptop.yard.url(device.serial) != before[device.serial]


async def test_an_address_that_another_has_now_proves_nothing(laptop: Laptop) -> None:
    await online(laptop)
    await laptop.engine.yard.play_network(NetworkPlay.UNNAMED)
    await laptop.engine.verify.run_all()
    others = [seen for seen in laptop.on_disk.looks if seen.said_serial != seen.serial]
    assert len(others) == len(laptop.on_disk.wanted)
    assert len(lost(laptop.on_disk)) == len(others)
    assert reachable(laptop.on_disk) is Verdict.STOP


async def test_a_walk_that_was_asked_for_finds_them_and_looks_again(laptop: Laptop) -> None:
    await online(laptop)
    await laptop.engine.yard.play_network(NetworkPlay.UNNAMED)
    await laptop.engine.verify.run_all()
    count = len(lost(laptop.job))
    await laptop.engine.search.run()
    told = laptop.all(Searching)
    assert told[0].running
    ended = told[-1]
    assert ended.walk is not None
    assert len(ended.serials) == len(ended.walk.found) == count
    assert reachable(laptop.on_disk) is Verdict.PASS
    assert {seen.how for seen in laptop.on_disk.looks if seen.serial in ended.serials} == {How.WALK}
    assert all(d.url == laptop.yard.url(d.serial) for d in laptop.on_disk.wanted)
    assert not laptop.last(Checking).running
    assert laptop.uses() == []
    ends = [e for e in read_entries(laptop.folder / "ledger.db") if e.event == "use.end"]
    assert ends


async def test_nobody_walks_unasked_or_where_nobody_is_lost(laptop: Laptop) -> None:
    await online(laptop)
    await laptop.engine.search.run()
    await laptop.engine.verify.run_all()
    await laptop.engine.search.run()
    assert laptop.all(Searching) == []


async def test_who_is_on_a_guest_network_is_found_nowhere(laptop: Laptop) -> None:
    await online(laptop)
    await laptop.engine.yard.play_network(NetworkPlay.GUEST)
    await laptop.engine.verify.run_all()
    assert look(laptop.job).detail == Code.NOT_REACHABLE
    await laptop.engine.search.run()
    walk = laptop.last(Searching).walk
    assert walk is not None
    assert (walk.found, walk.answered) == ((), 0)
    await laptop.engine.yard.play_network(NetworkPlay.WORKS)
    await laptop.engine.verify.run_all()
    assert reachable(laptop.on_disk) is Verdict.PASS


async def test_a_network_that_is_cut_is_told_and_comes_back(laptop: Laptop) -> None:
    await online(laptop)
    await laptop.engine.yard.play_network(NetworkPlay.CUT)
    await laptop.engine.verify.run_all()
    assert look(laptop.job).detail == Code.NOT_REACHABLE
    await laptop.engine.yard.play_network(NetworkPlay.WORKS)
    await laptop.engine.verify.run_all()
    assert lost(laptop.job) == ()


async def test_a_sign_in_page_answers_for_nobody(laptop: Laptop) -> None:
    await online(laptop)
    await laptop.engine.yard.play_network(NetworkPlay.CAPTIVE)
    await laptop.engine.verify.run_all()
    assert {seen.detail for seen in laptop.job.looks} == {Code.SIGN_IN_PAGE}
    assert not any(seen.answered for seen in laptop.job.looks)
    assert lost(laptop.job) == ()


@pytest.mark.parametrize(
    ("play", "code"),
    [
        (NetworkPlay.CUT, Code.NETWORK_NOT_SEEN),
        (NetworkPlay.CAPTIVE, Code.SIGN_IN_PAGE),
        (NetworkPlay.GUEST, Code.NOT_REACHABLE),
    ],
)
async def test_each_way_the_network_fails_has_a_name_at_the_joining(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch, play: NetworkPlay, code: Code
) -> None:
    monkeypatch.setattr("walkdown.app.visit.REACH_S", 0.6)
    await laptop.ready()
    await laptop.engine.yard.play_network(play)
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.code(GATEWAY) is not None)
    assert laptop.code(GATEWAY) is code


async def test_a_walk_can_be_stopped_and_then_changes_nothing(laptop: Laptop) -> None:
    await online(laptop)
    await laptop.engine.yard.play_network(NetworkPlay.GUEST)
    await laptop.engine.verify.run_all()
    before = laptop.on_disk
    walking = asyncio.create_task(laptop.engine.search.run())
    await laptop.until(lambda: bool(laptop.all(Searching)))
    await laptop.engine.search.stop()
    await walking
    assert laptop.last(Searching).walk is None
    assert not laptop.last(Searching).running
    assert (laptop.on_disk.looks, laptop.on_disk.devices) == (before.looks, before.devices)
    assert laptop.uses() == []


async def test_a_refused_network_is_not_walked(laptop: Laptop) -> None:
    await online(laptop)
    await laptop.engine.yard.play_network(NetworkPlay.GUEST)
    await laptop.engine.verify.run_all()
    used = len(laptop.witness.used)
    await laptop.engine.privacy.withdraw(Purpose.LAN_PROBE)
    laptop.policy = lambda _question: NO
    await laptop.press(laptop.engine.search.run())
    assert laptop.told() == [Code.REFUSED]
    assert laptop.last(Searching).walk is None
    assert len(laptop.witness.used) == used
