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
    AS_IT_IS,
    Adjust,
    Camera,
    Cameras,
    CameraState,
    FrameSource,
    PhotoReader,
    Photos,
    PictureCodes,
    PictureReader,
    Seen,
    Settings,
)
from walkdown.app.ports.yard import Yard, YardDevice, YardSticker, YardView

__all__ = [
    "AS_IT_IS",
    "Adjust",
    "Camera",
    "CameraState",
    "Cameras",
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
    "PictureCodes",
    "PictureReader",
    "Positioner",
    "Provisioner",
    "Radio",
    "Receipts",
    "Seen",
    "Settings",
    "Updater",
    "Yard",
    "YardDevice",
    "YardSticker",
    "YardView",
]
