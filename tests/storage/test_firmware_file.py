"""A picked firmware file is read under its lease, bounded, and told apart from what is no file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.core.test_mcuboot import image
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.mcuboot import MOST_BYTES
from walkdown.core.trouble import Code, Setback
from walkdown.storage.firmware_file import FirmwareReader


def lease(purpose: Purpose = Purpose.FILE_IMPORT) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def setback(path: Path) -> Setback:
    with pytest.raises(Setback) as caught:
        FirmwareReader().read(lease(), path)
    assert caught.value.code is Code.FIRMWARE_UNREADABLE
    return caught.value


def test_a_signed_image_is_read(tmp_path: Path) -> None:
    path = tmp_path / "app_update.bin"
    path.write_bytes(image())
    assert FirmwareReader().read(lease(), path).content == image()


def test_without_the_right_lease_the_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "is not there"
    with pytest.raises(WrongLease):
        FirmwareReader().read(lease(Purpose.PHOTO_PICK), path)
    ended = lease()
    ended.end()
    with pytest.raises(LeaseEnded):
        FirmwareReader().read(ended, path)


def test_what_cannot_be_sent_says_why_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no firmware")
    assert setback(path).trouble.detail == "This is no firmware image for the MCUboot bootloader."
    path.write_bytes(image()[:-3])
    assert setback(path).trouble.detail == "The file ends before the image does."


@pytest.mark.parametrize("name", ["missing.bin", "", "nul\0byte", "x" * 300])
def test_what_is_no_file_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    assert setback(tmp_path / name).trouble.detail.endswith(".")


def test_a_huge_file_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.bin"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert "larger" in setback(path).trouble.detail


if sys.platform != "win32":

    def test_a_pipe_does_not_hold_us_up(tmp_path: Path) -> None:
        path = tmp_path / "pipe.bin"
        os.mkfifo(path)
        assert setback(path).trouble.detail == "That is no file."
