"""The computer's own permissions: one port, one reading of them for each platform."""
