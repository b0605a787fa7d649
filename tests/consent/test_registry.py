"""Every purpose says everything the prompt shows; a missing word stops the program."""

from __future__ import annotations

import ast
import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import walkdown
from walkdown.consent.purpose import Permission, Purpose, Role, Scope
from walkdown.consent.purpose_facts import LawfulBasis
from walkdown.consent.registry import Registry, RegistryBroken, parse_registry
from walkdown.consent.wording import LANGS, NAMES, opposite
from walkdown.storage.places import resources_dir

WORDS = (resources_dir() / "purposes.toml").read_text("utf-8")
TABLES: dict[str, Any] = tomllib.loads(WORDS)
NONE = "Nothing is kept."
FACTS = (
    ("permission",), ("role",), ("version",), ("site_bound",), ("purpose_type",), ("lawful_basis",),
    ("data",), ("data", 0, "category"), ("data", 0, "necessity"), ("data", 0, "sensitive"),
    ("storage",), ("storage", "location"), ("storage", "retention"), ("storage", "deletion"),
    ("recipients",), ("os",), ("os", "mac"), ("os", "windows"), ("text",),
)  # fmt: skip
TEXTS = tuple(("text", lang, *name) for lang in LANGS for name in ((), *((n,) for n in NAMES)))


def toml(value: object) -> str:
    """A value as TOML: tables are written inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    return json.dumps(value)


def with_changed(purpose: str, path: tuple[Any, ...], value: object = None) -> str:
    """The file with one thing in it changed, or left out where the value is None."""
    tables = copy.deepcopy(TABLES)
    at = tables[purpose]
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return "\n".join(f"{json.dumps(name)} = {toml(row)}" for name, row in tables.items())


def test_every_purpose_has_its_words(registry: Registry) -> None:
    for purpose in Purpose:
        text = registry.prompt_text(purpose)
        assert text.title.endswith("?")
        assert text.use_verb.startswith("Use ")
        assert text.refuse_verb == f"Don't u{text.use_verb[1:]}"


def test_no_yes_is_for_ever_and_the_shortest_comes_first(registry: Registry) -> None:
    for text in registry.prompts:
        assert text.scopes[0] is Scope.ONCE
        assert len(text.scopes) == 3


@pytest.mark.parametrize("path", FACTS + TEXTS, ids=lambda path: ".".join(map(str, path)))
@pytest.mark.parametrize("purpose", [Purpose.SCAN_QR, Purpose.OWNER_ONLINE])
def test_a_purpose_without_all_of_it_stops_the_program(
    purpose: Purpose, path: tuple[Any, ...]
) -> None:
    with pytest.raises(RegistryBroken) as told:
        parse_registry(with_changed(purpose, path))
    assert purpose in str(told.value)
    assert str(path[-1]) in str(told.value)


@given(st.sampled_from(list(Purpose)), st.sampled_from(FACTS + TEXTS))
@settings(max_examples=60, deadline=None)
def test_that_holds_for_each_of_them(purpose: Purpose, path: tuple[Any, ...]) -> None:
    with pytest.raises(RegistryBroken):
        parse_registry(with_changed(purpose, path))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_missing_purpose_stops_the_program(purpose: Purpose) -> None:
    left = "\n".join(f"{json.dumps(n)} = {toml(row)}" for n, row in TABLES.items() if n != purpose)
    with pytest.raises(RegistryBroken, match=str(purpose)):
        parse_registry(left)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("text", "en", "title"), f"{'Read ' * 13}?"),
        (("text", "de", "keeps"), "x" * 161),
        (("text", "en", "use_verb"), "Use " + "x" * 33),
        (("text", "en", "use_verb"), "Allow camera"),
        (("text", "en", "refuse_verb"), "No"),
        (("text", "de", "refuse_verb"), "Nein"),
        (("text", "en", "reads"), "Two\nlines"),
        (("text", "en", "reads"), "Right\u202eto left"),
        (("text", "en", "reads"), " padded "),
        (("text", "en", "reads"), 7),
        (("text", "en", "raeds"), "A key that nobody reads."),
        (("text", "fr"), {"title": "Lire ?"}),
        (("version",), "2026-13-01.1"),
        (("version",), "\u0662026-11-23.1"),
        (("version",), "latest"),
        (("storage", "retention"), "a year"),
        (("storage", "retention"), "P"),
        (("storage", "retention"), "PT"),
        (("data",), []),
        (("data",), [TABLES["scan.qr"]["data"][0]] * 2),
        (("recipients",), ["<b>owner</b>"]),
        (("recipients",), "owner"),
        (("os", "windows"), "https://example.org"),
        (("os", "mac"), "../Info.plist"),
        (("role",), "guest"),
        (("lawful_basis",), "none"),
        (("purpose_type",), "Marketing"),
        (("permision",), "camera"),
    ],
)
def test_what_is_long_hostile_or_mistyped_is_not_shown(
    path: tuple[Any, ...], value: object
) -> None:
    with pytest.raises(RegistryBroken):
        parse_registry(with_changed("scan.qr", path, value))


@given(st.text(max_size=400) | st.sampled_from(["[" * 20_000, "x = " + "9" * 5000, "#" * 400_001]))
@settings(max_examples=80, deadline=None)
def test_any_other_file_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RegistryBroken):
        parse_registry(text)


@given(st.integers(0, len(WORDS) - 1), st.text(max_size=3), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_whole_or_refused(at: int, put: str, cut: int) -> None:
    try:
        damaged = parse_registry(WORDS[:at] + put + WORDS[at + cut :])
    except RegistryBroken:
        return
    assert {text.purpose for text in damaged.prompts} == set(Purpose)


def test_words_in_a_language_that_nobody_wrote_are_not_made_up() -> None:
    with pytest.raises(RegistryBroken, match="fr"):
        parse_registry(WORDS, "fr")


@pytest.mark.parametrize("lang", LANGS)
def test_each_language_says_everything_with_two_equal_buttons(lang: str) -> None:
    for text in parse_registry(WORDS, lang).prompts:
        assert text.lang == lang
        assert text.title.endswith("?")
        assert len(text.title) <= 60
        assert text.refuse_verb == opposite(text.use_verb, lang) != ""
        assert all(0 < len(getattr(text, name)) <= 160 for name in NAMES)
        assert (text.retention in (NONE, "Nichts wird behalten.")) <= (
            text.storage.retention == "PT0S"
        )


def test_a_yes_in_one_language_is_a_yes_to_the_same_words_in_the_other() -> None:
    for one, other in zip(*(parse_registry(WORDS, lang).prompts for lang in LANGS), strict=True):
        assert one.fingerprint != other.fingerprint
        assert one.fingerprints == other.fingerprints == {one.fingerprint, other.fingerprint}


def test_the_owner_is_asked_as_the_owner_and_gives_consent(registry: Registry) -> None:
    for text in registry.prompts:
        assert (text.role is Role.OWNER) == text.purpose.startswith("owner.")
        if text.role is Role.OWNER:
            assert text.lawful_basis is LawfulBasis.CONSENT
            assert "your" in f"{text.title} {text.reads}".casefold()
            assert text.os_keys.mac == text.os_keys.windows == ""


def test_the_owner_is_told_that_devices_keep_reporting(registry: Registry) -> None:
    said = registry.prompt_text(Purpose.OWNER_ONLINE).sends
    assert "keep reporting to their makers as long as they stay connected" in said


def test_what_is_shared_says_to_whom_and_which_fields(registry: Registry) -> None:
    for purpose in (Purpose.SHARE_CUSTOMER, Purpose.SHARE_MANUFACTURER, Purpose.SHARE_SUPPORT):
        text = registry.prompt_text(purpose)
        assert text.permission is Permission.STORAGE
        assert text.recipients
        assert "No password." in text.sends or "or password." in text.sends
        assert "which fields" in text.keeps


def test_a_password_is_never_kept_on_this_computer(registry: Registry) -> None:
    text = registry.prompt_text(Purpose.OWNER_WIFI)
    assert text.storage.location == "memory only"
    assert any(kind.category == "Wi-Fi password" and kind.sensitive for kind in text.data)


@pytest.mark.parametrize(
    "cut", ['sends = "Nothing."', 'permission = "camera"', '["scan.qr".text.en]', '["scan.qr"]']
)
def test_a_purpose_that_lacks_something_stops_the_program(cut: str) -> None:
    with pytest.raises(RegistryBroken):
        parse_registry(WORDS.replace(cut, "", 1))


def test_other_words_have_another_fingerprint(registry: Registry) -> None:
    changed = parse_registry(WORDS.replace("No picture.", "A picture.", 1))
    one, other = (r.prompt_text(Purpose.SCAN_QR).fingerprint for r in (registry, changed))
    assert one != other


def test_nothing_but_the_gate_makes_leases() -> None:
    package = Path(walkdown.__file__).parent
    makers = set()
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            made = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Lease"
            minted = isinstance(node, ast.Name | ast.alias) and "_MINT" in (
                getattr(node, "id", ""),
                getattr(node, "name", ""),
            )
            if made or minted:
                makers.add(file.relative_to(package).as_posix())
    assert makers == {"consent/uses.py", "consent/lease.py"}


def test_a_purpose_says_truly_whether_it_is_about_a_site() -> None:
    with pytest.raises(RegistryBroken):
        parse_registry(WORDS.replace("site_bound = false", 'site_bound = "false"', 1))


def test_how_long_a_yes_may_last_is_part_of_what_was_shown(registry: Registry) -> None:
    changed = parse_registry(WORDS.replace("site_bound = true", "site_bound = false", 1))
    one, other = (r.prompt_text(Purpose.SITE_LOCATE).fingerprint for r in (registry, changed))
    assert one != other


def test_sending_a_password_is_said_plainly(registry: Registry) -> None:
    text = registry.prompt_text(Purpose.WIFI_SETUP)
    for word in ("password", "Bluetooth", "devices on your list", "unencrypted"):
        assert word in text.sends
    assert "serial" in text.reads
