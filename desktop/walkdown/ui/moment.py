"""Now, for what grows old on the screen: pages ask here, so that all of them mean the same."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
