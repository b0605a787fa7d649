"""The current theme: fonts, colours, the palette and the style sheet, all from one Tokens."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from walkdown.ui.tokens import LIGHT, Role, Tokens

UI_FAMILIES: Final = (
    "Segoe UI Variable Text", "Segoe UI", ".AppleSystemUIFont", "SF Pro Text", "Adwaita Sans",
    "Inter", "Cantarell", "Ubuntu Sans", "Ubuntu", "Noto Sans", "DejaVu Sans",
)  # fmt: skip
MONO_FAMILIES: Final = (
    "Cascadia Mono", "SF Mono", "Menlo", "Consolas", "Adwaita Mono", "Ubuntu Sans Mono",
    "Noto Sans Mono", "DejaVu Sans Mono",
)  # fmt: skip
# What a desktop answers when it has no interface face of its own.
_NO_FACE: Final = frozenset({"", "Sans", "Sans Serif", "Monospace", "MS Shell Dlg 2", "Helvetica"})
_USUAL_POINTS: Final = {"win32": 9.0, "darwin": 13.0}
_PLACEHOLDER: Final = re.compile(r"@\{([a-z0-9_.]+)\}")

_tokens: Tokens = LIGHT
_fonts: dict[Role, QFont] = {}
_families: dict[bool, list[str]] = {}


def look_dir() -> Path:
    """The folder `look` of the resources: beside the package when installed, else in the tree."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_resources" / "look"
    return packed if packed.is_dir() else package.parent.parent / "resources" / "look"


def current() -> Tokens:
    """The theme in use. Widgets ask while painting and measuring, and never keep the answer."""
    return _tokens


def dp(size: float) -> int:
    """A size in px at 96 dpi, grown with the person's text size."""
    return round(size * _tokens.scale)


def qcolor(role: str) -> QColor:
    """The colour of a role such as `ink`, `ok.fill` or `warn.word`; ValueError if unknown."""
    return QColor(_lookup(_tokens, role))


def _lookup(tokens: Tokens, path: str) -> str:
    value: object = tokens
    for part in path.split("."):
        value = getattr(value, part, None)
    if not isinstance(value, str | int | float):
        raise ValueError(f"no such token: {path}")
    return str(value)


def font(role: Role) -> QFont:
    """A copy of the font of a type role."""
    if role not in _fonts:
        _fonts[role] = _make_font(role)
    return QFont(_fonts[role])


