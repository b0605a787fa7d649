"""Site: the facts the owner and the grid company will read. All can be typed; its helpers ask first."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from walkdown.app.messages import JobShown, Message, Told
from walkdown.core.job import Job, Stage
from walkdown.core.site import Site, email_looks_whole
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.bridge import Bridge
from walkdown.ui.kind_words import SITE_TYPES
from walkdown.ui.kit import (
    ActionBar,
    Button,
    DatePick,
    Field,
    Header,
    Line,
    Page,
    Segmented,
    Select,
    Text,
    col,
    row,
    rule,
    scroll,
)
from walkdown.ui.page import OWNER_PHOTO, PRIVACY, StagePage
from walkdown.ui.pages.labels_trouble import LEDGER, TroubleBox
from walkdown.ui.pages.network_beside import Beside
from walkdown.ui.pages.site_place import AddressPart
from walkdown.ui.pages.site_side import SiteSide
from walkdown.ui.zones import here, zone_names


class SitePage(StagePage):
    """A form that saves as it is typed. Fields are filled from the job once, then belong to the person."""

    stage = Stage.SITE

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._shown_id = ""
        self._job: Job | None = None
        self._filling = False
        self._told = TroubleBox("site")
        self._told.acted.connect(self._act)
        self._make_fields()
        self._side = SiteSide(bridge)
        self._side.changed.connect(self._edited)
        self._side.owner_wanted.connect(self._to_owner)
        self._bar = ActionBar(right=[self._way_on()])
        self._bar.set_hints(("Ctrl Enter", "continue"))
        self._facts = self._form()
        page = Page(
            Header("Site", "What the owner and the grid company will read in the report."),
            self._told,
            Beside(self._facts, self._side, gap=32),
        )
        self.setLayout(col((scroll(page), 1), self._bar, gap=0))

    def take(self, message: Message) -> None:
        """The job, what its address part hears of itself, and what was not kept."""
        self._place.take(message)
        self._side.take(message)
        match message:
            case JobShown():
                self._take_job(message)
            case Told(trouble=trouble, where=Stage.SITE):
                self._tell(trouble)
            case _:
                pass

    def _tell(self, trouble: Trouble) -> None:
        """What was not kept does not stand in the form as if it were."""
        self._told.tell(trouble)
        if trouble.code is Code.POLICY_FIRST and self._job is not None:
            self._fill(self._job)

    def _act(self) -> None:
        trouble = self._told.trouble
        self._told.clear()
        if trouble is not None and trouble.code in LEDGER:
            self.go.emit(PRIVACY)
        else:
            self._edited()

    def _take_job(self, message: JobShown) -> None:
        self._job = job = message.job
        if job is None:
            self._shown_id = ""
            return
        if job.id != self._shown_id:
            self._shown_id = job.id
            self._fill(job)
            self._place.forget()
        self._facts.setEnabled(job.handed_over is None)
        if message.saved_at is not None:
            self._bar.set_saved(f"{message.saved_at.astimezone():%H:%M}")

    def left(self) -> None:
        """What went wrong is no news next time; a place that was not taken over is gone."""
        self._told.clear()
        self._place.forget()
        self._side.forget()

    def _to_owner(self) -> None:
        if self.isVisible():
            self.go.emit(OWNER_PHOTO)

    def entered(self) -> None:
        """The first field has the focus."""
        self._name.setFocus()
        self._place.entered()

    # --- made once

    def _make_fields(self) -> None:
        self._name = self._line("name", 120)
        self._number = self._line("job_number", 24)
        self._type = Segmented(list(SITE_TYPES.values()), wide=True)
        self._type.setObjectName("site.type")
        self._type.chosen.connect(self._edited)
        self._address = self._line("address", 200)
        self._place = AddressPart(self.bridge, self._address)
        self._place.accepted.connect(self._edited)
        self._zone = Select(zone_names(), -1)
        self._zone.setObjectName("site.time_zone")
        self._zone.currentIndexChanged.connect(self._edited)
        self._date = DatePick()
        self._date.setObjectName("site.installed_on")
        self._date.dateChanged.connect(self._edited)
        self._provider = self._line("provider", 120)
        self._installer = self._line("installer", 80)
        self._owner = self._line("owner_name", 80)
        self._email = self._line("owner_email", 254)
        self._email.editingFinished.connect(self._judge_email)
        self._phone = self._line("owner_phone", 40)

    def _line(self, name: str, most: int) -> Line:
        line = Line(most=most)
        line.setObjectName(f"site.{name}")
        line.textEdited.connect(self._edited)
        return line

    def _form(self) -> QWidget:
        self._email_field = Field("Owner e-mail", self._email)
        type_field = Field("Type", self._type)
        form = QWidget()
        form.setLayout(
            col(
                row(
                    (Field("Site name", self._name), 3),
                    (Field("Job number", self._number, optional=True), 1),
                    gap=16,
                ),
                type_field,
                self._place,
                row(
                    (Field("Time zone", self._zone), 1),
                    (Field("Installation date", self._date), 1),
                    gap=16,
                ),
                row(
                    (Field("Service provider", self._provider), 1),
                    (Field("Installer", self._installer, "Stands beside each label."), 1),
                    gap=16,
                ),
                rule(),
                Text("Owner", "h3"),
                Field("Owner's name", self._owner),
                row(
                    (self._email_field, 1),
                    (Field("Owner phone", self._phone, optional=True), 1),
                    gap=16,
                ),
                "stretch",
                gap=16,
            )
        )
        return form

    def _way_on(self) -> Button:
        button = Button("Continue to Labels", "arrow", "primary", "lg", key="Ctrl+Return")
        button.setObjectName("site.continue")
        button.clicked.connect(self._continue)
        return button

    # --- filled and read

    def _fill(self, job: Job) -> None:
        site = job.site
        self._filling = True
        for line, text in self._texts(site):
            line.setText(text)
        self._type.set_chosen(list(SITE_TYPES).index(site.type))
        zone = site.time_zone or here()
        self._zone.setCurrentIndex(self._zone.findText(zone))
        day = site.installed_on
        self._date.setDate(QDate(day.year, day.month, day.day) if day else QDate.currentDate())
        self._side.fill(site.expected)
        self._filling = False
        self._judge_email()
        if job.handed_over is None and (not site.time_zone or site.installed_on is None):
            self._edited()

    def _texts(self, site: Site) -> tuple[tuple[Line, str], ...]:
        return (
            (self._name, site.name),
            (self._number, site.job_number),
            (self._address, site.address),
            (self._provider, site.provider),
            (self._installer, site.installer),
            (self._owner, site.owner_name),
            (self._email, site.owner_email),
            (self._phone, site.owner_phone),
        )

    def _read(self) -> Site:
        day = self._date.date()
        return Site(
            name=self._name.text().strip(),
            job_number=self._number.text().strip(),
            type=list(SITE_TYPES)[self._type.index()],
            address=self._address.text().strip(),
            time_zone=self._zone.currentText(),
            installed_on=date(day.year(), day.month(), day.day()),
            provider=self._provider.text().strip(),
            installer=self._installer.text().strip(),
            owner_name=self._owner.text().strip(),
            owner_email=self._email.text().strip(),
            owner_phone=self._phone.text().strip(),
            expected=self._side.expected(),
        )

    def _edited(self, *_: object) -> None:
        if self._filling or not self._shown_id:
            return
        site = self._read()
        if email_looks_whole(site.owner_email):
            self._email_field.clear()
        self.bridge.do(lambda e: e.jobs.edit_site(site), Stage.SITE)

    def _judge_email(self) -> None:
        if email_looks_whole(self._email.text()):
            self._email_field.clear()
        else:
            self._email_field.set_error("Looks unfinished: a name, an @ and a domain with a dot.")

    def _continue(self) -> None:
        self._judge_email()
        if self._email_field.has_error() and self._facts.isEnabled():
            self._email.setFocus()
            return
        self.go.emit(Stage.LABELS)
