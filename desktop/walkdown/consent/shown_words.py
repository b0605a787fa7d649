"""Which text an entry's fingerprint stands for, and whether the facts about it are still known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from walkdown.consent.entry import Entry
from walkdown.consent.registry import PromptText
from walkdown.consent.registry_lock import FACTS, Locked, facts_fingerprint


@dataclass(frozen=True, slots=True)
class ShownWords:
    """Texts by purpose and fingerprint. A wording is never guessed from a purpose alone."""

    _texts: dict[tuple[str, str], PromptText] = field(default_factory=dict)

    def facts_of(self, entry: Entry) -> PromptText | None:
        """The text whose facts held when this was shown; None where nobody knows them any more."""
        return self._texts.get((entry.purpose, entry.fingerprint))


def shown_words(texts: Iterable[PromptText], lock: Iterable[Locked] = ()) -> ShownWords:
    """What is at hand: the present texts in all languages, and the lock of all versions ever shipped.

    An older version whose facts are locked under the same hash as today's had today's facts,
    whatever else its words said; of every other older one the facts are not known.
    """
    lines, present = tuple(lock), tuple(texts)
    known: dict[tuple[str, str], PromptText] = {}
    for text in present:
        facts = facts_fingerprint(text)
        same = {
            line.version
            for line in lines
            if (line.name, line.lang, line.fingerprint) == (text.purpose, FACTS, facts)
        }
        for line in lines:
            if line.name == text.purpose and line.lang != FACTS and line.version in same:
                known.setdefault((line.name, line.fingerprint), text)
    # What is shown today stands above what the lock says of it.
    known |= {(str(text.purpose), text.fingerprint): text for text in present}
    return ShownWords(known)
