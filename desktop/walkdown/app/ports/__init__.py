"""What the use cases need from outside, as protocols. Adapters implement them; `__main__` joins them."""

from walkdown.app.ports.air import Provisioner, Radio, Updater
from walkdown.app.ports.files import (
    ExportForm,
    FirmwareFiles,
    JobRow,
    Jobs,
    LedgerCopies,
    LedgerLine,
    Pack,
    PackWriter,
    Receipts,
)
from walkdown.app.ports.laptop import Clock, Doors, Notifier, Positioner
from walkdown.app.ports.network import Lan, NetworkAnswer
from walkdown.app.ports.pictures import (
    Camera,
    FrameSource,
    PhotoReader,
    Photos,
    PictureReader,
    Seen,
)
from walkdown.app.ports.yard import Yard, YardDevice, YardView

__all__ = [
    "Camera",
    "Clock",
    "Doors",
    "ExportForm",
    "FirmwareFiles",
    "FrameSource",
    "JobRow",
    "Jobs",
    "Lan",
    "LedgerCopies",
    "LedgerLine",
    "NetworkAnswer",
    "Notifier",
    "Pack",
    "PackWriter",
    "PhotoReader",
    "Photos",
    "PictureReader",
    "Positioner",
    "Provisioner",
    "Radio",
    "Receipts",
    "Seen",
    "Updater",
    "Yard",
    "YardDevice",
    "YardView",
]
