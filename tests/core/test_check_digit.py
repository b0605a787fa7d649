"""A check digit tells a wrong serial from a right one, by the rule of its maker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.check_digit import Rule, completed, holds

DIGITS = [Rule.VERHOEFF, Rule.LUHN, Rule.MOD10, Rule.MOD11, Rule.MOD97, Rule.MOD37_36]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule.VERHOEFF, "2363"),  # the textbook's
        (Rule.VERHOEFF, "34970112332"),
        (Rule.LUHN, "79927398713"),
        (Rule.LUHN, "1220 4417 1264"),
        (Rule.MOD10, "4006381333931"),
        (Rule.MOD10, "09506000134352"),
        (Rule.MOD11, "080442957X"),
        (Rule.MOD97, "79444"),
        (Rule.SOLAREDGE, "10288063-1B"),
        (Rule.SOLAREDGE, "102880631b"),
        (Rule.MOD37_36, "A12425GABC1234002M"),
        (Rule.NONE, "anything1"),
    ],
)
def test_a_right_one_holds(rule: Rule, text: str) -> None:
    assert holds(rule, text)


@pytest.mark.parametrize("rule", [r for r in Rule if r is not Rule.NONE])
@pytest.mark.parametrize("text", ["", "1", "é1", "12345\x00", "1" * 65, "١٢٣٤", "X1X1", "12a!"])
def test_what_a_rule_has_no_number_for_does_not_hold(rule: Rule, text: str) -> None:
    assert not holds(rule, text)


@given(st.sampled_from(DIGITS), st.from_regex(r"[0-9]{3,15}", fullmatch=True), st.data())
def test_one_wrong_digit_is_always_found(rule: Rule, body: str, data: st.DataObject) -> None:
    right = completed(rule, body)
    assert holds(rule, right)
    at = data.draw(st.integers(0, len(body) - 1))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != right[at]]))
    weighs_nothing = rule is Rule.MOD11 and (len(right) - at) % 11 == 0
    assert not holds(rule, right[:at] + digit + right[at + 1 :]) or weighs_nothing


@given(st.from_regex(r"[0-9A-F]{8}", fullmatch=True))
def test_every_hex_id_has_its_sum(body: str) -> None:
    assert holds(Rule.SOLAREDGE, completed(Rule.SOLAREDGE, body))


def test_two_neighbours_changed_over_are_found_by_the_rules_for_it() -> None:
    for rule in (Rule.VERHOEFF, Rule.MOD97, Rule.MOD37_36):
        assert not holds(rule, "2134567" + completed(rule, "1234567")[7:])


def test_a_rule_without_a_digit_for_a_text_says_so() -> None:
    with pytest.raises(ValueError, match="no check digit"):
        completed(Rule.LUHN, "ABC")


@given(st.sampled_from(Rule), st.text(max_size=80))
def test_any_text_is_answered(rule: Rule, text: str) -> None:
    assert holds(rule, text) in (True, False)
