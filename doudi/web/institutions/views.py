"""供养机构的页：the houses with their beds and who waits for one; one house with account, residents, counts, roll.

Who and in what order: the bureau opens the house and proposes its account, another person confirms it; the neediest
who wants a bed is taken in; each month somebody counts who is there before the roll; the roll is held against it.
What goes wrong: no bed, a person in two houses, one person for both halves of the account, a month counted twice,
somebody on the roll who is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doudi.casework.awards.beds import RULE, waiting_for_bed
from doudi.money.payments.houses import against_count
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, period_of
from doudi.records.institutions import queries
from doudi.records.institutions.actions import (
    CLERKS,
    CONFIRMERS,
    COUNTERS,
    admit,
    confirm_institution_account,
    count,
    leave,
    open_institution,
    propose_institution_account,
)
from doudi.records.institutions.models import Institution
from doudi.records.refusals import NotFound
from doudi.web.districts import districts_of
from doudi.web.navigation import FILE_READERS, PAYMENT_READERS
from doudi.web.orders import Refused, SeeOther, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import holds_any, officer_page

OPEN = "open"
Do = Callable[[Institution, Typed, Act], None]


@officer_page(*PAYMENT_READERS)
def institutions(request: HttpRequest, by: Act) -> HttpResponse:
    """Every house in scope, and who waits for a bed."""
    return _houses_page(request, by)


@officer_page(*CLERKS, methods=("GET", "POST"))
def institution_new(request: HttpRequest, by: Act) -> HttpResponse:
    """登记机构."""
    if request.method != "POST":
        return SeeOther(reverse("web:institutions"))
    return order(
        request,
        by,
        form=OPEN,
        do=lambda: _open(Typed(request.POST), by),
        to=lambda answer: reverse("web:institution", args=[answer["institution"]]),
        again=lambda refused: _houses_page(request, by, refused),
        told=gettext("机构已登记，请登记账户，由另一人确认。"),
    )


@officer_page(*PAYMENT_READERS)
def institution(request: HttpRequest, by: Act, which: UUID) -> HttpResponse:
    """One house."""
    return _page(request, by, queries.institution(which, by))


@officer_page(*PAYMENT_READERS, methods=("POST",))
def institution_order(request: HttpRequest, by: Act, which: UUID, name: str) -> HttpResponse:
    """Account, admission, leaving, count: each by its form on the page of the house."""
    held = queries.institution(which, by)
    if name not in ORDERS:
        raise NotFound
    do, told = ORDERS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:institution", args=[held.pk]),
        again=lambda refused: _page(request, by, held, refused),
        told=gettext(told),
    )


def _open(typed: Typed, by: Act) -> Mapping[str, str]:
    district = typed.choice("district", [key for key, _ in districts_of(by, *CLERKS)], gettext("请选择区。"))
    name = typed.text("name", gettext("请写机构名称。"))
    beds, since = typed.whole("beds"), typed.day("since")
    typed.refuse_wrong()
    area = period_of(int(district), by.day).area
    return {"institution": str(open_institution(area=area, name=name, beds=beds, since=since, by=by).pk)}


def _propose(held: Institution, typed: Typed, by: Act) -> None:
    bank = typed.text("bank", gettext("请写开户行。"))
    holder = typed.text("holder", gettext("请写户名。"))
    number = typed.text("number", gettext("请写账号。"))
    why = typed.text("why", gettext("请写登记或变更的原因。"))
    typed.refuse_wrong()
    propose_institution_account(institution=held.pk, bank=bank, holder=holder, number=number, why=why, by=by)


def _confirm(held: Institution, typed: Typed, by: Act) -> None:
    account, since = typed.id("account"), typed.day("since")
    typed.refuse_wrong()
    confirm_institution_account(account=account, since=since, by=by)


def _admit(held: Institution, typed: Typed, by: Act) -> None:
    waiting = {str(each.award.head_id): each.award.head for each in waiting_for_bed(by)}
    person = typed.choice("person", waiting, gettext("请选要入院的人。"))
    since = typed.day("since")
    typed.refuse_wrong()
    admit(institution=held.pk, person=waiting[person], since=since, by=by)


def _leave(held: Institution, typed: Typed, by: Act) -> None:
    residence, until = typed.id("residence"), typed.day("until")
    why = typed.text("why", gettext("请写离院的原因。"))
    typed.refuse_wrong()
    leave(residence=queries.residence(residence, by).pk, until=until, why=why, by=by)


def _count(held: Institution, typed: Typed, by: Act) -> None:
    living = {str(each.person_id): each.person_id for each in queries.residents(held, by)}
    present = [living[each] for each in typed.all("present") if each in living]
    count(institution=held.pk, present=present, by=by)


ORDERS: dict[str, tuple[Do, str]] = {
    "propose": (_propose, gettext_noop("账户已登记，等另一人确认。")),
    "confirm": (_confirm, gettext_noop("账户已确认。")),
    "admit": (_admit, gettext_noop("已办理入院。")),
    "leave": (_leave, gettext_noop("已办理离院。")),
    "count": (_count, gettext_noop("盘点已记录。")),
}


def _houses_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    rows, living = list(queries.institutions(by)), queries.how_many_live(by)
    names = names_on({row.area_id for row in rows}, by.day)
    accounts = queries.accounts_on([row.pk for row in rows], by.day)
    counts = queries.last_counts([row.pk for row in rows], by.day)
    mine = districts_of(by, *CLERKS)
    shown = {
        "houses": [
            {
                "house": row,
                "place": names.get(row.area_id, ""),
                "living": living.get(row.pk, 0),
                "free": row.beds - living.get(row.pk, 0),
                "account": row.pk in accounts,
                "count": counts.get(row.pk),
                "counted": row.pk in counts and counts[row.pk].month == by.day.replace(day=1),
            }
            for row in rows
        ],
        "waiting": waiting_for_bed(by),
        "rule": RULE,
        "mine": mine,
        "form": filled(OPEN, refused, district=mine[0][0] if mine else "", since=by.day),
    }
    return render(request, "web/institutions/institutions.html", shown, status=status_of(refused))


def _page(request: HttpRequest, by: Act, held: Institution, refused: Refused | None = None) -> HttpResponse:
    residents, accounts = queries.residents(held, by), queries.accounts_of(held, by)
    counts = queries.counts_of(held, by)
    clerk = by.scope.holds(*CLERKS, at=held.area_id)
    waiting = waiting_for_bed(by) if clerk else []
    proposed = next((each for each in accounts if each.since is None), None)
    counted = bool(counts) and counts[0].month == by.day.replace(day=1)
    shown = {
        "house": held,
        "place": names_on([held.area_id], by.day)[held.area_id],
        "residents": residents,
        "free": held.beds - len(residents),
        "accounts": [each for each in accounts if each.since is not None],
        "proposed": proposed,
        "counts": counts,
        "against": against_count(held, by),
        "clerk": clerk,
        "confirms": proposed is not None
        and by.scope.holds(*CONFIRMERS, at=held.area_id)
        and proposed.proposed_by != by.scope.natural_person,
        "counting": not counted and bool(residents) and by.scope.holds(*COUNTERS, at=held.area_id),
        "ticked": request.POST.getlist("present") if refused else [str(each.person_id) for each in residents],
        "choices": [
            (str(each.award.head_id), f"{place}. {each.award.head_name}")
            for place, each in enumerate(waiting, start=1)
        ],
        "leaving": [(str(each.pk), each.name) for each in residents],
        "files": holds_any(by.scope, FILE_READERS),
        "forms": {name: filled(name, refused, since=by.day, until=by.day) for name in ORDERS},
        "refused": refused,
    }
    return render(request, "web/institutions/institution.html", shown, status=status_of(refused))
