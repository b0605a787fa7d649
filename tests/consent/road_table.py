"""Who may touch what: each powerful name, the purposes whose lease it needs, and where it needs none."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from walkdown.consent.purpose import Purpose

P = Purpose
ANY = frozenset(Purpose)
# Where adapters live: only they may touch something under a lease.
ADAPTERS = tuple(
    f"walkdown.{part}.*" for part in ("ui", "devices", "vision", "lan", "storage", "handover")
)
# The files of the person's own folder: keeping the job is what the program is for.
OWN_FILES = {
    "walkdown.storage.durable": "the person's own sites, each whole or as it was",
    "walkdown.storage.site_files": "the person's own sites",
    "walkdown.storage.former_site_file": "the person's own sites, and their pictures",
    "walkdown.storage.site_book": "the person's own sites",
    "walkdown.storage.site_backups": "the copies of the person's own sites",
    "walkdown.storage.site_carries": "its workshop in the person's own folder; see its checks",
    "walkdown.storage.site_keys": "the keys of the person's own sites",
    "walkdown.storage.settings": "which camera was chosen",
    "walkdown.storage.this_computer": "whether the person's own folder takes a file, and how many it has",
    "walkdown.storage.new_file": "see `write_new`",
    "walkdown.storage.ledger_source": "a copy of the ledger to read, in a folder of its own",
    "walkdown.storage.ledger_look": "a copy of the ledger to read, in a folder of its own",
    "walkdown.consent.ledger": "the ledger itself",
    "walkdown.consent.ledger_disk": "the ledger itself",
    "walkdown.consent.ledger_file": "the ledger itself",
    "walkdown.logs": "the log, which holds no personal value",
    "walkdown.vision.reading_child": "the null device, and its own pipe",
    "walkdown.ui.tour": "the folder that the command line named",
    "walkdown.ui.walker": "the tour's pictures of our own window",
    "walkdown.__main__": "the tour's own temporary folder",
    "walkdown.practice_command": "a file that the command line named, and let be replaced",
}
OUR_FILES = {
    **OWN_FILES,
    "walkdown.consent.ledger_before": "the ledger of earlier versions",
    "walkdown.consent.system.flatpak": "what the system says of its permissions",
    "walkdown.consent.system.linux": "what the system says of its permissions",
    "walkdown.consent.system.macos": "what the system says of its permissions",
    "walkdown.handover.pack": "the pack is read back; the verifier comes with the program",
    "walkdown.ledger_command": "a file that the command line named; words that come with us",
    "walkdown.practice.scenario_file": "the scenarios that come with the program",
    "walkdown.practice.former_policy": "the former words that come with the program",
    "walkdown.storage.consent_files": "the words that come with the program",
    "walkdown.storage.label_profiles": "the label profiles that come with the program",
    "walkdown.storage.ledger_copies": "the words that come with the program",
    "walkdown.storage.uptime": "how long the computer has been running",
    "walkdown.vision.reading_limits": "how much memory it has taken itself",
    "walkdown.ui.icons": "pictures that come with the program",
    "walkdown.ui.report_ink": "type that comes with the program",
    "walkdown.ui.sound": "whether there is a sound device at all",
    "walkdown.ui.scenes": "pictures that come with the program",
    "walkdown.ui.theme": "type that comes with the program",
    "walkdown.ui.tour_steps": "what the tour itself has saved",
}
BLEAK_TYPES = {
    "walkdown.devices.*": "names of errors and types",
    "walkdown.practice.*": "names of errors and types",
}
THE_AIR = {"walkdown.practice.*": "the practice air is the other side of it"}


@dataclass(frozen=True)
class Road:
    """Names, the purposes of the lease they need, where, and where without one and why.

    A name is dotted, and stands for all below it; "*.name" is that attribute of anything.
    """

    names: tuple[str, ...]
    purposes: frozenset[Purpose] = ANY
    leased: tuple[str, ...] = ()
    free: dict[str, str] = field(default_factory=dict)

    def matches(self, name: str) -> bool:
        """Whether a resolved name is on this road."""
        return any(_matches(name, pattern) for pattern in self.names)

    def is_free(self, module: str) -> bool:
        """Whether a module may go it without a lease."""
        return any(fnmatchcase(module, pattern) for pattern in self.free)

    def is_leased(self, module: str) -> bool:
        """Whether a module may go it with one."""
        return any(fnmatchcase(module, pattern) for pattern in self.leased)


def _matches(name: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return "." in name and name.rpartition(".")[2] == pattern[2:]
    return name == pattern or name.startswith(pattern + ".")


def _all(names: str, before: str = "") -> tuple[str, ...]:
    return tuple(before + name for name in names.split())


# Doors that need none: what they let through is less than what their road is about.
UNLEASED = {
    "walkdown.ui.doors:DesktopDoors.settings": "only the system's own settings, which read nothing",
}

ROADS = (
    # --- Bluetooth
    # FIRMWARE: to hear one device again after its restart, which was part of the question.
    Road(("bleak.BleakScanner",), frozenset({P.DISCOVER, P.FIRMWARE}), ("walkdown.devices.radio",)),
    Road(
        _all(
            "connect pair start_notify read_gatt_char write_gatt_char read_gatt_descriptor"
            " write_gatt_descriptor",
            "self._client.",
        ),
        frozenset({P.MANAGE}),
        ("walkdown.devices.session",),
        THE_AIR,
    ),
    Road(
        _all("start_notify read_gatt_char write_gatt_char write_gatt_descriptor", "*."),
        frozenset({P.MANAGE}),
        ("walkdown.devices.session",),
        THE_AIR,
    ),
    Road(
        ("bleak.BleakClient",),
        free={"walkdown.devices.session": "made here, and only its verbs above touch the air"},
    ),
    Road(_all("exc uuids backends args assigned_numbers", "bleak."), free=BLEAK_TYPES),
    Road(("bleak",)),
    Road(("bumble",), free=THE_AIR),
    Road(
        ("walkdown.devices.improv.protocol.wifi_settings",),
        frozenset({P.WIFI_SETUP}),
        ("walkdown.devices.improv.driver",),
    ),
    Road(
        ("walkdown.devices.espressif.protocol.set_config",),
        frozenset({P.WIFI_SETUP}),
        ("walkdown.devices.espressif.driver",),
    ),
    Road(
        ("walkdown.devices.shelly.rpc.wifi_settings",),
        frozenset({P.WIFI_SETUP}),
        ("walkdown.devices.shelly.driver",),
    ),
    Road(
        (
            *_all("first_part next_part test confirm", "walkdown.devices.smp.messages."),
            *_all("RESET WRITE_STATE UPLOAD", "walkdown.devices.smp.frames."),
        ),
        frozenset({P.FIRMWARE}),
        ("walkdown.devices.smp.updater", "walkdown.devices.smp.upload"),
    ),
    # --- the camera and pictures
    Road(
        ("cv2.VideoCapture",),
        frozenset({P.SCAN_QR, P.PHOTO_SITE}),
        ("walkdown.vision.laptop_camera",),
    ),
    Road(
        ("cv2_enumerate_cameras",),
        frozenset({P.SCAN_QR, P.PHOTO_SITE}),
        free={"walkdown.vision.cameras": "see LaptopCameras"},
    ),
    Road(
        ("self._enumerate",),
        frozenset({P.SCAN_QR, P.PHOTO_SITE}),
        ("walkdown.vision.cameras",),
    ),
    Road(
        ("PIL.Image.open", "cv2.imread", "cv2.imwrite", "cv2.VideoWriter"),
        frozenset({P.PHOTO_PICK, P.PHOTO_SITE}),
        ("walkdown.vision.*",),
        {"walkdown.vision.bounds": "see `decoded`"},
    ),
    Road(
        ("walkdown.vision.bounds.decoded",),
        frozenset({P.PHOTO_PICK}),
        ("walkdown.vision.site_photo",),
        {"walkdown.vision.still": "the reading process: bytes that were given, see StillReader"},
    ),
    Road(
        ("cv2", "zxingcpp"),
        free={
            "walkdown.vision.*": "pixels that were given, not seen",
            "walkdown.practice.label_symbols": "draws the labels of the practice devices",
        },
    ),
    Road(
        ("walkdown.vision.laptop_camera.LaptopCamera",),
        free={"walkdown.vision.cameras": "as what a lease opens, see `_open`"},
    ),
    Road(
        ("walkdown.vision.cameras.LaptopCameras",),
        free={"walkdown.__main__": "as what the camera worker opens, once it has a lease"},
    ),
    Road(
        ("camera.open",),
        frozenset({P.SCAN_QR, P.PHOTO_SITE}),
        ("walkdown.vision.camera_worker",),
    ),
    Road(
        ("walkdown.vision.bounds.bytes_of",),
        frozenset({P.PHOTO_PICK}),
        ("walkdown.vision.picture_file", "walkdown.vision.site_photo"),
        {"walkdown.labels_command": "a picture that the command line named"},
    ),
    Road(("self._stills.codes",), frozenset({P.PHOTO_PICK}), ("walkdown.vision.picture_file",)),
    Road(
        ("walkdown.vision.picture_file.StillReader",),
        free={
            "walkdown.vision.picture_file": "made here, and only its `codes` above reads",
            "walkdown.labels_command": "a picture that the command line named",
        },
    ),
    Road(
        ("?reader.read_bytes",),
        free={"walkdown.app.labels_pictures": "the port of pictures, which takes the lease"},
    ),
    # --- the network
    Road(
        ("asyncio.open_connection",),
        frozenset({P.LAN_PROBE, P.WIFI_SETUP}),
        ("walkdown.lan.*",),
        {
            "walkdown.lan.http_get": "see its `get`",
        },
    ),
    Road(
        (
            "walkdown.lan.http_get.get",
            "walkdown.lan.shelly_modbus.asked",
            "walkdown.lan.sunspec.asked",
            "walkdown.lan.mdns.find",
        ),
        frozenset({P.LAN_PROBE, P.WIFI_SETUP}),
        ("walkdown.lan.http_probe",),
    ),
    Road(
        ("walkdown.lan.modbus.Modbus",),
        free={
            "walkdown.lan.shelly_modbus": "see its `asked`",
            "walkdown.lan.sunspec": "see its `asked`",
        },
    ),
    Road(
        ("pymodbus",),
        free={"walkdown.lan.modbus": "see `asked` of shelly_modbus and of sunspec"},
    ),
    Road(
        ("socket", "asyncio.start_server"),
        frozenset({P.LAN_PROBE, P.WIFI_SETUP}),
        ("walkdown.lan.*",),
        {
            "walkdown.practice.endpoint": "the practice devices' own side, on this laptop alone",
            "walkdown.practice.serve_port": "the practice air's own side, on this laptop alone",
        },
    ),
    Road(
        (
            *_all("ssl select selectors socketserver smtplib ftplib telnetlib imaplib xmlrpc"),
            *_all("urllib.request urllib.robotparser http.client http.server requests httpx"),
            *_all(
                "aiohttp zeroconf scapy websockets paramiko urllib3 asyncio.open_unix_connection"
            ),
            *_all("create_connection create_datagram_endpoint create_server sock_connect", "*."),
            *_all("create_unix_connection getaddrinfo getnameinfo sock_sendto", "*."),
        ),
        frozenset({P.LAN_PROBE, P.WIFI_SETUP}),
        ("walkdown.lan.*",),
        {
            "walkdown.lan.mdns": "see its `find`",
            "walkdown.practice.voice": "the practice devices' own side, on this laptop alone",
            "walkdown.practice.endpoint": "the practice devices' own side, on this laptop alone",
            "walkdown.practice.serve_port": "the practice air's own side, on this laptop alone",
        },
    ),
    # --- Qt's own powers
    Road(
        _all(
            "QtMultimedia QtMultimediaWidgets QtBluetooth QtNetwork QtNetworkAuth QtWebSockets"
            " QtWebEngineCore QtWebEngineWidgets QtWebView QtSerialPort QtSerialBus QtNfc QtSensors"
            " QtDBus QtHttpServer QtRemoteObjects QtScxml QtTextToSpeech QtQml QtQuick QtSql",
            "PySide6.",
        )
    ),
    Road(_all("QtPositioning QtLocation", "PySide6."), frozenset({P.SITE_LOCATE}), ADAPTERS),
    Road(
        ("PySide6.QtGui.QDesktopServices", "webbrowser", "*.openUrl", "*.open_new_tab"),
        frozenset({P.OPEN_MAP, P.OPEN_MAIL}),
        ("walkdown.ui.*",),
    ),
    Road(
        ("PySide6.QtWidgets.QSystemTrayIcon", "*.showMessage", "*.alert"),
        frozenset({P.NOTIFY}),
        ("walkdown.ui.*",),
    ),
    Road(
        ("*.requestPermission", "PySide6.QtCore.QPermission"),
        free={"walkdown.ui.os_permissions": "the system's own question; the gate asks for it"},
    ),
    Road(
        ("PySide6.QtWidgets.QFileDialog",),
        free={
            "walkdown.ui.pages.*": "the person picks; what is picked is touched under a lease",
            "walkdown.ui.tour_photo": "the tour finds the picker that a page has opened",
            "walkdown.ui.tour_firmware": "the tour finds the picker that a page has opened",
            "walkdown.ui.tour_steps": "the tour finds the picker that a page has opened",
            "walkdown.ui.tour_carry": "the tour finds the picker that a page has opened",
        },
    ),
    Road(
        _all(
            "QFile QSaveFile QTemporaryFile QTemporaryDir QDir QLockFile QSettings QProcess"
            " QFileSystemWatcher QSharedMemory QLibrary QPluginLoader QStandardPaths",
            "PySide6.QtCore.",
        )
    ),
    Road(
        ("*.clipboard", "PySide6.QtGui.QClipboard"),
        free={
            "walkdown.ui.pages.handover_mail": "Copy: the draft that is shown",
            "walkdown.ui.pages.site_place": "Copy: the address that is shown",
            "walkdown.ui.pages.help_computer": "Copy: the check-up that is shown",
        },
    ),
    Road(("PySide6.QtGui.QImageReader",)),
    Road(
        ("PySide6.QtGui.QImageWriter",),
        free={"walkdown.ui.pages.labels_photo": "into memory: the bytes of what was pasted"},
    ),
    Road(
        ("PySide6.QtGui.QPdfWriter",),
        free={"walkdown.ui.report_pdf": "into memory; the pack writes it"},
    ),
    # --- the system's own interfaces
    Road(
        ("dbus_fast.aio", "dbus_fast.glib", "self._bus.call"),
        # DISCOVER, FIRMWARE: which adapters there are, for those who listen.
        frozenset({P.SITE_LOCATE, P.NOTIFY, P.DISCOVER, P.FIRMWARE, P.WIFI_LOOK}),
        ("walkdown.lan.*",),
    ),
    Road(("dbus_fast",), free={"walkdown.lan.*": "names of errors and types"}),
    Road(
        _all("dbus gi pydbus jeepney winrt winsdk objc CoreLocation CoreWLAN AVFoundation"),
        frozenset({P.SITE_LOCATE, P.NOTIFY, P.WIFI_LOOK}),
        ("walkdown.ui.*", "walkdown.lan.*", "walkdown.devices.*", "walkdown.storage.*"),
    ),
    Road(
        ("importlib.metadata",),
        free={"walkdown.storage.this_computer": "which versions came with the program"},
    ),
    Road(
        ("winreg", "importlib.import_module", "importlib"),
        free={"walkdown.consent.system.pick": "reads what Windows says of its permissions"},
    ),
    Road(("keyring",), free={"walkdown.storage.key_stores": "the keys of ledger and sites"}),
    # --- other programs
    Road(
        ("signal",),
        free={
            "walkdown.practice_command": "its own end, at Ctrl+C",
            "walkdown.vision.reading_child": "its own end, where a decoder never ends",
        },
    ),
    Road(
        ("subprocess",),
        free={"walkdown.vision.reading_line": "this program again, to decode and nothing else"},
    ),
    Road(
        ("resource",), free={"walkdown.vision.reading_limits": "gives up memory, files and dumps"}
    ),
    Road(
        (
            *_all("multiprocessing pty psutil"),
            *_all("concurrent.futures.ProcessPoolExecutor asyncio.create_subprocess_exec"),
            *_all("asyncio.create_subprocess_shell os.startfile os.kill os.killpg os.abort"),
            *_all(
                "system popen fork forkpty posix_spawn posix_spawnp spawnl spawnle spawnlp"
                " spawnlpe spawnv spawnve spawnvp spawnvpe execl execle execlp execlpe execv"
                " execve execvp execvpe getlogin getpwuid putenv",
                "os.",
            ),
            *_all("pwd grp getpass platform.node socket.gethostname uuid.getnode"),
        )
    ),
    # --- files
    Road(
        ("walkdown.storage.new_file.write_new",),
        frozenset({P.FILE_EXPORT}),
        ADAPTERS,
        {
            "walkdown.ledger_command": "a file that the command line named",
            "walkdown.practice_command": "a file that the command line named",
        },
    ),
    Road(
        (
            *_all("file.write shutil tempfile zipfile tarfile sqlite3 dbm fileinput"),
            *_all(
                "mkdir makedirs rename renames replace remove unlink rmdir removedirs symlink"
                " link truncate ftruncate chmod chown open write mkfifo mknod utime",
                "os.",
            ),
            *_all(
                "write_text write_bytes unlink rmdir mkdir touch symlink_to hardlink_to chmod"
                " mktemp mkstemp mkdtemp",
                "*.",
            ),
        ),
        frozenset({P.FILE_EXPORT, P.SHARE_CUSTOMER, P.SHARE_MANUFACTURER, P.SHARE_SUPPORT}),
        ADAPTERS,
        OWN_FILES,
    ),
    Road(
        ("walkdown.storage.durable",),
        frozenset({P.FILE_EXPORT}),
        ADAPTERS,
        {
            "walkdown.storage.site_files": "the person's own sites",
            "walkdown.storage.former_site_file": "the person's own sites, and their pictures",
            "walkdown.storage.site_book": "the person's own sites",
            "walkdown.storage.site_backups": "the copies of the person's own sites",
            "walkdown.storage.site_carries": "its workshop in the person's own folder; see its checks",
            "walkdown.storage.site_keys": "the keys of the person's own sites",
            "walkdown.storage.settings": "which camera was chosen",
            "walkdown.storage.new_file": "see `write_new`",
            "walkdown.storage.ledger_source": "reads a copy of the ledger",
        },
    ),
    Road(
        ("walkdown.consent.ledger_disk", "walkdown.consent.ledger_file"),
        free={
            "walkdown.consent.ledger": "the ledger itself",
            "walkdown.consent.ledger_*": "the ledger itself",
            "walkdown.storage.ledger_source": "reads a copy of the ledger",
            "walkdown.storage.ledger_look": "reads a copy of the ledger",
        },
    ),
    Road(("walkdown.practice.endpoint",), free=THE_AIR),
    Road(
        ("logging.FileHandler", "logging.handlers"),
        free={"walkdown.logs": "the log, which holds no personal value"},
    ),
    Road(
        ("apsw",),
        free={
            "walkdown.consent.ledger_file": "the ledger itself",
            "walkdown.storage.site_*": "the person's own sites",
        },
    ),
    Road(
        (
            "file.read",
            "*.read_text",
            "*.read_bytes",
            "os.listdir",
            "os.scandir",
            "os.walk",
            "*.iterdir",
            "*.rglob",
            "*.glob",
            "glob",
            "linecache",
            "mmap",
        ),
        frozenset({P.FILE_IMPORT, P.PHOTO_PICK}),
        ADAPTERS,
        OUR_FILES,
    ),
)
