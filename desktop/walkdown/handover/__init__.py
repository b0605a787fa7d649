"""The hand-over pack: what it says and how it is written."""
