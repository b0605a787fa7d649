"""The policy's part of the gate: nothing is used before it was accepted, and the answer is on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from walkdown.consent.entry import Happened
from walkdown.consent.former_words import History
from walkdown.consent.policy import Policy, Standing, accepted_last, standing
from walkdown.consent.policy_changes import Change, changes, note_of
from walkdown.consent.purpose import Purpose, Role
from walkdown.consent.record import Record
from walkdown.core.trouble import Code, Setback

# Whoever declines keeps what is theirs: reading needs no permission, taking it away needs these.
ALWAYS: Final = frozenset(
    {
        *(Purpose.FILE_EXPORT, Purpose.SHARE_CUSTOMER),
        *(Purpose.SHARE_MANUFACTURER, Purpose.SHARE_SUPPORT),
    }
)


class PolicyDoor:
    """One policy, in one language, over one ledger."""

    def __init__(self, policy: Policy, history: History) -> None:
        self.policy = policy
        self._history = history
        self._record: Record | None = None
        self._declined: Callable[[], None] = lambda: None

    def stand_before(self, record: Record, declined: Callable[[], None]) -> None:
        """The ledger that the answers are in; `declined` ends all that is in use."""
        self._record = record
        self._declined = declined

    @property
    def known(self) -> bool:
        """Whether the answers can be relied on: a ledger in trouble cannot say that nobody accepted."""
        return self._of().vouched

    def standing(self) -> Standing:
        """How the newest answer stands to this policy."""
        return standing(self.policy, self._of().policy())

    def changes(self) -> tuple[Change, ...]:
        """What differs from what was accepted last, purpose by purpose; empty before a first yes."""
        before = accepted_last(self._of().policy())
        return changes(before.detail, self.policy, self._history) if before else ()

    async def answer(self, accepted: bool, shown_ms: int) -> None:
        """The person's word, on disk when this returns. Nothing goes on after a no.

        Raises Setback: LEDGER_UNWRITABLE, LEDGER_BROKEN.
        """
        event = Happened.POLICY_ACCEPTED if accepted else Happened.POLICY_DECLINED
        word = "accept" if accepted else "decline"
        entry = replace(
            self._of().bare(event),
            policy=self.policy.version,
            fingerprint=self.policy.sha256,
            lang=self.policy.lang,
            detail=note_of(self.policy),
            shown_ms=shown_ms,
            subject=Role.INSTALLER,
            by=Role.INSTALLER,
            method=f"policy.page:{word}",
        )
        if accepted:
            await self._of().write(entry)
            return
        self._declined()  # at once, and again for what was pressed while it was written
        await self._of().write(entry, lambda written: self._declined())

    def require(self, purpose: Purpose) -> None:
        """Raise Setback(POLICY_FIRST) for what must not be used before a yes.

        A ledger in trouble refuses every use by itself, and its trouble is the one to tell.
        """
        if not self.known:
            return
        if purpose not in ALWAYS and self.standing() is not Standing.ACCEPTED:
            raise Setback(Code.POLICY_FIRST)

    def _of(self) -> Record:
        if self._record is None:
            raise RuntimeError("the policy stands before no ledger")
        return self._record
