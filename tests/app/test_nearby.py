"""Nearby: asked for once, hears what is there, matches it with the labels, and stops when told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from tests.app.laptop import NO, Laptop, scenario
from walkdown.app import ear, nearby
from walkdown.app.messages import AirShown, LabelTaken, Outcome
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Kind, Way
from walkdown.core.sighting import Match, Sighting
from walkdown.core.trouble import Code, Setback

GATEWAY = "770300125518"
METER = "301777810042"


async def test_both_permissions_are_asked_once_and_all_seven_are_heard_and_matched(
    laptop: Laptop,
) -> None:
    await laptop.engine.jobs.begin("home")
    serials = await laptop.list_all()
    await laptop.hear_all()
    await laptop.hear_all()
    assert [q.text.purpose for q in laptop.questions] == [Purpose.MANAGE, Purpose.DISCOVER]
    assert set(laptop.on_disk.matched) == set(serials)
    assert {row.match for row in laptop.air().rows} == {Match.EXPECTED}
    await laptop.until(lambda: all(d.about.signal_dbm is not None for d in laptop.job.devices))


async def test_stopping_keeps_the_rows_and_leaves_nothing_in_use(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.hear_all()
    assert laptop.uses() == []
    assert not laptop.air().listening
    assert len(laptop.air().rows) == 7


async def test_listening_ends_by_itself(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "LISTEN_S", 0.05)
    await laptop.engine.jobs.begin("home")
    await laptop.engine.nearby.listen()
    await laptop.until(lambda: laptop.all(AirShown) and not laptop.air().listening)
    assert laptop.uses() == []


async def test_listening_stopped_in_the_same_moment_leaves_nothing_in_use(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.nearby.listen()
    await laptop.engine.nearby.stop()
    assert laptop.uses() == []
    assert not laptop.air().listening


async def test_stop_in_the_chip_ends_listening(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.nearby.listen()
    await laptop.engine.privacy.stop_all()
    await laptop.until(lambda: not laptop.engine.nearby.listening)
    assert not laptop.air().listening


async def test_a_refusal_is_told_and_nothing_is_scanned(laptop: Laptop) -> None:
    laptop.policy = lambda _question: NO
    await laptop.engine.jobs.begin("home")
    await laptop.press(laptop.engine.nearby.listen())
    assert laptop.told() == [Code.REFUSED]
    assert laptop.radio.scans == 0
    assert laptop.uses() == []


async def test_a_double_click_listens_once(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await asyncio.gather(*(laptop.engine.nearby.listen() for _ in range(3)))
    assert laptop.uses() == [Purpose.DISCOVER]
    assert len(laptop.questions) == 2


async def test_bluetooth_that_is_off_is_told(laptop: Laptop) -> None:
    async def off(_lease: Lease) -> Any:
        raise Setback(Code.BLUETOOTH_OFF)
        yield ()

    await laptop.engine.jobs.begin("home")
    laptop.radio.scan = off
    await laptop.engine.nearby.listen()
    await laptop.until(laptop.told)
    assert laptop.told() == [Code.BLUETOOTH_OFF]
    assert not laptop.air().listening
    with pytest.raises(Setback) as refused:
        await laptop.engine.nearby.find(GATEWAY, "Test")
    assert refused.value.code is Code.BLUETOOTH_OFF


async def test_a_device_blinks_when_asked(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.hear_all()
    await laptop.engine.nearby.identify(GATEWAY)
    unit = laptop.yard._unit(GATEWAY)
    assert unit.view(False).blinking
    assert laptop.on_disk.identified == (GATEWAY,)
    assert [a.blinking for a in laptop.all(AirShown)][-2:] == [GATEWAY, ""]
    assert laptop.uses() == []


async def test_a_device_that_was_not_heard_is_looked_for(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.engine.nearby.identify(GATEWAY)
    assert laptop.on_disk.identified == (GATEWAY,)


async def test_several_who_look_at_once_share_one_listening(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    serials = await laptop.list_all()
    find = laptop.engine.nearby.find
    found = await asyncio.gather(*(find(serial, "Test") for serial in serials))
    assert tuple(s.serial for s in found) == serials
    assert laptop.radio.scans == 1
    assert laptop.uses() == []


async def test_a_short_listening_forgets_nobody(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    serials = await laptop.list_all(but=(METER,))
    await laptop.hear_all()
    await laptop.yard._unit(GATEWAY).close()
    with pytest.raises(Setback):
        await laptop.engine.nearby.find("999999999999", "Test")
    assert {s.serial for s in laptop.engine.nearby.sightings} >= set(serials)


async def test_the_search_ends_with_the_person_s_stop(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.take("WD1:MT-3:301777819999", Way.TYPED)
    search = laptop.start(laptop.press(laptop.engine.nearby.identify("301777819999")))
    await laptop.until(lambda: Purpose.DISCOVER in laptop.uses())
    await laptop.engine.privacy.stop_all()
    await search
    assert laptop.told() == [Code.STOPPED_BY_YOU]


async def test_a_device_heard_but_not_scanned_can_be_added(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all(but=(METER,))
    await laptop.engine.nearby.listen()
    await laptop.until(lambda: any(r.match is Match.EXTRA for r in laptop.air().rows))
    extra = next(r.sighting for r in laptop.air().rows if r.match is Match.EXTRA)
    assert extra is not None
    await laptop.engine.nearby.add(extra.key)
    device = laptop.device(METER)
    assert (device.kind, device.way) == (Kind.METER, Way.NEARBY)
    assert METER in laptop.on_disk.matched
    assert {r.match for r in laptop.air().rows} == {Match.EXPECTED}


async def test_an_unknown_model_is_not_added_as_a_guess(laptop: Laptop) -> None:
    home = scenario("home")
    odd = replace(home.devices[0], model="ZZ-9", name=f"ZZ9-{GATEWAY}")
    laptop.yard._scenarios["odd"] = replace(home, devices=(odd,))
    await laptop.engine.jobs.begin("odd")
    await laptop.engine.nearby.listen()
    await laptop.until(lambda: laptop.engine.nearby.sightings)
    (sighting,) = laptop.engine.nearby.sightings
    await laptop.until(lambda: laptop.engine.nearby.sightings[0].serial)
    await laptop.engine.nearby.add(sighting.key)
    assert laptop.last(LabelTaken) == LabelTaken(Outcome.NEEDS_KIND, GATEWAY)
    assert laptop.job.devices == ()


async def test_who_waits_for_a_listening_that_ends_listens_for_themselves(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ear, "FIND_S", 15.0)
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    hear = laptop.radio.scan

    async def deaf(_lease: Lease) -> AsyncIterator[tuple[Sighting, ...]]:
        yield ()
        await asyncio.Event().wait()

    laptop.radio.scan = deaf
    await laptop.engine.nearby.listen()
    blink = laptop.start(laptop.press(laptop.engine.nearby.identify(GATEWAY)))
    await laptop.until(
        lambda: any(t.get_coro().__name__ == "_wait_for" for t in asyncio.all_tasks())
    )
    assert laptop.radio.scans == 0
    laptop.radio.scan = hear
    await laptop.engine.nearby.stop()
    await laptop.until(blink.done)
    assert GATEWAY in laptop.job.identified
    assert laptop.radio.scans == 1
    assert laptop.uses() == []


async def test_two_devices_that_claim_one_serial_are_shown_and_neither_is_touched(
    laptop: Laptop,
) -> None:
    home = scenario("home")
    one, two = home.devices[:2]
    liar = replace(two, name=one.advertised_name)
    laptop.yard._scenarios["liar"] = replace(home, devices=(one, liar))
    await laptop.engine.jobs.begin("liar")
    await laptop.engine.labels.take(f"WD1:{one.model}:{one.serial}", Way.TYPED)
    await laptop.engine.nearby.listen()
    await laptop.until(lambda: laptop.all(AirShown) and len(laptop.air().rows) == 2)
    assert [r.match for r in laptop.air().rows] == [Match.CONFLICT, Match.CONFLICT]
    await laptop.press(laptop.engine.nearby.identify(one.serial))
    assert laptop.told() == [Code.TWO_CLAIM]
    assert laptop.radio.opened == []


async def test_leaving_while_a_device_blinks_is_quiet(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearby, "BLINK_S", 30.0)
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    blink = laptop.start(laptop.press(laptop.engine.nearby.identify(GATEWAY)))
    await laptop.until(lambda: GATEWAY in laptop.job.identified)
    await laptop.engine.leave_job()
    assert blink.cancelled()
    assert laptop.told() == []
    assert laptop.engine.nearby.sightings == ()


async def test_a_device_that_was_heard_long_ago_is_heard_anew_where_its_signal_counts(
    laptop: Laptop,
) -> None:
    await laptop.engine.jobs.begin("home")
    (serial, *_) = await laptop.list_all()
    await laptop.hear_all()
    ear = laptop.engine.nearby._ear
    ear._heard_at = {key: at - 120 for key, at in ear._heard_at.items()}
    await laptop.press(laptop.engine.nearby.find(serial, "Firmware, in Nearby"))
    assert max(ear._heard_at.values()) < asyncio.get_running_loop().time() - 100
    await laptop.press(laptop.engine.nearby.find(serial, "Firmware, in Nearby", within_s=60))
    assert max(ear._heard_at.values()) > asyncio.get_running_loop().time() - 60
