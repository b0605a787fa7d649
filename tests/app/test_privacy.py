"""Privacy over the real gate and ledger: sentences, all sites, taking back, resetting, copies."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.app.conftest import NewLaptop
from tests.app.laptop import NO, Laptop
from walkdown.app.ledger_story import LedgerSentence, Look, Topic, sentences
from walkdown.app.ledger_words import ALONE, DOING, NAMES, TO_ONE
from walkdown.app.messages import CopyWritten, PrivacyShown, RestedShown
from walkdown.app.ports import ExportForm
from walkdown.app.privacy import PrivacyDesk
from walkdown.consent.bundle import check_bundle
from walkdown.consent.cells import CellState
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.ledger import Ledger, Standing
from walkdown.consent.purpose import Permission, Purpose, Scope
from walkdown.consent.question import Rested
from walkdown.core.trouble import Code
from walkdown.storage.ledger_copies import OwnCopies
from walkdown.storage.places import resources_dir

HILL, GONE = "a1", "b2"
NAMED = {HILL: "Hillside 4"}
MINUTE = 60_000
EVERYTHING = Look()


class Book:
    """Entries, one a minute from 14:00 local time on."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        # The day of the test does not matter, the clock's face does.
        self.start = 1_795_348_800_000

    def add(self, event: Happened, purpose: Purpose | None = None, **more: object) -> int:
        permission = {
            Purpose.MANAGE: Permission.BLUETOOTH,
            Purpose.SCAN_QR: Permission.CAMERA,
            Purpose.NOTIFY: Permission.NOTIFICATION,
        }
        seq = len(self.entries)
        at_ms = self.start + seq * MINUTE
        site = "" if purpose is None else str(more.pop("site", HILL))
        facts = {"permission": permission[purpose], "purpose": purpose} if purpose else {}
        self.entries.append(Entry(event, at_ms, site=site, seq=seq, **facts, **more))
        return seq

    def use(self, purpose: Purpose = Purpose.MANAGE, **more: object) -> int:
        self.add(Happened.PROMPT_SHOWN, purpose, **more)
        grant = self.add(Happened.GRANTED, purpose, by="installer", scope=Scope.SITE, **more)
        return self.add(Happened.USE_START, purpose, record=grant, **more)

    def clock(self, seq: int) -> str:
        (line, *_), _ = sentences(self.entries[seq : seq + 1], Look(True), "", {})
        return f"{line.at:%H:%M}"

    def told(self, look: Look = EVERYTHING, site: str = HILL) -> list[str]:
        return [line.words for line in sentences(self.entries, look, site, NAMED)[0]]


def test_a_yes_and_its_first_use_are_one_sentence() -> None:
    book = Book()
    start = book.use()
    book.add(Happened.USE_END, Purpose.MANAGE, record=start, counts="8 devices")
    assert book.told() == [
        f"Bluetooth allowed {book.clock(1)} by the installer for setting up devices at Hillside 4,"
        f" used until {book.clock(3)} (for this site; 8 devices)"
    ]


def test_later_uses_of_the_same_yes_are_sentences_of_their_own() -> None:
    book = Book()
    start = book.use()
    book.add(Happened.USE_END, Purpose.MANAGE, record=start)
    again = book.add(Happened.USE_START, Purpose.MANAGE, record=1)
    book.add(Happened.USE_ABORT, Purpose.MANAGE, record=again, counts="2 devices")
    book.add(Happened.USE_LATE, Purpose.MANAGE, record=again)
    assert book.told()[0] == (
        f"Bluetooth used {book.clock(4)} to {book.clock(5)} for setting up devices at Hillside 4"
        " (2 devices; stopped; slow to stop)"
    )


def test_what_is_in_use_now_says_since_when() -> None:
    book = Book()
    book.use()
    assert f"in use since {book.clock(2)}" in book.told()[0]


def test_a_question_without_an_answer_stands_alone_and_with_one_does_not() -> None:
    book = Book()
    book.add(Happened.PROMPT_SHOWN, Purpose.SCAN_QR)
    assert book.told() == [
        f"Camera asked for {book.clock(0)} for reading labels and codes at Hillside 4"
    ]
    book.add(Happened.REFUSED, Purpose.SCAN_QR, by="installer")
    (told,) = book.told()
    assert told.startswith(f"Camera refused {book.clock(1)} by the installer")


def test_a_site_that_is_gone_is_not_named() -> None:
    book = Book()
    book.add(Happened.WITHDRAWN, Purpose.SCAN_QR, by="installer", site=GONE)
    (told,) = book.told(Look(every_site=True))
    assert told.endswith("at a site that is no longer on this laptop")
    assert GONE not in told
    assert book.told() == []


