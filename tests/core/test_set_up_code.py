"""A label's code for setting up is read into a secret, and what is none is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import Kind
from walkdown.core.label import Label, NotALabel, read_label
from walkdown.core.set_up_code import set_up_code_trouble

POP = "abcd1234"


def code(**more: object) -> str:
    usual = {"ver": "v1", "name": "PROV_770300125518", "pop": POP, "transport": "ble"}
    return json.dumps({**usual, **more})


def test_its_serial_security_and_secret_are_read() -> None:
    label = read_label(code(security=2, username="me"))
    assert isinstance(label, Label)
    assert (label.serial, label.kind) == ("770300125518", None)
    assert label.proof is not None
    assert (label.proof.security, label.proof.username) == (2, "me")
    with label.proof.secret.reveal() as secret:
        assert secret == POP
    assert POP not in repr(label)


@pytest.mark.parametrize(
    ("more", "security"), [({}, 1), ({"pop": ""}, 0), ({"security": 1}, 1), ({"x": [1]}, 1)]
)
def test_a_code_without_its_security_promises_one_where_it_has_a_secret(
    more: dict[str, object], security: int
) -> None:
    label = read_label(code(**more))
    assert isinstance(label, Label)
    assert label.proof is not None
    assert label.proof.security == security


@pytest.mark.parametrize("name", ["PROV_A1B2C3", "PROV_a1b2c3", "PROV_123456"])
def test_a_device_as_the_chips_maker_sells_it_is_known_by_its_name(name: str) -> None:
    label = read_label(code(name=name))
    assert isinstance(label, Label)
    assert (label.serial, label.kind) == (name.upper(), None)
    assert label.proof is not None
    assert read_label(name) == Label(name.upper())


def test_a_maker_may_add_the_serial_and_the_model() -> None:
    label = read_label(code(name="PROV_AABB", serial="1220 4417 0087", model="MI-800"))
    assert isinstance(label, Label)
    assert (label.serial, label.model) == ("122044170087", "MI-800")
    assert label.kind is Kind.MICRO_INVERTER


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        "{" * 400,
        code(ver="v2"),
        code(transport="softap"),
        code(name="PROV_AABBC"),
        code(name="MINE_AABBCC"),
        code(security=3),
        code(security="1"),
        code(pop="a" * 65),
        code(pop=12345678),
        code(pop="\ud800"),
        code(pop=None),
        code(username=""),
        code(username="u" * 65),
        code(username=7),
        code(security=True),
        code(security=-1),
        code(x=[[[[[[[[[1]]]]]]]]]),
        code(name=["PROV_A1B2C3"]),
        code()[:-1] + ', "pop": "efgh5678"}',
        code()[:-1] + ', "x": NaN}',
    ],
)
def test_what_cannot_be_used_is_refused(text: str) -> None:
    assert read_label(text) is NotALabel.BROKEN_SET_UP_CODE
    assert POP not in set_up_code_trouble(text)


@given(st.text(max_size=80))
def test_anything_that_begins_like_one_is_read_or_refused(tail: str) -> None:
    assert isinstance(read_label("{" + tail), Label | NotALabel)


def test_a_pretty_printed_code_reads_as_any_other() -> None:
    pretty = json.dumps(json.loads(code(security=1)), indent=2)
    assert read_label(pretty) == read_label(code(security=1))


@given(
    st.dictionaries(
        st.sampled_from(["ver", "name", "pop", "transport", "security", "username", "serial", "x"]),
        st.sampled_from(["v1", "ble", "PROV_A1B2C3", "", "\ud800", 1, 2, True, None, [], {}, 1e9]),
    )
)
def test_any_object_is_read_or_refused(said: dict[str, object]) -> None:
    assert isinstance(read_label(json.dumps(said)), Label | NotALabel)
