"""Privacy: the permissions as they stand, the ledger in words and taken along, and taking a yes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import PurePath

from walkdown.app.ledger_story import Look, sentences
from walkdown.app.messages import CopyWritten, PrivacyShown, RestedShown, UsesShown
from walkdown.app.ports import ExportForm, LedgerCopies
from walkdown.app.standing_cells import OWNERS, Traces, Where, over_all_sites, traces
from walkdown.app.workbench import Workbench
from walkdown.consent.ledger import Standing
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.question import Rested

_NEW = "New site"
TakenBack = Callable[[Iterable[str]], Awaitable[None]]


class PrivacyDesk:
    """Use cases of the Privacy page and of the use chips. `copies` is the ledger's way out.

    `photo_taken_back` is told the sites at which the owner's yes to a picture is taken back.
    """

    def __init__(
        self,
        bench: Workbench,
        copies: LedgerCopies | None = None,
        photo_taken_back: TakenBack | None = None,
    ) -> None:
        self._bench = bench
        self._photo_taken_back = photo_taken_back
        self._copies = copies
        self._look = Look()
        self._names: dict[str, str] = {}
        # The ledger is verified when it is opened, and the desk is made right after.
        self._checked_at = bench.clock.now()
        self._sound = True

    @property
    def _site(self) -> str:
        return self._bench.job.id if self._bench.is_open else ""

    async def show(self, look: Look | None = None) -> None:
        """Tell the cells and the newest sentences of the ledger; `look` stays until another is given."""
        if look is not None:
            self._look = look
        if look is not None or not self._names:
            await self._learn_names()
        if self._copies is None:
            await self._verify()
        await self._tell()

    async def check(self) -> None:
        """Read the whole ledger from disk again, and tell how it stands."""
        await self._verify()
        await self._tell()

    def uses_changed(self) -> None:
        """Show the chips of what is in use."""
        self._bench.publish(UsesShown(self._bench.gate.uses()))

    def rested(self, rested: Rested) -> None:
        """An ended use has come to rest."""
        self._bench.publish(RestedShown(rested.permission, rested.ms))

    async def look(self) -> None:
        """Read the system's own permissions again: the window has come to the front."""
        self._bench.gate.look()

    async def stop(self, number: int) -> None:
        """End one use; the permission stays as it was."""
        await self._bench.gate.stop(number)

    async def stop_all(self) -> None:
        """End every use."""
        await self._bench.gate.stop_all()

    async def withdraw(self, *purposes: Purpose) -> None:
        """Take a yes back, at every site where the page shows all of them; what uses it ends."""
        gate, found = self._bench.gate, self._found()
        sites = {p: {self._site, *found.get(p, Traces()).maybe_allowed} for p in purposes}
        await asyncio.gather(*(gate.withdraw(p, site=s) for p in purposes for s in sites[p]))
        await self._drop_photos(sites)
        await self.show()

    async def reset(self, *purposes: Purpose) -> None:
        """As if it had never been asked; what uses it ends."""
        gate, found = self._bench.gate, self._found()
        sites = {p: {self._site, *found.get(p, Traces()).decided} for p in purposes}
        await asyncio.gather(*(gate.reset(p, site=s) for p in purposes for s in sites[p]))
        await self._drop_photos(sites)
        await self.show()

    async def cancel(self, permission: Permission) -> None:
        """The system asks, and the person would rather not: the yes given here is taken back."""
        gate, site = self._bench.gate, self._site
        granted = [c.purpose for c in gate.cells(site) if c.permission is permission and c.granted]
        for purpose in granted:
            if purpose not in OWNERS:
                await gate.withdraw(purpose, site=site)

    async def ask(self, purpose: Purpose) -> None:
        """Ask again from Privacy: the same prompt; the use itself is not begun."""
        feature = "Ask me, in Privacy"
        with self._bench.busy():
            gate, site = self._bench.gate, self._site
            lease = await gate.acquire(purpose, site=site, feature=feature, afresh=True)
        await gate.release(lease)
        await self.show()

    async def export(self, form: ExportForm, path: str) -> None:
        """Write a copy of the ledger into a new file that the person named."""
        if self._copies is None or not path:
            return
        gate, feature = self._bench.gate, "Export ledger, in Privacy"
        write, where = self._copies.write, PurePath(path)
        with self._bench.busy():
            async with gate.use(Purpose.FILE_EXPORT, site=self._site, feature=feature) as lease:
                written = await asyncio.to_thread(write, lease, form, where)
                lease.note("ledger copies")
        self._bench.publish(CopyWritten(written.name))
        await self.show()

    # --- inside

    async def _drop_photos(self, sites: dict[Purpose, set[str]]) -> None:
        if self._photo_taken_back is not None and Purpose.OWNER_PHOTO in sites:
            await self._photo_taken_back(sites[Purpose.OWNER_PHOTO])

    async def _verify(self) -> None:
        self._sound = await asyncio.to_thread(self._bench.gate.verify)
        self._checked_at = self._bench.clock.now()

    async def _learn_names(self) -> None:
        rows = await asyncio.to_thread(self._bench.jobs.rows)
        self._names = {row.id: row.job.site.name or _NEW for row in rows if row.job is not None}

    async def _tell(self) -> None:
        gate, look, site = self._bench.gate, self._look, self._site
        if self._bench.is_open:
            self._names[site] = self._bench.job.site.name or _NEW
        entries, names = gate.history(), dict(self._names)
        lines, more = await asyncio.to_thread(sentences, entries, look, site, names)
        cells = gate.cells(site)
        where: Where = ()
        if look.every_site:
            found = await asyncio.to_thread(traces, entries)
            cells, where = over_all_sites(cells, found, gate.cells, names)
        links = tuple((p, link) for p in Permission if (link := gate.settings(p)))
        told = PrivacyShown(cells, lines, self._standing(), where, links, len(entries), more)
        may_export = self._copies is not None and told.verified
        self._bench.publish(replace(told, checked_at=self._checked_at, may_export=may_export))

    def _standing(self) -> Standing:
        if self._copies is not None:
            return self._copies.standing
        return Standing.VERIFIED if self._sound else Standing.BROKEN

    def _found(self) -> dict[str, Traces]:
        """The other sites a purpose was decided at, where the page shows all of them."""
        return traces(self._bench.gate.history()) if self._look.every_site else {}
