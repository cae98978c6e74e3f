"""备用金的文书：a month of a fund → the fields of D18 (台账), every figure from the postings."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from doudi.money.ledger.queries import balance_on, entries
from doudi.money.reserve.models import Draw, Fund
from doudi.money.reserve.queries import reserve_account
from doudi.policy.days import Month
from doudi.records.access import Act
from doudi.records.areas.queries import period_of


def book(fund: Fund, month: Month, by: Act) -> tuple[Mapping[str, Any], date]:
    """D18 of a month, or of what has passed of it, and its last day."""
    account, first = reserve_account(fund, by), month.first_day()
    last = min(month.next().first_day() - timedelta(days=1), by.day)
    opening = balance_on(account, first - timedelta(days=1), by)
    rows, held = [], opening
    for posting in reversed(entries(account, by).filter(entry__on__gte=first, entry__on__lte=last)):
        held += posting.fen
        side = {"received": posting.fen} if posting.fen > 0 else {"paid": -posting.fen}
        rows.append(
            {
                "on": posting.entry.on,
                "voucher": f"第{posting.entry.number}号",
                "told": posting.entry.told,
                **side,
                "balance": held,
            }
        )
    told = {
        "office": period_of(fund.area_id, last).name,
        "period": f"{first.year}年{first.month}月",
        "opening": opening,
        "entries": rows,
        "closing": held,
        "pending": _pending_on(fund, last, by),
    }
    return told, last


def _pending_on(fund: Fund, on: date, by: Act) -> int:
    """What was paid first by the end of a day and not settled by then."""
    rows = Draw.objects.seen_by(by.scope).filter(fund=fund, paid_on__lte=on)
    settled = rows.filter(settled_on__lte=on).values_list("pk", flat=True)
    return sum(rows.exclude(pk__in=settled).values_list("amount_fen", flat=True))
