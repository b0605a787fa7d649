"""Espressif's unified provisioning over Bluetooth: the bytes, the security schemes and the driver."""
