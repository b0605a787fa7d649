"""What the printed sheets promise: every code of a site on A4, sharp, at its size, and nothing overwritten."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from walkdown.__main__ import main
from walkdown.core.label import RouterCode, read_label
from walkdown.core.picture import Frame
from walkdown.practice.label_pdf import A4, label_pages, labels_pdf
from walkdown.practice.label_says import label_payload
from walkdown.practice.labelled import Symbol
from walkdown.practice.scenario import Scenario
from walkdown.practice.scenario_file import load_scenario, scenario_path
from walkdown.vision.reader import CodeReader

SHIPPED = Path(__file__).parents[2] / "resources" / "practice"
ROOF = load_scenario(scenario_path(SHIPPED, "labels"))
HOME = load_scenario(scenario_path(SHIPPED, "home"))
BY_PROFILE = (Symbol.ITF,)  # read only where a profile asks for it


def plain(text: str) -> str:
    return re.sub(r"[()\x1d]", "", text)


def texts(page: Image.Image) -> Iterator[str]:
    """What the real reader finds on a page, as a camera of 300 dots an inch would see it."""
    half = page.convert("L").resize((page.width // 2, page.height // 2), Image.Resampling.BOX)
    rgb = half.convert("RGB")
    codes = CodeReader().read(Frame(rgb.width, rgb.height, rgb.tobytes()), patient=True)
    return (plain(code.text) for code in codes)


def expected(scenario: Scenario) -> set[str]:
    devices = {
        plain(label_payload(d)) for d in scenario.devices if d.label.symbol not in BY_PROFILE
    }
    return devices | {plain(s.text) for s in scenario.stickers}


def router_of(found: set[str]) -> list[str]:
    codes = [read_label(text) for text in found]
    return [code.ssid for code in codes if isinstance(code, RouterCode)]


def test_the_pages_say_what_every_label_of_the_site_says() -> None:
    found = {text for page in label_pages(ROOF) for text in texts(page)}
    itf = {plain(label_payload(d)) for d in ROOF.devices if d.label.symbol in BY_PROFILE}
    routers = {text for text in found if text.startswith("WIFI:")}
    assert found - routers - itf == expected(ROOF)
    assert router_of(routers) == [ROOF.router.ssid]


def test_the_pdf_is_a4_at_600_dots_in_one_ink() -> None:
    pdf = labels_pdf(HOME)
    pages = pypdf.PdfReader(io.BytesIO(pdf), strict=True).pages
    assert len(pages) == 2  # seven devices, and the router
    for page in pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            (595.3, 841.9), abs=0.2
        )
        (image,) = page.images
        assert image.image is not None
        assert (image.image.mode, image.image.size) == ("1", A4)
    assert len(pdf) < 100_000


def test_codes_are_read_back_out_of_the_pdf() -> None:
    found: set[str] = set()
    for page in pypdf.PdfReader(io.BytesIO(labels_pdf(HOME)), strict=True).pages:
        (image,) = page.images
        assert image.image is not None
        found |= set(texts(image.image))
    assert {t for t in found if not t.startswith("WIFI:")} == expected(HOME)
    assert router_of(found) == [HOME.router.ssid]


def test_the_command_writes_a_new_file_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "labels.pdf"
    ask = ["practice", "labels", "--pdf", str(file)]
    assert main(ask) == 0
    assert file.read_bytes().startswith(b"%PDF-")
    file.write_bytes(b"mine")
    assert main(ask) == 2
    assert file.read_bytes() == b"mine"
    assert "--force" in capsys.readouterr().err
    assert main([*ask, "--force"]) == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert [p.name for p in tmp_path.iterdir()] == ["labels.pdf"]


@pytest.mark.parametrize("scenario", ["nowhere", "no/such/file.toml"])
def test_an_unknown_site_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], scenario: str
) -> None:
    assert main(["practice", "labels", "--pdf", str(tmp_path / "x.pdf"), scenario]) == 2
    assert capsys.readouterr().err.startswith("Not possible: ")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["practice", "labels", "--pdf", str(tmp_path / "gone" / "x.pdf")]) == 2
    assert main(["practice", "labels", "--force", "--pdf", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err
