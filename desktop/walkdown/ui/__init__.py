"""The window: widgets, pages and the bridge; PySide6 lives here and nowhere else."""
