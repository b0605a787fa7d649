"""Services that the Bluetooth SIG has defined: who a device is, its battery, its clock, its values."""
