"""登记临时救助：from the page of a household — help first and papers after, or an application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.money.aid.actions import apply, pay_first
from doudi.money.aid.desk import CAUSES, CLERKS, PAYERS
from doudi.money.aid.entitlement import paid_this_year
from doudi.money.aid.models import AidKind, Priority, Way
from doudi.money.aid.queries import aids_of
from doudi.money.reserve.queries import balance, fund_at
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, township_of
from doudi.records.people.models import Household, Membership
from doudi.records.people.queries import household as household_of
from doudi.records.people.queries import members_on
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

PAY, APPLY = "pay", "apply"
TOLD = {PAY: "已先行救助：请在期限前补办手续。", APPLY: "临时救助申请已登记。"}


@officer_page(*CLERKS, *PAYERS, methods=("GET", "POST"))
def aid_new(request: HttpRequest, by: Act, household: UUID) -> HttpResponse:
    """The two forms, each for the posts that may use it."""
    held = household_of(household, by)
    if request.method != "POST":
        return _page(request, by, held)
    form = PAY if request.POST.get("form") == PAY else APPLY
    do = _pay if form == PAY else _apply
    return order(
        request,
        by,
        form=form,
        do=lambda: do(held, Typed(request.POST), by),
        to=lambda answer: reverse("web:aid_one", args=[answer["aid"]]),
        again=lambda refused: _page(request, by, held, refused),
        told=gettext(TOLD[form]),
    )


def _page(request: HttpRequest, by: Act, held: Household, refused: Refused | None = None) -> HttpResponse:
    members = members_on(held, by.day, by)
    pays, takes = by.scope.holds(*PAYERS, at=held.area_id), by.scope.holds(*CLERKS, at=held.area_id)
    fund = fund_at(township_of(held.area_id, by.day), by) if pays else None
    first = {"applicant": held.head_id}
    shown = {
        "household": held,
        "place": names_on([held.area_id], by.day)[held.area_id],
        "members": [(str(each.person_id), f"{each.name}（{each.relation}）") for each in members],
        "ticked": _ticked(request, members, refused),
        "causes": [(each, each) for each in CAUSES],
        "kinds": AidKind.choices,
        "priorities": [each for each in Priority.choices if each[0]],
        "ways": Way.choices,
        "pays": pays,
        "takes": takes,
        "fund_fen": balance(fund) if fund is not None else None,
        "districts": by.scope.holds("finance_clerk", at=held.area_id),
        "year_fen": paid_this_year([each.person_id for each in members], by.day),
        "before": aids_of(held, by),
        "pay": filled(PAY, refused, **first),
        "apply": filled(APPLY, refused, **first),
        "refused": refused,
    }
    return render(request, "web/aid/new.html", shown, status=status_of(refused))


def _ticked(request: HttpRequest, members: Sequence[Membership], refused: Refused | None) -> set[str]:
    """Everybody, until somebody has unticked one."""
    if refused is not None:
        return set(request.POST.getlist("people"))
    return {str(each.person_id) for each in members}


def _opened(held: Household, typed: Typed, by: Act) -> dict[str, Any]:
    """What both forms ask."""
    members = {str(each.person_id): each.person for each in members_on(held, by.day, by)}
    applicant = typed.choice("applicant", list(members), gettext("请选择申请人。"))
    cause = typed.choice("cause", CAUSES, gettext("请选择困难原因。"))
    told = typed.long_text("told", gettext("请写明困难情况。"))
    people = [each for each in typed.all("people") if each in members]
    if not people:
        typed.wrong("people", gettext("请勾选困难人员。"))
    priority = typed.choice("priority", Priority.values)
    return {
        "household": held,
        "who": members.get(applicant),
        "cause": cause,
        "told": told,
        "people": [UUID(each) for each in people],
        "priority": Priority(priority),
    }


def _pay(held: Household, typed: Typed, by: Act) -> Mapping[str, Any]:
    asked = _opened(held, typed, by)
    amount = typed.fen("amount")
    way = typed.choice("way", Way.values, gettext("请选择支付方式。"))
    witnesses = [typed.text("witness1"), typed.text("witness2")]
    typed.refuse_wrong()
    aid = pay_first(
        payee=asked.pop("who"),
        amount_fen=amount,
        way=Way(way),
        witnesses=witnesses,
        receipt_signed=typed.tick("receipt"),
        from_fund=not typed.tick("district"),
        **asked,
        by=by,
    )
    return {"aid": str(aid.pk)}


def _apply(held: Household, typed: Typed, by: Act) -> Mapping[str, Any]:
    asked = _opened(held, typed, by)
    kind = typed.choice("kind", AidKind.values, gettext("请选择救助类型。"))
    typed.refuse_wrong()
    return {"aid": str(apply(applicant=asked.pop("who"), kind=AidKind(kind), **asked, by=by).pk)}
