"""款的表：gathers the leaves' tables for Django."""

from doudi.money.aid.models import Aid
from doudi.money.ledger.models import Account, Entry, EntrySeries, Posting
from doudi.money.payments.models import Approval, Hold, Line, ReturnFile, Run, RunSeries
from doudi.money.reserve.models import CashCount, Draw, Fund, Replenishment

__all__ = [
    "Account",
    "Aid",
    "Approval",
    "CashCount",
    "Draw",
    "Entry",
    "EntrySeries",
    "Fund",
    "Hold",
    "Line",
    "Posting",
    "Replenishment",
    "ReturnFile",
    "Run",
    "RunSeries",
]
