"""A version, once shipped, always says the same: changed words need a new version."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from walkdown.consent.former_words import (
    Former,
    former,
    history_lines,
    parse_history,
)
from walkdown.consent.policy import parse_policy
from walkdown.consent.purpose import Purpose
from walkdown.consent.registry import Registry, RegistryBroken, parse_registry
from walkdown.consent.registry_lock import (
    FACTS,
    POLICY,
    Locked,
    extended,
    facts_fingerprint,
    faults,
    lock_lines,
    parse_lock,
    present,
)
from walkdown.consent.wording import LANGS
from walkdown.storage.places import resources_dir

RESOURCES = resources_dir()
WORDS = (RESOURCES / "purposes.toml").read_text("utf-8")
POLICY_WORDS = (RESOURCES / "policy" / "policy.toml").read_text("utf-8")
LOCK = parse_lock((RESOURCES / "purposes.lock").read_text("utf-8"))
HISTORY = parse_history((RESOURCES / "policy" / "history.toml").read_text("utf-8"))


def now(words: str = WORDS) -> tuple[Locked, ...]:
    registries = [parse_registry(words, lang) for lang in LANGS]
    return present(registries, [parse_policy(POLICY_WORDS, one) for one in registries])


def test_the_words_of_this_program_are_locked() -> None:
    assert faults(LOCK, now()) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("No picture. A router", "Every picture. A router"),
        ("Die Kamera zum Lesen", "Eine Kamera zum Lesen"),
        ('retention = "With this site,', 'retention = "With every site,'),
    ],
)
def test_changed_words_without_a_changed_version_are_found(old: str, new: str) -> None:
    (told,) = faults(LOCK, now(WORDS.replace(old, new, 1)))
    assert "scan.qr" in told
    assert "new version" in told


def test_changed_facts_without_a_changed_version_are_found() -> None:
    changed = now(WORDS.replace('lawful_basis = "contract"', 'lawful_basis = "consent"', 1))
    assert faults(LOCK, changed) == (
        "scan.qr says something else in facts: it needs a new version",
    )


def test_a_new_version_has_to_be_locked_and_the_old_lines_stay() -> None:
    at = WORDS.index('["scan.qr"]')
    newer = WORDS[:at] + WORDS[at:].replace("2026-11-22.2", "2026-11-22.3", 1)
    policy = POLICY_WORDS.replace("2026-11-23.1", "2026-11-23.2")
    registries = [parse_registry(newer, lang) for lang in LANGS]
    lines = present(registries, [parse_policy(policy, one) for one in registries])
    assert any("is not in purposes.lock" in told for told in faults(LOCK, lines))
    longer = extended(LOCK, lines)
    assert longer[: len(LOCK)] == LOCK
    assert {line.name for line in longer[len(LOCK) :]} == {"scan.qr", POLICY}
    assert faults(longer, lines) == ()


def test_a_locked_version_is_never_written_over() -> None:
    with pytest.raises(RegistryBroken, match="new version"):
        extended(LOCK, (replace(LOCK[-1], fingerprint="0" * 64),))


def test_every_locked_wording_can_still_be_shown() -> None:
    shown = {(one.purpose, one.version, one.lang, one.fingerprint) for one in HISTORY.wordings}
    locked = {
        (line.name, line.version, line.lang, line.fingerprint)
        for line in LOCK
        if line.lang != FACTS and line.name != POLICY
    }
    assert shown == locked


def test_the_lock_and_the_history_read_back_as_written() -> None:
    assert parse_lock(lock_lines(LOCK)) == LOCK
    assert parse_history(history_lines(HISTORY.wordings)) == HISTORY
    assert parse_history(history_lines([])).wordings == ()


def test_the_present_words_are_found_by_their_fingerprint(registry: Registry) -> None:
    for text in registry.prompts:
        assert HISTORY.find(text.purpose, text.fingerprint[:8]) == former(text)
        german = HISTORY.in_language(former(text), "de")
        assert (german.lang, german.fingerprint in text.fingerprints) == ("de", True)


def test_too_few_digits_find_nothing(registry: Registry) -> None:
    text = registry.prompt_text(Purpose.SCAN_QR)
    assert HISTORY.find(text.purpose, text.fingerprint[:7]) is None
    assert HISTORY.find(Purpose.MANAGE, text.fingerprint) is None


def test_the_facts_of_a_purpose_are_what_the_record_says(registry: Registry) -> None:
    text = registry.prompt_text(Purpose.SCAN_QR)
    assert facts_fingerprint(text) != facts_fingerprint(replace(text, recipients=("support",)))
    assert facts_fingerprint(text) == facts_fingerprint(replace(text, title="Another?"))


@given(st.text(max_size=200))
@settings(max_examples=80, deadline=None)
def test_a_lock_of_other_lines_is_refused(line: str) -> None:
    try:
        found = parse_lock(line)
    except RegistryBroken:
        return
    assert found == ()


def test_a_version_that_is_locked_twice_is_refused() -> None:
    with pytest.raises(RegistryBroken, match="twice"):
        parse_lock(lock_lines([LOCK[0], LOCK[0]]))


def _history(**changed: object) -> str:
    one: Former = HISTORY.wordings[-1]
    return history_lines([replace(one, **changed)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "shown = 3",
        "[[shown]]",
        "[shown]",
        "other = 1",
        _history(version="yesterday"),
        _history(scopes=()),
        _history(purpose="two\nlines"),
        _history(purpose="x" * 161),
        history_lines([HISTORY.wordings[0]] * 2),
        history_lines([HISTORY.wordings[0]]).replace('"once"', '"forever"'),
        history_lines([HISTORY.wordings[0]]).replace("sends =", "sent ="),
    ],
)
def test_a_history_that_lacks_something_is_refused(text: str) -> None:
    with pytest.raises(RegistryBroken):
        parse_history(text)
