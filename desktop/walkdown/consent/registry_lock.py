"""The lock of the words: a version, once shipped, always says the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

from walkdown.consent.policy import Policy
from walkdown.consent.purpose_facts import RegistryBroken
from walkdown.consent.registry import PromptText, Registry

FACTS: Final = "facts"
POLICY: Final = "policy"
_LINE: Final = re.compile(r"([a-z._]{3,40}) ([0-9.-]{12,14}) ([a-z]{2}|facts) ([0-9a-f]{64})")
_FACTS_OF: Final = ("role", "purpose_type", "lawful_basis", "recipients")
_HEADER: Final = (
    "# purpose, version, language (or its facts), SHA-256. Lines are added, never changed or removed;\n"
    "# packaging/lock_words.py adds them.\n"
)


@dataclass(frozen=True, slots=True)
class Locked:
    """What one version says in one language, or in its facts."""

    name: str
    version: str
    lang: str
    fingerprint: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What there is one line of."""
        return self.name, self.version, self.lang

    def __str__(self) -> str:
        """The line."""
        return f"{self.name} {self.version} {self.lang} {self.fingerprint}"


def parse_lock(text: str) -> tuple[Locked, ...]:
    """Read `purposes.lock`. Raises RegistryBroken for a line that is none, and for one that is twice."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found = tuple(_locked(line) for line in lines)
    if len({one.key for one in found}) < len(found):
        raise RegistryBroken("purposes.lock has a version twice")
    return found


def lock_lines(lines: Iterable[Locked]) -> str:
    """The file of these lines; `parse_lock` reads the same back."""
    return "".join([_HEADER, *(f"{line}\n" for line in lines)])


def present(registries: Iterable[Registry], policies: Iterable[Policy]) -> tuple[Locked, ...]:
    """What the lock has to say of the present words, facts and policy, each once."""
    texts = [text for registry in registries for text in registry.prompts]
    lines = [Locked(t.purpose, t.version, t.lang, t.fingerprint) for t in texts]
    lines += [Locked(t.purpose, t.version, FACTS, facts_fingerprint(t)) for t in texts]
    lines += [Locked(POLICY, p.version, p.lang, p.sha256) for p in policies]
    return tuple({line.key: line for line in lines}.values())


def faults(lock: Iterable[Locked], now: Iterable[Locked]) -> tuple[str, ...]:
    """A sentence for every present line that the lock does not have, or has otherwise."""
    locked = {line.key: line.fingerprint for line in lock}
    told = []
    for line in now:
        if line.key not in locked:
            told.append(f"{line.name} {line.version} ({line.lang}) is not in purposes.lock")
        elif locked[line.key] != line.fingerprint:
            told.append(f"{line.name} says something else in {line.lang}: it needs a new version")
    return tuple(told)


def extended(lock: tuple[Locked, ...], now: tuple[Locked, ...]) -> tuple[Locked, ...]:
    """The lock with the lines it lacks. Raises RegistryBroken where a locked version says otherwise."""
    keys = {line.key for line in lock}
    known = tuple(line for line in now if line.key in keys)
    if told := faults(lock, known):
        raise RegistryBroken("; ".join(told))
    return (*lock, *(line for line in now if line.key not in keys))


def facts_fingerprint(text: PromptText) -> str:
    """SHA-256 of what the record adds to the words: who is asked, on what ground, which data, how long."""
    said = {name: getattr(text, name) for name in _FACTS_OF}
    said["data"] = [asdict(one) for one in text.data]
    said["storage"] = asdict(text.storage)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _locked(line: str) -> Locked:
    match = _LINE.fullmatch(line)
    if match is None:
        raise RegistryBroken("purposes.lock has a line that is none")
    return Locked(*match.groups())
