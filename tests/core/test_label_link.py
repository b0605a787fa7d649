"""A web address on a label counts only at a maker's own host, without tricks, and is never opened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import Kind
from walkdown.core.label import Check, Label, NotALabel, read_label
from walkdown.core.label_link import Link, link_of, looks_like_link
from walkdown.core.label_profile import Profiles, profile_of

MAKER = Profiles(
    (
        profile_of(
            """
            maker = "Linked"
            hosts = ["id.linked.example"]
            [[link]]
            pattern = '/d/(?P<model>[A-Z]{2}-[0-9]{1,5})/(?P<serial>[0-9]{12})(?:\\?[a-z]{1,8}=[0-9]{1,8})?'
            check = "luhn"
            """
        ),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "https://id.linked.example/d/MI-800/122044171264",
        "http://id.linked.example/d/MI-800/122044171264",
        "HTTPS://ID.Linked.Example/d/MI-800/122044171264?v=2",
        "]Q1https://id.linked.example/d/MI-800/122044171264\r\n",
    ],
)
def test_an_address_of_the_maker_names_the_device(text: str) -> None:
    micro = Kind.MICRO_INVERTER
    wanted = Label("122044171264", "MI-800", micro, maker="Linked", check=Check.PASSED)
    assert read_label(text, MAKER) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "https://linked.example/d/MI-800/122044171264",
        "https://a.id.linked.example/d/MI-800/122044171264",
        "https://id.linked.example.evil.example/d/MI-800/122044171264",
        "https://id.linked.example@evil.example/d/MI-800/122044171264",
        "https://id.linked.example:443/d/MI-800/122044171264",
        "https://id.linked.example./d/MI-800/122044171264",
        "https:\\\\id.linked.example\\d\\MI-800\\122044171264",
        "https://id.linked.example\\@evil.example/d/MI-800/122044171264",
        "https://id.lınked.example/d/MI-800/122044171264",
        "https://id.lіnked.example/d/MI-800/122044171264",
        "https://xn--id-linked.example/d/MI-800/122044171264",
        "https://id。linked.example/d/MI-800/122044171264",
        "https://id.linked.example/d/../d/MI-800/122044171264",
        "https://id.linked.example/%2e%2E/d/MI-800/122044171264",
        "https:///id.linked.example/d/MI-800/122044171264",
        "https:id.linked.example/d/MI-800/122044171264",
        "https://id.linked.example/d/MI-800/122044171264#x",
        "https://id.linked.example/d/MI-800/12204417126\x004",
        "https://id.linked.example",
        "https://[::1]/d/MI-800/122044171264",
        "https://-a.example/",
        "https://a/",
    ],
)
def test_an_address_with_a_trick_names_nothing(text: str) -> None:
    assert read_label(text, MAKER) is NotALabel.LINK


def test_a_plain_address_is_taken_apart() -> None:
    assert link_of("HTTP://Maker.Example/A?b=c") == Link("maker.example", "/A?b=c")
    assert link_of("https://maker.example") == Link("maker.example", "")


@given(st.text(max_size=60))
def test_any_address_is_taken_apart_or_refused(text: str) -> None:
    link = link_of("https://" + text)
    assert looks_like_link("https://" + text)
    assert link is None or (link.host.isascii() and "@" not in link.host and ":" not in link.host)
