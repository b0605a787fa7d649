"""Every purpose says everything the prompt shows; a missing word stops the program."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import walkdown
from walkdown.consent.purpose import Purpose, Scope
from walkdown.consent.registry import Registry, RegistryBroken, parse_registry
from walkdown.storage.places import resources_dir

WORDS = (resources_dir() / "purposes.toml").read_text("utf-8")


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
    assert makers == {"consent/gate.py", "consent/lease.py"}


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
