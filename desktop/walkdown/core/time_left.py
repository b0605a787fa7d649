"""How long the crew still has to work: from what was measured on this site, in this session. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from walkdown.core.device import Device, Step, Work
from walkdown.core.job import Job

# What was measured longer ago than this was another session, with other people at other devices.
SESSION: Final = timedelta(hours=1)
# A device that takes longer than usual is expected to take this part of a usual one longer still.
_STILL: Final = 0.1
_NOTHING: Final = timedelta()


def time_left(job: Job, now: datetime) -> timedelta | None:
    """Until the last device that is queued or at work is online; None before any was measured here.

    A device's span is from its first evidence to its last; how many are worked on side by side is
    how many spans fit into the time that all of them took (Little's law). Never negative; nothing
    for a job in which nobody works.
    """
    busy = [d for d in job.wanted if d.work in (Work.QUEUED, Work.WORKING)]
    if not busy:
        return _NOTHING
    spans = [span for d in job.online if (span := _span(d)) and now - span[0] <= SESSION]
    if not spans:
        return None
    usual = sum((end - start for start, end in spans), _NOTHING) / len(spans)
    whole = max(end for _, end in spans) - min(start for start, _ in spans)
    beside = max(1.0, usual * len(spans) / whole) if whole else 1.0
    rests = [_rest(d, usual, now) for d in busy]
    return max(sum(rests, _NOTHING) / beside, *rests)


def words(left: timedelta) -> str:
    """As a person says it: "about 40 s left", "about 3 min left"."""
    seconds = left.total_seconds()
    if seconds < 55:
        return f"about {max(5, round(seconds / 5) * 5)} s left"
    return f"about {max(1, round(seconds / 60))} min left"


def _span(device: Device) -> tuple[datetime, datetime] | None:
    """From the first evidence to the last; none for what was put online without Bluetooth."""
    times = [e.at for e in device.earned]
    if not device.has(Step.CONNECT) or not device.has(Step.REACHABLE):
        return None
    return min(times), max(times)


def _rest(device: Device, usual: timedelta, now: datetime) -> timedelta:
    begun = min((e.at for e in device.earned), default=now)
    return max(usual - max(now - begun, _NOTHING), usual * _STILL)
