"""Check digits: by the rule of its maker, whether a serial can be right as it was read or typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

_DIGITS = "0123456789"
_ALNUM = _DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HEX = "0123456789ABCDEF"
MOST = 64


class Rule(StrEnum):
    """How check digits are computed; all stand at the end.

    MOD10 is GS1's (weights 3 and 1). MOD11 weighs 1, 2, 3 ... from the right, X is ten. MOD97 is
    ISO 7064 mod 97-10, two digits. SOLAREDGE is the low byte of the sum of the bytes, all in hex
    (protocols.md 9.6). MOD37_36 is ISO 7064's hybrid system for letters and digits.
    """

    NONE = "none"
    VERHOEFF = "verhoeff"
    LUHN = "luhn"
    MOD10 = "mod10"
    MOD11 = "mod11"
    MOD97 = "mod97"
    SOLAREDGE = "solaredge"
    MOD37_36 = "mod37-36"


def holds(rule: Rule, text: str) -> bool:
    """Whether the text, its check digit at the end, keeps the rule; spaces and dashes do not count.

    False too where the text holds what the rule has no number for, or is longer than 64.
    """
    plain = text.upper().replace(" ", "").replace("-", "")
    check, letters = _RULES[rule]
    fits = 2 <= len(plain) <= MOST and all(c in letters for c in plain)
    return fits and check(plain)


def completed(rule: Rule, body: str) -> str:
    """The body with its check digit behind it. ValueError where the rule has none for it."""
    for tail in _tails(rule):
        if holds(rule, body + tail):
            return body + tail
    raise ValueError("the rule has no check digit for this")


def _tails(rule: Rule) -> Iterable[str]:
    if rule is Rule.NONE:
        return ("",)
    if rule is Rule.MOD97:
        return (f"{n:02}" for n in range(2, 99))
    if rule is Rule.SOLAREDGE:
        return (f"{n:02X}" for n in range(256))
    return _RULES[rule][1]


def _verhoeff(text: str) -> bool:
    check = 0
    for place, digit in enumerate(reversed(text)):
        check = _dihedral(check, _TURNS[place % 8][int(digit)])
    return check == 0


def _dihedral(a: int, b: int) -> int:
    """The product in the symmetries of a pentagon: 0-4 are turns, 5-9 reflections."""
    if a < 5:
        return (a + b) % 5 + (5 if b > 4 else 0)
    return (a - b) % 5 + (5 if b < 5 else 0)


def _turns() -> tuple[tuple[int, ...], ...]:
    rows = [tuple(range(10))]
    for _ in range(7):
        rows.append(tuple((1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[n] for n in rows[-1]))
    return tuple(rows)


_TURNS = _turns()


def _luhn(text: str) -> bool:
    doubled = (int(c) * (1 + place % 2) for place, c in enumerate(reversed(text)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def _mod10(text: str) -> bool:
    return sum(int(c) * (1 + place % 2 * 2) for place, c in enumerate(reversed(text))) % 10 == 0


def _mod11(text: str) -> bool:
    if "X" in text[:-1]:
        return False
    numbers = [10 if c == "X" else int(c) for c in reversed(text)]
    return sum(n * place for place, n in enumerate(numbers, 1)) % 11 == 0


def _mod97(text: str) -> bool:
    return int("".join(str(_ALNUM.index(c)) for c in text)) % 97 == 1


def _solaredge(text: str) -> bool:
    if len(text) % 2:
        return False
    *body, check = bytes.fromhex(text)
    return sum(body) & 0xFF == check


def _mod37_36(text: str) -> bool:
    product = 36
    for c in text[:-1]:
        product = ((product + _ALNUM.index(c)) % 36 or 36) * 2 % 37
    return (product + _ALNUM.index(text[-1])) % 36 == 1


_RULES: dict[Rule, tuple[Callable[[str], bool], str]] = {
    Rule.NONE: (lambda _: True, _ALNUM),
    Rule.VERHOEFF: (_verhoeff, _DIGITS),
    Rule.LUHN: (_luhn, _DIGITS),
    Rule.MOD10: (_mod10, _DIGITS),
    Rule.MOD11: (_mod11, _DIGITS + "X"),
    Rule.MOD97: (_mod97, _ALNUM),
    Rule.SOLAREDGE: (_solaredge, _HEX),
    Rule.MOD37_36: (_mod37_36, _ALNUM),
}
