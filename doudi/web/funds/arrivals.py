"""在路上的钱：what was appropriated and lies, what a township asked for, what the bank has — each with its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from doudi.money.ledger.queries import lying
from doudi.money.payments.arrivals import Arrival, arrivals
from doudi.money.price_subsidy.queries import paid_by
from doudi.money.reserve.models import Replenishment
from doudi.money.reserve.queries import asked_in
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.figures.queries import working_days_left


@dataclass(frozen=True, slots=True)
class Timer:
    """一行: what it is and where it opens, since when, how it stands, its days in words, and how much."""

    title: str
    address: str
    since: date
    state: str
    days: str
    fen: int
    opens: str
    late: str = ""


def under_way(year: int, by: Act) -> Mapping[str, list[Timer]]:
    """Everything of the page that waits or has arrived."""
    return {"lying": _lying(by), "asked": _asked(year, by), "arrivals": _arrivals(year, by)}


def waits(days: int) -> str:
    """How long it has been by now."""
    return gettext("已 %(n)s 天") % {"n": days}


def took(days: int) -> str:
    """How long it took."""
    return gettext("用时 %(n)s 天") % {"n": days} if days else gettext("当天")


def _lying(by: Act) -> list[Timer]:
    made = []
    for each in lying(by):
        page = reverse("web:entry", args=[each.entry.pk])
        state = gettext("尚未拨出")
        made.append(Timer(each.entry.told, page, each.entry.on, state, waits(each.days), each.left_fen, page))
    return made


def _asked(year: int, by: Act) -> list[Timer]:
    rows = asked_in(year, by)
    names = names_on({row.area_id for row in rows}, by.day)
    return [_request(row, names.get(row.area_id, ""), by.day) for row in rows]


def _request(row: Replenishment, place: str, today: date) -> Timer:
    page = reverse("web:reserve", args=[row.fund_id])
    told = gettext("%(place)s备用金") % {"place": place}
    made = Timer(told, page, row.asked_on, gettext("等区级拨付"), "", row.amount_fen, page)
    if row.answered_on is None:
        return replace(made, days=waits((today - row.asked_on).days))
    days = took((row.answered_on - row.asked_on).days)
    if row.entry_id is None:
        return replace(made, state=gettext("不予补充"), days=days)
    return replace(made, state=gettext("已拨到"), days=days, opens=reverse("web:entry", args=[row.entry_id]))


def _arrivals(year: int, by: Act) -> list[Timer]:
    found = arrivals(year, by)
    due = paid_by([each.run.pk for each in found], by)
    return [_batch(each, each.by_day or due.get(each.run.pk), by.day) for each in found]


def _batch(each: Arrival, limit: date | None, today: date) -> Timer:
    run = each.run
    assert run.exported_on is not None
    told = gettext("%(number)s %(month)s %(purpose)s") % {
        "number": run.number, "month": f"{run.month:%Y-%m}", "purpose": run.purpose_title,
    }  # fmt: skip
    late = "" if limit is None or each.arrived else _last_day(limit, today)
    return Timer(
        told,
        reverse("web:payment_run", args=[run.pk]),
        run.exported_on,
        gettext(each.way.value),
        took(each.days) if each.arrived else waits(each.days),
        each.fen,
        reverse("web:payment_roll", args=[run.pk]),
        late,
    )


def _last_day(limit: date, today: date) -> str:
    left = working_days_left(limit, today)
    if left >= 0:
        return gettext("最迟 %(day)s") % {"day": limit.isoformat()}
    return gettext("最迟 %(day)s，已逾期 %(n)s 个工作日") % {"day": limit.isoformat(), "n": -left}
