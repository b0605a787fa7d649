"""The policy: nobody accepts it by silence, and a change is told purpose by purpose."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from walkdown.consent.entry import Entry, Happened, decode, encode
from walkdown.consent.former_words import History, former, parse_history
from walkdown.consent.policy import Covered, Policy, Standing, accepted_last, parse_policy, standing
from walkdown.consent.policy_changes import (
    MOST_NOTE,
    ChangeKind,
    changes,
    code,
    note_of,
    read_note,
)
from walkdown.consent.purpose import Purpose
from walkdown.consent.registry import Registry, RegistryBroken, parse_registry
from walkdown.consent.wording import LANGS
from walkdown.storage.places import resources_dir

RESOURCES = resources_dir()
WORDS = (RESOURCES / "purposes.toml").read_text("utf-8")
POLICY_WORDS = (RESOURCES / "policy" / "policy.toml").read_text("utf-8")
HISTORY = parse_history((RESOURCES / "policy" / "history.toml").read_text("utf-8"))
ENGLISH, GERMAN = (parse_policy(POLICY_WORDS, parse_registry(WORDS, lang)) for lang in LANGS)
VERSION = ENGLISH.version
CAMERAS = parse_registry(WORDS).prompt_text(Purpose.SCAN_QR).version
KEPT = 'keeps = "The text of device labels, with this site. No picture.'


def next_program() -> tuple[Registry, Policy, History]:
    """The version after this one: the camera's words have changed, in English and German."""
    at = WORDS.index('["scan.qr"]')
    words = WORDS[:at] + WORDS[at:].replace(CAMERAS, "2026-12-01.1", 1)
    words = words.replace(KEPT, 'keeps = "The text of codes. One picture.', 1)
    words = words.replace(
        "mit dieser Anlage. Kein Bild. Das", "mit dieser Anlage. Ein Bild. Das", 1
    )
    registries = [parse_registry(words, lang) for lang in LANGS]
    text = POLICY_WORDS.replace(VERSION, "2026-12-01.1").replace("2026-11-23", "2026-12-01")
    new = [former(registry.prompt_text(Purpose.SCAN_QR)) for registry in registries]
    history = History((*HISTORY.wordings, *new))
    return registries[0], parse_policy(text, registries[0]), history


def answer(policy: Policy, *, yes: bool = True) -> Entry:
    return Entry(
        Happened.POLICY_ACCEPTED if yes else Happened.POLICY_DECLINED,
        1,
        policy=policy.version,
        fingerprint=policy.sha256,
        detail=note_of(policy),
    )


def test_the_policy_says_who_is_responsible_in_both_languages() -> None:
    assert len(ENGLISH.text) == len(GERMAN.text) >= 10
    assert "controller" in ENGLISH.text[0][1]
    assert "der Verantwortliche" in GERMAN.text[0][1]
    for policy in (ENGLISH, GERMAN):
        said = " ".join(paragraph for _, paragraph in policy.text)
        assert not re.search(r"[<>{}\[\]]|TBD|XXX|example|@|https?:", said)
        assert all(len(heading) <= 60 and len(text) <= 700 for heading, text in policy.text)


def test_the_policy_covers_every_purpose() -> None:
    for policy in (ENGLISH, GERMAN):
        assert [one.purpose for one in policy.purposes] == list(Purpose)
        assert all(one.fingerprint in one.fingerprints for one in policy.purposes)


def test_what_is_shown_is_hashed_in_each_language() -> None:
    assert ENGLISH.sha256 != GERMAN.sha256
    assert ENGLISH.sha256s == GERMAN.sha256s == {ENGLISH.sha256, GERMAN.sha256}
    other = POLICY_WORDS.replace("Nothing is sold", "Little is sold")
    assert parse_policy(other, parse_registry(WORDS)).sha256 != ENGLISH.sha256


