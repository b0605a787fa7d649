"""The slots of a practice device swap, try and revert as a boot loader does; uploads resume."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from walkdown.practice.firmware_print import print_image, version_of, version_text
from walkdown.practice.smp_frames import Img, Refused
from walkdown.practice.smp_slots import PRIMARY, SECONDARY, Slots, Swap, read_header, sound
from walkdown.practice.smp_upload import Upload

OLD, NEW = print_image("3.4.1", 1_000), print_image("3.5.0", 1_500)
SIZE = 4_096


@pytest.fixture
def slots() -> Slots:
    return Slots(OLD, SIZE)


@pytest.fixture
def filled(slots: Slots) -> Slots:
    slots.write(0, NEW)
    return slots


def running(slots: Slots) -> str:
    return version_text(slots.running)


def first(image: bytes = NEW, count: int = 500, **changes: object) -> dict[str, Any]:
    body = {"off": 0, "len": len(image), "data": image[:count]}
    return {**body, "sha": hashlib.sha256(image).digest(), **changes}


def rest(offset: int, count: int = 500, image: bytes = NEW) -> dict[str, Any]:
    return {"off": offset, "data": image[offset : offset + count]}


def refused(upload: Upload, body: Mapping[str, object]) -> object:
    with pytest.raises(Refused) as caught:
        upload.take(body)
    return caught.value.why


# --- images ---------------------------------------------------------------------------------------


def test_images_are_printed_alike_each_time_and_are_sound() -> None:
    assert print_image("3.5.0", 1_500) == NEW
    assert print_image("3.5.0", 1_500, product="GW-1") != NEW
    assert len(NEW) == 1_500
    assert sound(NEW)


@pytest.mark.parametrize("text", ["0.0.0", "3.4.1", "255.255.65535", "1.2.3.4294967295"])
def test_a_version_reads_back_as_it_was_written(text: str) -> None:
    header = read_header(print_image(text, 200))
    assert header is not None
    assert version_text(header.version) == text


@pytest.mark.parametrize(
    "text", ["", "3.4", "3.4.1.0", "03.4.1", "256.0.0", "1.0.65536", "1.2.3+4", "v1.2.3", "٣.4.1"]
)
def test_what_no_image_can_have_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match=r"version|number|written"):
        version_of(text)


def test_an_image_that_is_too_small_cannot_exist() -> None:
    with pytest.raises(ValueError, match="cannot exist"):
        print_image("1.0.0", 71)


@pytest.mark.parametrize("cut", [0, 31, 40, 1_499])
def test_an_image_that_is_not_whole_is_not_seen(cut: int) -> None:
    assert read_header(NEW[:cut]) is None
    assert not sound(NEW[:cut])


def test_a_changed_byte_is_seen_only_by_the_boot_loader() -> None:
    damaged = NEW[:100] + b"\x00" + NEW[101:]
    assert read_header(damaged) is not None
    assert not sound(damaged)


# --- boots ----------------------------------------------------------------------------------------


def test_a_test_runs_once_and_is_reverted_at_the_next_boot(filled: Slots) -> None:
    filled.set_next(SECONDARY, confirm=False)
    assert filled.boot() == 1
    assert (running(filled), filled.swap) == ("3.5.0", Swap.REVERT)
    assert filled.boot() == 1
    assert (running(filled), filled.swap) == ("3.4.1", Swap.NONE)
    assert filled.boot() == 0
    assert filled.content(SECONDARY) == NEW


def test_a_confirmed_test_stays(filled: Slots) -> None:
    filled.set_next(SECONDARY, confirm=False)
    filled.boot()
    filled.set_next(PRIMARY, confirm=True)
    assert filled.boot() == 0
    assert running(filled) == "3.5.0"


def test_a_permanent_one_stays_without_more(filled: Slots) -> None:
    filled.set_next(SECONDARY, confirm=True)
    assert (filled.boot(), filled.boot()) == (1, 0)
    assert running(filled) == "3.5.0"


def test_a_damaged_image_is_never_swapped_in(slots: Slots) -> None:
    slots.write(0, NEW[:100] + b"\x00" + NEW[101:])
    slots.set_next(SECONDARY, confirm=False)
    assert slots.boot() == 0
    assert running(slots) == "3.4.1"
    assert slots.content(SECONDARY) == b""


def test_one_that_hangs_is_reverted_within_the_same_boot(filled: Slots) -> None:
    filled.set_next(SECONDARY, confirm=False)
    assert filled.boot(boots_well=False) == 2
    assert (running(filled), filled.swap) == ("3.4.1", Swap.NONE)


@pytest.mark.parametrize(
    ("before", "slot", "confirm", "why"),
    [
        ([], PRIMARY, False, Img.TEST_OF_ACTIVE),
        ([(SECONDARY, False)], PRIMARY, True, Img.ALREADY_PENDING),
        ([(SECONDARY, False)], SECONDARY, True, Img.ALREADY_PENDING),
        ([(SECONDARY, True)], SECONDARY, False, Img.ALREADY_PENDING),
        ([(SECONDARY, True)], PRIMARY, True, Img.ALREADY_PENDING),
    ],
)
def test_what_runs_next_cannot_be_changed_once_it_is_set(
    filled: Slots, before: list[tuple[int, bool]], slot: int, confirm: bool, why: Img
) -> None:
    for one in before:
        filled.set_next(*one)
    with pytest.raises(Refused) as caught:
        filled.set_next(slot, confirm)
    assert caught.value.why is why


def test_while_one_is_tried_nothing_else_can_be_and_the_old_one_is_kept(filled: Slots) -> None:
    filled.set_next(SECONDARY, confirm=False)
    filled.set_next(SECONDARY, confirm=False)  # the same again changes nothing
    filled.boot()
    with pytest.raises(Refused):
        filled.set_next(SECONDARY, confirm=False)
    with pytest.raises(Refused):
        filled.erase(SECONDARY)
    filled.set_next(SECONDARY, confirm=True)  # it goes back there anyway
    assert filled.swap is Swap.REVERT
    assert refused(Upload(filled), first()) is Img.NO_FREE_SLOT


# --- uploads --------------------------------------------------------------------------------------


def test_an_upload_says_where_to_go_on_and_whether_it_came_over_whole(slots: Slots) -> None:
    upload = Upload(slots)
    assert upload.take(first()) == {"off": 500}
    assert slots.header(SECONDARY) is None
    assert upload.take(rest(500)) == {"off": 1_000}
    assert upload.take(rest(1_000)) == {"off": 1_500, "match": True}
    assert slots.content(SECONDARY) == NEW


def test_a_piece_that_was_not_asked_for_is_left_out(slots: Slots) -> None:
    upload = Upload(slots)
    upload.take(first())
    assert upload.take(rest(700)) == {"off": 500}
    assert upload.take(rest(400)) == {"off": 500}
    assert upload.take(rest(500)) == {"off": 1_000}


def test_the_same_file_goes_on_where_it_ended_and_another_begins_anew(slots: Slots) -> None:
    upload = Upload(slots)
    upload.take(first())
    upload.take(rest(500))
    assert upload.take(first()) == {"off": 1_000}
    assert upload.take(first(sha=b"")) == {"off": 500}
    assert upload.take(first(OLD, 200)) == {"off": 200}


def test_a_boot_forgets_an_upload(slots: Slots) -> None:
    upload = Upload(slots)
    upload.take(first())
    upload.forget()
    assert upload.take(rest(500)) == {"off": 0}
    assert upload.take(first()) == {"off": 500}


def test_what_is_there_already_needs_no_upload(filled: Slots) -> None:
    assert Upload(filled).take(first()) == {"off": 1_500, "match": True}


def test_a_file_that_is_not_the_one_that_was_announced_does_not_match(slots: Slots) -> None:
    upload = Upload(slots)
    upload.take(first(sha=bytes(32)))
    upload.take(rest(500))
    assert upload.take(rest(1_000)) == {"off": 1_500, "match": False}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"data": NEW}, Img.INVALID_OFFSET),
        (first(count=31), Img.IMAGE_HEADER),
        ({"off": 0, "data": NEW[:100]}, Img.INVALID_LENGTH),
        (first(b"\x00" + NEW), Img.HEADER_MAGIC),
        (first(sha=bytes(33)), Img.INVALID_HASH),
        (first(len=SIZE + 1), Img.TOO_LARGE),
        (first(len=499), Img.DATA_OVERRUN),
        (first(OLD, upgrade=True), Img.CURRENT_IS_NEWER),
    ],
)
def test_an_upload_is_refused_at_its_first_piece(
    slots: Slots, body: dict[str, object], why: Img
) -> None:
    assert refused(Upload(slots), body) is why
    assert slots.content(SECONDARY) == b""


def test_more_than_was_announced_is_refused(slots: Slots) -> None:
    upload = Upload(slots)
    upload.take(first())
    assert refused(upload, rest(500) | {"data": bytes(1_001)}) is Img.DATA_OVERRUN
