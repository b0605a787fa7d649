"""What the codes on practice labels say, by device, family and symbol."""

from __future__ import annotations

import json

from walkdown.core.sighting import factory_name
from walkdown.practice.labelled import OF_GS1, SHORT, Hardship, Symbol
from walkdown.practice.scenario import Family, PracticeDevice

# Of the range that GS1 keeps for numbers within one company, so that it is nobody's article.
TRADE_ITEM = "2098765432103"
CARTON = "CARTON 2611-04 PCS 20"
_GTIN_14 = "02098765432103"
_LINK = "https://id.fernhill.example"


def device_payload(model: str, serial: str) -> str:
    """What a device's QR code says."""
    return f"WD1:{model}:{serial}"


def set_up_payload(device: PracticeDevice) -> str:
    """What the QR code of one of Espressif's says (protocols.md 3.6)."""
    with device.pop.reveal() as pop:
        said = {
            "ver": "v1",
            "name": device.advertised_name,
            "pop": pop,
            "transport": "ble",
            "security": device.security,
        }
        if not factory_name(device.serial):
            said |= {"serial": device.serial, "model": device.model}
        return json.dumps(said)


def label_payload(device: PracticeDevice) -> str:
    """What the code on a device's label says."""
    symbol = device.label.symbol
    if symbol in OF_GS1:
        return _of_gs1(symbol, device)
    if symbol in SHORT:
        return device.serial
    if device.family is Family.ESPRESSIF:
        return set_up_payload(device)
    return device_payload(device.model, device.serial)


def first_payload(device: PracticeDevice) -> tuple[Symbol, str]:
    """What the label says that is met before the device's own, and how it is printed."""
    carton = device.label.trouble is Hardship.CARTON
    text = device.label.first or (CARTON if carton else TRADE_ITEM)
    is_article = len(text) == len(TRADE_ITEM) and text.isdigit()
    return (Symbol.EAN_13 if is_article else Symbol.CODE_128), text


def wifi_payload(ssid: str, password: str) -> str:
    """What a router's QR code says (ZXing's dialect); an empty password means an open network."""
    security = "WPA" if password else "nopass"
    secret = f"P:{_escaped(password)};" if password else ""
    return f"WIFI:T:{security};S:{_escaped(ssid)};{secret};"


def _of_gs1(symbol: Symbol, device: PracticeDevice) -> str:
    if symbol is Symbol.DIGITAL_LINK:
        return f"{_LINK}/01/{_GTIN_14}/21/{device.serial}?240={device.model}"
    if symbol is Symbol.GS1_128:  # bars: every character makes them longer
        return f"(01){_GTIN_14}(21){device.serial}"
    return f"(01){_GTIN_14}(240){device.model}(21){device.serial}"


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in '\\;,:"' else c for c in text)
