"""The simulated world: air, devices, Wi-Fi, network and camera; bumble lives here."""
