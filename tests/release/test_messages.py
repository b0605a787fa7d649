"""Every error code keeps its id, and says what happened, what to do and what not to do; all on a page."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.release.checkout import ROOT
from walkdown.__main__ import main
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import (
    explained_bluetooth,
    explained_consent,
    explained_device,
    explained_laptop,
    explained_network,
)
from walkdown.ui.explanation import Explanation
from walkdown.ui.message_list import GROUPS, MOST_TYPED, Entry, entries, fits
from walkdown.ui.texts import EXPLAINED, explanation_of, words_for

PAGE = ROOT / "resources" / "help" / "messages.md"
TABLES = (
    explained_bluetooth.BLUETOOTH,
    explained_consent.CONSENT,
    explained_device.DEVICE,
    explained_laptop.LAPTOP,
    explained_network.NETWORK,
)
# What was said over a phone or stands in a report means the same in every version to come.
GIVEN = {
    "BT-01": "BLUETOOTH_MISSING", "BT-02": "BLUETOOTH_OFF", "BT-03": "BLUETOOTH_BLOCKED",
    "BT-05": "NO_ANSWER", "BT-06": "LINK_LOST", "BT-07": "NOT_HEARD", "BT-08": "NOT_PAIRED",
    "BT-09": "TWO_CLAIM", "BT-10": "LINK_REFUSED",
    "DEV-01": "BROKEN_PROTOCOL", "DEV-02": "OTHER_SERIAL", "DEV-03": "PRESS_BUTTON",
    "DEV-04": "CANNOT_SET_UP", "DEV-05": "DEVICE_LOCKED", "DEV-06": "PROOF_NEEDED",
    "DEV-07": "PROOF_REFUSED", "DEV-08": "LESS_SECURE",
    "FW-01": "FIRMWARE_UNREADABLE", "FW-02": "FIRMWARE_REFUSED", "FW-03": "FIRMWARE_UNSAFE",
    "FW-04": "FIRMWARE_LOST",
    "WIFI-01": "PASSWORD_REFUSED", "WIFI-02": "NETWORK_NOT_SEEN", "WIFI-03": "TOO_WEAK",
    "WIFI-04": "JOIN_UNKNOWN", "WIFI-05": "NO_ADDRESS", "WIFI-06": "PASSWORD_UNFIT",
    "LAN-01": "NOT_REACHABLE", "LAN-02": "REACHED_OTHER", "LAN-03": "SIGN_IN_PAGE",
    "CAM-01": "CAMERA_MISSING", "CAM-02": "CAMERA_BUSY", "CAM-03": "CAMERA_BLOCKED",
    "PIC-01": "PICTURE_UNREADABLE", "PIC-02": "NO_CODE_IN_PICTURE",
    "LOC-01": "LOCATION_UNKNOWN", "APP-01": "NOT_OPENED",
    "FILE-01": "SITE_FILE_DAMAGED", "FILE-02": "SITE_FILE_NEWER", "FILE-03": "CANNOT_WRITE",
    "FILE-04": "LIST_UNREADABLE", "FILE-05": "SITE_KEY_MISSING",
    "FILE-06": "PASSPHRASE_WRONG", "FILE-07": "SITE_FILE_GONE", "FILE-08": "SITE_KEY_STAYS",
    "FILE-09": "SITE_CLOSED",
    "LED-01": "LEDGER_UNWRITABLE", "LED-02": "LEDGER_BROKEN",
    "ASK-01": "REFUSED", "ASK-02": "NOT_ANSWERED", "ASK-03": "STOPPED_BY_YOU",
    "ASK-04": "OWNER_FIRST", "ASK-05": "POLICY_FIRST",
    "SYS-01": "SYSTEM_BLOCKS", "SYS-02": "SYSTEM_RESTRICTS",
}  # fmt: skip
TAKEN_BACK = frozenset({"BT-04"})


def parts(said: Explanation) -> tuple[str, str, str, str]:
    return said.title, said.happened, said.todo, said.never


def test_an_id_is_short_unique_and_means_the_same_for_good() -> None:
    assert len({code.value for code in Code.__members__.values()}) == len(Code.__members__)
    assert all(re.fullmatch(r"[A-Z]{2,4}-\d\d", code) for code in Code)
    now = {code.value: code.name for code in Code}
    assert {code: now.get(code) for code in GIVEN} == GIVEN
    assert not TAKEN_BACK & now.keys()


def test_every_code_is_explained_once_with_every_part() -> None:
    listed = [code for table in TABLES for code in table]
    assert sorted(listed) == sorted(set(listed)) == sorted(Code) == sorted(EXPLAINED)
    for code in Code:
        title, happened, todo, never = parts(EXPLAINED[code])
        assert title
        assert not title.endswith("."), code
        assert all(part.endswith(".") for part in (happened, todo, never)), code
        assert never.startswith("Do not "), code
        assert all(part == " ".join(part.split()) for part in (title, happened, todo, never))


def test_what_is_said_is_short_enough_to_be_read_on_a_ladder() -> None:
    for code in Code:
        title, happened, todo, never = parts(EXPLAINED[code])
        assert len(title) <= 60, code
        assert len(f"{happened} {todo}") <= 220, code
        assert len(never) <= 100, code


def test_no_two_codes_say_the_same() -> None:
    for part in range(4):
        if part != 1:  # two of the system's own noes come about in the same way
            said = [parts(EXPLAINED[code])[part] for code in Code]
            assert not {text for text in said if said.count(text) > 1}


def test_names_are_put_in_and_nothing_else() -> None:
    for code in Code:
        for part in parts(EXPLAINED[code]):
            names = {name for _, name, _, _ in string.Formatter().parse(part) if name is not None}
            assert names <= {"device", "network"}, code
            assert ". {" not in part, code  # "the device" would not be capitalised there
        told = Trouble(code, "ABC{device}1", "Home {network}\u202e")
        whole = "".join(parts(explanation_of(told)))
        assert "\u202e" not in whole


def test_what_has_no_name_is_the_device_and_reads_as_a_sentence() -> None:
    assert words_for(Trouble(Code.TOO_WEAK)).title == "The network is too weak at the device"
    assert words_for(Trouble(Code.TOO_WEAK, network="iHome")).title.startswith("iHome is")
    for code in Code:
        for part in parts(explanation_of(Trouble(code))):
            assert part[0].isupper(), code
            assert not re.search(r"[a-z] The (device|network)|[{}]", part), code


def test_every_id_belongs_to_a_named_group_and_the_list_is_in_order() -> None:
    listed = entries()
    assert {entry.code for entry in listed} == set(Code)
    assert {entry.letters for entry in listed} == set(GROUPS)
    numbers = {letters: [e.number for e in listed if e.letters == letters] for letters in GROUPS}
    assert all(found == sorted(found) for found in numbers.values())


@pytest.mark.parametrize(
    "query", ["WIFI-03", "wifi-03", "wifi 3", "WIFI03", "wifi3", " wifi – 03 "]
)
def test_an_id_is_found_however_it_is_written_down(query: str) -> None:
    assert [e.code for e in entries() if fits(query, e)] == [Code.TOO_WEAK]


def test_letters_are_a_group_and_a_number_is_every_groups() -> None:
    assert {e.code for e in entries() if fits("lan", e)} == {c for c in Code if c[:3] == "LAN"}
    assert {e.code for e in entries() if fits("3", e)} == {c for c in Code if c.endswith("-03")}
    assert len([e for e in entries() if fits("", e)]) == len(Code)
    assert {e.letters for e in entries() if fits("BT-0", e)} == {"BT"}  # on the way to BT-07
    assert not [e for e in entries() if fits("WIFI-99", e)]


def test_words_find_it_in_any_order() -> None:
    assert Code.TOO_WEAK in {e.code for e in entries() if fits("cabinet weak", e)}
    assert not [e for e in entries() if fits("cabinet camera", e)]


@given(st.sampled_from(entries()), st.sampled_from(["", " ", "-", ". ", "_"]), st.booleans())
def test_every_id_leads_to_its_message_and_to_no_other(
    entry: Entry, between: str, zero: bool
) -> None:
    number = f"{entry.number:02}" if zero else str(entry.number)
    typed = f"{entry.letters.lower()}{between}{number}"
    assert [e.code for e in entries() if fits(typed, e)] == [entry.code]


@given(st.text(max_size=3 * MOST_TYPED))
def test_whatever_is_typed_finds_some_or_none(typed: str) -> None:
    assert {fits(typed, e) for e in entries()} <= {True, False}


def test_the_page_in_the_checkout_is_what_the_command_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["help", "messages", "--markdown"]) == 0
    assert capsys.readouterr().out == PAGE.read_text("utf-8"), (
        "python -m walkdown help messages --markdown > resources/help/messages.md"
    )


def test_the_page_has_a_heading_for_every_id_and_the_readme_leads_to_it() -> None:
    page = PAGE.read_text("utf-8")
    assert re.findall(r"^### (.+)$", page, re.MULTILINE) == [e.code for e in entries()]
    assert "(resources/help/messages.md)" in (ROOT / "README.md").read_text("utf-8")


def test_one_message_is_printed_by_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "messages", "WIFI", "3"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("WIFI-03  The network is too weak at the device\n")
    assert "Do not settle" in said
    assert said.count("What to do: ") == 1


def test_an_id_that_is_none_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "messages", "WIFI-99"]) == 1
    assert "'WIFI-99'" in capsys.readouterr().err
