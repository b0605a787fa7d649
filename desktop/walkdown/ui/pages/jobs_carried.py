"""The line in Jobs that says what was taken along or came in, and the way to the sheets for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from walkdown.core.shown import shown
from walkdown.ui.bridge import Bridge
from walkdown.ui.buttons import Button
from walkdown.ui.glyphs import StateGlyph
from walkdown.ui.layout import MIDDLE, box, col, row
from walkdown.ui.text import Text

if TYPE_CHECKING:
    from walkdown.app.messages import MergeShown, Message, SiteCame
    from walkdown.core.merge_fields import Key
    from walkdown.core.secret import Secret
    from walkdown.ui.page import StagePage


class JobsCarried(QWidget):
    """Hidden until there is something to say. Sheets are made when they are wanted: Jobs starts at once."""

    def __init__(self, page: StagePage) -> None:
        super().__init__()
        self._page = page
        self.setObjectName("jobs.carried")
        self._words = Text("", "body", wrap=True)
        close = Button("", "close", "icon", "sm", name="Close this line")
        close.setObjectName("jobs.carried.close")
        close.clicked.connect(self.hide)
        told = row(StateGlyph("ok", 20), (self._words, 1), close, gap=12, align=MIDDLE)
        self.setLayout(col(box(told, "ok", 12), margins=(32, 16, 32, 0)))
        self.hide()

    @property
    def _bridge(self) -> Bridge:
        return self._page.bridge

    def take(self, message: Message) -> None:
        """What came of it."""
        from walkdown.app.messages import JobShown, MergeShown, SiteCame, SiteTaken, Told

        match message:
            case SiteTaken(name=name):
                self._say(
                    f"Written: {shown(name)}. Give its passphrase to the other person in another way."
                )
            case SiteCame():
                self._say(came_words(message))
            case MergeShown():
                self._ask_to_merge(message)
            case JobShown() | Told():
                self.hide()
            case _:
                pass

    def ask_to_take(self, job_id: str, name: str) -> None:
        """The passphrase and the file for a site that is taken along."""
        from walkdown.ui.pages.jobs_carry import TakeSheet

        def take(path: str, passphrase: Secret) -> None:
            self._bridge.do(lambda e: e.carry.take(job_id, path, passphrase))

        self.hide()
        sheet = TakeSheet(name, self._page)
        sheet.chosen.connect(take)
        sheet.open()

    def open_file(self) -> None:
        """The file of a site that came, and its passphrase."""
        from walkdown.ui.pages.jobs_carry import pick_file

        self.hide()
        pick_file(self._page).fileSelected.connect(self._ask_for_passphrase)

    def _ask_for_passphrase(self, path: str) -> None:
        from walkdown.ui.pages.jobs_carry import OpenSheet

        def give(passphrase: Secret) -> None:
            self._bridge.do(lambda e: e.carry.open(path, passphrase))

        sheet = OpenSheet(path, self._page)
        sheet.given.connect(give)
        sheet.open()

    def _ask_to_merge(self, message: MergeShown) -> None:
        from walkdown.ui.pages.jobs_merge import MergeSheet

        def decide(take: frozenset[Key]) -> None:
            self._bridge.do(lambda e: e.carry.merge(take))

        sheet = MergeSheet(message, self._page)
        sheet.decided.connect(decide)
        sheet.rejected.connect(lambda: self._bridge.do(lambda e: e.carry.leave()))
        sheet.open()

    def _say(self, words: str) -> None:
        self._words.say(words)
        self.setAccessibleName(words)
        self.show()


def came_words(came: SiteCame) -> str:
    """What came in, and what has lost its place by it."""
    if came.new:
        return "The site is on this laptop now. Permissions did not come with it: they are asked for here."
    if not came.changes:
        return "Nothing came in: the site here has all that the file has."
    one = came.changes == 1
    words = (
        f"{came.changes} change{'' if one else 's'} came in. The site as it was before is a copy."
    )
    if not came.unplaced:
        return words
    lost = ", ".join(shown(serial) for serial in came.unplaced[:5])
    more = f" and {len(came.unplaced) - 5} more" if len(came.unplaced) > 5 else ""
    return f"{words} No place on the map any more: {lost}{more}."
