"""`report_of`: the whole report of a job as plain text; the preview, the print and the file show this."""

from __future__ import annotations

from datetime import datetime

from walkdown.app.ports import LedgerLine
from walkdown.app.report import CheckRow, DeviceRow, EvidenceRow, Fact, PermissionRow, Report, Tick
from walkdown.core.checks import Check, CheckId
from walkdown.core.device import TICKS, Device, Source, Step, Work
from walkdown.core.job import Job, Look, Verdict
from walkdown.core.label import grouped
from walkdown.core.leave import Gate, Leave, gate
from walkdown.core.shown import shown
from walkdown.core.sign_check import SignCheck
from walkdown.handover import words
from walkdown.handover.clock import SiteClock, long_date
from walkdown.handover.directions import direction_words
from walkdown.handover.labelled import label_words, place_words
from walkdown.handover.looked import look_words
from walkdown.handover.promised import promise_rows

_LONG = 240
_NAMED_AT_MOST = 6
_BOX = {
    Leave.SAFE: Verdict.PASS,
    Leave.TO_CHECK: Verdict.CHECK,
    Leave.PROMISED: Verdict.CHECK,
    Leave.NOT_YET: Verdict.STOP,
}


def report_of(
    job: Job,
    checks: tuple[Check, ...],
    record: tuple[LedgerLine, ...],
    at: datetime,
    photo: bytes = b"",
) -> Report:
    """The report of `job` with the leave gate and the record as they stood at `at` (UTC)."""
    clock = SiteClock.at(job.site.time_zone)
    stand = gate(job, at)
    line, reason = _verdict(stand, checks)
    return Report(
        title="Commissioning report",
        site=", ".join(_texts(job.site.name, job.site.address)) or "Unnamed site",
        dated=", ".join((long_date(clock.day(at)), *_texts(job.site.provider))),
        made_at=f"{clock.moment(at)} ({clock.name})",
        verdict=_BOX[stand.answer],
        verdict_line=line,
        verdict_reason=reason,
        facts=_facts(job, clock),
        devices=tuple(map(_device, job.devices)),
        evidence=_evidence_of(job, clock),
        network=_network(job),
        checks=tuple(_check(check, clock) for check in checks),
        promise=promise_rows(job, stand.promised, clock),
        permissions=tuple(_permission(line, clock) for line in record),
        notes=_notes(job),
        practice=words.PRACTICE_BANNER if job.practice else "",
        draft=job.handed_over is None and stand.answer is Leave.NOT_YET,
        photo=photo,
    )


def _texts(*raw: str) -> tuple[str, ...]:
    return tuple(text for each in raw if (text := shown(each, _LONG)))


def _verdict(stand: Gate, checks: tuple[Check, ...]) -> tuple[str, str]:
    """The answer to "may I leave?", and the one line below it."""
    if stand.answer is Leave.SAFE:
        passed = f"{len(checks)} of {len(checks)} checks passed"
        return f"Safe to leave: {passed}", "Evidence follows below."
    red, amber = (_named(checks, v) for v in (Verdict.STOP, Verdict.CHECK))
    if stand.answer is Leave.TO_CHECK:
        return f"Safe to leave, {len(amber)} to check", "; ".join(amber) + "."
    reason = "; ".join((*red, *amber)) + "."
    if stand.answer is Leave.PROMISED:
        count = len(stand.promised)
        promises = "a dated promise" if count == 1 else f"{count} dated promises"
        return f"Not finished: left with {promises}", reason
    return f"Not ready to leave: {words.counted(len(red), 'check')} stopped", reason


def _named(checks: tuple[Check, ...], verdict: Verdict) -> tuple[str, ...]:
    found = (c for c in checks if c.verdict is verdict)
    return tuple(f"{words.CHECK[c.id]}: {_measured(c)}" for c in found)


def _facts(job: Job, clock: SiteClock) -> tuple[Fact, ...]:
    site = job.site
    installed = long_date(site.installed_on) if site.installed_on else ""
    facts = {
        "Site": site.name,
        "Job number": site.job_number,
        "Type": words.SITE_TYPE[site.type],
        "Address": site.address,
        "Installed on": installed,
        "Installed by": site.provider,
        "Installer": site.installer,
        "Owner": ", ".join(t for t in (site.owner_name, site.owner_email, site.owner_phone) if t),
        "Times are in": clock.name,
    }
    if job.handed_over:
        owner, moment = job.handed_over.owner, clock.moment(job.handed_over.at)
        facts["Taken over by"] = f"{owner}, {moment}"
    return tuple(Fact(name, text) for name, raw in facts.items() if (text := shown(raw, _LONG)))


def _model(device: Device) -> str:
    return " ".join((words.KIND[device.kind], *_texts(device.model)))


