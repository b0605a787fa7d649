"""Every wording that was ever shown, found again by its fingerprint: the "before" of a changed text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from walkdown.consent.purpose import Permission, Scope
from walkdown.consent.purpose_facts import RegistryBroken, Table, chosen, only, table
from walkdown.consent.registry import PromptText, parse_toml
from walkdown.consent.wording import NAMES, Wording, fingerprint, plain_line, read_version

_FEWEST_DIGITS: Final = 8
_HEADER: Final = (
    "# Every wording of a prompt that was ever shipped, for showing what a changed one said before.\n"
    "# Written by packaging/lock_words.py; what stands here is never changed.\n"
)


@dataclass(frozen=True, slots=True)
class Former:
    """One wording of a purpose; the purpose itself may be gone, so it is a string."""

    purpose: str
    permission: Permission
    version: str
    lang: str
    scopes: tuple[Scope, ...]
    words: Wording

    @property
    def fingerprint(self) -> str:
        """As it was written into the ledger when this was shown."""
        return fingerprint(
            self.purpose, self.permission, self.version, self.lang, self.scopes, self.words
        )


@dataclass(frozen=True, slots=True)
class History:
    """All former wordings, and the present ones, oldest first."""

    wordings: tuple[Former, ...] = ()

    def find(self, purpose: str, digits: str) -> Former | None:
        """The wording of a purpose by the first hex digits of its fingerprint, 8 at least."""
        if len(digits) < _FEWEST_DIGITS:
            return None
        own = (one for one in self.wordings if one.purpose == purpose)
        return next((one for one in own if one.fingerprint.startswith(digits)), None)

    def in_language(self, former: Former, lang: str) -> Former:
        """The same version in another language, or the wording itself where it was never in that."""
        same = (
            one
            for one in self.wordings
            if (one.purpose, one.version, one.lang) == (former.purpose, former.version, lang)
        )
        return next(same, former)


def parse_history(toml_text: str) -> History:
    """Read `policy/history.toml`. Raises RegistryBroken with a sentence."""
    rows = parse_toml(toml_text, "history.toml")
    only(rows, frozenset({"shown"}), "history.toml")
    shown = rows.get("shown", [])
    if not isinstance(shown, list):
        raise RegistryBroken("history.toml is no list of wordings")
    wordings = tuple(_former(table(row, "wording", "history.toml")) for row in shown)
    if len({one.fingerprint for one in wordings}) < len(wordings):
        raise RegistryBroken("history.toml has a wording twice")
    return History(wordings)


def former(text: PromptText) -> Former:
    """The present wording, as it is kept for later."""
    words = Wording(**{name: getattr(text, name) for name in NAMES})
    return Former(text.purpose, text.permission, text.version, text.lang, text.scopes, words)


def history_lines(wordings: Iterable[Former]) -> str:
    """The file of these wordings; `parse_history` reads the same back."""
    return "\n".join([_HEADER, *(_lines(one) for one in wordings)])


def _lines(one: Former) -> str:
    pairs = [
        ("purpose", str(one.purpose)),
        ("permission", str(one.permission)),
        ("version", one.version),
        ("lang", one.lang),
        ("scopes", [str(scope) for scope in one.scopes]),
        *((name, getattr(one.words, name)) for name in NAMES),
    ]
    # A JSON string or list of printable text is a TOML one as well.
    said = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in pairs if value)
    return "\n".join(["[[shown]]", *said, ""])


def _former(row: Table) -> Former:
    whose = "a wording in history.toml"
    only(row, frozenset({"purpose", "permission", "version", "lang", "scopes", *NAMES}), whose)
    scopes = row.get("scopes")
    if not isinstance(scopes, list) or len(scopes) > len(Scope):
        raise RegistryBroken(f"{whose} does not say: scopes")
    return Former(
        purpose=plain_line(row.get("purpose"), "purpose", whose),
        permission=chosen(row, "permission", Permission, whose),
        version=read_version(row, whose),
        lang=plain_line(row.get("lang"), "lang", whose),
        scopes=tuple(chosen({"scopes": scope}, "scopes", Scope, whose) for scope in scopes),
        words=Wording(**{name: _words(row, name, whose) for name in NAMES}),
    )


def _words(row: Table, name: str, whose: str) -> str:
    # The prompt did not always say for how long.
    return "" if name == "retention" and name not in row else plain_line(row.get(name), name, whose)
