"""Whatever a device answers while it takes firmware ends as a setback, in bounded time and room."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest

from tests.devices.conftest import setback_of
from tests.devices.smp_bench import NEW as IMAGE
from tests.devices.smp_bench import PARAMS, RESET, STATE, UPLOAD, Said, SmpBench, row
from walkdown.core.trouble import Code, Setback

Twist = Callable[[tuple[int, int], dict[str, Any], Said], Said]
BROKEN = Code.BROKEN_PROTOCOL

# A link that is given up in the midst of something leaves the simulated controllers wondering.
pytestmark = pytest.mark.expects_log(r"WARNING bumble\.")


@pytest.fixture
async def bench() -> AsyncIterator[SmpBench]:
    bench = SmpBench()
    yield bench
    await bench.close()


def hurry(bench: SmpBench) -> None:
    """Where it is silence that is waited for."""
    bench.radio._patience = bench.quick(answer_s=0.15, erase_s=0.15, restart_s=0.4, byte_s=0.0003)


def always(kind: tuple[int, int], said: Said) -> Twist:
    return lambda asked, _what, honest: said if asked == kind else honest


LIES: dict[str, tuple[Twist, Code]] = {
    "offsets that stay at nothing": (always(UPLOAD, {"off": 0}), BROKEN),
    "offsets that go back for ever": (
        lambda asked, what, honest: (
            {"off": max(1, 900 - what["off"])} if asked == UPLOAD else honest
        ),
        BROKEN,
    ),
    "an offset behind the end": (always(UPLOAD, {"off": IMAGE.size + 1}), BROKEN),
    "an offset below nothing": (always(UPLOAD, {"off": -5}), BROKEN),
    "an offset that is no number": (always(UPLOAD, {"off": "9" * 99}), BROKEN),
    "no offset": (always(UPLOAD, {}), BROKEN),
    "no body": (always(UPLOAD, b"\x0b\x00\x00\x00\x00\x01\x00\x01"), Code.NO_ANSWER),
    "a giant frame": (always(STATE, b"\x09\x00\xff\xff\x00\x01\x00\x00" + bytes(200)), BROKEN),
    "rubbish": (always(STATE, random.Random(7).randbytes(3000)), BROKEN),
    "silence to a question": (always(STATE, None), Code.NO_ANSWER),
    "silence to an upload": (always(UPLOAD, None), Code.NO_ANSWER),
    "no images": (always(STATE, {"images": []}), BROKEN),
    "images that are none": (always(STATE, {"images": {"slot": 0}}), BROKEN),
    "an end that was none": (always(UPLOAD, {"off": IMAGE.size}), Code.FIRMWARE_REFUSED),
    "frames too short for anything": (always(PARAMS, {"buf_size": 9, "buf_count": 1}), BROKEN),
    "frames of no length": (always(PARAMS, {"buf_size": -1, "buf_count": 1}), BROKEN),
    "a restart that is none": (always(RESET, None), Code.FIRMWARE_LOST),
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_ends_as_a_setback(bench: SmpBench, lie: str) -> None:
    bench.device.twist, code = LIES[lie]
    if code in (Code.NO_ANSWER, Code.FIRMWARE_LOST):
        hurry(bench)
    assert (await setback_of(bench.update())).code is code


async def test_answers_to_other_questions_are_passed_over_until_time_is_up(bench: SmpBench) -> None:
    def other(asked: tuple[int, int], _what: dict[str, Any], honest: Said) -> Said:
        return b"\x0b\x00\x00\x01\x00\x01\xfe\x00\xa0" if asked == STATE else honest

    hurry(bench)
    bench.device.twist = other
    assert (await setback_of(bench.update())).code is Code.NO_ANSWER


async def test_an_answer_of_another_kind_to_this_question_is_refused(bench: SmpBench) -> None:
    def other(asked: tuple[int, int], _what: dict[str, Any], honest: Said) -> Said:
        number = len(bench.device.asked)
        kind = bytes((0x0B, 0, 0, 1, 0, 0, number, 5, 0xA0))
        return kind if asked == STATE else honest

    bench.device.twist = other
    assert (await setback_of(bench.update())).code is BROKEN


async def test_a_late_answer_is_passed_over_and_the_right_one_taken(bench: SmpBench) -> None:
    def late(asked: tuple[int, int], _what: dict[str, Any], honest: Said) -> Said:
        if asked == STATE:
            bench.device.say(b"\x0b\x00\x00\x01\x00\x01\xfe\x01\xa0")
        return honest

    bench.device.twist = late
    async with bench.updater() as updater:
        assert len(await updater.slots()) == 1


@pytest.mark.parametrize("part", [b"", b"\x0b", b"\x0b\x00\x0f\x00\x00\x01\x00\x01\xa0"])
async def test_endless_parts_end_with_the_time_for_an_answer(bench: SmpBench, part: bytes) -> None:
    hurry(bench)

    async def drip() -> None:
        while True:
            bench.device.say(part)
            await asyncio.sleep(0.01)

    async with bench.updater() as updater:
        bench.device.twist = always(STATE, None)
        dripping = asyncio.ensure_future(drip())
        setback = await setback_of(updater.slots())
        dripping.cancel()
    assert setback.code in (Code.NO_ANSWER, BROKEN)


async def test_a_device_that_takes_one_byte_at_a_time_does_not_hold_us_for_ever(
    bench: SmpBench,
) -> None:
    def crawl(asked: tuple[int, int], what: dict[str, Any], honest: Said) -> Said:
        return {"off": what["off"] + 1} if asked == UPLOAD else honest

    bench.device.twist = crawl
    setback = await setback_of(bench.update())
    assert setback.code is BROKEN
    assert bench.device.asked.count(UPLOAD) < IMAGE.size
    bench.radio._patience = bench.quick(erase_s=0.02, byte_s=0.0)
    setback = await setback_of(bench.update())
    assert setback.trouble.detail == "it takes far too long"


async def test_a_device_that_never_says_that_it_restarted_is_given_up(bench: SmpBench) -> None:
    def stuck(asked: tuple[int, int], _what: dict[str, Any], honest: Said) -> Said:
        rows = [
            row(0, bench.device.held.running, active=True, confirmed=True),
            row(1, IMAGE, pending=True),
        ]
        return {"images": rows} if asked == STATE else honest

    hurry(bench)
    bench.device.twist = stuck
    assert (await setback_of(bench.update())).code is Code.FIRMWARE_LOST


@pytest.mark.parametrize("seed", range(4))
async def test_answers_with_turned_bits_end_somehow(bench: SmpBench, seed: int) -> None:
    hurry(bench)
    rng = random.Random(seed)
    say = bench.device.say

    def turned(raw: bytes) -> None:
        broken = bytearray(raw)
        if rng.random() < 0.3:
            broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
        say(bytes(broken))

    bench.device.say = turned  # type: ignore[method-assign]
    async with asyncio.timeout(60):
        with suppress(Setback):
            await bench.update()
