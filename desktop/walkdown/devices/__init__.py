"""Real and practice devices through bleak, which lives here and nowhere else."""
