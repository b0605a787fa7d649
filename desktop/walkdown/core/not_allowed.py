"""What is raised where an event does not fit the state of the job."""

from __future__ import annotations


class NotAllowed(Exception):
    """The event does not fit the state of the job; nothing was changed."""
