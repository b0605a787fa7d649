"""Use cases and the ports they need; asyncio, but no Qt, bleak or files."""
