"""Hand over: the pack into a folder the person picks, and the owner's acknowledgement."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from walkdown.app.messages import PackShown, ReportShown
from walkdown.app.photo import PhotoDesk
from walkdown.app.ports import LedgerLine, PackWriter, Receipts
from walkdown.app.record import ledger_line
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.checks import leave_gate
from walkdown.core.events import HandoverDone
from walkdown.core.job import HandedOver, Job
from walkdown.core.leave import Leave, gate
from walkdown.core.trouble import Code, Setback


class HandoverDesk:
    """Use cases of the Hand over page."""

    def __init__(self, bench: Workbench, writer: PackWriter, photo: PhotoDesk) -> None:
        self._bench = bench
        self._photo = photo
        self._writer = writer

    async def preview(self) -> None:
        """Show the report as it would be handed over now."""
        job, now = self._bench.job, self._bench.clock.now()
        make, photo = self._writer.report, await self._photo.preview()
        report = await asyncio.to_thread(
            make, job, leave_gate(job, now), self._record(), now, photo
        )
        self._bench.publish(ReportShown(report))

    async def save(self, folder: str, owner: str) -> None:
        """Ask for the folder, write the pack, read it back, and close the site for the owner.

        What is still in use ends first: the pack tells of a site at rest. While a red item of the
        leave gate has no promise, the pack is a draft and the site stays open.
        """
        if not folder:
            raise Setback(Code.CANNOT_WRITE)
        feature = "Save hand-over pack, in Hand over"
        async with (
            self._bench.use(Purpose.FILE_EXPORT, feature) as lease,
            self._photo.lent() as photo,
            self._bench.resting(),
        ):
            work = asyncio.create_task(self._hand_over(lease, folder, owner.strip()[:80], photo))
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                # A pack that is being written is finished, and the job says so.
                await asyncio.wait({work})
                raise
        if self._bench.job.handed_over is not None:
            # "For this site" ends with the hand-over; the lease above has been put away by now.
            await self._bench.gate.close_site(self._bench.job.id)

    async def _hand_over(self, lease: Lease, folder: str, owner: str, photo: bytes) -> None:
        now = self._bench.clock.now()
        # The pack names its owner and itself, so the hand-over is part of the job it describes.
        job = self._as_handed_over(HandedOver(owner, now, ""))
        write, checks, record = self._writer.write, leave_gate(job, now), self._record()
        where = PurePath(folder)
        proofs = await asyncio.to_thread(self._receipts)
        facts = (where, job, checks, record, now, proofs, photo)
        pack = await asyncio.to_thread(write, lease, *facts)
        if job.handed_over is not None and self._bench.job.handed_over is None:
            await self._bench.apply(HandoverDone(HandedOver(owner, now, pack.folder.name)))
        self._bench.publish(PackShown(pack))

    def _as_handed_over(self, done: HandedOver) -> Job:
        job = self._bench.job
        return replace(job, handed_over=done) if _may_close(job, done.at) else job

    def _receipts(self) -> Receipts:
        gate = self._bench.gate
        each = gate.receipts(self._bench.job.id)
        named = tuple((f"{entry.seq:04d}-{entry.permission}", data) for entry, data in each)
        return Receipts(gate.public_key or b"", named, gate.seal_of_pack)

    def _record(self) -> tuple[LedgerLine, ...]:
        site = self._bench.job.id
        entries = self._bench.gate.history()
        return tuple(ledger_line(e) for e in entries if e.site in ("", site))


def _may_close(job: Job, now: datetime) -> bool:
    """Whether the installer may leave now, and the site is not closed yet."""
    return job.handed_over is None and gate(job, now).answer is not Leave.NOT_YET