def test_nothing_said_is_not_an_acceptance() -> None:
    assert standing(ENGLISH, []) is Standing.NEVER_ACCEPTED
    shown = Entry(Happened.PROMPT_SHOWN, 1, policy=VERSION, fingerprint=ENGLISH.sha256)
    assert standing(ENGLISH, [shown]) is Standing.NEVER_ACCEPTED


def test_the_newest_answer_counts() -> None:
    yes, no = answer(ENGLISH), answer(ENGLISH, yes=False)
    assert standing(ENGLISH, [yes]) is Standing.ACCEPTED
    assert standing(ENGLISH, [yes, no]) is Standing.DECLINED
    assert standing(ENGLISH, [no, yes]) is Standing.ACCEPTED


def test_a_yes_in_one_language_counts_in_the_other() -> None:
    assert standing(GERMAN, [answer(ENGLISH)]) is Standing.ACCEPTED
    assert changes(note_of(ENGLISH), GERMAN, HISTORY) == ()


def test_a_new_version_has_to_be_accepted_again() -> None:
    _, newer, _ = next_program()
    assert standing(newer, [answer(ENGLISH)]) is Standing.CHANGED
    assert standing(newer, [answer(ENGLISH), answer(newer, yes=False)]) is Standing.DECLINED
    assert standing(newer, [answer(ENGLISH, yes=False)]) is Standing.NEVER_ACCEPTED
    assert standing(newer, [answer(ENGLISH), answer(newer)]) is Standing.ACCEPTED


def test_an_older_policy_is_told_apart() -> None:
    _, newer, _ = next_program()
    for yes in (True, False):
        assert standing(ENGLISH, [answer(ENGLISH), answer(newer, yes=yes)]) is Standing.OLDER
    assert standing(ENGLISH, [answer(newer), answer(ENGLISH)]) is Standing.OLDER


def test_another_text_under_the_same_version_is_not_accepted() -> None:
    forged = replace(answer(ENGLISH), fingerprint="0" * 64)
    assert standing(ENGLISH, [forged]) is Standing.CHANGED


def test_ten_comes_after_nine() -> None:
    yes = replace(answer(ENGLISH), policy="2026-11-24.10")
    nine = replace(ENGLISH, version="2026-11-24.9")
    assert standing(nine, [yes]) is Standing.OLDER
    eleven = replace(ENGLISH, version="2026-11-24.11")
    assert standing(eleven, [yes]) is Standing.CHANGED


@given(st.text(max_size=20), st.text(max_size=70), st.booleans())
def test_an_answer_to_something_else_accepts_nothing(policy: str, print_: str, yes: bool) -> None:
    entry = replace(answer(ENGLISH, yes=yes), policy=policy, fingerprint=print_)
    assert standing(ENGLISH, [entry]) is not Standing.ACCEPTED


def test_the_note_fits_one_entry_and_comes_back_from_the_ledger() -> None:
    entry = decode(encode(answer(ENGLISH)))
    assert len(entry.detail) <= MOST_NOTE
    noted = read_note(entry.detail)
    assert noted == {code(p.purpose): p.fingerprint[:8] for p in ENGLISH.purposes}
    assert accepted_last([entry, answer(ENGLISH, yes=False)]) == entry
    assert accepted_last([]) is None


def test_a_policy_with_too_many_purposes_is_not_noted_in_part() -> None:
    many = tuple(Covered(f"p.{n}", VERSION, f"{n:064}", frozenset()) for n in range(30))
    with pytest.raises(RegistryBroken):
        note_of(replace(ENGLISH, purposes=many))
    with pytest.raises(RegistryBroken):
        note_of(replace(ENGLISH, purposes=(ENGLISH.purposes[0], ENGLISH.purposes[0])))


def test_a_changed_purpose_says_before_and_after() -> None:
    registry, newer, history = next_program()
    (change,) = changes(note_of(ENGLISH), newer, history)
    assert (change.purpose, change.kind) == (Purpose.SCAN_QR, ChangeKind.CHANGED)
    assert change.before is not None
    assert change.after == former(registry.prompt_text(Purpose.SCAN_QR)).words
    assert change.differing == ("keeps",)
    assert "No picture." in change.before.keeps
    assert "One picture." in change.after.keeps


