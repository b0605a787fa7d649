"""Taking the ledger along: in which form, into which file, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from walkdown.app.ports import ExportForm
from walkdown.ui.kit import MIDDLE, Button, Icon, Select, Text, col, row

_FORMS: Final = {
    ExportForm.JSONLD: ("Consent records (JSON-LD)", "jsonld", "JSON-LD (*.jsonld)"),
    ExportForm.KANTARA: ("Consent receipts (Kantara)", "json", "JSON (*.json)"),
    ExportForm.CSV: ("Table (CSV)", "csv", "CSV (*.csv)"),
    ExportForm.BUNDLE: ("All of it, for an audit (bundle)", "bundle", "Bundle (*.bundle)"),
}


class LedgerExport(QWidget):
    """`picked` carries the form and the file's path."""

    picked = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._form = Select([words for words, _, _ in _FORMS.values()], name="Form of the export")
        self._form.setObjectName("privacy.export.form")
        self._choose = Button("Choose file", "folder", name="Choose the file to write")
        self._choose.setObjectName("privacy.export.file")
        self._choose.clicked.connect(self._pick)
        self._done = Text("", "caption", "ink2", wrap=True)
        self._tick = QWidget()
        self._tick.setLayout(row(Icon("tick", 18, "ok.word"), (self._done, 1), align=MIDDLE))
        self._tick.setObjectName("privacy.export.done")
        self._tick.hide()
        below = row((self._tick, 1), "stretch", self._choose, align=MIDDLE)
        self.setLayout(col(self._form, below, gap=8))

    def begin(self) -> None:
        """Shown anew: nothing has been written yet."""
        self._tick.hide()
        self._form.setFocus(Qt.FocusReason.TabFocusReason)

    def rest(self) -> None:
        """Writing has ended, one way or the other."""
        self._choose.set_busy("")

    def show_written(self, name: str) -> None:
        """The file is there."""
        self.rest()
        self._done.say(f"Written: {name}")
        self._tick.show()

    def _pick(self) -> None:
        form = list(_FORMS)[max(0, self._form.currentIndex())]
        _, ending, kind = _FORMS[form]
        picker = QFileDialog(self, "Write the ledger into this file")
        picker.setObjectName("privacy.export.picker")
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setNameFilter(kind)
        picker.setDefaultSuffix(ending)
        picker.selectFile(f"walkdown-ledger-{datetime.now().astimezone():%Y-%m-%d}.{ending}")
        # Nothing is ever overwritten, so there is nothing to confirm.
        picker.setOption(QFileDialog.Option.DontConfirmOverwrite)
        picker.fileSelected.connect(lambda path: self._write(form, path))
        picker.open()

    def _write(self, form: ExportForm, path: str) -> None:
        self._tick.hide()
        self._choose.set_busy("Writing")
        self.picked.emit(form, path)
