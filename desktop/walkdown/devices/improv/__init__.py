"""Improv Wi-Fi over Bluetooth: the bytes and the driver."""
