"""款的表：gathers the leaves' tables for Django."""

from doudi.money.ledger.models import Account, Entry, EntrySeries, Posting
from doudi.money.reserve.models import CashCount, Draw, Fund, Replenishment

__all__ = [
    "Account",
    "CashCount",
    "Draw",
    "Entry",
    "EntrySeries",
    "Fund",
    "Posting",
    "Replenishment",
]
