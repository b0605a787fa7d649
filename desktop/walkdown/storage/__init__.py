"""The site file and where things are kept."""
