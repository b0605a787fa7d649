"""Whether scans are heard: a switch that this laptop remembers."""

from __future__ import annotations

import asyncio

from walkdown.app.messages import SoundsShown
from walkdown.app.ports import Settings
from walkdown.app.workbench import Workbench


class SoundsDesk:
    """Told with each job that is opened; without settings the switch holds for this session."""

    def __init__(self, bench: Workbench, settings: Settings | None) -> None:
        self._bench = bench
        self._settings = settings
        self._job_id = ""
        self._on = True
        self._read = settings is None
        bench.watch(self._job_changed)

    async def switch(self, on: bool) -> None:
        """Let scans be heard from now on, or not. Raises Setback(CANNOT_WRITE)."""
        self._on, self._read = on, True
        self._bench.publish(SoundsShown(on))
        if self._settings is not None:
            await asyncio.to_thread(self._settings.keep_sounds, on)

    def _job_changed(self) -> None:
        job_id = self._bench.job.id if self._bench.is_open else ""
        if job_id and job_id != self._job_id:
            if not self._read and self._settings is not None:
                self._on, self._read = self._settings.sounds(), True
            self._bench.publish(SoundsShown(self._on))
        self._job_id = job_id