def test_the_ledger_is_filtered_by_permission_kind_site_and_words() -> None:
    book = Book()
    book.add(Happened.GENESIS)
    book.use(Purpose.MANAGE)
    book.use(Purpose.SCAN_QR, site=GONE)
    book.add(Happened.OS_DENIED, Purpose.NOTIFY, by="system", os="denied")
    every = Look(every_site=True)
    assert [t.split()[0] for t in book.told(every)] == [
        "Notifications", "Camera", "Bluetooth", "Ledger",
    ]  # fmt: skip
    assert [t.split()[0] for t in book.told()] == ["Notifications", "Bluetooth", "Ledger"]
    for look, first in (
        (Look(True, Permission.CAMERA), ["Camera"]),
        (Look(True, topic=Topic.DECISIONS), ["Camera", "Bluetooth"]),
        (Look(True, topic=Topic.USES), ["Camera", "Bluetooth"]),
        (Look(True, topic=Topic.SYSTEM), ["Notifications", "Ledger"]),
        (Look(True, text="SETTING hillside"), ["Bluetooth"]),
        (Look(True, text="nothing such"), []),
    ):
        assert [t.split()[0] for t in book.told(look)] == first


def test_only_the_newest_are_told_and_that_there_are_more() -> None:
    book = Book()
    for _ in range(5):
        book.add(Happened.WITHDRAWN, Purpose.SCAN_QR, by="installer")
    lines, more = sentences(book.entries, Look(most=3), HILL, NAMED)
    assert [line.seq for line in lines] == [4, 3, 2]
    assert more
    assert not sentences(book.entries, Look(most=5), HILL, NAMED)[1]


@pytest.mark.parametrize("happened", list(Happened))
def test_every_event_has_words(happened: Happened) -> None:
    assert (str(happened) in TO_ONE) or (str(happened) in ALONE)
    book = Book()
    purpose = Purpose.SCAN_QR if str(happened) in TO_ONE else None
    book.add(happened, purpose)
    (told,) = book.told()
    assert str(happened) not in told


def test_every_permission_and_purpose_has_words() -> None:
    assert set(NAMES) == {str(p) for p in Permission}
    assert set(DOING) == {str(p) for p in Purpose}


# --- over the real gate


async def begun(new_laptop: NewLaptop) -> Laptop:
    laptop = new_laptop()
    await laptop.engine.jobs.begin("home")
    return laptop


def lines(laptop: Laptop) -> tuple[LedgerSentence, ...]:
    return laptop.last(PrivacyShown).lines


def state(laptop: Laptop, purpose: Purpose) -> CellState:
    return next(c.state for c in laptop.last(PrivacyShown).cells if c.purpose is purpose)


async def test_a_scan_is_told_with_the_sites_name(new_laptop: NewLaptop) -> None:
    laptop = await begun(new_laptop)
    await laptop.list_all()
    await laptop.hear_all()
    await laptop.engine.privacy.show(Look())
    told = next(line.words for line in lines(laptop) if line.what == "Nearby devices allowed")
    assert "by the installer for finding devices at Practice site, used until" in told
    assert laptop.job.id not in " ".join(line.words for line in lines(laptop))
    await laptop.close()


async def test_reset_is_as_if_never_asked_also_after_never_again(new_laptop: NewLaptop) -> None:
    laptop = await begun(new_laptop)
    laptop.policy = lambda _question: NO
    await laptop.press(laptop.engine.privacy.ask(Purpose.SCAN_QR))
    await laptop.engine.privacy.show()
    assert state(laptop, Purpose.SCAN_QR) is CellState.DENIED
    await laptop.engine.privacy.reset(Purpose.SCAN_QR)
    assert state(laptop, Purpose.SCAN_QR) is CellState.UNASKED
    assert lines(laptop)[0].what == "Camera set back to not asked"
    await laptop.close()


async def test_all_sites_tell_where_and_withdraw_takes_all_of_them_back(
    new_laptop: NewLaptop,
) -> None:
    laptop = await begun(new_laptop)
    await laptop.press(laptop.engine.privacy.ask(Purpose.SCAN_QR))
    await laptop.engine.jobs.begin("home")
    await laptop.engine.privacy.show()
    assert state(laptop, Purpose.SCAN_QR) is CellState.UNASKED
    await laptop.engine.privacy.show(Look(every_site=True))
    assert state(laptop, Purpose.SCAN_QR) is CellState.SITE
    assert dict(laptop.last(PrivacyShown).where)[Purpose.SCAN_QR] == ("Practice site",)
    await laptop.engine.privacy.withdraw(Purpose.SCAN_QR)
    assert state(laptop, Purpose.SCAN_QR) is CellState.UNASKED
    assert Purpose.SCAN_QR not in dict(laptop.last(PrivacyShown).where)
    assert "Camera withdrawn" in [line.what for line in lines(laptop)]
    await laptop.close()


