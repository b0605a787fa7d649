"""Three tones that can be told apart, from a thread that never holds the window up."""

from __future__ import annotations

import itertools
import threading
from array import array

import pytest

from walkdown.app.messages import Outcome
from walkdown.ui.pages.labels_flash import tone_of
from walkdown.ui.sound import Loudspeaker, _stream, may_sound
from walkdown.ui.tones import RATE, Tone, samples


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_short_begins_and_ends_softly_and_is_not_too_loud(tone: Tone) -> None:
    pcm = array("h", samples(tone))
    assert 0.05 < len(pcm) / RATE < 0.4
    assert (pcm[0], abs(pcm[-1]) < 600) == (0, True)
    assert 5_000 < max(pcm) < 16_000


def test_known_is_two_beeps_and_wrong_is_low() -> None:
    def crossings(tone: Tone) -> int:
        pcm = array("h", samples(tone))
        return sum((a < 0) != (b < 0) for a, b in itertools.pairwise(pcm))

    assert samples(Tone.KNOWN) != samples(Tone.ADDED)
    assert crossings(Tone.WRONG) / len(samples(Tone.WRONG)) < 0.3 * (
        crossings(Tone.ADDED) / len(samples(Tone.ADDED))
    )


def test_every_outcome_of_a_scan_has_its_tone() -> None:
    assert tone_of(Outcome.ADDED) is Tone.ADDED
    assert tone_of(Outcome.DUPLICATE) is Tone.KNOWN
    assert tone_of(Outcome.REMOVED) is None
    wrong = (Outcome.FOREIGN, Outcome.LEFT_OUT, Outcome.CLASH, Outcome.OTHER_SITE, Outcome.MATTER)
    assert {tone_of(outcome) for outcome in wrong} == {Tone.WRONG}


def test_play_returns_while_the_tone_still_sounds_and_a_flood_is_thinned() -> None:
    heard: list[bytes] = []
    begun, go_on = threading.Event(), threading.Event()

    def player(pcm: bytes) -> None:
        begun.set()
        assert go_on.wait(5)
        heard.append(pcm)

    speaker = Loudspeaker(player, able=lambda: True)
    speaker.play(Tone.ADDED)
    assert begun.wait(5)
    for _ in range(100):
        speaker.play(Tone.WRONG)
    go_on.set()
    speaker.close()
    assert 1 <= len(heard) <= 3


def test_a_laptop_whose_sound_fails_is_left_alone_for_a_while() -> None:
    now, tries, failed = [0.0], [], threading.Event()

    def player(_pcm: bytes) -> None:
        tries.append(now[0])
        failed.set()
        raise OSError("no card")

    speaker = Loudspeaker(player, now=lambda: now[0], able=lambda: True)
    speaker.play(Tone.ADDED)
    assert failed.wait(5)
    speaker.close()
    speaker.play(Tone.ADDED)
    assert len(tries) == 1
    failed.clear()
    now[0] = 61.0
    speaker.play(Tone.ADDED)
    assert failed.wait(5)
    speaker.close()
    assert len(tries) == 2


def test_nothing_sounds_off_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert not may_sound()
    speaker = Loudspeaker(lambda _pcm: pytest.fail("it sounds"))
    speaker.play(Tone.ADDED)
    speaker.close()


def test_the_device_gets_every_sample_once_and_silence_after() -> None:
    over = threading.Event()
    stream = _stream(bytes(range(10)), over)
    next(stream)
    parts = [stream.send(2) for _ in range(4)]
    assert b"".join(parts) == bytes(range(10)) + bytes(6)
    assert over.is_set()
