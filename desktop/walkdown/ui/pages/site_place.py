"""Site's address: typed, proposed from one reading of the location, shown on a map, or copied."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from walkdown.app.messages import DoorShown, Message, PlaceShown
from walkdown.consent.purpose import Purpose
from walkdown.core.job import Stage
from walkdown.core.position import Proposal
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import MIDDLE, Button, Icon, Line, Text, col, row
from walkdown.ui.pages.labels_trouble import announce
from walkdown.ui.texts import words_for
from walkdown.ui.width import WindowWidth

_LOCATE = "Use my location"
_UNOFFERED = "This version cannot read the location on this computer. Typing works."
_SAID_NO = frozenset({Code.REFUSED, Code.NOT_ANSWERED})
_NOT_READ = "Location was not used. Type the address, or paste coordinates."
_STOPPED = "Stopped. Nothing of the location was kept. Type the address."
_NOT_SHOWN = "The map was not opened. The address can be copied."


class AddressPart(QWidget):
    """The field with its two helpers beside it, and below it what one of them brought."""

    accepted = Signal()
    """The field has another text now, as if it had been typed."""

    def __init__(self, bridge: Bridge, line: Line) -> None:
        super().__init__()
        self._bridge = bridge
        self._line = line
        self._reading = False
        title = Text("Address", "caption-strong", "ink2")
        QLabel.setBuddy(title, line)
        line.setAccessibleName("Address")
        self._hint = Text(_UNOFFERED, "caption", "ink3", wrap=True)
        self._hint.hide()
        self._locate = Button(_LOCATE, "location", name=_LOCATE, key="Ctrl+L")
        self._locate.setObjectName("site.locate")
        self._locate.clicked.connect(self._read)
        self._map = Button("", "globe", "icon", name="Show on a map: openstreetmap.org", edge=True)
        self._map.setObjectName("site.map")
        self._map.clicked.connect(self._show_map)
        line.textChanged.connect(lambda text: self._map.setEnabled(bool(text.strip())))
        self._map.setEnabled(False)
        self._note = _Note(line)
        self._note.taken.connect(self._take)
        self._width = WindowWidth(self)
        self._width.changed.connect(self._fit)
        held = row((line, 1), self._locate, self._map, gap=8)
        self.setLayout(col(title, 4, held, self._hint, self._note, gap=8))
        self._fit()

    def take(self, message: Message) -> None:
        """What came of the location, and of the map."""
        match message:
            case PlaceShown():
                self._take_place(message)
            case DoorShown(purpose=Purpose.OPEN_MAP, trouble=trouble):
                self._take_map(trouble)
            case _:
                pass

    def entered(self) -> None:
        """Whether the location can be read here is asked anew: another job may be open."""
        self._bridge.do(lambda e: e.place.show(), Stage.SITE)

    def forget(self) -> None:
        """Another job or page: nothing that was read or told is kept for it."""
        self._note.clear()

    def _fit(self) -> None:
        """In a narrow window the address needs the room more than the button's words do."""
        self._locate.say("Locate" if self._width.narrow else _LOCATE)
        self._show_reading()

    def _show_reading(self) -> None:
        self._locate.set_busy("")
        self._locate.set_busy("Reading once" if self._reading else "")

    def _read(self) -> None:
        self._bridge.do(lambda e: e.place.locate(), Stage.SITE)

    def _show_map(self) -> None:
        address = self._line.text()
        self._bridge.do(lambda e: e.apps.map(address), Stage.SITE)

    def _take_place(self, place: PlaceShown) -> None:
        self._locate.setVisible(place.offered)
        self._hint.setVisible(not place.offered)
        self._reading = place.reading
        self._show_reading()
        if place.found is not None:
            self._note.propose(place.found)
        elif place.trouble is not None:
            self._note.tell(_reading_words(place.trouble), copy=False)
        elif place.reading:
            self._note.clear()

    def _take_map(self, trouble: Trouble | None) -> None:
        if trouble is None:
            self._note.clear()
        else:
            self._note.tell(_NOT_SHOWN, copy=True)

    def _take(self, coordinates: str) -> None:
        """Beside what stands there: nothing that was typed is lost."""
        before = self._line.text().strip()
        self._line.setText(f"{before}, {coordinates}" if before else coordinates)
        self._line.setFocus()
        self.accepted.emit()


class _Note(QFrame):
    """One line below the address: a proposal with its two answers, or why there is none."""

    taken = Signal(str)

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._address = line
        self._coordinates = ""
        self._icon = Icon("pin")
        self._words = Text("", "body", wrap=True)
        self._take = self._button("Use these", "site.locate.take", self._accept)
        self._drop = self._button("Discard", "site.locate.drop", self.clear)
        self._copy = self._button("Copy address", "site.map.copy", self._copy_address)
        acts = (self._take, self._drop, self._copy)
        self.setProperty("box", "sunken")
        self.setLayout(
            row(self._icon, (self._words, 1), *acts, gap=12, align=MIDDLE, margins=(12, 8, 8, 8))
        )
        self.hide()

    def propose(self, found: Proposal) -> None:
        """What was read, rounded, for the person to take over or not."""
        self._coordinates = found.coordinates
        words = f"You are near {found.coordinates}, within {_distance(found.within_m)}."
        self._show(words, "pin", (self._take, self._drop))

    def tell(self, words: str, *, copy: bool) -> None:
        """Why there is nothing, and the way without it."""
        self._coordinates = ""
        self._show(words, "refused", (self._copy,) if copy else ())

    def clear(self) -> None:
        """Nothing of it stays."""
        self._coordinates = ""
        self._words.say("")
        self.hide()

    def _show(self, words: str, icon: str, acts: tuple[Button, ...]) -> None:
        self._icon.show_icon(icon)
        self._words.say(words)
        for button in (self._take, self._drop, self._copy):
            button.setVisible(button in acts)
        self.show()
        announce(self, words)

    def _accept(self) -> None:
        coordinates = self._coordinates
        self.clear()
        self.taken.emit(coordinates)

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self._address.text())
        self._words.say("The address was copied.")

    def _button(self, words: str, name: str, act: Callable[[], None]) -> Button:
        button = Button(words, size="sm")
        button.setObjectName(name)
        button.clicked.connect(lambda: act())
        return button


def _reading_words(trouble: Trouble) -> str:
    if trouble.code in _SAID_NO:
        return _NOT_READ
    if trouble.code is Code.STOPPED_BY_YOU:
        return _STOPPED
    words = words_for(trouble)
    return f"{words.title}. {words.body} {words.never} ({trouble.code})"


def _distance(metres: int) -> str:
    """About how far off: "about 100 m", "about 12 km"."""
    if metres < 1000:
        return f"about {round(metres, -1)} m"
    return f"about {metres / 1000:.0f} km" if metres >= 10_000 else f"about {metres / 1000:.1f} km"
