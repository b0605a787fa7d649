"""The privacy policy: its text, which purposes it covers, and how a person's answer to it stands."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from walkdown.consent.entry import Entry, Happened
from walkdown.consent.purpose_facts import RegistryBroken, Table, only, table
from walkdown.consent.registry import Registry, parse_toml
from walkdown.consent.wording import LANGS, is_version, order, plain_line, read_version

MOST_PARAGRAPH: Final = 700
_MOST_SECTIONS: Final = 24
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Standing(StrEnum):
    """How the newest answer stands to the policy this program came with."""

    NEVER_ACCEPTED = "never accepted"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    OLDER = "older"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Covered:
    """A purpose of the policy; `fingerprints` are those of this version in every language."""

    purpose: str
    version: str
    fingerprint: str
    fingerprints: frozenset[str]


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy in one language. `text` is (heading, paragraph); `sha256` that of all that is shown.

    `sha256s` are those of this version in every language: a yes to one is a yes to all of them.
    """

    version: str
    date: str
    lang: str
    sha256: str
    sha256s: frozenset[str]
    title: str
    text: tuple[tuple[str, str], ...]
    purposes: tuple[Covered, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    text: tuple[tuple[str, str], ...]


def parse_policy(toml_text: str, registry: Registry) -> Policy:
    """Read `policy/policy.toml`, in the language of the registry. Raises RegistryBroken with a sentence."""
    rows = parse_toml(toml_text, "policy.toml")
    only(rows, frozenset({"version", "date", *LANGS}), "policy.toml")
    version, date = read_version(rows, "policy.toml"), _date(rows)
    said = {lang: _words(table(rows.get(lang), lang, "policy.toml"), lang) for lang in LANGS}
    if len({len(words.text) for words in said.values()}) > 1:
        raise RegistryBroken("policy.toml has other sections in another language")
    covered = tuple(
        Covered(p.purpose, p.version, p.fingerprint, p.fingerprints) for p in registry.prompts
    )
    if any(order(one.version) > order(version) for one in covered):
        raise RegistryBroken("policy.toml is older than a purpose it covers")
    lang = registry.prompts[0].lang
    sha256s = {one: _sha256(version, date, one, said[one], covered) for one in LANGS}
    return Policy(
        version=version,
        date=date,
        lang=lang,
        sha256=sha256s[lang],
        sha256s=frozenset(sha256s.values()),
        title=said[lang].title,
        text=said[lang].text,
        purposes=covered,
    )


def standing(policy: Policy, entries: Iterable[Entry]) -> Standing:
    """How the answers in the ledger, oldest first, stand to a policy. Silence is not an acceptance."""
    answers = _answers(entries)
    if any(order(entry.policy) > order(policy.version) for entry in answers):
        return Standing.OLDER
    own = [entry for entry in answers if _is_of(entry, policy)]
    if own:
        accepted = own[-1].event is Happened.POLICY_ACCEPTED
        return Standing.ACCEPTED if accepted else Standing.DECLINED
    return Standing.CHANGED if accepted_last(answers) else Standing.NEVER_ACCEPTED


def accepted_last(entries: Iterable[Entry]) -> Entry | None:
    """The newest acceptance of any version: what a change is told against."""
    yes = [entry for entry in _answers(entries) if entry.event is Happened.POLICY_ACCEPTED]
    return yes[-1] if yes else None


def _answers(entries: Iterable[Entry]) -> list[Entry]:
    events = (Happened.POLICY_ACCEPTED, Happened.POLICY_DECLINED)
    return [entry for entry in entries if entry.event in events and is_version(entry.policy)]


def _is_of(entry: Entry, policy: Policy) -> bool:
    return entry.policy == policy.version and entry.fingerprint in policy.sha256s


def _sha256(version: str, date: str, lang: str, words: _Words, covered: tuple[Covered, ...]) -> str:
    # Versions, not fingerprints: the lock binds one to the other, and they are the same in any language.
    listed = [[one.purpose, one.version] for one in covered]
    shown = [version, date, lang, words.title, words.text, listed]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=True).encode()).hexdigest()


def _date(rows: Table) -> str:
    date = rows.get("date")
    if not isinstance(date, str) or _DATE.fullmatch(date) is None:
        raise RegistryBroken("policy.toml does not say: date")
    if order(read_version(rows, "policy.toml"))[0] != date:
        raise RegistryBroken("policy.toml has another date than its version")
    return date


def _words(row: Table, lang: str) -> _Words:
    whose = f"policy.toml in {lang}"
    only(row, frozenset({"title", "section"}), whose)
    sections = row.get("section")
    if not isinstance(sections, list) or not 0 < len(sections) <= _MOST_SECTIONS:
        raise RegistryBroken(f"{whose} does not say: section")
    return _Words(
        plain_line(row.get("title"), "title", whose),
        tuple(_section(table(one, "section", whose), whose) for one in sections),
    )


def _section(row: Table, whose: str) -> tuple[str, str]:
    only(row, frozenset({"heading", "text"}), whose)
    return (
        plain_line(row.get("heading"), "heading", whose, 60),
        plain_line(row.get("text"), "text", whose, MOST_PARAGRAPH),
    )
