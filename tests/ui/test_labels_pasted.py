"""A pasted list or a CSV file: serials stay text, columns are found, and no damaged number is ever added."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import Kind
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.storage.label_profiles import load_profiles
from walkdown.storage.places import resources_dir
from walkdown.ui.pages.labels_columns import MOST_CHARACTERS, read_table
from walkdown.ui.pages.labels_headings import kind_of_word
from walkdown.ui.pages.labels_pasted import (
    ASKED,
    Fate,
    Line,
    Said,
    read_lines,
    shown_first,
)

PROFILES = load_profiles(resources_dir() / "labels")
RIGHT, WRONG = "122044171264", "122044171265"
ARTICLE = "4006381333931"
SECRET = "correct horse battery"
_BOM = "\ufeff"


def read(text: str, profiles: Profiles = PROFILES, kind: Kind | None = None) -> tuple[Line, ...]:
    return read_lines(text, frozenset(), kind, profiles)


def fates(text: str, kind: Kind | None = None) -> list[Fate]:
    return [line.fate for line in read(text, kind=kind)]


def written(rows: Sequence[Sequence[str]], delimiter: str, quoting: int) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


# --- serials stay text

DIGITS = st.text("0123456789", min_size=6, max_size=20).filter(lambda s: len(set(s)) > 1)
DELIMITER = st.sampled_from(",;\t|")
QUOTING = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])


@given(st.lists(DIGITS, min_size=1, max_size=8, unique=True), DELIMITER, QUOTING)
def test_any_serial_of_digits_survives_a_csv_file(
    serials: list[str], delimiter: str, quoting: int
) -> None:
    rows = [
        ("No", "Serial number", "Note"),
        *((str(n), s, "a, b; c") for n, s in enumerate(serials)),
    ]
    lines = read(written(rows, delimiter, quoting), NO_PROFILES, Kind.METER)
    assert len(lines) == len(serials)
    for line, serial in zip(lines, serials, strict=True):
        # Some look like a Matter code, an article's number or a box: that is asked, or said.
        assert line.serial == serial or line.fate is Fate.LEFT_OUT
        assert line.fate in {Fate.NEW, Fate.LEFT_OUT, *ASKED}


NUMBERS = st.integers(100_000, 10**20 - 1)
EXPONENT = st.builds(
    lambda n, places, e, point, plus: f"{n:.{places}e}".replace("e+", f"{e}{plus}").replace(
        ".", point
    ),
    NUMBERS,
    st.integers(1, 12),
    st.sampled_from("eE"),
    st.sampled_from(".,"),
    st.sampled_from(("+", "")),
)
BARE = st.builds(lambda n: f"{n:.0e}".upper(), NUMBERS)


@given(st.lists(EXPONENT | BARE, min_size=1, max_size=5), DELIMITER, st.booleans(), st.booleans())
def test_no_number_with_an_exponent_is_ever_added(
    numbers: list[str], delimiter: str, headed: bool, alone: bool
) -> None:
    rows = [[number] if alone else [number, "MI-800"] for number in numbers]
    if headed:
        rows.insert(0, ["Seriennummer"] if alone else ["Seriennummer", "Modell"])
    for text in (
        written(rows, delimiter, csv.QUOTE_MINIMAL),
        "\r\n".join(delimiter.join(row) for row in rows),
    ):
        lines = read(text, kind=Kind.METER)
        assert not any(line.fate in {Fate.NEW, Fate.NEEDS_KIND, *ASKED} for line in lines), lines
    assert {line.fate for line in read("\n".join(numbers), kind=Kind.METER)} == {Fate.SHORTENED}


@pytest.mark.parametrize(
    "cell",
    ["1.23E+11", "1,23457E+11", "1.2e11", "122044170093.0", "122044170093,0", "122,044,170,093",
     "122.044.170.093", '"1,23457E+11"'],
)  # fmt: skip
def test_what_a_spreadsheet_shortened_is_told_and_not_added(cell: str) -> None:
    assert fates(cell, Kind.METER) == [Fate.SHORTENED]
    assert fates(f"{cell}\tMI-800", Kind.METER) == [Fate.SHORTENED]
    assert fates(f"Serial\n{cell}", Kind.METER) == [Fate.SHORTENED]


def test_a_serial_with_an_e_in_it_is_no_number() -> None:
    assert [line.serial for line in read("12E45678\n2208E113", kind=Kind.METER)] == [
        "12E45678", "2208E113",
    ]  # fmt: skip


def test_another_number_in_the_row_of_a_known_serial_is_of_no_account() -> None:
    assert fates(f"1.2E+03;{RIGHT}") == [Fate.NEW]
    assert fates(f"Serial;Price\n{RIGHT};1.2E+03") == [Fate.NEW]


@pytest.mark.parametrize("cell", ['="00123456"', "'00123456", '"=""00123456"""', "00123456"])
def test_cells_that_are_marked_as_text_keep_their_zeros(cell: str) -> None:
    for text in (f"{cell}\n", f"Serial,Model\n{cell},X-1\n", f"X-1\t{cell}\n"):
        assert [line.serial for line in read(text, kind=Kind.METER)] == ["00123456"]


# --- columns

HEADS = (
    "serial", "Serial number", "S/N", "SN", "Serial No.", "Seriennummer", "Serien-Nr.",
    "Numéro de série", "N° de série", "Serienummer",
)  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_the_serial_is_taken_from_under_its_heading_and_from_nowhere_else(head: str) -> None:
    text = f"{_BOM}Order;{head};Model\r\n20261122001;{RIGHT};MI-800\r\n20261122002;;MI-800\r\n"
    first, second = read(text)
    assert (first.fate, first.serial, first.model, first.number) == (Fate.NEW, RIGHT, "MI-800", 2)
    assert (second.fate, second.serial) == (Fate.LEFT_OUT, "")


