"""The Bluetooth check tells no adapter, off, not permitted and nothing near apart: each is played."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.laptop import NO, Laptop, scenario
from walkdown.app import adapter
from walkdown.app.adapter_choice import ChosenAdapter
from walkdown.app.messages import AdapterShown, Told
from walkdown.app.ports import BluetoothPlay
from walkdown.consent.lease import _MINT, Lease, LeaseEnded
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.practice import PracticeSystem
from walkdown.consent.system.state import OsState
from walkdown.core.adapter_doctor import Answer, Check, Checkup, Verdict
from walkdown.core.device import Way
from walkdown.core.sighting import Match
from walkdown.core.trouble import Code, Setback
from walkdown.practice.laptop_adapters import BUILT_IN, USB, PracticeAdapters
from walkdown.storage.settings import SettingsFile


@pytest.fixture(autouse=True)
def brisk_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "LISTEN_S", 0.6)


async def check(laptop: Laptop) -> Checkup:
    """Press Check Bluetooth, and see what is told."""
    await laptop.press(laptop.engine.adapter.check())
    checkup = laptop.last(AdapterShown).checkup
    assert checkup is not None
    assert laptop.uses() == []
    return checkup


async def plays(laptop: Laptop, play: BluetoothPlay) -> Verdict:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.engine.yard.play_bluetooth(play)
    return (await check(laptop)).verdict


@pytest.mark.parametrize(
    ("play", "verdict"),
    [
        (BluetoothPlay.MISSING, Verdict.NO_ADAPTER),
        (BluetoothPlay.OFF, Verdict.OFF),
        (BluetoothPlay.BLOCKED, Verdict.NOT_PERMITTED),
        (BluetoothPlay.CLASSIC, Verdict.NOT_ABLE),
        (BluetoothPlay.BUSY, Verdict.IN_USE),
        (BluetoothPlay.NOTHING_NEAR, Verdict.NOTHING_NEAR),
        (BluetoothPlay.WORKS, Verdict.WORKS),
    ],
)
async def test_each_way_to_hear_nothing_is_told_from_the_others(
    laptop: Laptop, play: BluetoothPlay, verdict: Verdict
) -> None:
    assert await plays(laptop, play) is verdict
    assert laptop.told() == []


@pytest.mark.parametrize(
    ("play", "verdict"),
    [
        (BluetoothPlay.MISSING, Verdict.NO_ADAPTER),
        (BluetoothPlay.OFF, Verdict.OFF),
        (BluetoothPlay.BLOCKED, Verdict.NOT_PERMITTED),
        (BluetoothPlay.CLASSIC, Verdict.NOT_ABLE),
        (BluetoothPlay.NOTHING_NEAR, Verdict.NOTHING_NEAR),
    ],
)
async def test_where_the_system_tells_nothing_of_its_adapters_the_radio_s_reasons_do(
    laptop: Laptop, play: BluetoothPlay, verdict: Verdict
) -> None:
    """As on Windows and macOS."""
    bench = laptop.engine._bench
    bench._practice = replace(bench._practice, adapters=None)
    assert await plays(laptop, play) is verdict


async def test_the_check_says_first_that_it_looks_and_whom_it_heard(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    checkup = await check(laptop)
    shown = laptop.all(AdapterShown)
    assert [s.checkup is None for s in shown] == [True, False]
    assert (checkup.heard, checkup.ours, checkup.listed) == (7, 7, 7)
    assert checkup.adapter == BUILT_IN
    assert {answer for _, answer in checkup.answers} == {Answer.YES}
    assert {row.match for row in laptop.air().rows} == {Match.EXPECTED}


async def test_others_alone_are_not_taken_for_silence(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.take("WD1:MT-3:301777819999", Way.TYPED)
    checkup = await check(laptop)
    assert checkup.verdict is Verdict.ONLY_OTHERS
    assert checkup.heard == 7


async def test_a_no_is_told_as_a_no_and_nothing_is_looked_at(laptop: Laptop) -> None:
    laptop.policy = lambda _question: NO
    await laptop.engine.jobs.begin("home")
    assert (await check(laptop)).verdict is Verdict.YOU_SAID_NO
    assert laptop.witness.used == []
    assert laptop.radio.scans == 0


@pytest.mark.parametrize(
    ("state", "verdict"),
    [(OsState.DENIED, Verdict.NOT_PERMITTED), (OsState.RESTRICTED, Verdict.ADMINISTRATOR)],
)
async def test_a_system_that_says_no_is_not_asked_again(
    laptop: Laptop, state: OsState, verdict: Verdict
) -> None:
    system = PracticeSystem(dict.fromkeys((Permission.BLUETOOTH, Permission.NEARBY), state))
    bench = laptop.engine._bench
    bench._practice = replace(bench._practice, system=system)
    await laptop.engine.jobs.begin("home")
    checkup = await check(laptop)
    assert checkup.verdict is verdict
    assert checkup.stopped_at is Check.PERMITTED
    assert laptop.radio.scans == 0


async def test_listening_makes_way_for_the_check(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.engine.nearby.listen()
    assert (await check(laptop)).verdict is Verdict.WORKS
    assert not laptop.engine.nearby.listening


async def test_a_check_that_is_stopped_blames_nobody(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.yard.play_bluetooth(BluetoothPlay.NOTHING_NEAR)
    adapter.LISTEN_S = 30.0
    work = laptop.start(laptop.press(laptop.engine.adapter.check()))
    await laptop.until(lambda: laptop.radio.scans)
    await laptop.engine.privacy.stop_all()
    await work
    checkup = laptop.last(AdapterShown).checkup
    assert checkup is not None
    assert checkup.verdict is Verdict.UNKNOWN
    assert [t.trouble.code for t in laptop.all(Told)] == [Code.STOPPED_BY_YOU]


async def test_a_double_click_checks_once(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await asyncio.gather(*(laptop.press(laptop.engine.adapter.check()) for _ in range(3)))
    assert laptop.radio.scans == 1
    assert len(laptop.all(AdapterShown)) == 2


async def test_another_adapter_is_chosen_and_heard_through_from_then_on(laptop: Laptop) -> None:
    assert await plays(laptop, BluetoothPlay.SECOND) is Verdict.NOTHING_NEAR
    assert laptop.last(AdapterShown).adapters == (BUILT_IN, USB)
    await laptop.press(laptop.engine.adapter.choose(USB.address))
    shown = laptop.last(AdapterShown)
    assert shown.checkup is not None
    assert (shown.checkup.verdict, shown.chosen) == (Verdict.WORKS, USB.address)
    assert shown.checkup.adapter == USB
    await laptop.hear_all()
    assert len(laptop.on_disk.matched) == 7


async def test_a_chosen_adapter_that_is_pulled_out_is_stood_in_for_and_that_is_said(
    laptop: Laptop,
) -> None:
    await plays(laptop, BluetoothPlay.SECOND)
    await laptop.press(laptop.engine.adapter.choose(USB.address))
    await laptop.engine.yard.play_bluetooth(BluetoothPlay.WORKS)
    checkup = await check(laptop)
    assert (checkup.verdict, checkup.adapter, checkup.missed) == (Verdict.WORKS, BUILT_IN, True)


async def test_only_an_adapter_that_is_there_can_be_chosen(laptop: Laptop) -> None:
    await plays(laptop, BluetoothPlay.WORKS)
    before = len(laptop.all(AdapterShown))
    await laptop.press(laptop.engine.adapter.choose("00:00:00:00:00:00"))
    assert len(laptop.all(AdapterShown)) == before
    assert await laptop.adapters.address() == ""


async def test_bluetooth_that_goes_off_takes_its_links_along(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    serial, *_ = await laptop.list_all()
    async with laptop.engine.nearby.connected(serial, "Test") as device:
        await laptop.engine.yard.play_bluetooth(BluetoothPlay.OFF)
        with pytest.raises(Setback) as lost:
            await device.identify()
    assert lost.value.code in (Code.LINK_LOST, Code.BLUETOOTH_OFF)


async def test_a_scenario_may_begin_with_bluetooth_off(laptop: Laptop) -> None:
    laptop.yard._scenarios["off"] = replace(scenario("home"), bluetooth=BluetoothPlay.OFF)
    await laptop.engine.jobs.begin("off")
    assert (await check(laptop)).verdict is Verdict.OFF


# --- the choice is remembered


def lease() -> Lease:
    return Lease(1, Purpose.DISCOVER, "site", mint=_MINT)


async def test_the_choice_is_there_again_after_a_restart(tmp_path: Path) -> None:
    adapters = PracticeAdapters(lambda: BluetoothPlay.SECOND)
    first = ChosenAdapter(adapters, SettingsFile(tmp_path))
    assert await first.key(lease()) == ""
    await first.choose(USB.address)
    again = ChosenAdapter(adapters, SettingsFile(tmp_path))
    assert await again.key(lease()) == "hci1"


async def test_a_chosen_adapter_is_known_by_its_address_and_left_out_where_it_cannot_listen() -> (
    None
):
    play = BluetoothPlay.SECOND
    choice = ChosenAdapter(PracticeAdapters(lambda: play))
    await choice.choose(USB.address)
    assert await choice.key(lease()) == USB.key
    play = BluetoothPlay.WORKS
    assert await choice.key(lease()) == ""
    over = lease()
    over.end()
    with pytest.raises(LeaseEnded):
        await choice.key(over)


async def test_whoever_looks_for_a_device_during_the_check_hears_along(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    serial, *_ = await laptop.list_all()
    adapter.LISTEN_S = 2.0
    work = laptop.start(laptop.press(laptop.engine.adapter.check()))
    await laptop.until(lambda: laptop.radio.scans)
    found = await laptop.engine.nearby.find(serial, "Test")
    await work
    assert found.serial == serial
    assert laptop.radio.scans == 1
