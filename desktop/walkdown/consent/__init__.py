"""The consent gate: purposes, leases, the machine of states and the ledger."""
