"""What a new policy changes, purpose by purpose, told from the ledger's own note of what was accepted.

The note names each purpose by 4 hex digits of its hash and its wording by 8 of its fingerprint, so that
the purposes of a policy fit the 300 characters of an entry's `detail`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from walkdown.consent.former_words import Former, History
from walkdown.consent.policy import Covered, Policy
from walkdown.consent.purpose_facts import RegistryBroken
from walkdown.consent.wording import NAMES, Wording

MOST_NOTE: Final = 300
_CODE: Final = 4
_DIGITS: Final = 8
_NOTE: Final = re.compile(r"[0-9a-f]{12}(\.[0-9a-f]{12})*")


class ChangeKind(StrEnum):
    """What became of a purpose."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """One purpose that is not as it was accepted; None where the words are not known, or are no more.

    `purpose` is empty for one that is gone and that this version of the program never had.
    """

    purpose: str
    kind: ChangeKind
    before: Wording | None
    after: Wording | None

    @property
    def differing(self) -> tuple[str, ...]:
        """Names of the words that differ; empty where one side is not known."""
        if self.before is None or self.after is None:
            return ()
        return tuple(n for n in NAMES if getattr(self.before, n) != getattr(self.after, n))


def note_of(policy: Policy) -> str:
    """The `detail` of an entry POLICY_ACCEPTED or POLICY_DECLINED: what was on the page."""
    note = ".".join(code(one.purpose) + one.fingerprint[:_DIGITS] for one in policy.purposes)
    if len(note) > MOST_NOTE or len(read_note(note)) < len(policy.purposes):
        raise RegistryBroken("the purposes of the policy do not fit one entry of the ledger")
    return note


def read_note(note: str) -> dict[str, str]:
    """Code of a purpose to the digits of its fingerprint; empty for a note that is none."""
    if len(note) > MOST_NOTE or _NOTE.fullmatch(note) is None:
        return {}
    return {one[:_CODE]: one[_CODE:] for one in note.split(".")}


def code(purpose: str) -> str:
    """A purpose in 4 hex digits; no two of them share one, which `note_of` sees to."""
    return hashlib.sha256(purpose.encode()).hexdigest()[:_CODE]


def changes(accepted: str, policy: Policy, history: History) -> tuple[Change, ...]:
    """What differs from the accepted note, in the order of the policy, what is gone last.

    A note that cannot be read counts as nothing accepted: everything is new. Words are those of the
    policy's language where history has them in it.
    """
    noted = read_note(accepted)
    told = [change for one in policy.purposes if (change := _change(one, noted, policy, history))]
    present = {code(one.purpose) for one in policy.purposes}
    gone = [
        _gone(key, digits, policy, history) for key, digits in noted.items() if key not in present
    ]
    return (*told, *gone)


def _change(
    one: Covered, noted: Mapping[str, str], policy: Policy, history: History
) -> Change | None:
    digits = noted.get(code(one.purpose), "")
    if digits and any(full.startswith(digits) for full in one.fingerprints):
        return None
    kind = ChangeKind.CHANGED if digits else ChangeKind.NEW
    before = _words(history.find(one.purpose, digits), policy, history)
    after = _words(history.find(one.purpose, one.fingerprint), policy, history)
    return Change(one.purpose, kind, before, after)


def _gone(key: str, digits: str, policy: Policy, history: History) -> Change:
    names = {one.purpose for one in history.wordings if code(one.purpose) == key}
    purpose = min(names, default="")
    before = _words(history.find(purpose, digits), policy, history)
    return Change(purpose, ChangeKind.GONE, before, None)


def _words(found: Former | None, policy: Policy, history: History) -> Wording | None:
    return history.in_language(found, policy.lang).words if found else None
