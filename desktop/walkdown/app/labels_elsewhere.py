"""Other sites of this laptop that list a serial: a device is on one site only."""

from __future__ import annotations

from walkdown.app.ports import Jobs
from walkdown.core.job import Job


def elsewhere(jobs: Jobs, mine: Job, serials: frozenset[str]) -> dict[str, str]:
    """The names of the sites that list these serials, by serial. Blocking; practice does not count."""
    wanted = {serial for serial in serials if mine.device(serial) is None}
    if mine.practice or not wanted:
        return {}
    found: dict[str, str] = {}
    for row in jobs.rows():
        job = row.job
        if job is None or job.practice or job.id == mine.id:
            continue
        for device in job.devices:
            if device.serial in wanted:
                found.setdefault(device.serial, job.site.name or job.id)
    return found
