"""The device's own password: its challenge, and the answer that proves we know it (protocols.md 4.5)."""

from __future__ import annotations

import hashlib
from typing import Annotated, Final

import msgspec

from walkdown.core.secret import Secret
from walkdown.devices.shelly.frames import ProtocolError
from walkdown.devices.shelly.rpc import decoded

USER: Final = "admin"
_ALGORITHM: Final = "SHA-256"

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class Challenge(msgspec.Struct, frozen=True):
    """What a device asks in the message of its error 401."""

    realm: _Text
    nonce: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] | _Text
    nc: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 1
    algorithm: str = _ALGORITHM


def parse_challenge(message: str) -> Challenge:
    """The challenge. ProtocolError where there is none, or for another algorithm."""
    challenge = decoded(message.encode("utf-8", "replace"), Challenge)
    if challenge.algorithm.upper() != _ALGORITHM:
        raise ProtocolError("a challenge by another algorithm")
    return challenge


def answer(challenge: Challenge, secret: Secret, cnonce: int) -> dict[str, str | int]:
    """The `auth` member of the request that is sent again; holds no password, only its digest."""
    with secret.reveal() as password:
        mine = _sha256(f"{USER}:{challenge.realm}:{password}")
    asked = _sha256("dummy_method:dummy_uri")
    nonce, nc = challenge.nonce, challenge.nc
    return {
        "realm": challenge.realm,
        "username": USER,
        "nonce": nonce,
        "nc": nc,
        "cnonce": cnonce,
        "response": _sha256(f"{mine}:{nonce}:{nc}:{cnonce}:auth:{asked}"),
        "algorithm": _ALGORITHM,
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
