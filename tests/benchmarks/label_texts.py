"""Texts of hostile labels: how long each takes to read, and how many are taken for what they are not."""

from __future__ import annotations

import contextlib
import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.columns import columns
from tests.core.hostile_texts import hostile
from walkdown.core import gs1
from walkdown.core.label import Label, MatterCode, NotALabel, RouterCode, plain_serial, read_label
from walkdown.core.label_left_out import shown_part
from walkdown.core.label_profile import Profiles
from walkdown.core.wifi import password_flaw, ssid_flaw
from walkdown.storage.label_profiles import load_profiles
from walkdown.storage.places import resources_dir

RUNS = 5
MOST_MS = 20.0
HEADS = ("class", "texts", "p50 ms", "max ms", "within 20 ms", "escapes")
# Recognised, said to be for another program, and never listed.
FOR_A_CONTROLLER = "MT:Y.K9042C00KA0648G00"
GTIN = "09506000134352"


def label_text_report(_images: Path | None = None) -> str:
    """One line for each class of texts.

    An escape is a device or network out of what must give none, one that may not be sent, a raised
    error, or a secret in what is shown.
    """
    started = time.perf_counter()
    gs1.make_ready()
    tables_ms = (time.perf_counter() - started) * 1000
    profiles = load_profiles(resources_dir() / "labels")
    rows = [_row(name, texts, profiles) for name, texts in _classes()]
    return f"{columns((HEADS, *rows))}\nGS1's tables are loaded once, in {tables_ms:.0f} ms."


def _classes() -> Iterator[tuple[str, dict[str, str]]]:
    for channel in ("qr", "serial"):
        for expect in ("reject", "reject_or_confirm", "checksum_or_confirm", "limit", "accept"):
            texts = hostile(channel, expect)
            if texts:
                yield f"{channel} {expect}", texts
    yield "made: parts of codes", {f"made.any.{n}": text for n, text in enumerate(_made(3000))}


def _row(name: str, texts: dict[str, str], profiles: Profiles) -> tuple[str, ...]:
    times = [ms for text in texts.values() for ms in _times(text, profiles)]
    within = sum(ms <= MOST_MS for ms in times)
    escapes = sum(_escapes(key, text, name.split()[-1], profiles) for key, text in texts.items())
    return (
        name,
        str(len(texts)),
        f"{statistics.median(times):.3f}",
        f"{max(times):.2f}",
        f"{100 * within / len(times):.1f} %",
        str(escapes),
    )


def _times(text: str, profiles: Profiles) -> Iterator[float]:
    for _ in range(RUNS):
        started = time.perf_counter()
        with contextlib.suppress(Exception):  # counted as an escape, timed all the same
            read_label(text, profiles)
        yield (time.perf_counter() - started) * 1000


def _escapes(key: str, text: str, expect: str, profiles: Profiles) -> bool:
    try:
        reading = read_label(text, profiles)
        shown = shown_part(text)
    except Exception:  # noqa: BLE001 - whatever it is, it got out
        return True
    if "WIFI:" in text and len(shown) > len("WIFI:"):
        return True
    if isinstance(reading, RouterCode):
        return expect == "reject" or not _may_be_sent(reading)
    if isinstance(reading, Label):
        # A serial with blanks, in lower case or with one other sign: only a check digit could tell.
        looks_right = key.startswith(("serial.mutate.", "made.")) or expect != "reject"
        return plain_serial(reading.serial) != reading.serial or not looks_right
    if isinstance(reading, MatterCode):
        return expect == "reject" and text != FOR_A_CONTROLLER
    return isinstance(reading, NotALabel) and expect == "accept"


def _may_be_sent(code: RouterCode) -> bool:
    with code.password.reveal() as password:
        flaw = password_flaw(password, open_network=code.security == "NO")
    return flaw is None and ssid_flaw(code.ssid) is None


def _made(count: int) -> Iterator[str]:
    """Texts put together from parts of all codes, the same in every run."""
    choose = random.Random(20261122)
    parts = (
        *("WIFI:", "S:", "P:", "T:WPA;", "H:true;", "R:1;", "\\", ";", ";;", '"', "%41", "%C3%A9"),
        *("MT:", "*", "Y.K9042C00KA0648G00", "DPP:", "K:MDkwEwYHKoZIzj0CAQY;", "WD1:", "MI-800:"),
        *(
            '{"ver":"v1"',
            ',"pop":"secret"',
            ',"transport":"ble"',
            ',"name":"PROV_A1B2C3"',
            "}",
            "{",
            "[",
        ),
        *(
            "]d2",
            "]C1",
            "\x1d",
            f"01{GTIN}",
            "21",
            "122044171264",
            "10",
            "(01)",
            "(21)",
            GTIN,
            "8004",
        ),
        *("https://", "id.fernhill.example", "/01/", "/21/", "/d/", "@", "..", "?", "34970112332"),
        *("10288063-1B", "1.23E+11", "\u202e", "\x00", "é", "٣", " ", "-", "A" * 60, "9" * 60),
    )
    for _ in range(count):
        yield "".join(choose.choices(parts, k=choose.randint(1, 12)))
