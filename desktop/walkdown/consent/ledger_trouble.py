"""What can be wrong with the ledger, for whoever opens, reads or writes it."""


class LedgerBroken(Exception):
    """It does not verify: changed, cut, an old copy, or not a ledger. It is left as it is."""


class LedgerKeyLost(LedgerBroken):
    """It was signed before, and the key it was signed with is gone or out of reach."""


class LedgerUnwritable(Exception):
    """An entry could not be made durable; nothing more is written until the ledger is opened anew."""


class LedgerBusy(Exception):
    """Another Walkdown has the ledger open."""