def _serial(device: Device) -> str:
    return shown(grouped(device.serial))


def _device(device: Device) -> DeviceRow:
    return DeviceRow(
        kind=device.kind,
        model=_model(device),
        serial=_serial(device),
        firmware=_firmware(device),
        address=_address(device),
        state="Left out" if device.left_out else words.STATE[device.work],
        place=place_words(device),
    )


def _firmware(device: Device) -> str:
    """What it runs, and what was offered for it and put off."""
    offered = f"{shown(device.deferred)} offered, not now" if device.deferred else ""
    return "; ".join(filter(None, (shown(device.about.firmware), offered)))


def _address(device: Device) -> str:
    """The address in the device's URL; only evidence makes it worth printing."""
    if not device.has(Step.ADDRESS):
        return ""
    host = device.url.removeprefix("http://").split("/", 1)[0]
    return shown(host.removesuffix(":80"))


def _evidence_of(job: Job, clock: SiteClock) -> tuple[EvidenceRow, ...]:
    looks = {look.serial: look for look in job.looks}
    return tuple(_evidence(d, looks.get(d.serial), job.sign_checks, clock) for d in job.devices)


def _evidence(
    device: Device, look: Look | None, checks: tuple[SignCheck, ...], clock: SiteClock
) -> EvidenceRow:
    own = (check for check in checks if check.serial == device.serial)
    lines = (look_words(device, look, clock), *direction_words(own, clock))
    return EvidenceRow(
        model=_model(device),
        serial=_serial(device),
        ticks=tuple(_tick(device, step, clock) for step in TICKS),
        remark=_remark(device),
        label=label_words(device, clock),
        look=". ".join(filter(None, lines)),
    )


def _tick(device: Device, step: Step, clock: SiteClock) -> Tick:
    proof = next((e for e in device.earned if e.step is step), None)
    if proof is None:
        return Tick(words.TICK[step], earned=False, time="", seen_by="")
    source = words.SOURCE[proof.source]
    return Tick(words.TICK[step], earned=True, time=clock.short(proof.at), seen_by=source)


def _remark(device: Device) -> str:
    if device.left_out:
        return f"Left out: {shown(device.left_out, _LONG)}"
    if device.work is Work.FAILED and device.trouble:
        return f"Not finished ({device.trouble.code})"
    secured = next((e for e in device.earned if e.step is Step.SECURE), None)
    return words.LESS_SECURE if secured and secured.source is Source.PERSON else ""


def _network(job: Job) -> tuple[Fact, ...]:
    chosen = job.network
    if chosen is None:
        return ()
    signal = "" if chosen.signal_dbm is None else f"−{abs(chosen.signal_dbm)} dBm"
    heard = " ".join(_texts(chosen.heard_by))
    facts = {
        "Network": chosen.ssid,
        "Security": chosen.security,
        "Signal": f"{signal}, heard by {heard}" if signal and heard else signal,
        "Online": f"{len(job.online)} of {words.counted(len(job.wanted), 'device')}",
        "Password": "not in this pack",
    }
    return tuple(Fact(name, text) for name, raw in facts.items() if (text := shown(raw, _LONG)))


def _check(check: Check, clock: SiteClock) -> CheckRow:
    return CheckRow(
        verdict=check.verdict,
        word=words.VERDICT[check.verdict],
        title=words.CHECK[check.id],
        measured=_measured(check),
        source=words.SOURCE[check.source],
        time=clock.moment(check.at),
    )


def _measured(check: Check) -> str:
    """E.g. "23 of 24, open: 1220 4417 0093", or for the signal "7 of 8, weakest −79 dBm"."""
    text = f"{check.done} of {check.total}"
    if check.id is CheckId.SIGNAL and check.measured:
        text += f", weakest {shown(check.measured).replace('-', '−')} dBm"
    if not check.serials:
        return text
    named = ", ".join(shown(grouped(serial)) for serial in check.serials[:_NAMED_AT_MOST])
    more = len(check.serials) - _NAMED_AT_MOST
    about = words.ABOUT.get(check.id, "open")
    return f"{text}, {about}: {named}" + (f" and {more} more" if more > 0 else "")


def _permission(line: LedgerLine, clock: SiteClock) -> PermissionRow:
    return PermissionRow(
        time=clock.moment(line.at),
        permission=shown(line.permission, _LONG),
        purpose=shown(line.purpose, _LONG),
        what=shown(line.what, _LONG),
        result=shown(line.result, _LONG),
    )


def _notes(job: Job) -> tuple[str, ...]:
    sent = any(device.has(Step.ACCEPTED) for device in job.devices)
    return (words.TICKS, words.NO_PASSWORD, *((words.IMPROV,) if sent else ()), words.OFFLINE)
