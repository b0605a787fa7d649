"""A site without one person's direct identifiers: what is erased when they ask for it, and the site stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from walkdown.core.draft import DraftField
from walkdown.core.job import Job
from walkdown.core.my_data import Person

# So that a promise still says that somebody gave it.
SOMEBODY: Final = "(name erased)"
_OWNERS: Final = frozenset({DraftField.OWNER})


def without(person: Person, job: Job) -> Job:
    """The job without this person's name, and how to reach or see them; all else is as it was.

    Of the owner: name, e-mail, telephone, picture, and who took the site over. Of the installer: the
    name, who took which label, and who gave a promise.
    """
    return _without_owner(job) if person is Person.OWNER else _without_installer(job)


def _without_owner(job: Job) -> Job:
    site = replace(job.site, owner_name="", owner_email="", owner_phone="", photo="")
    done = replace(job.handed_over, owner="") if job.handed_over else None
    drafts = tuple(d for d in job.drafts if d.field not in _OWNERS)
    return replace(job, site=site, handed_over=done, drafts=drafts)


def _without_installer(job: Job) -> Job:
    return replace(
        job,
        site=replace(job.site, installer=""),
        devices=tuple(replace(device, by="") for device in job.devices),
        promises=tuple(replace(promise, who=SOMEBODY) for promise in job.promises),
        drafts=tuple(d for d in job.drafts if d.field is not DraftField.PROMISE_WHO),
    )
