"""The purposes and their exact words, parsed from one file; what is shown is hashed into the record."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from typing import Final

from walkdown.consent.purpose import Permission, Purpose, Role, Scope
from walkdown.consent.purpose_facts import (
    Data,
    LawfulBasis,
    OsKeys,
    RegistryBroken,
    Storage,
    Table,
    chosen,
    only,
    read_facts,
    table,
)
from walkdown.consent.wording import LANGS, Wording, fingerprint, read_version, read_wording

__all__ = ["PromptText", "Registry", "RegistryBroken", "parse_registry", "parse_toml"]

_MOST: Final = 400_000
_LAST: Final = {True: Scope.SITE, False: Scope.COMPUTER}
_KEYS: Final = frozenset(
    {"permission", "role", "version", "site_bound", "purpose_type", "lawful_basis", "data"}
    | {"storage", "recipients", "os", "text"}
)


@dataclass(frozen=True, slots=True)
class PromptText:
    """Everything the prompt says, in one language; `fingerprint` is the SHA-256 of just that.

    `fingerprints` are those of this version in every language: a yes to one is a yes to all of them.
    `retention` is "for how long" in words; what stands after `fingerprints` is for the record only.
    """

    purpose: Purpose
    permission: Permission
    version: str
    scopes: tuple[Scope, ...]
    title: str
    reads: str
    keeps: str
    sends: str
    who: str
    if_refused: str
    use_verb: str
    refuse_verb: str
    retention: str
    lang: str
    fingerprint: str
    fingerprints: frozenset[str]
    role: Role
    purpose_type: str
    lawful_basis: LawfulBasis
    data: tuple[Data, ...]
    storage: Storage
    recipients: tuple[str, ...]
    os_keys: OsKeys

    @property
    def everywhere(self) -> bool:
        """Whether an answer counts for all sites: what is not about a site."""
        return Scope.COMPUTER in self.scopes


@dataclass(frozen=True, slots=True)
class Registry:
    """All purposes in one language; asking for one that is not there is a mistake of ours."""

    prompts: tuple[PromptText, ...]

    def prompt_text(self, purpose: Purpose) -> PromptText:
        """The words for a purpose."""
        return next(p for p in self.prompts if p.purpose is purpose)


def parse_registry(toml_text: str, lang: str = "en") -> Registry:
    """Read `purposes.toml`, all languages of it. Raises RegistryBroken: a sentence on what is missing."""
    if lang not in LANGS:
        raise RegistryBroken(f"there are no words in {lang[:20]}")
    rows = parse_toml(toml_text, "purposes.toml")
    if set(rows) != {str(p) for p in Purpose}:
        odd = sorted(set(rows) ^ {str(p) for p in Purpose})
        raise RegistryBroken(f"purposes missing or unknown: {', '.join(odd)[:200]}")
    return Registry(tuple(_prompt(p, rows[str(p)], lang) for p in Purpose))


def parse_toml(text: str, name: str) -> Table:
    """A file of the program's own as tables. Raises RegistryBroken, also for one that is too long."""
    if len(text) > _MOST:
        raise RegistryBroken(f"{name} is longer than any it can be")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RegistryBroken(f"{name} does not parse: {error}") from error


def _prompt(purpose: Purpose, value: object, lang: str) -> PromptText:
    row = table(value, "table", purpose)
    only(row, _KEYS, purpose)
    said = table(row.get("text"), "text", purpose)
    only(said, frozenset(LANGS), purpose)
    words = {
        one: read_wording(table(said.get(one), f"text in {one}", purpose), one, purpose)
        for one in LANGS
    }
    permission = chosen(row, "permission", Permission, purpose)
    version = read_version(row, purpose)
    scopes = _scopes(row, purpose)
    prints = {
        one: fingerprint(purpose, permission, version, one, scopes, words[one]) for one in LANGS
    }
    facts = read_facts(row, purpose)
    return PromptText(
        purpose=purpose,
        permission=permission,
        version=version,
        scopes=scopes,
        lang=lang,
        fingerprint=prints[lang],
        fingerprints=frozenset(prints.values()),
        **{f.name: getattr(words[lang], f.name) for f in fields(Wording)},
        **{f.name: getattr(facts, f.name) for f in fields(facts)},
    )


def _scopes(row: Table, purpose: Purpose) -> tuple[Scope, ...]:
    bound = row.get("site_bound")
    if not isinstance(bound, bool):
        raise RegistryBroken(f"{purpose} does not say: site_bound")
    return Scope.ONCE, Scope.SESSION, _LAST[bound]
