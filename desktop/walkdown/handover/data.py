"""`data_of`: every fact of the hand-over as JSON, for programs; the report's facts without its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from walkdown.app.ports import LedgerLine
from walkdown.core.checks import Check, may_leave
from walkdown.core.device import Device
from walkdown.core.job import HandedOver, Job, Look, Verdict
from walkdown.core.layout import Face
from walkdown.core.leave import Leave, gate
from walkdown.core.promise import Promise
from walkdown.core.sign_check import SignCheck
from walkdown.core.site import Site
from walkdown.core.wifi import ChosenNetwork
from walkdown.handover.words import PRACTICE_BANNER

SCHEMA = "walkdown-handover/1"


@dataclass(frozen=True, slots=True)
class _HandedOver:
    """The hand-over without its folder: the pack is written before it knows its own name."""

    owner: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Data:
    """The fields of `site.json`, in their order. Text in it is raw; times are UTC."""

    schema: str
    practice: bool
    practice_notice: str
    practice_scenario: str
    made_at: datetime
    verdict: Verdict
    leave: Leave
    job: str
    created_at: datetime
    site: Site
    network: ChosenNetwork | None
    devices: tuple[Device, ...]
    looks: tuple[Look, ...]
    sign_checks: tuple[SignCheck, ...]
    checks: tuple[Check, ...]
    promises: tuple[Promise, ...]
    promises_met: tuple[Promise, ...]
    handed_over: _HandedOver | None
    permissions: tuple[LedgerLine, ...]
    faces: tuple[Face, ...]


def data_of(
    job: Job, checks: tuple[Check, ...], record: tuple[LedgerLine, ...], at: datetime
) -> bytes:
    """UTF-8 JSON, indented, with a line end. It holds no password: a job never has one."""
    stand = gate(job, at)
    data = Data(
        schema=SCHEMA,
        practice=bool(job.practice),
        practice_notice=PRACTICE_BANNER if job.practice else "",
        practice_scenario=job.practice,
        made_at=at,
        verdict=may_leave(checks),
        leave=stand.answer,
        job=job.id,
        created_at=job.created_at,
        site=job.site,
        network=job.network,
        devices=job.devices,
        looks=job.looks,
        sign_checks=job.sign_checks,
        checks=checks,
        promises=(*stand.promised, *stand.overdue, *stand.outgrown),
        promises_met=stand.met,
        handed_over=_handed_over(job.handed_over),
        permissions=record,
        faces=job.faces,
    )
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"


def _handed_over(done: HandedOver | None) -> _HandedOver | None:
    return _HandedOver(done.owner, done.at) if done else None
