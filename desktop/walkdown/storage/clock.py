"""The laptop's clock."""

from __future__ import annotations

from datetime import UTC, datetime


class LaptopClock:
    """Implements `app.ports.Clock`."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)
