"""Shelly Gen2 and later: JSON-RPC over Bluetooth (protocols.md 4)."""
