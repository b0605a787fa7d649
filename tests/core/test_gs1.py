"""GS1's codes give the serial of one device; articles, boxes and doubtful ones are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core import gs1
from walkdown.core.device import Kind
from walkdown.core.gs1 import Article
from walkdown.core.label import Check, Label, NotALabel, read_label
from walkdown.core.label_match import UNCLEAR
from walkdown.core.label_profile import Profiles, profile_of

GTIN = "09506000134352"
MAKER = Profiles(
    (
        profile_of(
            f"""
            maker = "Numbered"
            [[label]]
            pattern = '(?P<serial>[0-9]{{12}})'
            check = "luhn"
            decides = "never"
            [[model]]
            name = "MI-800"
            kind = "micro"
            gtins = ["{GTIN}"]
            """
        ),
    )
)
OURS = Label("122044171264", "MI-800", Kind.MICRO_INVERTER, maker="Numbered", check=Check.PASSED)


@pytest.mark.parametrize(
    "text",
    [
        f"]d201{GTIN}21122044171264",
        f"]Q3\x1d01{GTIN}21122044171264\x1d10LOT7",
        f"]C121122044171264\x1d01{GTIN}",
        f"01{GTIN}21122044171264\x1d11260101",
        f"(01){GTIN}(21)122044171264",
        f"]C1(01){GTIN}(11)260101(21)122044171264(10)A1",
        f"https://id.gs1.org/01/{GTIN}/21/122044171264?11=260101",
        f"HTTPS://maker.example/some/01/{GTIN}/10/A%2D1/21/12204417%31264",
        f"01{GTIN}21122044171264",
        f"01{GTIN}2112204417126410LOT7",
    ],
)
def test_the_same_device_is_read_from_every_form(text: str) -> None:
    assert read_label(text, MAKER) == OURS


@pytest.mark.parametrize("lead", ["]d2", "]Q3", "]C1", "]e0", "]d1", ""])
def test_a_code_of_a_maker_without_a_profile_gives_its_serial_and_model(lead: str) -> None:
    text = f"{lead}01{GTIN}240BP-10\x1d21AB-123456"
    assert read_label(text) == Label("AB-123456", "BP-10", Kind.BATTERY)


def test_an_asset_number_stands_in_for_a_serial() -> None:
    assert read_label("]C180044012345123456") == Label("4012345123456")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"]d201{GTIN}", NotALabel.TRADE_ITEM),
        (f"]d201{GTIN}10LOT7", NotALabel.TRADE_ITEM),
        (f"https://id.gs1.org/01/{GTIN}", NotALabel.TRADE_ITEM),
        ("]C100340123450000000000", NotALabel.CARTON),
        (f"]C102{GTIN}3712", NotALabel.CARTON),
        ("https://id.gs1.org/00/340123450000000000", NotALabel.CARTON),
        ("]I114006381333938", NotALabel.CARTON),
        ("]E0036000291452", NotALabel.TRADE_ITEM),
        ("]d20109506000134353" + "21122044171264", NotALabel.UNKNOWN),
        (f"]d201{GTIN}21122044171264\x1d21122044171272", NotALabel.UNKNOWN),
        (f"]d201{GTIN}21ABC", NotALabel.UNKNOWN),
        (f"]d201{GTIN}21a<b>12345", NotALabel.UNKNOWN),
        ("]d2hello", NotALabel.UNKNOWN),
        ("]d2" + "\x1d" * 300, NotALabel.UNKNOWN),
        ("(99)", NotALabel.UNKNOWN),
        ("(0000)12345678", NotALabel.UNKNOWN),
        (f"https://u@id.gs1.org/01/{GTIN}/21/122044171264", NotALabel.LINK),
        (f"https://id.gs1.org:8443/01/{GTIN}/21/122044171264", NotALabel.LINK),
        ("https://id.gs1.org/01/09506000134353/21/122044171264", NotALabel.LINK),
        ("https://id.gs1.org/about/01", NotALabel.LINK),
    ],
)
def test_what_is_no_single_device_says_why(text: str, why: NotALabel) -> None:
    assert read_label(text) is why


def test_parts_that_run_together_are_said_to() -> None:
    read = read_label(f"01{GTIN}21122044171710AB1")
    assert read == Label("122044171710AB1", warning=UNCLEAR)
    assert read_label(f"01{GTIN}21AB-123456") == Label("AB-123456")


def test_twenty_digits_that_only_begin_like_one_stay_a_serial() -> None:
    assert read_label("01950600013435321990") == Label("01950600013435321990")


@given(
    st.text(alphabet=st.sampled_from("()0123456789AZ-\x1d/%"), max_size=90) | st.text(max_size=60)
)
def test_any_elements_are_read_or_refused(text: str) -> None:
    for article in (gs1.read_elements(text), gs1.read_run_together(text)):
        assert article is None or isinstance(article, Article)


@given(st.text(alphabet=st.sampled_from("/?&=0123456789AZ%.é"), max_size=90))
def test_any_digital_link_is_read_or_refused(rest: str) -> None:
    article = gs1.read_digital_link(f"https://a.example/01/{rest}")
    assert article is None or isinstance(article, Article)


@given(st.text(max_size=80))
def test_any_text_from_a_gs1_symbol_is_survived(text: str) -> None:
    read = read_label(f"]d2{text}")
    assert isinstance(read, Label | NotALabel) or text.strip()[:3] in ("MT:", "WIF", "DPP", "wif")


def test_its_tables_can_be_loaded_ahead() -> None:
    gs1.make_ready()
