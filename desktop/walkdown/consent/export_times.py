"""Times of a record in ISO 8601, UTC, to the millisecond, and back without loss."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from walkdown.consent.strict_json import ExportBroken

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FORM: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", re.ASCII
)


def iso(time_ms: int) -> str:
    """E.g. 2026-11-22T10:00:00.000Z; `time_ms` from 0 to the end of the year 9999."""
    at = _EPOCH + timedelta(milliseconds=time_ms)
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def ms(text: object) -> int:
    """Milliseconds since 1970 of such a text. Raises ExportBroken."""
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        raise ExportBroken("not a time")
    try:
        return (datetime.fromisoformat(text) - _EPOCH) // timedelta(milliseconds=1)
    except ValueError as error:
        raise ExportBroken("not a time") from error