async def test_several_are_taken_back_at_once_and_others_are_left(new_laptop: NewLaptop) -> None:
    laptop = await begun(new_laptop)
    for purpose in (Purpose.DISCOVER, Purpose.LAN_PROBE, Purpose.SCAN_QR):
        await laptop.press(laptop.engine.privacy.ask(purpose))
    await laptop.engine.privacy.withdraw(Purpose.DISCOVER, Purpose.LAN_PROBE)
    assert state(laptop, Purpose.DISCOVER) is CellState.WITHDRAWN
    assert state(laptop, Purpose.LAN_PROBE) is CellState.WITHDRAWN
    assert state(laptop, Purpose.SCAN_QR) is CellState.SITE
    await laptop.engine.privacy.cancel(Permission.CAMERA)
    await laptop.engine.privacy.show()
    assert state(laptop, Purpose.SCAN_QR) is CellState.WITHDRAWN
    await laptop.close()


async def test_checking_says_how_the_ledger_stands_and_when(new_laptop: NewLaptop) -> None:
    laptop = await begun(new_laptop)
    await laptop.engine.privacy.check()
    shown = laptop.last(PrivacyShown)
    assert shown.verified
    assert shown.checked_at is not None
    assert shown.size == len(laptop.engine.privacy._bench.gate.history())
    laptop.engine.privacy.rested(Rested(Permission.CAMERA, 210))
    assert laptop.last(RestedShown) == RestedShown(Permission.CAMERA, 210)
    await laptop.close()


# --- copies for others


def copies_of(laptop: Laptop) -> OwnCopies:
    """Over the ledger that this laptop's gate writes."""
    copies = OwnCopies(resources_dir())
    ledger = laptop.engine.privacy._bench.gate._ledger
    assert isinstance(ledger, Ledger)
    copies.take(ledger)
    return copies


@pytest.mark.parametrize("form", list(ExportForm))
async def test_a_copy_is_a_new_file_under_a_lease_and_is_written_down(
    new_laptop: NewLaptop, tmp_path: Path, form: ExportForm
) -> None:
    laptop = await begun(new_laptop)
    await laptop.press(laptop.engine.privacy.ask(Purpose.SCAN_QR))
    desk = PrivacyDesk(laptop.engine.privacy._bench, copies_of(laptop))
    out = tmp_path / f"ledger.{form}"
    await laptop.press(desk.export(form, str(out)))
    assert laptop.last(CopyWritten) == CopyWritten(out.name)
    data = out.read_bytes()
    if form is ExportForm.BUNDLE:
        assert check_bundle(io.BytesIO(data)).head.size > 0
    elif form is ExportForm.CSV:
        assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))) > 1
    else:
        assert json.loads(data)
    history = laptop.engine.privacy._bench.gate.history()
    events = [(e.event, e.purpose, e.detail) for e in history]
    exported = events.index((Happened.EXPORTED, "", str(form)))
    started = events.index((Happened.USE_START, str(Purpose.FILE_EXPORT), ""))
    assert started < exported
    assert laptop.uses() == []
    shown = laptop.last(PrivacyShown)
    assert shown.standing is Standing.UNSIGNED
    assert shown.may_export
    await laptop.press(desk.export(form, str(out)))
    assert laptop.told()[-1] is Code.CANNOT_WRITE
    assert out.read_bytes() == data
    await laptop.close()


async def test_a_no_to_the_folder_writes_nothing(new_laptop: NewLaptop, tmp_path: Path) -> None:
    laptop = await begun(new_laptop)
    laptop.policy = lambda _question: NO
    desk = PrivacyDesk(laptop.engine.privacy._bench, copies_of(laptop))
    out = tmp_path / "ledger.csv"
    await laptop.press(desk.export(ExportForm.CSV, str(out)))
    assert laptop.told() == [Code.REFUSED]
    assert not out.exists()
    await laptop.close()


@pytest.mark.parametrize(
    ("sealed", "code"),
    [(Standing.BROKEN, Code.LEDGER_BROKEN), (Standing.UNWRITABLE, Code.LEDGER_UNWRITABLE)],
)
async def test_a_ledger_that_is_sealed_is_not_copied(
    new_laptop: NewLaptop, tmp_path: Path, sealed: Standing, code: Code
) -> None:
    laptop = await begun(new_laptop)
    copies = OwnCopies(resources_dir())
    copies.take(None, sealed)
    desk = PrivacyDesk(laptop.engine.privacy._bench, copies)
    await desk.show()
    shown = laptop.last(PrivacyShown)
    assert (shown.standing, shown.verified, shown.may_export) == (sealed, False, False)
    await laptop.press(desk.export(ExportForm.CSV, str(tmp_path / "out.csv")))
    assert laptop.told() == [code]
    await laptop.close()
