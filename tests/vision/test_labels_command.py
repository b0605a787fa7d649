"""What `walkdown labels read` promises: one line a picture, the codes in it, and never a traceback."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from walkdown.__main__ import main
from walkdown.vision.bounds import MOST_BYTES

PHOTOS = Path(__file__).parent / "photos"


def objects(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    out, err = capsys.readouterr()
    assert err == ""
    assert out.isascii()
    return [json.loads(line) for line in out.splitlines()]


def test_each_picture_is_one_object_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(PHOTOS / "tilted.jpg"), str(PHOTOS / "data-matrix.png")]
    assert main(["labels", "read", *files, "--json"]) == 0
    first, second = objects(capsys)
    assert [first["file"], second["file"]] == files
    (code,) = first["codes"]
    assert list(code) == ["text", "bytes_hex", "format", "corners", "ms"]
    assert (code["text"], code["format"]) == ("TEST 10 CM", "QRCode")
    assert bytes.fromhex(code["bytes_hex"]) == b"TEST 10 CM"
    assert all(len(corner) == 2 for corner in code["corners"])
    assert len(code["corners"]) == 4
    assert code["ms"] > 0
    assert "\x1d" in second["codes"][0]["text"]


def test_without_json_it_is_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels", "read", str(PHOTOS / "data-matrix.png")]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "data-matrix.png: 1 code, " in first
    assert second.split()[0] == "DataMatrix"
    assert "\x1d" not in second


def test_a_picture_that_cannot_be_read_is_told_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "large.png").write_bytes(b"x")
    os.truncate(tmp_path / "large.png", MOST_BYTES + 1)
    bad = [tmp_path / "text.png", tmp_path / "empty.png", tmp_path / "large.png", tmp_path]
    files = [*map(str, bad), str(tmp_path / "missing\n.png"), "nul\0", str(PHOTOS / "tilted.jpg")]
    assert main(["labels", "read", "--json", *files]) == 1
    *broken, whole = objects(capsys)
    assert len(broken) == 6
    assert all(told["codes"] == [] and told["error"] for told in broken)
    assert broken[4]["error"] == "cannot be read: there is no such file"
    assert "error" not in whole
    assert main(["labels", "read", *files[:1], files[4]]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_picture_without_codes_is_no_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from PIL import Image

    Image.new("L", (64, 64), 255).save(tmp_path / "wall.png")
    assert main(["labels", "read", str(tmp_path / "wall.png"), "--json"]) == 0
    assert objects(capsys) == [{"file": str(tmp_path / "wall.png"), "codes": []}]
    assert main(["labels", "read", str(tmp_path / "wall.png")]) == 0
    assert "no codes" in capsys.readouterr().out


def test_ctrl_c_ends_it_and_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def pressed(file: Path) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("walkdown.labels_command.bytes_of", pressed)
    assert main(["labels", "read", str(tmp_path / "label.png")]) == 130
    assert capsys.readouterr() == ("", "")


def test_nothing_is_left_behind(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert main(["labels", "read", str(PHOTOS / "tilted.jpg")]) == 0
    assert not [t for t in threading.enumerate() if t.name.startswith("reading-")]
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_it_wants_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["labels", "read"])
    assert caught.value.code == 2
    assert "FILE" in capsys.readouterr().err
