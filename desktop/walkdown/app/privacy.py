"""Privacy: the permissions as they stand, the ledger, and taking a yes back."""

from __future__ import annotations

import asyncio

from walkdown.app.messages import PrivacyShown, UsesShown
from walkdown.app.record import ledger_line
from walkdown.app.workbench import Workbench
from walkdown.consent.purpose import Purpose

LINES = 200


class PrivacyDesk:
    """Use cases of the Privacy page and of the use chips."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    @property
    def _site(self) -> str:
        return self._bench.job.id if self._bench.is_open else ""

    async def show(self) -> None:
        """Tell the cells and the newest lines of the ledger, after checking the whole chain."""
        gate = self._bench.gate
        verified = await asyncio.to_thread(gate.verify)
        lines = tuple(ledger_line(e) for e in reversed(gate.history()[-LINES:]))
        self._bench.publish(PrivacyShown(gate.cells(self._site), lines, verified))

    def uses_changed(self) -> None:
        """Show the chips of what is in use."""
        self._bench.publish(UsesShown(self._bench.gate.uses()))

    async def stop(self, number: int) -> None:
        """End one use; the permission stays as it was."""
        await self._bench.gate.stop(number)

    async def stop_all(self) -> None:
        """End every use."""
        await self._bench.gate.stop_all()

    async def withdraw(self, purpose: Purpose) -> None:
        """Take a yes back; what uses it now ends."""
        await self._bench.gate.withdraw(purpose, site=self._site)
        await self.show()

    async def ask(self, purpose: Purpose) -> None:
        """Ask again from Privacy: the same prompt; the use itself is not begun."""
        feature = "Ask me, in Privacy"
        with self._bench.busy():
            gate, site = self._bench.gate, self._site
            lease = await gate.acquire(purpose, site=site, feature=feature, afresh=True)
        await gate.release(lease)
        await self.show()
