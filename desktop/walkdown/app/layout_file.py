"""The layout map of the open site as a file: saved as a table, and read from one after it was looked at."""

from __future__ import annotations

import asyncio
from pathlib import PurePath
from typing import Final

from walkdown.app.labels import LabelsDesk
from walkdown.app.messages import MapPlanned, MapSaved
from walkdown.app.ports import ListFiles, TableFiles
from walkdown.app.workbench import Workbench
from walkdown.consent.purpose import Purpose
from walkdown.core.layout_csv import MapPlan, changes_of, planned, written
from walkdown.core.trouble import Code, Setback

FEATURE: Final = "Map, in Labels"


class LayoutFileDesk:
    """Nothing of a file is on the map before the person has seen what it would change."""

    def __init__(
        self,
        bench: Workbench,
        labels: LabelsDesk,
        lists: ListFiles | None,
        tables: TableFiles | None,
    ) -> None:
        self._bench = bench
        self._labels = labels
        self._lists = lists
        self._tables = tables
        self._plan: tuple[str, MapPlan] | None = None

    async def save(self, path: str) -> None:
        """Write the map into a new file. Raises Setback(CANNOT_WRITE), or that the person says no."""
        if self._tables is None or not path:
            return
        write, table = self._tables.write, written(self._bench.job)
        async with self._bench.use(Purpose.FILE_EXPORT, FEATURE) as lease:
            name = await asyncio.to_thread(write, lease, PurePath(path), table)
            lease.note("files")
        self._bench.publish(MapSaved(name))

    async def read(self, path: str) -> None:
        """Read a table and tell what it would change. Raises Setback(LIST_UNREADABLE)."""
        if self._lists is None:
            raise Setback(Code.LIST_UNREADABLE)
        site = self._bench.job.id
        async with self._bench.use(Purpose.FILE_IMPORT, FEATURE) as lease:
            text = await asyncio.to_thread(self._lists.read, lease, PurePath(path))
            lease.note("files")
        if self._bench.is_open and self._bench.job.id == site:
            plan = planned(text, self._bench.job)
            self._plan = (site, plan)
            self._bench.publish(MapPlanned(plan))

    async def take(self) -> None:
        """Do what was told last, in one change that Undo takes back; nothing after it was left."""
        kept, self._plan = self._plan, None
        if kept is None or kept[0] != self._bench.job.id:
            return
        if changes := changes_of(kept[1], self._bench.job):
            await self._labels.change_map(changes)

    async def leave(self) -> None:
        """The map stays as it is."""
        self._plan = None
