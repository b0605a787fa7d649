"""Text from outside is harmless once shown: one line, bounded, nothing hidden, no markup."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.shown import MOST, shown

SEEDS = json.loads((Path(__file__).parent / "data" / "hostile.json").read_text(encoding="utf-8"))
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
ISOLATES = ("\u2068", "\u2069")


def assert_harmless(text: str, most: int = MOST) -> None:
    inner = text
    if text[:1] == ISOLATES[0]:
        assert text[-1] == ISOLATES[1]
        inner = text[1:-1]
    assert len(inner) <= most
    assert not any(unicodedata.category(c) in HIDDEN for c in inner)
    assert not set("<>&") & set(inner)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed["id"])
def test_a_hostile_name_is_shown_harmless(seed: dict[str, str]) -> None:
    assert_harmless(shown(bytes.fromhex(seed["hex"])))


@given(st.text(st.characters(), max_size=200), st.integers(1, 80))
def test_any_text_is_shown_harmless(raw: str, most: int) -> None:
    assert_harmless(shown(raw, most), most)


@given(st.binary(max_size=300))
def test_any_bytes_are_shown_harmless(raw: bytes) -> None:
    assert_harmless(shown(raw))


def test_a_name_of_a_million_signs_is_cut() -> None:
    assert shown("N" * 1_000_000) == "N" * (MOST - 1) + "…"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Battery A", "Battery A"),
        ("Zoë's Küche 🔋", "Zoë's Küche 🔋"),
        ("a\nb", "a⟦0A⟧b"),
        ("Ho\u200bme", "Ho⟦200B⟧me"),
        ("abc\u202egpj", "abc⟦202E⟧gpj"),
        ("<b>x</b> & y", "‹b›x‹/b› ＆ y"),
        (b"Atm\xffGW", "Atm\\xffGW"),
        ("\u00a0 x\u3000", "x"),
    ],
)
def test_a_person_sees_what_is_really_there(raw: str | bytes, clean: str) -> None:
    assert shown(raw) == clean


def test_right_to_left_names_cannot_reorder_their_neighbours() -> None:
    assert shown("שלום 1") == f"{ISOLATES[0]}שלום 1{ISOLATES[1]}"


def test_piled_up_marks_are_thinned() -> None:
    assert len(shown("x" + "\u0327" * 30)) <= 3
