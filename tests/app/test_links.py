"""No link is opened but those made here: a search on one map host, and a mail draft of ours."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from walkdown.app.links import MOST, is_settings, mail_link, map_link, may_open
from walkdown.consent.purpose import Purpose
from walkdown.consent.system.links import SETTINGS_LINKS
from walkdown.core.mail import MailDraft, pack_draft
from walkdown.core.promise import CheckId, Item, Promise
from walkdown.core.site import Site

DATA = Path(__file__).parents[1] / "core" / "data" / "hostile.json"
SEEDS = [bytes.fromhex(seed["hex"]) for seed in json.loads(DATA.read_text("utf-8"))]
DRAFT = MailDraft("owner@harbour-lane.example", "Hand-over pack", "Hello,\n\nthe pack & more?")
MAP = map_link("14 Harbour Lane, Port Alder")
MAIL = mail_link(DRAFT)


def opens(link: str) -> bool:
    return any(may_open(purpose, link) for purpose in Purpose) or is_settings(link)


def test_our_own_links_are_opened_for_their_own_purpose_only() -> None:
    assert may_open(Purpose.OPEN_MAP, MAP)
    assert may_open(Purpose.OPEN_MAIL, MAIL)
    for purpose in Purpose:
        assert may_open(purpose, MAP) == (purpose is Purpose.OPEN_MAP)
        assert may_open(purpose, MAIL) == (purpose is Purpose.OPEN_MAIL)


def test_the_map_is_asked_in_plain_sight() -> None:
    assert MAP == (
        "https://www.openstreetmap.org/search?query=14%20Harbour%20Lane%2C%20Port%20Alder"
    )


def test_a_code_from_a_label_is_never_opened() -> None:
    assert len(SEEDS) >= 336
    assert not [seed for seed in SEEDS if opens(seed.decode("utf-8", "replace"))]
    assert not [seed for seed in SEEDS if opens(seed.decode("latin-1"))]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "geo:50.1,-4.9",
        "https://www.openstreetmap.org",
        "http" + MAP.removeprefix("https"),
        MAP.replace("https", "HTTPS"),
        MAP.replace("www.openstreetmap.org", "www.openstreetmap.org.evil.example"),
        MAP.replace("www.openstreetmap.org", "www.openstreetmap.org@evil.example"),
        MAP.replace("www.openstreetmap.org", "www.openstreetmap.org:8080"),
        MAP.replace("/search", "/search/../logout"),
        MAP + "&query=b",
        MAP + "#top",
        MAP + "%0A",
        MAP + "%FF",
        MAP + "\n",
        " " + MAP,
        MAP.replace("%20", "+"),
        MAP.replace("%2C", "%2c"),
        MAIL + "&attach=/etc/passwd",
        MAIL + "&cc=somebody@else.example",
        MAIL.replace("subject=", "bcc=a@b.example&subject="),
        MAIL.replace("subject=", "SUBJECT="),
        MAIL.replace("Hand-over", "Hand%0D%0ABcc:%20x@y.example"),
        MAIL.replace("Hello", "Hello%00"),
        MAIL.replace("Hello", "Hello%0D"),
        MAIL.replace("owner@harbour-lane.example", "a@b.example,c@d.example"),
        MAIL.replace("owner@harbour-lane.example", "not-an-address"),
        "mailto:owner@harbour-lane.example",
        "ms-settings:privacy-webcam?x",
        "ms-settings:windowsupdate",
        "x-apple.systempreferences:com.apple.preference.security",
    ],
)
def test_a_link_that_is_nearly_ours_is_not_opened(link: str) -> None:
    assert not opens(link)


@given(seed=st.sampled_from(SEEDS), at=st.integers(0, 80), link=st.sampled_from([MAP, MAIL]))
def test_a_link_with_something_put_into_it_is_another_link_or_none(
    seed: bytes, at: int, link: str
) -> None:
    text = seed.decode("utf-8", "replace")
    mixed = link[:at] + text + link[at:]
    if opens(mixed):
        # What was put in is at most more of the words; where it leads to stays.
        assert mixed.split("=")[0] == link.split("=")[0] or mixed.startswith("mailto:")
        assert mixed.isascii()


@given(st.text(max_size=400))
@example("\U0001f3e0" * 200)
@example("\u202eevil&query=x#/../\r\n")
@example("\ud800 lone")
def test_any_address_makes_a_link_that_is_opened_or_none(address: str) -> None:
    link = map_link(address)
    assert len(link) <= MOST
    assert may_open(Purpose.OPEN_MAP, link) == bool(link)
    assert bool(link) == any(c.isprintable() and not c.isspace() for c in address)


@given(name=st.text(max_size=120), owner=st.text(max_size=80), folder=st.text(max_size=120),
       email=st.text(max_size=60) | st.just("a.b@c-d.example"))  # fmt: skip
@example("\r\nBcc: x@y.example", "\u202e", "\x00", "a@b.example?bcc=c@d.example")
@example("\U0001f3e0" * 120, "\U0001f3e0" * 80, "\U0001f3e0" * 120, "")
def test_any_site_makes_a_draft_that_is_opened(
    name: str, owner: str, folder: str, email: str
) -> None:
    draft = pack_draft(Site(name=name, owner_email=email, provider=owner), owner, folder)
    link = mail_link(draft)
    assert len(link) <= MOST
    assert may_open(Purpose.OPEN_MAIL, link)
    assert "\r" not in draft.subject
    assert "\n" not in draft.subject


def test_the_draft_says_where_the_pack_is_and_promises_no_attachment() -> None:
    site = Site(name="14 Harbour Lane", owner_email="m@okafor.example", provider="Halyard")
    draft = pack_draft(site, "M. Okafor", "14-Harbour-Lane-2026-11-22")
    assert draft.to == "m@okafor.example"
    assert draft.subject == "Hand-over pack: 14 Harbour Lane"
    assert "Hello M. Okafor,\n\n" in draft.body
    assert "14-Harbour-Lane-2026-11-22" in draft.body
    assert draft.body.endswith("Halyard")
    assert draft.text.startswith("To: m@okafor.example\nSubject: Hand-over pack")


def vow(what: str, who: str, serial: str = "1", day: int = 29) -> Promise:
    item = Item(CheckId.COMMISSIONED, serial)
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Promise(item, what, who, date(2026, 11, day), at)


def test_the_draft_lists_what_was_promised_once_with_owner_and_day() -> None:
    many = tuple(vow("Fit the meter", "A. Fitter", f"{n}") for n in range(40))
    draft = pack_draft(Site(), "", "pack", (*many, vow("Bring power", "Owner", day=25)))
    assert draft.body.endswith(
        "Still open, as promised:\n- Bring power: Owner, until 25 Nov 2026\n"
        "- Fit the meter: A. Fitter, until 29 Nov 2026"
    )
    more = pack_draft(Site(), "", "pack", tuple(vow(f"Thing {n}", "x") for n in range(9)))
    assert "- and 6 more, in the report" in more.body
    assert "promised" not in pack_draft(Site(), "", "pack").body


@given(st.lists(st.tuples(st.text(max_size=160), st.text(max_size=80)), max_size=6))
def test_any_promise_makes_a_draft_that_is_opened(texts: list[tuple[str, str]]) -> None:
    promises = tuple(vow(what, who) for what, who in texts)
    draft = pack_draft(Site(name="14 Harbour Lane"), "M. Okafor", "pack", promises)
    assert may_open(Purpose.OPEN_MAIL, mail_link(draft))


def test_an_unfinished_address_is_left_to_the_mail_program() -> None:
    draft = pack_draft(Site(owner_email="m@okafor"), "", "pack")
    assert draft.to == ""
    assert draft.body.startswith("Hello,\n")
    assert mail_link(draft).startswith("mailto:?subject=")


def test_a_draft_that_is_too_long_is_not_opened() -> None:
    long = MailDraft("\U0001f3e0" * 250 + "@b.example", "Pack", "Hello")
    assert not may_open(Purpose.OPEN_MAIL, mail_link(long))


def test_the_systems_own_pages_are_known_sign_for_sign() -> None:
    assert all(map(is_settings, SETTINGS_LINKS))
    assert not any(is_settings(link + " ") for link in SETTINGS_LINKS)
    assert not any(may_open(purpose, link) for purpose in Purpose for link in SETTINGS_LINKS)
