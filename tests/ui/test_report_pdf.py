"""The paper is the report: every page says what it is, text can be searched, preview and print agree."""

from __future__ import annotations

import io
import re
import threading
from dataclasses import replace

import pypdf
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage

from walkdown.app.report import (
    CheckRow,
    DeviceRow,
    EvidenceRow,
    Fact,
    PermissionRow,
    PromiseRow,
    Report,
    Tick,
)
from walkdown.core.device import Kind
from walkdown.core.job import Verdict
from walkdown.ui.report_pdf import page_images, render_pdf

pytestmark = pytest.mark.usefixtures("qapp")

BANNER = "PRACTICE SITE - not a real installation"
TICKS = ("Accepted", "Joined", "Address", "Reachable")


def tick(word: str, *, earned: bool = True) -> Tick:
    return Tick(word, earned, "22 Nov, 11:14" if earned else "", "the device" if earned else "")


def report(devices: int = 3, **changes: object) -> Report:
    serials = [f"1220 4417 {n:04}" for n in range(devices)]
    plain = Report(
        title="Commissioning report",
        site="14 Harbour Lane, Port Alder",
        dated="22 November 2026, Halyard Energy Services",
        made_at="22 Nov 2026, 12:00 (Europe/London)",
        verdict=Verdict.PASS,
        verdict_line="Safe to leave: 5 of 5 checks passed",
        verdict_reason="Evidence follows below.",
        facts=(Fact("Owner", "Ada Quist"), Fact("Times are in", "Europe/London")),
        devices=tuple(
            DeviceRow(kind, f"Device {n}", serial, "1.4.2", f"192.168.1.{n % 250}", "Online")
            for n, (serial, kind) in enumerate(zip(serials, [*Kind] * devices, strict=False))
        ),
        evidence=tuple(
            EvidenceRow(
                "Device", s, tuple(tick(t, earned=t != "Address") for t in TICKS), "A remark"
            )
            for s in serials
        ),
        network=(Fact("Network", "HarbourHome-2G"),),
        checks=tuple(
            CheckRow(v, v.value.title(), f"Check {v}", "3 of 3", "the device", "") for v in Verdict
        ),
        promise=(PromiseRow("Battery B: not set up", "Fit it", "Halyard", "29 Nov 2026", "now"),),
        permissions=(PermissionRow("22 Nov 2026", "Camera", "Read labels", "24 codes", "Allowed"),),
        notes=("Sent unencrypted over Bluetooth.",),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def pages(pdf: bytes) -> list[str]:
    read = pypdf.PdfReader(io.BytesIO(pdf))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in read.pages]


def test_every_fact_can_be_found_in_the_pdf() -> None:
    text = " ".join(pages(render_pdf(report())))
    for fact in (
        "Commissioning report", "14 Harbour Lane, Port Alder", "Safe to leave: 5 of 5 checks passed",
        "Ada Quist", "1220 4417 0002", "192.168.1.2", "HarbourHome-2G", "Battery B", "Check stop",
        "Not yet", "22 Nov, 11:14", "A remark", "24 codes", "Sent unencrypted over Bluetooth.",
        "Made with Walkdown, 22 Nov 2026, 12:00 (Europe/London)",
    ):  # fmt: skip
        assert fact in text


def test_pages_are_a4_and_numbered() -> None:
    pdf = render_pdf(report(devices=60))
    read = pypdf.PdfReader(io.BytesIO(pdf))
    texts = pages(pdf)
    assert len(texts) > 3
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
    box = read.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)
    assert read.metadata
    assert read.metadata.title == "Commissioning report, 14 Harbour Lane, Port Alder"


def test_a_long_table_names_its_columns_on_every_page() -> None:
    texts = pages(render_pdf(report(devices=120, evidence=())))
    tables = [text for text in texts if "192.168.1." in text]
    assert len(tables) > 2
    assert all("Serial Firmware Address" in text for text in tables)


def test_every_device_stands_once_however_many_pages() -> None:
    text = " ".join(pages(render_pdf(report(devices=500, evidence=()))))
    found = re.findall(r"1220 4417 \d{4}", text)
    assert found == sorted(set(found))
    assert len(found) == 500


def test_a_practice_report_says_so_on_every_page() -> None:
    texts = pages(render_pdf(report(devices=60, practice=BANNER)))
    assert len(texts) > 3
    assert all(BANNER in text for text in texts)
    assert not any(BANNER in text for text in pages(render_pdf(report())))


def test_an_unfinished_report_is_a_draft_on_page_one() -> None:
    texts = pages(render_pdf(report(devices=60, draft=True)))
    assert ["DRAFT" in text for text in texts] == [True, *[False] * (len(texts) - 1)]


def test_the_fonts_travel_with_the_pdf() -> None:
    read = pypdf.PdfReader(io.BytesIO(render_pdf(report())))
    for page in read.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index,union-attr]
            (descendant,) = font.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_markup_is_paper_text() -> None:
    hostile = "<b>bold</b><img src=x> &amp; %n {} \\"
    text = " ".join(pages(render_pdf(report(site=hostile, notes=(hostile,)))))
    assert text.count(hostile) == 2


def test_an_endless_word_stays_on_the_paper() -> None:
    text = " ".join(pages(render_pdf(report(notes=("N" * 400,)))))
    assert text.replace(" ", "").count("N" * 400) == 1


def test_a_report_of_nothing_has_a_page() -> None:
    empty = report(devices=0, facts=(), network=(), checks=(), promise=(), permissions=(), notes=())
    (text,) = pages(render_pdf(empty))
    assert "No device is on the list." in text
    assert "No permission was asked for or used." in text


def test_the_preview_has_the_pages_of_the_pdf() -> None:
    many = report(devices=60)
    images = page_images(many, 400)
    assert len(images) == len(pages(render_pdf(many)))
    assert {(image.width(), image.height()) for image in images} == {(400, 566)}


def ink(image: QImage, colour: str) -> int:
    """How many pixels have nearly this colour."""
    wanted = QColor(colour)
    seen = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(
        abs(c.red() - wanted.red())
        + abs(c.green() - wanted.green())
        + abs(c.blue() - wanted.blue())
        < 24
        for c in seen
    )


@pytest.mark.parametrize(
    ("verdict", "colour"),
    [(Verdict.PASS, "#1B7A47"), (Verdict.CHECK, "#B26B00"), (Verdict.STOP, "#C4281E")],
)
def test_the_preview_shows_the_verdict_in_its_colour(verdict: Verdict, colour: str) -> None:
    plain = report(devices=0, checks=(), verdict=verdict)
    assert ink(page_images(plain, 300)[0], colour) > 20


def test_the_preview_of_a_practice_site_is_striped() -> None:
    plain, practice = (page_images(report(0, checks=(), practice=b), 200)[0] for b in ("", BANNER))
    assert ink(practice, "#B26B00") > ink(plain, "#B26B00") + 200


def test_the_report_is_the_same_every_time() -> None:
    first, second = (page_images(report(), 300) for _ in range(2))
    assert first == second


def test_it_is_drawn_off_the_window_thread() -> None:
    assert QGuiApplication.instance()
    made: list[bytes | list[QImage]] = []

    def work() -> None:
        made.append(render_pdf(report(devices=60)))
        made.append(page_images(report(devices=60), 200))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    pdf, images = made
    assert isinstance(pdf, bytes)
    assert pages(pdf) == pages(render_pdf(report(devices=60)))
    assert images == page_images(report(devices=60), 200)
