"""My data: what is kept about the owner and the installer at the open site."""

from __future__ import annotations

from walkdown.app.messages import MyDataShown
from walkdown.app.workbench import Workbench
from walkdown.core.my_data import Category, Person, kept_about


class MyDataDesk:
    """Use cases of the sheet in Privacy. It reads what is open, and needs no permission."""

    def __init__(self, bench: Workbench, inventory: tuple[Category, ...] = ()) -> None:
        self._bench = bench
        self._inventory = inventory

    async def show(self) -> None:
        """Tell what is kept about each; nothing without an open site."""
        if self._bench.is_open:
            job, lines = self._bench.job, self._inventory
            owner, installer = (kept_about(p, job, lines) for p in (Person.OWNER, Person.INSTALLER))
            self._bench.publish(MyDataShown(owner, installer))
