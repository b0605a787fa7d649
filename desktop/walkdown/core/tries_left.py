"""How many wrong passwords of its own a device still takes before it locks itself, as its profile says."""

from __future__ import annotations

from dataclasses import replace

from walkdown.core.device import Device
from walkdown.core.label_profile import Profiles
from walkdown.core.password_fit import models_of
from walkdown.core.trouble import Code, Trouble

PASSWORD_REFUSED = "password refused"  # what the drivers say of it


def is_wrong_try(trouble: Trouble) -> bool:
    """Whether the device refused a password of its own, rather than asking for one."""
    return trouble.code is Code.DEVICE_LOCKED and trouble.detail == PASSWORD_REFUSED


def with_tries_left(trouble: Trouble, profiles: Profiles, device: Device, wrong: int) -> Trouble:
    """The trouble, with what is left after `wrong` wrong ones; as it was where no profile says so.

    After it has locked itself the next try, once the time is over, counts as the first again.
    """
    locks = [m for m in models_of(profiles, device) if m.locks_after]
    if trouble.code is not Code.DEVICE_LOCKED or not locks:
        return trouble
    strict = min(locks, key=lambda m: m.locks_after)
    used = wrong % strict.locks_after
    left = 0 if wrong and not used else strict.locks_after - used
    return replace(trouble, left=left, locks_min=strict.locks_min)
