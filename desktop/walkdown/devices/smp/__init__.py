"""Firmware over SMP (MCUmgr), by protocols.md 5: frames and messages without a radio, and the updater."""
