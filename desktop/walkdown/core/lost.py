"""Which devices are lost on the site's network: they had an address, and were not met there."""

from __future__ import annotations

from walkdown.core.device import Device
from walkdown.core.job import Job, Look
from walkdown.core.sighting import factory_name
from walkdown.core.trouble import Code


def lost(job: Job) -> tuple[Device, ...]:
    """Those that another answered for, or nobody, when they were looked at last in Verify.

    Not those that have no serial to be known by, and not where a sign-in page answered: behind it
    nobody is found at any address.
    """
    looks = {look.serial: look for look in job.looks}
    return tuple(d for d in job.wanted if d.url and _is_lost(d, looks.get(d.serial)))


def _is_lost(device: Device, look: Look | None) -> bool:
    if look is None or factory_name(device.serial):
        return False
    if look.answered:
        return look.said_serial != device.serial
    return look.detail != Code.SIGN_IN_PAGE
