"""The words of one prompt in one language: complete, short, plain, and their fingerprint."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from walkdown.consent.purpose_facts import RegistryBroken, Table, only

LANGS: Final = ("en", "de")
MOST_TITLE: Final = 60
MOST_VERB: Final = 36
MOST_TEXT: Final = 160
_VERSION: Final = re.compile(
    r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\.[1-9][0-9]{0,2}"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a prompt says. Plain text in one line each; no name from outside is ever put into it."""

    title: str
    reads: str
    keeps: str
    sends: str
    who: str
    if_refused: str
    use_verb: str
    refuse_verb: str
    retention: str


NAMES: Final = tuple(f.name for f in fields(Wording))


def read_wording(row: Table, lang: str, whose: str) -> Wording:
    """All words of a language. Raises RegistryBroken for one that is missing, long or not plain."""
    only(row, frozenset(NAMES), f"{whose} in {lang}")
    words = Wording(
        **{name: plain_line(row.get(name), name, f"{whose} in {lang}") for name in NAMES}
    )
    if words.refuse_verb != opposite(words.use_verb, lang):
        raise RegistryBroken(f"{whose} in {lang}: its two buttons do not mirror each other")
    return words


def plain_line(value: object, name: str, whose: str, most: int = 0) -> str:
    """One line of plain text of the program's own. Raises RegistryBroken with what is the matter."""
    if not isinstance(value, str) or not value.strip():
        raise RegistryBroken(f"{whose} does not say: {name}")
    if not value.isprintable() or value != value.strip():
        raise RegistryBroken(f"{whose}: {name} is not one plain line")
    limit = most or _most(name)
    if len(value) > limit:
        raise RegistryBroken(f"{whose}: {name} is longer than {limit} characters")
    return value


def opposite(use_verb: str, lang: str) -> str:
    """The other button: "Don't use camera" to "Use camera"; empty where the first is not of that form."""
    if lang == "en" and use_verb.startswith("Use "):
        return f"Don't u{use_verb[1:]}"
    if lang == "de" and use_verb.endswith(" verwenden"):
        return f"{use_verb.removesuffix('verwenden')}nicht verwenden"
    return ""


def read_version(row: Table, whose: str) -> str:
    """Date and sequence, e.g. "2026-11-22.1". Raises RegistryBroken for anything else."""
    version = row.get("version")
    if not isinstance(version, str) or not is_version(version):
        raise RegistryBroken(f"{whose} does not say: version")
    return version


def is_version(version: str) -> bool:
    """Whether it is a date with a sequence behind it."""
    return _VERSION.fullmatch(version) is not None


def order(version: str) -> tuple[str, int]:
    """What versions sort by: the date, then the number behind it, as 10 comes after 9."""
    date, _, sequence = version.partition(".")
    return date, int(sequence)


def fingerprint(
    purpose: str, permission: str, version: str, lang: str, scopes: Iterable[str], words: Wording
) -> str:
    """SHA-256 of what is shown, 64 hex digits. Before `retention` was shown it was not in it either."""
    texts = (getattr(words, name) for name in NAMES)
    shown = (purpose, permission, version, lang, *scopes, *(text for text in texts if text))
    return hashlib.sha256(json.dumps(shown, ensure_ascii=True).encode()).hexdigest()


def _most(name: str) -> int:
    if name.endswith("_verb"):
        return MOST_VERB
    return MOST_TITLE if name == "title" else MOST_TEXT
