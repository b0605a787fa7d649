"""What a device shows once it is on the site's network; sockets live here."""
