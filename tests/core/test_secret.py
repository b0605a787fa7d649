"""A password cannot leak by accident: not printed, formatted, logged, compared, pickled or copied."""

from __future__ import annotations

import copy
import dataclasses
import json
import logging
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.secret import Secret
from walkdown.core.wifi import Credentials

TEXT = "correct horse"


def test_it_is_shown_only_on_purpose() -> None:
    with Secret(TEXT).reveal() as text:
        assert text == TEXT


def test_it_does_not_print_format_or_log() -> None:
    secret = Secret(TEXT)
    credentials = Credentials("Home", secret)
    args = (secret, secret, credentials)
    logged = logging.LogRecord("test", logging.ERROR, "", 1, "%s %r %s", args, None).getMessage()
    words = [str(secret), repr(secret), f"{secret}", f"{secret!r:>40}", f"{secret:x}"]
    assert not any(TEXT in word for word in (*words, repr(credentials), logged))


@pytest.mark.parametrize("write", [pickle.dumps, json.dumps, copy.copy, copy.deepcopy])
def test_it_is_not_written_or_copied(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError):
        write(Secret(TEXT))


def test_it_is_not_taken_apart_with_its_record() -> None:
    with pytest.raises(TypeError):
        dataclasses.asdict(Credentials("Home", Secret(TEXT)))


def test_it_is_not_compared_and_is_no_key() -> None:
    with pytest.raises(TypeError):
        assert Secret(TEXT) == Secret(TEXT)
    with pytest.raises(TypeError):
        hash(Secret(TEXT))


def test_a_traceback_does_not_tell_it() -> None:
    with pytest.raises(TypeError) as caught:
        pickle.dumps(Secret(TEXT))
    assert TEXT not in "".join(traceback.format_exception(caught.value))


@given(st.text(max_size=80))
def test_its_length_is_in_bytes_and_it_is_gone_when_forgotten(text: str) -> None:
    if any("\ud800" <= c <= "\udfff" for c in text):
        return
    secret = Secret(text)
    assert len(secret) == len(text.encode())
    secret.forget()
    secret.forget()
    assert secret.empty
    with secret.reveal() as left:
        assert left == ""
