"""The nine permissions, the purposes they are used for, and how long a yes lasts."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What is asked for; also the stem of its icon."""

    LOCATION = "location"
    CAMERA = "camera"
    BLUETOOTH = "bluetooth"
    NEARBY = "nearby"
    WIFI = "wifi"
    PHOTOS = "photos"
    STORAGE = "storage"
    NOTIFICATION = "notification"
    APPS = "apps"


class Purpose(StrEnum):
    """What a permission is used for (consent.md 3.1)."""

    SITE_LOCATE = "site.locate"
    SCAN_QR = "scan.qr"
    PHOTO_SITE = "photo.site"
    DISCOVER = "device.discover"
    MANAGE = "device.manage"
    FIRMWARE = "device.firmware"
    WIFI_SETUP = "device.wifi_setup"
    LAN_PROBE = "net.lan_probe"
    WIFI_LOOK = "net.wifi_look"
    PHOTO_PICK = "photo.pick"
    FILE_IMPORT = "file.import"
    FILE_EXPORT = "file.export"
    NOTIFY = "notify.local"
    OPEN_MAP = "apps.open_map"
    OPEN_MAIL = "apps.open_mail"
    OWNER_WIFI = "owner.wifi_password"
    OWNER_PHOTO = "owner.photo"
    OWNER_ONLINE = "owner.online"
    SHARE_CUSTOMER = "share.customer"
    SHARE_MANUFACTURER = "share.manufacturer"
    SHARE_SUPPORT = "share.support"


class Scope(StrEnum):
    """How long a yes lasts; never for ever."""

    ONCE = "once"
    SESSION = "session"
    SITE = "site"
    COMPUTER = "computer"


class Role(StrEnum):
    """Whose consent it is: who holds the laptop, or whose house it is."""

    INSTALLER = "installer"
    OWNER = "owner"
