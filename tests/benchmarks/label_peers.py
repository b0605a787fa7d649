"""Readers of codes that others made, each as a function from a grey picture to the texts in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

Texts = Callable[[NDArray[np.uint8]], set[str]]


def zxing(grey: NDArray[np.uint8]) -> set[str]:
    """zxing-cpp with its defaults: every symbology it has, turned, reduced and inverted."""
    codes = zxingcpp.read_barcodes(grey, text_mode=zxingcpp.TextMode.Plain)
    return {code.text for code in codes if code.text}


def opencv() -> Texts:
    """OpenCV's detector of QR codes."""
    detector = cv2.QRCodeDetector()

    def texts(grey: NDArray[np.uint8]) -> set[str]:
        try:
            _, found, *_ = detector.detectAndDecodeMulti(grey)
        except (cv2.error, UnicodeDecodeError):  # it asserts on some, and expects UTF-8
            return set()
        return {text for text in found if text}

    return texts


def zbar() -> Texts | None:
    """zbar with its defaults; None where the library is not installed."""
    try:
        from pyzbar import pyzbar
    except ImportError:
        return None
    decode: Callable[[NDArray[np.uint8]], list[Any]] = pyzbar.decode

    def texts(grey: NDArray[np.uint8]) -> set[str]:
        return {_text(code.data) for code in decode(grey)} - {""}

    return texts


def _text(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")
