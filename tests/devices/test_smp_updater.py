"""New firmware is sent, tried, kept or gone back from, and an update that was cut goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.devices.conftest import SERIAL, new_lease, setback_of, until
from tests.devices.smp_bench import (
    ECHO,
    NEW,
    OLD,
    PARAMS,
    RESET,
    STATE,
    UPLOAD,
    Said,
    SmpBench,
    Tiny,
)
from walkdown.consent.lease import WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.firmware import Outcome, Phase, Slot
from walkdown.core.trouble import Code, Setback
from walkdown.devices.session import Session

# A link that is given up in the midst of something leaves the simulated controllers wondering.
pytestmark = pytest.mark.expects_log(r"WARNING bumble\.")


@pytest.fixture
async def bench() -> AsyncIterator[SmpBench]:
    bench = SmpBench()
    yield bench
    await bench.close()


async def test_the_device_runs_the_new_image_for_good(bench: SmpBench) -> None:
    assert await bench.update() is Outcome.UPDATED
    held = bench.device.held
    assert (held.running.digest, held.confirmed) == (NEW.digest, True)
    assert held.running.content == NEW.content
    assert dict(bench.lease.counts) == {"devices": 1}


async def test_each_phase_is_told_in_its_order(bench: SmpBench) -> None:
    await bench.update()
    phases = list(dict.fromkeys(p.phase for p in bench.told))
    assert phases == list(Phase)
    sent = [p.sent for p in bench.told if p.phase is Phase.UPLOAD]
    assert sent == sorted(sent)
    assert sent[-1] == NEW.size
    assert {p.size for p in bench.told} == {NEW.size}


async def test_slots_battery_and_signal_are_read(bench: SmpBench) -> None:
    async with bench.updater() as updater:
        assert await updater.slots() == (Slot(0, "1.0.0", OLD.digest, active=True, confirmed=True),)
        assert await updater.battery() == 80
        assert -100 < updater.signal_dbm < 0


@pytest.mark.parametrize("mtu", [23, 517])
async def test_any_length_of_parts_does(bench: SmpBench, mtu: int) -> None:
    bench.device = Tiny(bench.air, mtu=mtu)
    assert await bench.update() is Outcome.UPDATED


async def test_a_device_that_tries_and_goes_back_is_said_to_have_reverted(bench: SmpBench) -> None:
    bench.device.keeps_new = False
    assert await bench.update() is Outcome.REVERTED
    assert bench.device.held.running is OLD


async def test_what_runs_already_is_neither_sent_nor_restarted(bench: SmpBench) -> None:
    assert await bench.update(OLD) is Outcome.UPDATED
    assert set(bench.device.asked) <= {STATE, PARAMS, ECHO}


async def test_what_runs_on_trial_is_only_confirmed(bench: SmpBench) -> None:
    bench.device.held.confirmed = False
    assert await bench.update(OLD) is Outcome.UPDATED
    assert bench.device.held.confirmed
    assert UPLOAD not in bench.device.asked
    assert RESET not in bench.device.asked


async def test_what_was_sent_already_is_not_sent_again(bench: SmpBench) -> None:
    bench.device.held.other = NEW
    assert await bench.update() is Outcome.UPDATED
    assert UPLOAD not in bench.device.asked


async def test_a_cut_upload_goes_on_where_it_ended(bench: SmpBench) -> None:
    cuts = iter([5, 9])
    offsets: list[int] = []
    left = next(cuts)

    def cut(asked: tuple[int, int], what: dict[str, Any], said: Said) -> Said:
        nonlocal left
        if asked == UPLOAD:
            offsets.append(what["off"])
            left -= 1
            if left == 0:
                left = next(cuts, -1)
                bench.device.cut()
                return None
        return said

    bench.device.twist = cut
    assert await bench.update() is Outcome.UPDATED
    assert offsets.count(0) == 3
    # What was on its way at a cut is there already; nothing that arrived is sent again.
    sent = [offset for offset in offsets if offset]
    assert sent == sorted(set(sent))


async def test_an_answer_that_is_lost_on_the_way_is_not_waited_for(bench: SmpBench) -> None:
    lost = iter([False] * 4 + [True])

    def lose(asked: tuple[int, int], _what: dict[str, Any], said: Said) -> Said:
        return None if asked == UPLOAD and next(lost, False) else said

    bench.device.twist = lose
    assert await bench.update() is Outcome.UPDATED
    assert bench.links == [SERIAL, SERIAL]  # the second is after the restart


async def test_a_part_that_is_lost_on_the_way_is_sent_again_on_the_same_link(
    bench: SmpBench,
) -> None:
    written, upload_at = bench.device.written, iter(range(1000))

    def lose(value: bytes) -> None:
        first = value[4:6] == b"\0\1" and value[7] == 1 and len(value) == 244
        if not (first and next(upload_at) == 5):
            written(value)

    bench.device.most_frame = 244
    bench.device.written = lose
    assert await bench.update() is Outcome.UPDATED
    assert bench.links == [SERIAL, SERIAL]


async def test_a_lost_last_answer_is_made_up_for_on_a_new_link(bench: SmpBench) -> None:
    def lose(asked: tuple[int, int], _what: dict[str, Any], said: Said) -> Said:
        whole = isinstance(said, dict) and said.get("off") == NEW.size
        return None if asked == UPLOAD and whole else said

    bench.radio._patience = bench.quick(answer_s=0.5, byte_s=0.0005)
    bench.device.twist = lose
    assert await bench.update() is Outcome.UPDATED
    assert bench.links == [SERIAL] * 3


async def test_a_link_that_is_cut_again_and_again_is_given_up(bench: SmpBench) -> None:
    def cut(asked: tuple[int, int], _what: dict[str, Any], said: Said) -> Said:
        if asked != UPLOAD:
            return said
        bench.device.cut()
        return None

    bench.device.twist = cut
    assert (await setback_of(bench.update())).code is Code.LINK_LOST
    assert bench.device.asked.count(UPLOAD) == 4


async def test_a_device_that_comes_back_under_another_address_is_known_by_its_serial(
    bench: SmpBench,
) -> None:
    bench.device.address_after = "F0:CA:FE:00:02:02"
    assert await bench.update() is Outcome.UPDATED


async def test_a_device_that_does_not_come_back_is_lost(bench: SmpBench) -> None:
    def die(asked: tuple[int, int], _what: dict[str, Any], said: Said) -> Said:
        if asked == RESET:
            bench.device.die()
            return None
        return said

    bench.device.twist = die
    bench.radio._patience = bench.quick(restart_s=0.5, answer_s=0.5)
    assert (await setback_of(bench.update())).code is Code.FIRMWARE_LOST


async def test_another_device_is_not_written_to(bench: SmpBench) -> None:
    bench.device = Tiny(bench.air, serial="770300129999")
    setback = await setback_of(bench.updater().__aenter__())
    assert (setback.code, setback.trouble.device) == (Code.OTHER_SERIAL, SERIAL)
    assert bench.device.asked == []
    await until(lambda: not bench.device.peripheral.connected)


async def test_another_name_is_not_connected_to(bench: SmpBench) -> None:
    setback = await setback_of(bench.updater("770300129999").__aenter__())
    assert setback.code is Code.OTHER_SERIAL
    assert bench.device.peripheral.att_requests == 0


async def test_a_device_without_a_serial_of_its_own_is_known_by_its_name(bench: SmpBench) -> None:
    bench.device = Tiny(bench.air, serial=None)
    assert await bench.update() is Outcome.UPDATED


async def test_the_firmware_lease_is_needed_before_anything_is_sent(bench: SmpBench) -> None:
    async with bench.updater() as updater:
        before = list(bench.device.asked)
        with pytest.raises(WrongLease):
            await updater.update(new_lease(Purpose.MANAGE), NEW, bench.told.append)
        bench.allowed.end()
        setback = await setback_of(updater.update(bench.allowed, NEW, bench.told.append))
        assert setback.code is Code.STOPPED_BY_YOU
        assert bench.device.asked == before
    assert bench.told == []


async def test_stopping_in_the_middle_leaves_the_device_as_it_is_and_can_be_taken_up_again(
    bench: SmpBench,
) -> None:
    async with bench.updater() as updater:
        work = asyncio.ensure_future(updater.update(bench.allowed, NEW, bench.told.append))
        await until(lambda: len(bench.device.held.coming) > 1000)
        bench.allowed.end()
        assert (await setback_of(work)).code is Code.STOPPED_BY_YOU
        await until(lambda: not bench.device.peripheral.connected)
        assert bench.device.held.running is OLD
        had = len(bench.device.held.coming)
        again = new_lease(Purpose.FIRMWARE)
        assert await updater.update(again, NEW, bench.told.append) is Outcome.UPDATED
        assert had < NEW.size


async def test_stopping_while_it_restarts_is_at_once(bench: SmpBench) -> None:
    def stop(asked: tuple[int, int], _what: dict[str, Any], said: Said) -> Said:
        if asked == RESET:
            bench.allowed.end()
        return said

    bench.device.twist = stop
    assert (await setback_of(bench.update())).code is Code.STOPPED_BY_YOU


async def test_the_end_of_the_connections_own_lease_ends_it_too(bench: SmpBench) -> None:
    async with bench.updater() as updater:
        work = asyncio.ensure_future(updater.update(bench.allowed, NEW, bench.told.append))
        await until(lambda: len(bench.device.held.coming) > 1000)
        bench.lease.end()
        assert (await setback_of(work)).code is Code.STOPPED_BY_YOU
        await until(lambda: not bench.device.peripheral.connected)


@pytest.mark.parametrize(
    ("refused", "said", "words"),
    [
        (UPLOAD, {"err": {"group": 1, "rc": 30}}, "the image is too large for it (image 30)"),
        (UPLOAD, {"err": {"group": 1, "rc": 27}}, "it runs a newer version"),
        (UPLOAD, {"rc": 6, "rsn": "busy"}, "it is in no state for that now (SMP 6)"),
        (STATE, {"rc": 8}, "it does not know that command (SMP 8)"),
        (RESET, {"rc": 10}, "it is busy (SMP 10)"),
    ],
)
async def test_a_refusal_is_told_in_plain_words(
    bench: SmpBench, refused: tuple[int, int], said: dict[str, Any], words: str
) -> None:
    bench.device.twist = lambda asked, _what, honest: said if asked == refused else honest
    setback = await setback_of(bench.update())
    assert setback.code is Code.FIRMWARE_REFUSED
    assert setback.trouble.detail.startswith(words)
    assert bench.device.held.running is OLD


async def test_an_image_that_arrives_damaged_is_not_tried(bench: SmpBench) -> None:
    def damaged(asked: tuple[int, int], _what: dict[str, Any], said: Said) -> Said:
        whole = asked == UPLOAD and isinstance(said, dict) and said["off"] == NEW.size
        return {"off": NEW.size, "match": False} if whole else said

    bench.device.twist = damaged
    setback = await setback_of(bench.update())
    assert (setback.code, setback.trouble.detail) == (
        Code.FIRMWARE_REFUSED,
        "it arrived damaged",
    )
    assert RESET not in bench.device.asked


async def test_an_image_that_it_does_not_keep_is_told(bench: SmpBench) -> None:
    def forget(asked: tuple[int, int], what: dict[str, Any], said: Said) -> Said:
        if asked == STATE and what.get("confirm"):
            bench.device.held.confirmed = False
        return said

    bench.device.twist = forget
    setback = await setback_of(bench.update())
    assert setback.code is Code.FIRMWARE_REFUSED
    assert setback.trouble.detail == "it does not keep the new image"


async def test_a_device_that_puts_no_parts_together_gets_short_requests(bench: SmpBench) -> None:
    written = bench.device.written

    def whole_only(value: bytes) -> None:
        if len(value) == 8 + int.from_bytes(value[2:4], "big"):
            written(value)

    bench.device.written = whole_only
    bench.radio._patience = bench.quick(answer_s=0.5, byte_s=0.0005)
    assert await bench.update() is Outcome.UPDATED


async def test_a_device_that_wants_to_be_paired_first_is(
    bench: SmpBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    subscribe = Session.subscribe

    async def refused(self: Session, uuid: str, heard: Callable[[bytes], None]) -> None:
        if not done:
            raise Setback(Code.NOT_PAIRED)
        await subscribe(self, uuid, heard)

    async def pair(_self: Session) -> None:
        done.append("paired")

    monkeypatch.setattr(Session, "subscribe", refused)
    monkeypatch.setattr(Session, "pair", pair)
    async with bench.updater() as updater:
        assert len(await updater.slots()) == 1
    assert done == ["paired"]


async def test_a_device_without_smp_says_so(bench: SmpBench) -> None:
    bench.device.has_smp = False
    setback = await setback_of(bench.updater().__aenter__())
    assert (setback.code, setback.trouble.detail) == (Code.CANNOT_SET_UP, "no SMP")
