"""The stages as data: for each, how far the job is. Nothing here locks a stage; any order is allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from walkdown.core.checks import Check, leave_gate, may_leave
from walkdown.core.device import Work
from walkdown.core.job import Job, Stage, Verdict
from walkdown.core.leave import gate
from walkdown.core.site import missing_facts


class Progress(StrEnum):
    """How far a stage is; each has its own silhouette in the rail."""

    NOT_BEGUN = "todo"
    BEGUN = "work"
    NEEDS_YOU = "me"
    STOPPED = "stop"
    DONE = "ok"


@dataclass(frozen=True, slots=True)
class StageFacts:
    """One stage of one job: its progress, and the two numbers its second line shows."""

    stage: Stage
    progress: Progress
    done: int
    total: int


def stage_facts(job: Job, now: datetime | None = None) -> tuple[StageFacts, ...]:
    """All six stages of the job, in order; with `now` (UTC) looks in Verify grow old."""
    return tuple(rule(job, now) for rule in _RULES.values())


def following(stage: Stage) -> Stage | None:
    """The stage after this one; None after the last."""
    order = tuple(Stage)
    at = order.index(stage) + 1
    return order[at] if at < len(order) else None


def _site(job: Job, _: datetime | None) -> StageFacts:
    missing = len(missing_facts(job.site))
    begun = job.site != type(job.site)()
    progress = Progress.DONE if not missing else Progress.BEGUN if begun else Progress.NOT_BEGUN
    return StageFacts(Stage.SITE, progress, 7 - missing, 7)


def _labels(job: Job, _: datetime | None) -> StageFacts:
    return _counted(Stage.LABELS, len(job.devices), job.site.expected_total or len(job.devices))


def _nearby(job: Job, _: datetime | None) -> StageFacts:
    return _counted(Stage.NEARBY, len(job.matched), len(job.devices))


def _network(job: Job, _: datetime | None) -> StageFacts:
    online, wanted = len(job.online), len(job.wanted)
    if any(d.work is Work.FAILED for d in job.wanted):
        return StageFacts(Stage.NETWORK, Progress.NEEDS_YOU, online, wanted)
    if job.network and not online:
        return StageFacts(Stage.NETWORK, Progress.BEGUN, online, wanted)
    return _counted(Stage.NETWORK, online, wanted)


def _verify(job: Job, now: datetime | None) -> StageFacts:
    checks = leave_gate(job, now)
    passed = sum(c.verdict is Verdict.PASS for c in checks)
    return StageFacts(Stage.VERIFY, _verified(job, checks, now), passed, len(checks))


def _verified(job: Job, checks: tuple[Check, ...], now: datetime | None) -> Progress:
    verdict = may_leave(checks)
    if now is not None and verdict is Verdict.STOP and not gate(job, now).open:
        return Progress.NEEDS_YOU
    if not job.looks:
        return Progress.NOT_BEGUN
    return _PROGRESS[verdict]


def _handover(job: Job, _: datetime | None) -> StageFacts:
    done = job.handed_over is not None
    return StageFacts(Stage.HANDOVER, Progress.DONE if done else Progress.NOT_BEGUN, int(done), 1)


def _counted(stage: Stage, done: int, total: int) -> StageFacts:
    if not done:
        return StageFacts(stage, Progress.NOT_BEGUN, 0, total)
    return StageFacts(stage, Progress.DONE if done >= total else Progress.BEGUN, done, total)


_PROGRESS = {
    Verdict.PASS: Progress.DONE,
    Verdict.CHECK: Progress.NEEDS_YOU,
    Verdict.STOP: Progress.STOPPED,
}
_RULES: dict[Stage, Callable[[Job, datetime | None], StageFacts]] = {
    Stage.SITE: _site,
    Stage.LABELS: _labels,
    Stage.NEARBY: _nearby,
    Stage.NETWORK: _network,
    Stage.VERIFY: _verify,
    Stage.HANDOVER: _handover,
}
