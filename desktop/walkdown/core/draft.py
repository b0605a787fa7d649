"""Drafts: what was typed into a field whose button has not been pressed yet, kept over a kill."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from walkdown.core.lookalike import compared

MOST_CHARACTERS = 200
MOST_PASTED = 20_000
# How what holds a secret begins and ends: a router's code, and the line with a device's proof.
# A Matter code has no end but the line's.
_CODES = (("WIFI:", ";;"), ('"POP"', '"'), ("MT:", ""))


class DraftField(StrEnum):
    """The fields that are kept. The owner's password is none of them, and must never be one."""

    OWNER = "owner"
    PROMISE_ITEM = "promise-item"
    PROMISE_WHAT = "promise-what"
    PROMISE_WHO = "promise-who"
    PROMISE_BY = "promise-by"
    HIDDEN_SSID = "hidden-ssid"
    SERIAL = "serial"
    MODEL = "model"
    PASTED = "pasted"
    LEAVE_REASON = "leave-reason"


PROMISE = (
    DraftField.PROMISE_ITEM,
    DraftField.PROMISE_WHAT,
    DraftField.PROMISE_WHO,
    DraftField.PROMISE_BY,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of one field; `device` is a serial for LEAVE_REASON, and empty for all others."""

    field: DraftField
    text: str
    device: str = ""


def bounded(draft: Draft) -> Draft:
    """The draft as it is kept: no longer than its field, without lone surrogates and router codes."""
    most = MOST_PASTED if draft.field is DraftField.PASTED else MOST_CHARACTERS
    whole = draft.text.encode("utf-8", "ignore").decode()
    # The code goes before the end does: cut in two it would no longer be known as one.
    return Draft(draft.field, _without_codes(whole)[:most], draft.device)


def with_draft(drafts: tuple[Draft, ...], draft: Draft) -> tuple[Draft, ...]:
    """The drafts with this one in the place of its former text; an empty text takes it out."""
    kept, place = bounded(draft), (draft.field, draft.device)
    others = tuple(d for d in drafts if (d.field, d.device) != place)
    return (*others, kept) if kept.text else others


def without(drafts: tuple[Draft, ...], *fields: DraftField) -> tuple[Draft, ...]:
    """The drafts of all other fields."""
    return tuple(d for d in drafts if d.field not in fields)


def without_device(drafts: tuple[Draft, ...], serial: str) -> tuple[Draft, ...]:
    """The drafts but those of this device."""
    return tuple(d for d in drafts if not d.device or d.device != serial)


def without_serial(drafts: tuple[Draft, ...], serial: str) -> tuple[Draft, ...]:
    """The drafts once a serial is on the list: a half-typed other one stays."""
    typed = compared(text_of(drafts, DraftField.SERIAL))
    return without(drafts, DraftField.SERIAL) if compared(serial) in typed else drafts


def without_ssid(drafts: tuple[Draft, ...], ssid: str) -> tuple[Draft, ...]:
    """The drafts once a network is chosen: a half-typed other name stays."""
    chosen = text_of(drafts, DraftField.HIDDEN_SSID) == ssid
    return without(drafts, DraftField.HIDDEN_SSID) if chosen else drafts


def text_of(drafts: tuple[Draft, ...], field: DraftField, device: str = "") -> str:
    """What stands in the draft of a field, bounded again (a file may hold anything); "" for none."""
    found = (d for d in drafts if (d.field, d.device) == (field, device))
    return next((bounded(d).text for d in found), "")


def _without_codes(text: str) -> str:
    """The text without the lines of codes that hold a secret, which is not ours to keep.

    A code may be broken over lines, so all goes up to the line it ends in.
    """
    for begin, end in _CODES:
        text = _without_code(text, begin, end)
    return text


def _without_code(text: str, code: str, code_end: str) -> str:
    kept, inside = [], False
    for line in text.splitlines(keepends=True):
        at = line.upper().rfind(code)
        begins = at >= 0
        if not begins and not inside:
            kept.append(line)
        inside = (begins or inside) and code_end not in line.upper()[max(at, 0) :]
    return "".join(kept)
