"""特困发放的清单：base and care part of each person, whether the agreement lets the care part out, who is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards.care import agreed_among, agreements_of
from doudi.casework.awards.models import Award, Mode, Scheme
from doudi.casework.awards.queries import MonthAmount, awards_in_force, due_by, terms_in
from doudi.money.payments.payees import Payee, payees_of
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.records.institutions.queries import living_on
from doudi.web.awards.months import month_of, written
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import PAYMENT_READERS
from doudi.web.working import officer_page

KEPT_BACK, NOT_HOUSED = "no_agreement", "not_housed"


@dataclass(frozen=True, slots=True)
class Row:
    """一位特困人员 in a month."""

    award: Award
    amount: MonthAmount | None
    payee: Payee
    agreed_until: date | None
    place: str

    @property
    def kept_fen(self) -> int | None:
        """The care part that waits for its agreement."""
        if self.amount is None or self.amount.terms is None or not self.amount.alerts:
            return None
        return self.amount.terms.care_fen - self.amount.care_fen

    @property
    def told(self) -> str:
        """What keeps money back, in words."""
        if self.amount is not None and self.amount.alerts:
            return gettext("没有照料协议，照料部分暂不发")
        if self.award.mode == Mode.INSTITUTION and self.payee.institution is None:
            return gettext("集中供养，没有登记入住的机构")
        return "" if self.payee.account else gettext("没有已确认的账户")


@officer_page(*PAYMENT_READERS, methods=("GET", "POST"))
def tekun(request: HttpRequest, by: Act) -> HttpResponse:
    """特困发放 of a month."""
    month = month_of(request.GET.get("month"), by.day)
    return list_page(request, by, _listing(month, by), "web/institutions/tekun.html", month=written(month))


def _listing(month: date, by: Act) -> Listing:
    def award(row: Row) -> str:
        return reverse("web:award", args=[row.award.pk])

    def reckoned(row: Row) -> str:
        return reverse("web:award_month", args=[row.award.pk, written(month)])

    def amount(row: Row, part: str) -> int | None:
        return getattr(row.amount, part) if row.amount else None

    return Listing(
        "tekun",
        gettext("%(month)s 特困发放") % {"month": written(month)},
        awards_in_force(month, by).filter(scheme=Scheme.TEKUN).select_related("payee"),
        (
            Column("name", gettext("姓名"), lambda row: row.award.head_name, ("head_name",), link=award),
            Column("mode", gettext("供养方式"), lambda row: row.award.get_mode_display(), ("mode",)),
            Column("base", gettext("基本（元）"), lambda row: amount(row, "base_fen"), (), "money", reckoned),
            Column("care", gettext("照料（元）"), lambda row: amount(row, "care_fen"), (), "money", reckoned),
            Column("kept", gettext("照料暂不发（元）"), lambda row: row.kept_fen, (), "money", reckoned),
            Column("whole", gettext("应发（元）"), lambda row: amount(row, "monthly_fen"), (), "money", reckoned),
            Column("until", gettext("协议至"), lambda row: row.agreed_until, kind="day"),
            Column("payee", gettext("领款"), lambda row: row.payee.name),
            Column("told", gettext("提示"), lambda row: row.told, mark=lambda row: "soon" if row.told else ""),
            Column("place", gettext("村（社区）"), lambda row: row.place, ("area",)),
        ),
        (
            Filter("month", gettext("月份"), lambda rows, typed: rows, size="day"),
            Filter("q", gettext("姓名"), lambda rows, typed: rows.filter(head_name__startswith=typed)),
            Filter("mode", gettext("供养方式"), lambda rows, asked: rows.filter(mode=asked), Mode.choices),
            Filter("gate", gettext("提示"), lambda rows, asked: _kept(rows, asked, month, by),
                   ((KEPT_BACK, gettext("没有协议，照料部分不发")), (NOT_HOUSED, gettext("集中供养未入住")))),
        ),
        empty=gettext("这个月没有特困人员。"),
        present=lambda rows: _rows(rows, month, by),
    )  # fmt: skip


def _kept(rows: Any, asked: str, month: date, by: Act) -> Any:
    heads = list(rows.values_list("head_id", flat=True))
    if asked == NOT_HOUSED:
        return rows.filter(mode=Mode.INSTITUTION).exclude(head_id__in=living_on(heads, by.day))
    return rows.filter(mode=Mode.DISPERSED).exclude(head_id__in=agreed_among(heads, month))


def _rows(rows: Sequence[Award], month: date, by: Act) -> list[Row]:
    terms = terms_in(month, [award.pk for award in rows])
    agreed = agreements_of([award.head_id for award in rows], month)
    payees = payees_of(rows, by.day)
    names = names_on({award.area_id for award in rows}, by.day)
    made = []
    for award in rows:
        held, agreement = terms.get(award.pk), agreed.get(award.head_id)
        amount = due_by(award, held, month, agreement is not None) if held else None
        until = agreement.until_day if agreement else None
        made.append(Row(award, amount, payees[award.pk], until, names.get(award.area_id, "")))
    return made
