"""The purposes and their exact words, parsed from one file; what is shown is hashed into the record."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass

from walkdown.consent.purpose import Permission, Purpose, Scope

_TEXTS = ("title", "reads", "keeps", "sends", "who", "if_refused", "use_verb", "refuse_verb")
_LAST = {True: Scope.SITE, False: Scope.COMPUTER}


class RegistryBroken(Exception):
    """A purpose without all of its words, or words for no purpose: the program must not start."""


@dataclass(frozen=True, slots=True)
class PromptText:
    """Everything the prompt says, in one language; `fingerprint` is the SHA-256 of just that."""

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
    fingerprint: str

    @property
    def everywhere(self) -> bool:
        """Whether an answer counts for all sites: what is not about a site."""
        return Scope.COMPUTER in self.scopes


@dataclass(frozen=True, slots=True)
class Registry:
    """All purposes; asking for one that is not there is a mistake of ours."""

    prompts: tuple[PromptText, ...]

    def prompt_text(self, purpose: Purpose) -> PromptText:
        """The words for a purpose."""
        return next(p for p in self.prompts if p.purpose is purpose)


def parse_registry(toml_text: str, lang: str = "en") -> Registry:
    """Read `purposes.toml`. Raises RegistryBroken with a sentence that says what is missing."""
    try:
        table = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise RegistryBroken(f"purposes.toml does not parse: {error}") from error
    if set(table) != {str(p) for p in Purpose}:
        odd = sorted(set(table) ^ {str(p) for p in Purpose})
        raise RegistryBroken(f"purposes missing or unknown: {', '.join(odd)}")
    return Registry(tuple(_prompt(p, table[p], lang) for p in Purpose))


def _prompt(purpose: Purpose, row: object, lang: str) -> PromptText:
    if not isinstance(row, dict) or not isinstance(row.get("text"), dict):
        raise RegistryBroken(f"{purpose} has no text")
    words = row["text"].get(lang)
    if not isinstance(words, dict):
        raise RegistryBroken(f"{purpose} has no text in {lang}")
    for name in _TEXTS:
        if not isinstance(words.get(name), str) or not words[name].strip():
            raise RegistryBroken(f"{purpose} does not say: {name}")
    try:
        permission, last = Permission(row["permission"]), _LAST[row["site_bound"]]
        version = str(row["version"])
    except (KeyError, TypeError, ValueError) as error:
        raise RegistryBroken(f"{purpose} lacks permission, version or site_bound") from error
    texts = {name: words[name].strip() for name in _TEXTS}
    scopes = (Scope.ONCE, Scope.SESSION, last)
    return PromptText(
        purpose=purpose,
        permission=permission,
        version=version,
        scopes=scopes,
        fingerprint=_fingerprint(
            str(purpose), str(permission), version, lang, *scopes, *texts.values()
        ),
        **texts,
    )


def _fingerprint(*shown: str) -> str:
    return hashlib.sha256(json.dumps(shown, ensure_ascii=True).encode()).hexdigest()
