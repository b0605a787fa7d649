"""What answers over a socket: devices on the site's network, and services of the laptop's own D-Bus."""
