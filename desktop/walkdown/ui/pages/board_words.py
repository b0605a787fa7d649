"""How a device's set-up is worded on the job board: its stations, its state, the sentence for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from walkdown.app.visit import IN_PLACE
from walkdown.core.device import STEPS, Device, Step, Work
from walkdown.core.draft import DraftField
from walkdown.core.job import Job, Look
from walkdown.core.label import grouped
from walkdown.core.shown import shown
from walkdown.core.time_left import time_left
from walkdown.core.time_left import words as words_left
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.glyphs import Glyph
from walkdown.ui.kind_words import kind_name
from walkdown.ui.texts import Words, words_for
from walkdown.ui.tokens import Tone
from walkdown.ui.tracks import StepState

_DOING = {
    Step.CONNECT: "Connecting",
    Step.SECURE: "Securing",
    Step.ACCEPTED: "Sending",
    Step.JOINED: "Joining",
    Step.ADDRESS: "Getting address",
    Step.REACHABLE: "Checking",
}
_STOPPED = {
    Code.PASSWORD_REFUSED: "Not taken",
    Code.PASSWORD_UNFIT: "Not sent",
    Code.NETWORK_NOT_SEEN: "Not seen",
    Code.TOO_WEAK: "Too weak",
    Code.JOIN_UNKNOWN: "Could not join",
    Code.NO_ADDRESS: "No address",
    Code.NOT_REACHABLE: "No answer",
    Code.NO_ANSWER: "No answer",
    Code.LINK_REFUSED: "No connection",
    Code.NOT_HEARD: "Not heard",
    Code.TWO_CLAIM: "Two of them",
    Code.OTHER_SERIAL: "Other serial",
    Code.REACHED_OTHER: "Other serial",
    Code.SIGN_IN_PAGE: "Sign-in page",
    Code.PRESS_BUTTON: "Press button",
    Code.NOT_PAIRED: "Not paired",
    Code.DEVICE_LOCKED: "Locked",
    Code.PROOF_NEEDED: "Scan its label",
    Code.PROOF_REFUSED: "Other label",
    Code.LESS_SECURE: "Less secure",
    Code.LINK_LOST: "Link lost",
    Code.BROKEN_PROTOCOL: "Bad answer",
}
_WAITING: dict[Work, tuple[Tone, str, Glyph]] = {
    Work.IDLE: ("idle", "Not started", "todo"),
    Work.QUEUED: ("idle", "Queued", "wait"),
    Work.ONLINE: ("ok", "Reachable", "ok"),
}
PAUSED: Final[tuple[Tone, str, Glyph]] = ("idle", "Paused", "todo")
WEAK: Final[tuple[Tone, str, Glyph]] = ("warn", "Go closer", "me")
VERIFIED: Final[tuple[Tone, str, Glyph]] = ("ok", "Verified", "ok")
STATE_WORDS = (
    *_DOING.values(),
    *_STOPPED.values(),
    "Not started",
    "Left out",
    "Paused",
    "Go closer",
)
STOPPED = "Stopped"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# What stops every device comes before what stops this one.
_RANK = {Code.PASSWORD_REFUSED: 0, Code.NETWORK_NOT_SEEN: 1}


def stations(device: Device) -> tuple[StepState, ...]:
    """One state for each of the six steps; nothing is shown as done without evidence."""
    return tuple(_station(device, step) for step in STEPS)


def _station(device: Device, step: Step) -> StepState:
    if device.has(step):
        return "ok"
    if step is not device.next_step:
        return "todo"
    if device.work is Work.FAILED:
        return "me" if code_of(device) is Code.PRESS_BUTTON else "stop"
    if device.work is Work.WORKING:
        return "work"
    return "wait" if device.work is Work.QUEUED else "todo"


def state(device: Device, *, verified: bool = False, weak: bool = False) -> tuple[Tone, str, Glyph]:
    """Tone, word and silhouette of the state tag.

    `verified`: it was looked at again since; `weak`: its radio is hardly heard from here.
    """
    if device.left_out:
        return "idle", "Left out", "idle"
    if device.work is Work.WORKING:
        return "info", _DOING[device.next_step or Step.REACHABLE], "work"
    if device.work is Work.FAILED:
        code = code_of(device)
        word = _STOPPED.get(code, STOPPED) if code else STOPPED
        return ("warn", word, "me") if code is Code.PRESS_BUTTON else ("stop", word, "stop")
    if weak and device.work in (Work.IDLE, Work.QUEUED):
        return WEAK
    if device.work is Work.IDLE and device.tries:
        return PAUSED
    return VERIFIED if verified and device.work is Work.ONLINE else _WAITING[device.work]


def verified(job: Job) -> frozenset[str]:
    """The serials that were looked at again in Verify, and proved who they are, since they came online."""
    looks = {look.serial: look for look in job.looks if look.said_serial == look.serial}
    return frozenset(d.serial for d in job.online if _seen_since(d, looks.get(d.serial)))


def _seen_since(device: Device, look: Look | None) -> bool:
    reached = [e.at for e in device.earned if e.step is Step.REACHABLE]
    return look is not None and look.answered and bool(reached) and look.at >= reached[-1]


def code_of(device: Device) -> Code | None:
    """What stopped the device."""
    return device.trouble.code if device.trouble else None


def needs_you(job: Job) -> tuple[Device, ...]:
    """Devices that stopped, what stops all of them first, else in the order of the list."""
    stopped = [d for d in job.wanted if d.work is Work.FAILED]
    return tuple(sorted(stopped, key=lambda d: _RANK.get(code_of(d) or Code.NO_ANSWER, 2)))


def with_the_same_password(job: Job) -> tuple[str, ...]:
    """Who stopped for the password that stopped another too: one word of the owner's helps them all.

    The first of them speaks for the others; who is about to be left out speaks for itself.
    """
    refused = [d for d in needs_you(job) if code_of(d) is Code.PASSWORD_REFUSED]
    quiet = [d for d in refused[1:] if not job.drafted(DraftField.LEAVE_REASON, d.serial)]
    return tuple(d.serial for d in quiet)


def others_words(count: int) -> str:
    """What is added to the first one's words; "" where it is the only one."""
    if not count:
        return ""
    waits = "waits" if count == 1 else "wait"
    return f" {_number(count).capitalize()} more {waits} for the same word."


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def trouble_words(device: Device, network: str) -> Words:
    """Title, body and click for what stopped the device; names the network where the trouble does not."""
    trouble = device.trouble or Trouble(Code.NO_ANSWER, device.serial)
    if not trouble.network:
        trouble = replace(trouble, network=network)
    return words_for(trouble)