def test_model_kind_and_type_are_taken_from_under_theirs() -> None:
    text = (
        "Type,Kind,Serial,Model\nMeter,,ABC12345,\nX-9,EV charger,ABC12346,\n,Batterij,ABC12347,B2"
    )
    known = [(line.kind, line.model) for line in read(text)]
    assert known == [(Kind.METER, ""), (Kind.CHARGER, "X-9"), (Kind.BATTERY, "B2")]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Wechselrichter", Kind.STRING_INVERTER), ("Micro-onduleur", Kind.MICRO_INVERTER),
     ("Zähler", Kind.METER), ("Laadpaal", Kind.CHARGER), ("Junction boxes", Kind.JUNCTION_BOX),
     ("", None), ("Kabel", None)],
)  # fmt: skip
def test_kinds_are_known_by_their_words(word: str, kind: Kind | None) -> None:
    assert kind_of_word(word) is kind


def test_a_note_over_several_lines_is_one_cell_and_an_odd_quote_swallows_nothing() -> None:
    text = (
        f'Serial;Note\n{RIGHT};"north\nside; left"\n77030017AB;5" pipe\n"ABC12345;x\nABC12346;y\n'
    )
    assert [(line.number, line.serial) for line in read(text, kind=Kind.METER)] == [
        (2, RIGHT), (4, "77030017AB"), (5, "ABC12345"), (6, "ABC12346"),
    ]  # fmt: skip


def test_excels_own_word_for_the_delimiter_is_no_row() -> None:
    assert [line.serial for line in read(f"sep=;\nSerial;Model\n{RIGHT};a,b,c")] == [RIGHT]


def test_a_known_makers_serial_is_preferred_to_an_order_number() -> None:
    (line,) = read(f"4711998877,{RIGHT}")
    assert line.serial == RIGHT


# --- fates


def test_each_row_has_its_fate() -> None:
    text = (
        f"{RIGHT}\n{RIGHT}\n{WRONG}\nABC12345\n{ARTICLE}\nLOT 7\nhello\n"
        f"WIFI:T:WPA;S:a;P:{SECRET};;\n770300125518\n"
    )
    lines = read_lines(text, frozenset({"770300125518"}), None, PROFILES)
    assert [line.fate for line in lines] == [
        Fate.NEW, Fate.TWICE, Fate.CHECK, Fate.NEEDS_KIND, Fate.NUMBER, Fate.LEFT_OUT,
        Fate.LEFT_OUT, Fate.ROUTER, Fate.LISTED,
    ]  # fmt: skip
    assert "carton" in lines[5].why
    assert SECRET not in repr(lines)


def test_another_makers_device_is_named_and_not_added() -> None:
    (line,) = read("7E123456-5B")
    assert (line.fate, line.why) == (Fate.FOREIGN, "SolarEdge")


def test_the_person_can_say_that_a_row_is_right() -> None:
    text = f"{WRONG}\n{ARTICLE}"
    said = Said(sure=frozenset({WRONG, ARTICLE}))
    lines = read_lines(text, frozenset(), Kind.METER, PROFILES, said)
    assert [(line.fate, line.sure) for line in lines] == [(Fate.NEW, True)] * 2
    assert lines[0].kind is Kind.MICRO_INVERTER


def test_a_look_alike_is_asked_and_never_put_right() -> None:
    typed, heard = "12204417126O", RIGHT
    alike = Said(alike={typed: heard})
    (line,) = read_lines(typed, frozenset(), Kind.METER, PROFILES, alike)
    assert (line.fate, line.serial, line.why) == (Fate.LOOKALIKE, typed, heard)
    meant = Said(alike={typed: heard}, instead={typed: heard})
    (line,) = read_lines(typed, frozenset(), Kind.METER, PROFILES, meant)
    assert (line.fate, line.text, line.model) == (Fate.NEW, heard, "MI-800")
    (line,) = read_lines(typed, frozenset({heard}), Kind.METER, PROFILES, meant)
    assert line.fate is Fate.LISTED


# --- bounds


@given(st.text(max_size=400))
def test_any_text_is_harmless(text: str) -> None:
    for line in read(text, kind=Kind.METER):
        assert line.fate in Fate
        assert line.number >= 1


@given(st.text("\"'=;,|\t\n\r 0123456789Ee.+ab", max_size=200))
def test_any_quotes_and_delimiters_are_harmless(text: str) -> None:
    for line in read(text, kind=Kind.METER):
        assert line.serial == "" or len(line.serial) >= 6


def test_a_text_without_end_is_bounded() -> None:
    assert read_table("1" * (MOST_CHARACTERS + 1)).more
    table = read_table("\n".join(f"A{n:07}" for n in range(5000)))
    assert len(table.rows) == 1000
    assert table.more
    assert len(read_table(",".join(["x"] * 10_000)).rows[0].cells) == 60
    assert len(read('"a\n' * 3000)) == 1000


def test_rows_that_wait_for_the_person_are_shown_however_long_the_list_is() -> None:
    text = "\n".join([*(f"770300{n:06}" for n in range(100)), WRONG])
    lines = read(text, kind=Kind.METER)
    shown = shown_first(lines, 10)
    assert len(shown) == 10
    assert [line.number for line in shown] == [*range(1, 10), 101]
