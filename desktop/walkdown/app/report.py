"""The hand-over report as plain text in frozen rows: `handover` fills it, `ui` draws it, nobody adds to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from walkdown.core.device import Kind
from walkdown.core.job import Verdict


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a list of facts, e.g. ("Installed on", "22 November 2026")."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device as installed. `serial` is grouped for reading; empty text where a fact is unknown.

    `place` is where it sits on the layout map.
    """

    kind: Kind
    model: str
    serial: str
    firmware: str
    address: str
    state: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """One of the four ticks of a device: earned with its time and who saw it, or not earned."""

    word: str
    earned: bool
    time: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """The four ticks of one device, in their order; `remark` says why one is missing.

    `label` says how, when and by whom it came onto the list, `look` what came of the last look.
    """

    model: str
    serial: str
    ticks: tuple[Tick, ...]
    remark: str = ""
    label: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of the leave gate: its verdict as shape and word, what was measured, by whom, when."""

    verdict: Verdict
    word: str
    title: str
    measured: str
    source: str
    time: str


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise with which the installer left: what is red, what will be done, by whom, until when.

    Where the same was promised for several devices, `about` names them all.
    """

    about: str
    what: str
    who: str
    until: str
    written: str


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One line of the record of permissions."""

    time: str
    permission: str
    purpose: str
    what: str
    result: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that the report says, cleaned for paper. `practice` is the banner, empty for a real site.

    `photo` is a JPEG of the site, empty where there is none.
    """

    title: str
    site: str
    dated: str
    made_at: str
    verdict: Verdict
    verdict_line: str
    verdict_reason: str
    facts: tuple[Fact, ...]
    devices: tuple[DeviceRow, ...]
    evidence: tuple[EvidenceRow, ...]
    network: tuple[Fact, ...]
    checks: tuple[CheckRow, ...]
    promise: tuple[PromiseRow, ...]
    permissions: tuple[PermissionRow, ...]
    notes: tuple[str, ...]
    practice: str = ""
    draft: bool = False
    photo: bytes = field(default=b"", repr=False)
