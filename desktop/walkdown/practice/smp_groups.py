"""What a practice device does when SMP asks: the commands of groups 0 (system) and 1 (images)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from walkdown.practice.firmware_print import version_text
from walkdown.practice.smp_fields import flag, number, octets, text
from walkdown.practice.smp_frames import (
    IMAGE,
    OS,
    READ,
    WRITE,
    Body,
    Img,
    Mgmt,
    Os,
    Refused,
    Request,
    body_of,
)
from walkdown.practice.smp_slots import PRIMARY, SECONDARY, Slots, Swap
from walkdown.practice.smp_upload import Upload

_DIGEST_SIZE: Final = 32
_SWAP_WITH_SCRATCH: Final = 1
_CLOCK_FORM: Final = "%Y-%m-%dT%H:%M:%S"
# Letter of the "info" command -> what it says; said in this order, whatever the order asked for.
_INFO: Mapping[str, str] = {
    "s": "Zephyr",
    "n": "practice",
    "r": "4.2.0",
    "v": "v4.2.0",
    "m": "arm",
    "p": "cortex-m33",
    "i": "practice_board",
    "o": "Zephyr",
}

Command = Callable[[Body], Body]


class SystemGroup:
    """Group 0. `reset` is called for a reset, and returns at once."""

    def __init__(self, buf_size: int, buf_count: int, reset: Callable[[], None]) -> None:
        self._buffers = {"buf_size": buf_size, "buf_count": buf_count}
        self._reset = reset
        self._set: datetime | None = None

    def commands(self) -> Mapping[tuple[int, int, int], Command]:
        """By group, command and op."""
        return {
            (OS, 0, WRITE): self._echo,
            (OS, 0, READ): self._echo,
            (OS, 4, READ): self._clock,
            (OS, 4, WRITE): self._set_clock,
            (OS, 5, WRITE): self._restart,
            (OS, 6, READ): lambda _: self._buffers,
            (OS, 7, READ): self._info,
            (OS, 8, READ): self._boot_loader,
        }

    def _echo(self, body: Body) -> Body:
        return {"r": text(body, "d")}

    def _clock(self, _body: Body) -> Body:
        if self._set is None:
            raise Refused(Os.CLOCK_NOT_SET)
        return {"datetime": self._set.strftime(_CLOCK_FORM)}

    def _set_clock(self, body: Body) -> Body:
        """It stands still: what is set is what is read."""
        said = text(body, "datetime")
        try:
            self._set = datetime.strptime(said[:19], _CLOCK_FORM)  # noqa: DTZ007 - local by nature
        except ValueError:
            raise Refused(Os.INVALID_FORMAT) from None
        return {}

    def _restart(self, _body: Body) -> Body:
        self._reset()
        return {}

    def _info(self, body: Body) -> Body:
        asked = set(text(body, "format") or "s")
        if not asked <= {*_INFO, "a"}:
            raise Refused(Os.INVALID_FORMAT)
        return {"output": " ".join(v for k, v in _INFO.items() if k in asked or "a" in asked)}

    def _boot_loader(self, body: Body) -> Body:
        if "query" not in body:
            return {"bootloader": "MCUboot"}
        if text(body, "query") != "mode":
            raise Refused(Os.NO_ANSWER)
        return {"mode": _SWAP_WITH_SCRATCH}


class ImageGroup:
    """Group 1. `frugal`: flags that are false are left out of the image list."""

    def __init__(self, slots: Slots, upload: Upload, frugal: bool) -> None:
        self._slots, self._upload, self._frugal = slots, upload, frugal

    def commands(self) -> Mapping[tuple[int, int, int], Command]:
        """By group, command and op."""
        return {
            (IMAGE, 0, READ): self._list,
            (IMAGE, 0, WRITE): self._set_state,
            (IMAGE, 1, WRITE): self._upload.take,
            (IMAGE, 5, WRITE): self._erase,
        }

    def _list(self, _body: Body) -> Body:
        rows = [row for slot in (PRIMARY, SECONDARY) if (row := self._row(slot))]
        return {"images": rows} if self._frugal else {"images": rows, "splitStatus": 0}

    def _row(self, slot: int) -> dict[str, object]:
        header = self._slots.header(slot)
        if header is None:
            return {}
        first, swap = slot == PRIMARY, self._slots.swap
        flags = {
            "bootable": header.bootable,
            "pending": not first and swap in (Swap.TEST, Swap.PERMANENT),
            "confirmed": (swap is Swap.REVERT) is not first,
            "active": first,
            "permanent": not first and swap is Swap.PERMANENT,
        }
        said = {name: value for name, value in flags.items() if value or not self._frugal}
        return {
            "slot": slot,
            "version": version_text(header.version),
            "hash": header.digest,
            **said,
        }

    def _set_state(self, body: Body) -> Body:
        digest, confirm = octets(body, "hash"), flag(body, "confirm")
        if len(digest) != _DIGEST_SIZE and (digest or not confirm):
            raise Refused(Img.INVALID_HASH)
        self._slots.set_next(self._slots.find(digest) if digest else PRIMARY, confirm)
        return self._list({})

    def _erase(self, body: Body) -> Body:
        slot = number(body, "slot")
        self._slots.erase(SECONDARY if slot is None else slot)
        self._upload.forget()
        return {}


def obey(commands: Mapping[tuple[int, int, int], Command], request: Request) -> Body:
    """The answer to a request. Refused(...)."""
    if request.version > 1:
        raise Refused(Mgmt.TOO_NEW)
    command = commands.get((request.group, request.command, request.op))
    if command is None:
        raise Refused(Mgmt.NOT_SUPPORTED)
    if request.group == OS and request.command in (5, 6):  # they do not look at what comes along
        return command({})
    return command(body_of(request.payload))
