"""The site's facts: optional, and an e-mail address is only questioned where a part is missing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import Kind
from walkdown.core.site import Expected, Site, email_looks_whole, missing_facts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "ada@example.org",
        " a.b+c@mail.example.co.uk ",
        "zoë@müller.example",
        "o'neil@a.ie",
    ],
)
def test_a_whole_address_is_taken(text: str) -> None:
    assert email_looks_whole(text)


@pytest.mark.parametrize(
    "text",
    [
        "ada", "ada@", "@example.org", "ada@example", "ada@example.", "ada@example.o",
        "a b@example.org", "ada@@example.org", "ada@example..org", ".ada@example.org",
        "ada@example.org?bcc=x.yy", "ada@example.org,b", "<ada@example.org>", "a\u200bda@example.org",
        "ada@example.org\nbcc:x", "a" * 250 + "@example.org", "a@" + "b." * 200,
    ],
)  # fmt: skip
def test_an_unfinished_or_dangerous_address_is_questioned(text: str) -> None:
    assert not email_looks_whole(text)


@given(st.text(max_size=300))
def test_any_text_can_be_asked_about(text: str) -> None:
    email_looks_whole(text)


def test_missing_facts_are_named_until_all_are_there() -> None:
    assert len(missing_facts(Site())) == 7
    whole = Site(
        "n", "", Site().type, "a", "Europe/Berlin", date(2026, 11, 22), "p", "o", "a@b.cc", "",
        (Expected(Kind.METER, 1), Expected(Kind.GATEWAY, 2)),
    )  # fmt: skip
    assert missing_facts(whole) == ()
    assert whole.expected_total == 3
