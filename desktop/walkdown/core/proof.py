"""Proof of possession: what stands on a device's label so that only who holds it can set it up."""

from __future__ import annotations

from dataclasses import dataclass, field

from walkdown.core.secret import Secret

USERNAME = "wifiprov"


@dataclass(frozen=True, slots=True)
class Proof:
    """`security` is the least the label promises: 0, 1 or 2 (protocols.md 3.6).

    `accepts_less`: the person was told that the device offers less, and said to go on. A device's
    own password is a proof with security 0.
    """

    secret: Secret = field(compare=False)
    security: int
    username: str = USERNAME
    accepts_less: bool = False