def test_what_was_accepted_in_german_is_told_in_the_language_of_now() -> None:
    _, newer, history = next_program()
    (change,) = changes(note_of(GERMAN), newer, history)
    assert change.before is not None
    assert change.before.title == "Use the camera to read codes?"


def test_a_before_that_nobody_knows_is_not_made_up() -> None:
    _, newer, _ = next_program()
    (change,) = changes(note_of(ENGLISH), newer, History())
    assert (change.kind, change.before, change.differing) == (ChangeKind.CHANGED, None, ())


def test_new_and_gone_purposes_are_named() -> None:
    without = replace(ENGLISH, purposes=ENGLISH.purposes[1:])
    (new,) = changes(note_of(without), ENGLISH, HISTORY)
    assert (new.purpose, new.kind, new.before) == (Purpose.SITE_LOCATE, ChangeKind.NEW, None)
    assert new.after is not None
    (gone,) = changes(note_of(ENGLISH), without, HISTORY)
    assert (gone.purpose, gone.kind, gone.after) == (Purpose.SITE_LOCATE, ChangeKind.GONE, None)
    assert gone.before is not None
    assert gone.before.title == "Read where you are, once?"
    (unknown,) = changes(note_of(ENGLISH), without, History())
    assert (unknown.purpose, unknown.kind) == ("", ChangeKind.GONE)


@given(st.text(max_size=310) | st.from_regex(r"\A[0-9a-f]{12}(\.[0-9a-f]{12}){0,30}\Z"))
@settings(max_examples=80, deadline=None)
def test_a_note_that_is_none_accepts_no_purpose(note: str) -> None:
    told = {c.purpose for c in changes(note, ENGLISH, HISTORY) if c.kind is not ChangeKind.GONE}
    assert told == set(Purpose)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (f'version = "{VERSION}"', "", "version"),
        (f'version = "{VERSION}"', 'version = "2026-11-24.1"', "another date"),
        (f'version = "{VERSION}"', "version = 1", "version"),
        ('date = "2026-11-23"', "", "date"),
        ('date = "2026-11-23"', "date = 2026-11-23", "date"),
        ("2026-11-23", "2026-11-22", "older than a purpose"),
        ('title = "What Walkdown', 'titel = "What Walkdown', "nobody reads"),
        ('heading = "Adults only"', "", "heading"),
        ('heading = "Adults only"', f'heading = "{"x" * 61}"', "longer than 60"),
        ('text = "Other programs', f'text = "{"x " * 300}Other programs', "longer than 700"),
        ('text = "Other programs', 'text = "Other\\nprograms', "plain line"),
        ("[[de.section]]\nheading", "[[en.section]]\nheading", "other sections"),
        ("[[de.section]]", "[[fr.section]]", "nobody reads"),
        ("[de]", "[nl]", "nobody reads"),
        ("[[en.section]]", "[en.section]", "parse"),
    ],
)
def test_a_policy_that_lacks_something_stops_the_program(old: str, new: str, why: str) -> None:
    every = why == "older than a purpose"
    changed = POLICY_WORDS.replace(old, new, -1 if every else 1)
    assert changed != POLICY_WORDS
    with pytest.raises(RegistryBroken, match=why):
        parse_policy(changed, parse_registry(WORDS))


def test_no_sections_and_too_many_are_refused() -> None:
    rows = [{"heading": "One", "text": "Two."}]
    for count in (0, 25):
        said = json.dumps(rows * count).replace('": ', '" = ')
        head = f'version = "{VERSION}"\ndate = "2026-11-23"\n'
        langs = "".join(f'[{lang}]\ntitle = "What"\nsection = {said}\n' for lang in LANGS)
        with pytest.raises(RegistryBroken, match="section"):
            parse_policy(head + langs, parse_registry(WORDS))


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_other_file_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RegistryBroken):
        parse_policy(text, parse_registry(WORDS))
