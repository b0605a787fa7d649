"""What Wi-Fi passwords a device's own software takes; less than WPA allows, as its maker's profile says."""

from __future__ import annotations

from walkdown.core.device import Device
from walkdown.core.label_profile import Model, Profiles
from walkdown.core.secret import Secret


def takes(profiles: Profiles, device: Device, password: Secret) -> bool:
    """Whether it can be sent to this device at all. A device that no profile knows takes any."""
    models = models_of(profiles, device)
    with password.reveal() as text:
        return all(_fits(model, text) for model in models)


def models_of(profiles: Profiles, device: Device) -> list[Model]:
    """What is known of this device's model: by its name, else by how its serial begins."""
    models = [model for profile in profiles.all for model in profile.models]
    named = [m for m in models if m.name.upper() == device.model.upper()]
    return named or [m for m in models if m.starts and device.serial.startswith(m.starts)]


def _fits(model: Model, text: str) -> bool:
    short = not model.password_most or len(text) <= model.password_most
    return short and not any(sign in text for sign in model.password_not)
