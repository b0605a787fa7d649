"""The check-up's use case: look at this computer, and say what is well and what to do."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from walkdown.app.messages import CheckedUp
from walkdown.app.ports import LedgerCopies, LookedAt
from walkdown.app.workbench import Workbench
from walkdown.consent.ledger import Standing
from walkdown.core.check_up import ComputerFacts, LedgerSays, check_up

_SAYS: Final = {
    Standing.VERIFIED: LedgerSays.VERIFIED,
    Standing.UNSIGNED: LedgerSays.UNSIGNED,
    Standing.BROKEN: LedgerSays.BROKEN,
    Standing.UNWRITABLE: LedgerSays.UNREADABLE,
}


class CheckUpDesk:
    """One look at a time. It uses nothing that is asked for, so it needs nobody's yes."""

    def __init__(
        self, bench: Workbench, computer: LookedAt | None, copies: LedgerCopies | None
    ) -> None:
        self._bench = bench
        self._computer = computer
        self._copies = copies
        self._looking = False

    async def look(self) -> None:
        """Look now; told when it begins and when it is done."""
        if self._looking or self._computer is None:
            return
        self._looking = True
        self._bench.publish(CheckedUp(()))
        try:
            facts = self._with_ledger(await asyncio.to_thread(self._computer.facts))
        finally:
            self._looking = False
        self._bench.publish(CheckedUp(check_up(facts)))

    def _with_ledger(self, facts: ComputerFacts) -> ComputerFacts:
        """Its file is in use by this very program, which knows how it stands."""
        if self._copies is None or facts.ledger is not LedgerSays.IN_USE:
            return facts
        records = len(self._bench.gate.history())
        return replace(facts, ledger=_SAYS[self._copies.standing], records=records)
