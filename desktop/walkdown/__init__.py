"""Walkdown: the installer's bench for commissioning energy systems."""

__version__ = "0.1.0"
