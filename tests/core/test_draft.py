"""What is typed and not yet sent outlives a kill; a router's password in it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.test_advance import AT, ONE, TWO, after, device, job
from walkdown.core.advance import NotAllowed, recovered
from walkdown.core.draft import MOST_CHARACTERS, MOST_PASTED, Draft, DraftField
from walkdown.core.events import (
    Change,
    DeviceLeftOut,
    DeviceListed,
    DeviceUnlisted,
    Drafted,
    HandoverDone,
    NetworkChosen,
    Promised,
    SiteEdited,
)
from walkdown.core.job import HandedOver, Job
from walkdown.core.promise import CheckId, Item, Promise
from walkdown.core.site import Site
from walkdown.core.wifi import ChosenNetwork

SECRET = "harbour-pass-1"
CODE = f"WIFI:T:WPA;S:Home;P:{SECRET};;"

texts = st.text(max_size=MOST_CHARACTERS + 20)
drafts = st.one_of(
    st.builds(
        Draft,
        st.sampled_from([f for f in DraftField if f is not DraftField.LEAVE_REASON]),
        texts,
    ),
    st.builds(Draft, st.just(DraftField.LEAVE_REASON), texts, st.sampled_from([ONE, TWO])),
)


def typed(field: DraftField, text: str, of: str = "") -> Drafted:
    return Drafted(Draft(field, text, of))


def with_all() -> Job:
    """Something typed into every field."""
    plain = [typed(f, "half a te") for f in DraftField if f is not DraftField.LEAVE_REASON]
    return after(
        job(ONE, TWO), *plain, *(typed(DraftField.LEAVE_REASON, "b", s) for s in (ONE, TWO))
    )


def kept(job: Job) -> set[tuple[DraftField, str]]:
    return {(d.field, d.device) for d in job.drafts}


@given(st.lists(drafts, max_size=12))
def test_the_newest_text_of_each_field_is_kept(history: list[Draft]) -> None:
    now = after(job(ONE, TWO), *map(Drafted, history))
    newest = {(d.field, d.device): d.text for d in history}
    for (field, serial), text in newest.items():
        plain = text.encode("utf-8", "ignore").decode()
        assert now.drafted(field, serial) == plain[: MOST_PASTED if field == "pasted" else 200]
    assert kept(now) <= set(newest)
    assert all(d.text for d in now.drafts)
    assert recovered(now).drafts == now.drafts


@given(
    st.sampled_from(DraftField),
    st.sampled_from(["", "serial,model\n", "122044170001\r\n", "x ", "P:", "\n"]),
    st.sampled_from(
        [CODE, CODE.lower(), f" wifi:S:a;P:{SECRET}", f"Wıfi:S:a;\nP:{SECRET};;", CODE[:-2]]
    ),
    st.sampled_from(["", "\n122044170002", "\nhalf"]),
)
def test_a_routers_password_is_never_kept(
    field: DraftField, before: str, code: str, behind: str
) -> None:
    of = ONE if field is DraftField.LEAVE_REASON else ""
    now = after(job(ONE), typed(field, before + code + behind, of))
    assert SECRET.upper() not in now.drafted(field, of).upper()


def test_the_lines_around_a_routers_code_are_kept() -> None:
    text = f"122044170001\n{CODE}\nWIFI:S:a;\nP:{SECRET};;\n1220 44"
    now = after(job(), typed(DraftField.PASTED, text))
    assert now.drafted(DraftField.PASTED) == "122044170001\n1220 44"


def test_a_long_list_is_cut_and_a_code_at_its_end_is_not_half_kept() -> None:
    lines = "1\n" * (MOST_PASTED // 2 - 8)
    now = after(job(), typed(DraftField.PASTED, lines + CODE))
    assert now.drafted(DraftField.PASTED) == lines
    now = after(job(), typed(DraftField.PASTED, "1\n" * MOST_PASTED))
    assert len(now.drafted(DraftField.PASTED)) == MOST_PASTED


def test_an_emptied_field_is_not_kept() -> None:
    now = after(job(), typed(DraftField.OWNER, "M."), typed(DraftField.OWNER, ""))
    assert now.drafts == ()


PROMISE = {f for f in DraftField if f.value.startswith("promise-")}
PROMISED = Promise(Item(CheckId.COMPLETE), "a", "b", AT.date(), AT)


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (Promised((PROMISED,)), {(f, "") for f in PROMISE}),
        (DeviceLeftOut(ONE, "broken"), {(DraftField.LEAVE_REASON, ONE)}),
        (DeviceUnlisted(TWO), {(DraftField.LEAVE_REASON, TWO)}),
        (NetworkChosen(ChosenNetwork("half a te", "", None, "")), {(DraftField.HIDDEN_SSID, "")}),
        (NetworkChosen(ChosenNetwork("Other", "", None, "")), set()),
        (DeviceListed(device("122044170003")), set()),
        (SiteEdited(Site(name="x")), set()),
    ],
)
def test_what_a_button_did_takes_its_draft_and_no_other(
    change: Change, gone: set[tuple[DraftField, str]]
) -> None:
    before = with_all()
    assert kept(before) - kept(after(before, change)) == gone


def test_a_listed_serial_takes_the_draft_it_was_typed_as() -> None:
    before = after(job(), typed(DraftField.SERIAL, "1220 4417 0001"), typed(DraftField.MODEL, "MI"))
    assert after(before, DeviceListed(device(TWO))).drafts == before.drafts
    assert kept(after(before, DeviceListed(device(ONE)))) == {(DraftField.MODEL, "")}


def test_a_handed_over_site_keeps_no_drafts_and_takes_none() -> None:
    over = after(with_all(), HandoverDone(HandedOver("M. Okafor", AT, "folder")))
    assert over.drafts == ()
    with pytest.raises(NotAllowed):
        after(over, typed(DraftField.OWNER, "x"))


@pytest.mark.parametrize(
    "draft",
    [
        Draft(DraftField.LEAVE_REASON, "x"),
        Draft(DraftField.LEAVE_REASON, "x", TWO),
        Draft(DraftField.OWNER, "x", ONE),
    ],
)
def test_a_field_that_is_not_there_has_no_draft(draft: Draft) -> None:
    with pytest.raises(NotAllowed):
        after(job(ONE), Drafted(draft))


def test_a_text_from_a_file_is_bounded_where_it_is_read() -> None:
    hostile = replace(job(), drafts=(Draft(DraftField.OWNER, "x" * 10_000 + CODE),))
    assert hostile.drafted(DraftField.OWNER) == ""
    hostile = replace(job(), drafts=(Draft(DraftField.OWNER, "x" * 10_000),))
    assert hostile.drafted(DraftField.OWNER) == "x" * MOST_CHARACTERS
