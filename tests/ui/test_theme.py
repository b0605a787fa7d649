"""The look: contrast in every theme, one style sheet, no style anywhere else, icons that are whole."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from walkdown.ui import icons, theme
from walkdown.ui.contrast import contrast, needed, pairs
from walkdown.ui.tokens import DARK, LIGHT, SUNLIGHT, THEMES, Tokens, scaled

UI = Path(theme.__file__).parent
each_theme = pytest.mark.parametrize("tokens", THEMES, ids=lambda t: t.name)


@each_theme
def test_everything_drawn_can_be_read(tokens: Tokens) -> None:
    weak = {
        pair.what: round(contrast(pair.ink, pair.ground), 2)
        for pair in pairs(tokens)
        if contrast(pair.ink, pair.ground) < needed(tokens, pair)
    }
    assert not weak


def test_contrast_is_the_ratio_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)


def test_sunlight_has_no_small_text() -> None:
    small = [name for name in SUNLIGHT.faces.__slots__ if getattr(SUNLIGHT.faces, name).px < 18]
    assert not small


@each_theme
def test_every_target_fits_a_gloved_finger(tokens: Tokens) -> None:
    assert min(tokens.targets.sm, tokens.targets.md, tokens.targets.row) >= 40


@each_theme
def test_the_style_sheet_is_filled_completely(tokens: Tokens) -> None:
    sheet = theme.style_sheet(tokens)
    assert "@{" not in sheet
    assert "None" not in sheet


def test_an_unknown_colour_is_refused(app: QApplication) -> None:
    with pytest.raises(ValueError, match="no such token"):
        theme.qcolor("okay.fill")


def test_larger_system_text_makes_type_and_targets_larger(app: QApplication) -> None:
    theme.use(app, scaled(LIGHT, 1.5))
    assert theme.font("body").pixelSize() == 22
    assert theme.current().targets.md == 66
    assert theme.dp(20) == 30
    assert scaled(LIGHT, 9.0).scale == 2.0


def test_a_switch_of_theme_reaches_palette_and_fonts(app: QApplication) -> None:
    theme.use(app, DARK)
    assert app.palette().window().color() == QColor(DARK.canvas)
    theme.use(app, SUNLIGHT)
    assert app.font().pixelSize() == SUNLIGHT.faces.body.px


def test_style_stands_in_the_tokens_and_the_sheet_only() -> None:
    literal = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b|setStyleSheet\(|\d+px|rgba?\(")
    found = [
        f"{file.name}: {line.strip()}"
        for file in sorted(UI.glob("*.py"))
        if file.name not in ("tokens.py", "theme.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if literal.search(line)
    ]
    assert not found


def test_the_sheet_has_no_colour_of_its_own() -> None:
    sheet = (theme.look_dir() / "walkdown.qss").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", sheet)


def test_all_icons_are_drawn_in_the_colour_asked_for(app: QApplication) -> None:
    assert len(icons.names()) >= 85
    for name in icons.names():
        root = ET.fromstring(icons.source(name))  # noqa: S314 - our own files
        assert root.get("viewBox") == "0 0 24 24", name
        picture = icons.pixmap(name, QColor(LIGHT.accent), 24).toImage()
        picture = picture.convertToFormat(QImage.Format.Format_ARGB32)
        raw = np.frombuffer(picture.constBits(), np.uint8).reshape(-1, 4).astype(int)
        inked = raw[raw[:, 3] > 190][:, :3]
        wanted = QColor(LIGHT.accent)
        assert len(inked), name
        assert abs(inked - (wanted.blue(), wanted.green(), wanted.red())).max() <= 2, name


def test_an_icon_has_the_same_line_at_every_size(app: QApplication) -> None:
    def line(size: int) -> float:
        """Height in px of the stroke of `minus`, from its coverage along the middle column."""
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        icons.paint(painter, "minus", QRectF(0, 0, size, size), QColor(LIGHT.ink))
        painter.end()
        return sum(image.pixelColor(size // 2, y).alphaF() for y in range(size))

    for size in (16, 24, 40, 64):
        assert line(size) == pytest.approx(LIGHT.stroke, abs=0.2)
    theme.use(app, SUNLIGHT)
    assert line(32) == pytest.approx(SUNLIGHT.stroke, abs=0.2)


def test_importing_the_kit_stays_light() -> None:
    heavy = ("cv2", "bleak", "bumble", "qrcode", "numpy", "PIL", "zxingcpp")
    code = f"import sys, walkdown.ui.kit; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
