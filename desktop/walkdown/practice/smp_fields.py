"""Takes typed values out of a request's map, as a device does: unknown keys are passed over."""

from __future__ import annotations

from walkdown.practice.smp_frames import Body, Mgmt, Refused


def number(body: Body, key: str) -> int | None:
    """An unsigned number, None without one. Refused(INVALID) for another type."""
    value = body.get(key)
    if value is None and key not in body:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 32:
        raise Refused(Mgmt.INVALID)
    return value


def octets(body: Body, key: str) -> bytes:
    """A byte string, empty without one. Refused(INVALID) for another type."""
    value = body.get(key, b"")
    if not isinstance(value, bytes):
        raise Refused(Mgmt.INVALID)
    return value


def text(body: Body, key: str) -> str:
    """A text, empty without one. Refused(INVALID) for another type."""
    value = body.get(key, "")
    if not isinstance(value, str):
        raise Refused(Mgmt.INVALID)
    return value


def flag(body: Body, key: str) -> bool:
    """Yes or no, no without one. Refused(INVALID) for another type."""
    value = body.get(key, False)
    if not isinstance(value, bool):
        raise Refused(Mgmt.INVALID)
    return value
