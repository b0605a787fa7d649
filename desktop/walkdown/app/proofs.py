"""What stood on labels for setting devices up, in memory only: after a restart a label is scanned again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from walkdown.core.proof import Proof

MOST = 500


class Proofs:
    """The open job's, by serial; the oldest leaves when there are too many. Never on disk."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Proof] = OrderedDict()
        self._wrong: dict[str, int] = {}

    def keep(self, serial: str, proof: Proof) -> None:
        """Take what a label says; what an earlier scan said is wiped."""
        self.drop(serial)
        self._held[serial] = proof
        if len(self._held) > MOST:
            self.drop(next(iter(self._held)))

    def of(self, serial: str) -> Proof | None:
        """What the label of this device said; None where it was not scanned since the start."""
        return self._held.get(serial)

    def accept_less(self, serial: str) -> bool:
        """The person goes on although the device offers less; False where no label was scanned."""
        proof = self._held.get(serial)
        if proof is not None:
            self._held[serial] = replace(proof, accepts_less=True)
        return proof is not None

    def use_up(self, serial: str) -> None:
        """What the person accepted was for one link; on the next the device may offer even less."""
        if (proof := self._held.get(serial)) is not None:
            self._held[serial] = replace(proof, accepts_less=False)

    def wrong(self, serial: str) -> int:
        """How often in a row the device refused a password of its own since the start."""
        return self._wrong.get(serial, 0)

    def refused(self, serial: str) -> None:
        """It has refused one more."""
        self._wrong[serial] = self.wrong(serial) + 1

    def let_in(self, serial: str) -> None:
        """It took one: the next wrong one is the first again."""
        self._wrong.pop(serial, None)

    def lift(self, serial: str) -> Proof | None:
        """Give one away unwiped, to be brought back or wiped by whoever has it now."""
        return self._held.pop(serial, None)

    def drop(self, serial: str) -> None:
        """Wipe one: its device left the list."""
        if (proof := self._held.pop(serial, None)) is not None:
            proof.secret.forget()

    def forget(self) -> None:
        """Wipe all: the job is left."""
        for serial in tuple(self._held):
            self.drop(serial)
        self._wrong.clear()