def _make_font(role: Role) -> QFont:
    face = _tokens.faces.of(role)
    made = QFont()
    mono = role.startswith("mono")
    made.setFamilies(_family_names(mono=mono))
    made.setPixelSize(face.px)
    made.setWeight(QFont.Weight(face.weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if not mono:
        made.setFeature(QFont.Tag("tnum"), 1)
    tight = {"title": 0.02, "display": 0.02, "h2": 0.01, "h3": 0.01}.get(role)
    if tight:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -tight * face.px)
    return made


def _family_names(*, mono: bool) -> list[str]:
    if mono not in _families:
        kind = QFontDatabase.SystemFont.FixedFont if mono else QFontDatabase.SystemFont.GeneralFont
        system = QFontDatabase.systemFont(kind).family()
        wanted = list(MONO_FAMILIES if mono else UI_FAMILIES)
        if not mono and system not in _NO_FACE:
            wanted.insert(0, system)
        installed = set(QFontDatabase.families())
        _families[mono] = [name for name in wanted if name in installed] or wanted
    return list(_families[mono])


def line_height(role: Role) -> int:
    """Line height of a type role in px."""
    return _tokens.faces.of(role).line


def advance(text: str, role: Role) -> float:
    """Width of one line of text in px."""
    return QFontMetricsF(font(role)).horizontalAdvance(text)


def text_scale() -> float:
    """The person's system text size over the platform's usual one, 1 to 2."""
    points = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()
    return min(2.0, max(1.0, points / _USUAL_POINTS.get(sys.platform, 11.0)))


def use(app: QApplication, tokens: Tokens) -> None:
    """Show everything in this theme. Qt tells each widget with a StyleChange."""
    global _tokens
    _tokens = tokens
    _fonts.clear()
    if app.style().name().lower() != "fusion" and not app.styleSheet():
        app.setStyle("Fusion")
    sheet = style_sheet(tokens)
    with _no_collection():
        app.setPalette(_palette(tokens))
        app.setFont(font("body"))
        app.setStyleSheet(sheet)
        _tell_unshown()


def _tell_unshown() -> None:
    """Qt sends the StyleChange only to what has been shown once; pages not yet seen hear it here."""
    for widget in QApplication.allWidgets():
        if isValid(widget) and not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Qt walks a list of all widgets and calls into Python for each of them; a collection at that
    moment may destroy a dropped window that is still on the list, and Qt would follow it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def switched(event: QEvent) -> bool:
    """True for the event by which a widget learns that the theme has changed."""
    return event.type() == QEvent.Type.StyleChange


def mark(widget: QWidget, name: str, value: str) -> None:
    """Set a property the style sheet looks at (`kind`, `box`, `bad`) and restyle the widget."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def style_sheet(tokens: Tokens) -> str:
    """The QSS of `resources/look/walkdown.qss`, filled from the tokens."""
    template = (look_dir() / "walkdown.qss").read_text(encoding="utf-8")
    return filled(template, tokens, _derived(tokens))


def filled(template: str, tokens: Tokens, more: Mapping[str, str] = MappingProxyType({})) -> str:
    """A template with each `@{name}` replaced by a token or by what `more` says."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return more[name] if name in more else _lookup(tokens, name)

    return _PLACEHOLDER.sub(value, template)


def _derived(t: Tokens) -> dict[str, str]:
    """What the sheet needs and the tokens only imply: heights inside a border, sunlight's frames."""
    edge = max(2, t.border)
    sizes = {
        f"{size}_{inside}": getattr(t.targets, size) - 2 * width
        for size in ("sm", "md", "lg", "xl")
        for inside, width in (("in", t.border), ("edge", edge), ("equal", 2))
    }
    small = t.faces.button.px if t.sun else t.faces.button.px - 1
    pads = {f"pad{n}": round(n * t.scale) for n in (4, 8, 12, 14, 16, 20, 24, 36)}
    numbers = sizes | pads | {
        "edge": edge,
        "pad_edge": pads["pad12"] - edge + t.border,
        "button_sm": small,
        "chip_radius": t.radius.md + 4,
        "trough_radius": t.radius.md + 2,
        "sunken_line": 0 if t.name == "light" else t.hair,
        "stop_frame": 4 if t.sun else 1,
    }  # fmt: skip
    words = {
        "stop_ground": t.canvas if t.sun else t.stop.soft,
        "off_line": t.ink_off if t.sun else t.line,
        "off_ground": t.canvas,
        "dialog_line": t.line_strong if t.dark else t.line,
        "quiet_ground": t.canvas if t.sun else t.sunken,
        "scroll": t.ink if t.sun else t.line_strong,
        "link_decoration": "underline" if t.sun else "none",
    }
    return {name: str(number) for name, number in numbers.items()} | words


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in {
        role.Window: t.canvas, role.WindowText: t.ink, role.Base: t.surface,
        role.AlternateBase: t.sunken, role.Text: t.ink, role.Button: t.surface,
        role.ButtonText: t.ink, role.BrightText: t.on_accent, role.Highlight: t.accent,
        role.HighlightedText: t.on_accent, role.Link: t.accent_ink,
        role.PlaceholderText: t.ink3, role.ToolTipBase: t.live, role.ToolTipText: t.on_live,
        role.Mid: t.line, role.Dark: t.line_strong, role.Light: t.surface,
        role.Shadow: t.line_strong, role.Accent: t.accent,
    }.items():  # fmt: skip
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(t.ink_off))
    return palette
