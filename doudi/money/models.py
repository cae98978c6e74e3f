"""款的表：gathers the leaves' tables for Django."""

from doudi.money.aid.models import Aid
from doudi.money.ledger.models import Account, Entry, EntrySeries, Posting
from doudi.money.payments.explained_models import Explanation
from doudi.money.payments.models import Approval, Hold, Line, ReturnFile, Run, RunSeries
from doudi.money.payments.stop_models import PaymentStop
from doudi.money.price_subsidy.models import PriceIndex, Recipient
from doudi.money.recovery.models import (
    Claim,
    Instalment,
    Plan,
    Receipt,
    ReckonedMonth,
    Reckoning,
    WriteOff,
)
from doudi.money.reserve.models import CashCount, Draw, Fund, Replenishment

__all__ = [
    "Account",
    "Aid",
    "Approval",
    "CashCount",
    "Claim",
    "Draw",
    "Entry",
    "EntrySeries",
    "Explanation",
    "Fund",
    "Hold",
    "Instalment",
    "Line",
    "PaymentStop",
    "Plan",
    "Posting",
    "PriceIndex",
    "Receipt",
    "Recipient",
    "ReckonedMonth",
    "Reckoning",
    "Replenishment",
    "ReturnFile",
    "Run",
    "RunSeries",
    "WriteOff",
]