def trouble_note(device: Device, words: Words) -> str:
    """The tries, and what was not lost where that is not said yet."""
    trouble = device.trouble
    parts = [f"try {device.tries}"] if device.tries else []
    if trouble and trouble.code in IN_PLACE and "Nothing was reset" not in words.body:
        parts.append("nothing was reset")
    return "  ·  ".join(parts)


def name_of(device: Device) -> str:
    """ "Battery BP-10"."""
    return f"{kind_name(device.kind)} {shown(device.model, 20)}".strip()


def serial_of(device: Device) -> str:
    """The serial in groups."""
    return grouped(shown(device.serial, 24))


def note_of(device: Device) -> str:
    """What stands at the right of the row: the address, else which try this is."""
    if device.work is Work.ONLINE and device.url:
        return shown(urlsplit(device.url).netloc, 32)
    return f"try {device.tries}" if device.tries > 1 and device.work is Work.WORKING else ""


def spoken(device: Device) -> str:
    """The row in one sentence."""
    reason = shown(device.left_out, 120) if device.left_out else note_of(device)
    parts = [f"{name_of(device)}, serial {serial_of(device)}", state(device)[1], reason]
    return ", ".join(p for p in parts if p) + "."


def counts(job: Job) -> dict[Work, int]:
    """How many wanted devices stand where."""
    return {work: sum(d.work is work for d in job.wanted) for work in Work}


def sentence(job: Job) -> str:
    """ "3 of 8 online. Two need you, three are working on their own."."""
    count, total = counts(job), len(job.wanted)
    lead = f"{count[Work.ONLINE]} of {total} online."
    if not total:
        return "No devices on the list."
    if count[Work.ONLINE] == total:
        return f"{lead} Finished at {_finished(job)}."
    if count[Work.IDLE] == total and not any(d.tries for d in job.wanted):
        return "Nothing was sent yet. Start from Network."
    paused = sum(d.work is Work.IDLE and d.tries > 0 for d in job.wanted)
    parts = [
        _many(count[Work.FAILED], "needs you", "need you"),
        _many(count[Work.WORKING], "is working on its own", "are working on their own"),
        _many(count[Work.QUEUED], "waits its turn", "wait their turn"),
        _many(count[Work.IDLE] - paused, "is not started", "are not started"),
        _many(paused, "is paused", "are paused"),
    ]
    rest = ", ".join(p for p in parts if p)
    return f"{lead} {rest[0].upper()}{rest[1:]}."


def with_time_left(lead: str, job: Job) -> str:
    """The sentence, and how long those at work still need, once this site has shown how long they take."""
    left = time_left(job, datetime.now(UTC))
    return f"{lead.rstrip('.')}. {words_left(left).capitalize()}." if left else lead


def _many(count: int, one: str, more: str) -> str:
    if not count:
        return ""
    number = _number(count)
    return f"{number} {one if count == 1 else more}"


def _finished(job: Job) -> str:
    last = max((e.at for d in job.wanted for e in d.earned), default=None)
    return f"{last.astimezone():%H:%M}" if last else "—"
