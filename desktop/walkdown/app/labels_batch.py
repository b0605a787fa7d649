"""Many texts at once: read, judged one after the other as if each were listed already, and wiped."""

from __future__ import annotations

from dataclasses import replace

from walkdown.app.labels_judge import Around, Judged, judge
from walkdown.app.messages import Outcome, Taking
from walkdown.core.advance import advance
from walkdown.core.events import Event
from walkdown.core.job import Job
from walkdown.core.label import (
    Label,
    MatterCode,
    Reading,
    RouterCode,
    plain_serial,
    read_label,
)
from walkdown.core.label_profile import Profiles
from walkdown.core.proof import Proof

# What a device is on the list with; a proof of anything else waits for what the person says.
_LISTED = (Outcome.ADDED, Outcome.SECOND_LABEL)


def read_all(takes: tuple[Taking, ...], profiles: Profiles) -> tuple[Reading, ...]:
    """What the texts say. A router's password is not for the list: it is wiped here."""
    readings = tuple(read_label(taking.text, profiles) for taking in takes)
    for reading in readings:
        if isinstance(reading, RouterCode):
            reading.forget()
    return readings


def serials_of(takes: tuple[Taking, ...], readings: tuple[Reading, ...]) -> frozenset[str]:
    """The serials that the texts say, or may say: some look like a Matter code."""
    pairs = zip(takes, readings, strict=True)
    candidates = (plain_serial(t.text) for t, r in pairs if isinstance(r, MatterCode) and r.manual)
    labels = (reading.serial for reading in readings if isinstance(reading, Label))
    return frozenset(filter(None, (*labels, *candidates)))


def judge_all(
    takes: tuple[Taking, ...], readings: tuple[Reading, ...], job: Job, around: Around
) -> tuple[Judged, ...]:
    """What becomes of each text, the ones before it being on the list. Raises NotAllowed."""
    fresh: dict[str, Proof] = {}
    before = around.held
    around = replace(around, held=lambda serial: fresh.get(serial) or before(serial))
    judged = []
    for taking, reading in zip(takes, readings, strict=True):
        each = judge(reading, taking, job, around)
        if each.change is not None:
            job = advance(job, Event(each.change, around.at))
        if each.proof is not None:
            fresh[each.taken.serial] = each.proof
        judged.append(each)
    return tuple(judged)


def kept(judged: Judged) -> bool:
    """Whether the text is a step: it listed its device, or told something new of it."""
    return judged.taken.outcome in _LISTED


def wipe(readings: tuple[Reading, ...], judged: tuple[Judged, ...]) -> None:
    """Wipe the proofs that nobody keeps."""
    proofs = {id(each.proof) for each in judged}
    for reading in readings:
        if isinstance(reading, Label) and reading.proof and id(reading.proof) not in proofs:
            reading.proof.secret.forget()
