"""人与户：finding people; the page of a person, with what is masked revealed for a reason; the page of a household."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases.queries import cases_with
from doudi.casework.intake.queries import search
from doudi.casework.regrouping.queries import of_household
from doudi.records.access import Act
from doudi.records.areas.queries import period_of
from doudi.records.audit.trail import look
from doudi.records.people import queries
from doudi.records.people.accounts import CONFIRMERS, confirm_account, propose_account, send_back_account
from doudi.records.people.actions import CLERKS, reveal
from doudi.records.people.models import BankAccount, Household, Person
from doudi.records.refusals import NotFound, Refusal
from doudi.web.audit.views import READERS as AUDIT_READERS
from doudi.web.navigation import AID_OPENERS, FILE_READERS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.people.facts import fact_rows
from doudi.web.people.residence import register_from, registered
from doudi.web.typed import Typed, as_typed
from doudi.web.working import holds_any, officer_page

SECRETS = {"id_number": "身份证号", "phone": "电话"}


@officer_page(*FILE_READERS, methods=("GET", "POST"))
def people(request: HttpRequest, by: Act) -> HttpResponse:
    """Search. By POST, for what is typed may be a whole identity number, which does not belong in an address."""
    typed = as_typed(request.POST.get("q", ""))
    found = search(typed, by) if typed else []
    return render(
        request,
        "web/people/people.html",
        {"form": filled("find", q=typed), "typed": typed, "found": found, "n": len(found)},
    )


@officer_page(*FILE_READERS)
def person(request: HttpRequest, by: Act, person: UUID) -> HttpResponse:
    """One person, masked."""
    held = queries.person(person, by)
    look(by=by, did="people.looked", to=held)
    return _person_page(request, by, held)


@officer_page(*FILE_READERS, methods=("POST",))
def reveal_person(request: HttpRequest, by: Act, person: UUID) -> HttpResponse:
    """Show one secret, once, for a reason. It is in this answer alone: nothing is kept, and going back asks anew."""
    held = queries.person(person, by)
    typed = Typed(request.POST)
    what = request.POST.get("what", "")
    if what not in SECRETS:
        raise NotFound
    why = typed.text("why")
    try:
        secret = reveal(person=held, what=what, why=why, by=by)
    except Refusal as refusal:
        refused = Refused(f"reveal-{what}", str(refusal), refusal.status, {}, {"why": why})
        return _person_page(request, by, held, refused)
    shown = gettext("没有登记") if secret is None else secret.reveal()
    return _person_page(request, by, held, revealed={what: shown})


@officer_page(*CLERKS, methods=("POST",))
def propose(request: HttpRequest, by: Act, person: UUID) -> HttpResponse:
    """Propose a bank account; another person confirms it."""
    held = queries.person(person, by)

    def do() -> None:
        typed = Typed(request.POST)
        fields = {
            "bank": typed.text("bank", gettext("请写开户行。")),
            "holder": typed.text("holder", gettext("请写户名。")),
            "number": typed.text("number", gettext("请写账号。")),
            "why": typed.text("why", gettext("请写变更原因。")),
        }
        typed.refuse_wrong()
        propose_account(person=held, by=by, **fields)

    return order(
        request,
        by,
        form="propose",
        do=do,
        to=reverse("web:person", args=[held.pk]),
        again=lambda refused: _person_page(request, by, held, refused),
        told=gettext("账户已提出，等另一人确认。"),
    )


@officer_page(*CLERKS, methods=("POST",))
def register_home(request: HttpRequest, by: Act, person: UUID) -> HttpResponse:
    """登记户口: in this district, or elsewhere with or without a residence permit, by its document."""
    held = queries.person(person, by)
    return order(
        request,
        by,
        form="residence",
        do=lambda: register_from(held, Typed(request.POST), by),
        to=reverse("web:person", args=[held.pk]),
        again=lambda refused: _person_page(request, by, held, refused),
        told=gettext("户口已登记：适用的标准从这一天起按它推算。"),
    )


@officer_page(*CONFIRMERS, methods=("POST",))
def settle_account(request: HttpRequest, by: Act, account: UUID) -> HttpResponse:
    """Confirm a proposed account from a day on, or send it back with the reason."""
    held = queries.account(account, by)
    back = request.POST.get("do") == "send-back"

    def do() -> None:
        typed = Typed(request.POST)
        if back:
            send_back_account(account=held, why=typed.text("why"), by=by)
            return
        since = typed.day("since")
        typed.refuse_wrong()
        confirm_account(account=held, since=since, by=by)

    return order(
        request,
        by,
        form=f"settle-{held.pk}",
        do=do,
        to=reverse("web:person", args=[held.person_id]),
        again=lambda refused: _person_page(request, by, queries.person(held.person_id, by), refused),
        told=gettext("账户已退回。") if back else gettext("账户已确认。"),
    )


@officer_page(*FILE_READERS)
def household(request: HttpRequest, by: Act, household: UUID) -> HttpResponse:
    """One household: who lives in it, who owes support, what is known of it and on whose word, its cases."""
    held = queries.household(household, by)
    look(by=by, did="people.household_looked", to=held)
    return household_page(request, by, held)


def household_page(
    request: HttpRequest, by: Act, held: Household, refused: Refused | None = None
) -> HttpResponse:
    """The same with a form of it that was refused."""
    members = queries.members_on(held, by.day, by)
    numbers = [member.person_id for member in members]
    people = queries.people_among(numbers, by)
    shown = {
        "household": held,
        "place": period_of(held.area_id, by.day).name,
        "standard": _standard(held, by.day),
        "members": [(member, people.get(member.person_id)) for member in members],
        "supporters": list(queries.supporters_on(numbers, by.day, by)),
        "names": {member.person_id: member.name for member in members},
        "accounts": [(each, _state(each, by.day)) for each in queries.accounts_among(numbers, by.day, by)],
        "cases": cases_with(numbers, by),
        "helps": by.scope.holds(*AID_OPENERS, at=held.area_id),
        "facts": fact_rows([(gettext("全户"), held), *((each.name, each) for each in people.values())], by),
        "regroupings": of_household(held, by),
        "changes": held.until is None and by.scope.holds(*CLERKS, at=held.area_id),
        "choices": [(str(member.person_id), member.name) for member in members],
        "forms": {
            "died": filled("died", refused),
            "left": filled("left", refused, until=by.day),
            "joined": filled("joined", refused, since=by.day),
        },
        "refused": refused,
    }
    return render(request, "web/people/household.html", shown, status=status_of(refused))


def _standard(held: Household, on: date) -> str:
    """Why the urban or rural standard holds; what is missing where nobody has said."""
    try:
        return queries.standing_reason(held, on)
    except NotFound as missing:
        return str(missing)


def _person_page(
    request: HttpRequest,
    by: Act,
    held: Person,
    refused: Refused | None = None,
    revealed: Mapping[str, str] | None = None,
) -> HttpResponse:
    accounts = queries.accounts_of(held, by)
    shown: dict[str, Any] = {
        "person": held,
        "place": period_of(held.area_id, by.day).name,
        "secrets": [
            (what, title, (revealed or {}).get(what, ""), filled(f"reveal-{what}", refused, why=""))
            for what, title in SECRETS.items()
            if getattr(held, what) is not None
        ],
        "reveals": by.scope.reveals,
        "revealed": revealed or {},
        "memberships": queries.memberships_of([held], by),
        **registered(held, by, refused),
        "supporters": list(queries.supporters_on([held.pk], by.day, by)),
        "accounts": [(each, _state(each, by.day), _settling(each, by, refused)) for each in accounts],
        "propose": filled("propose", refused, holder=held.name)
        if by.scope.holds(*CLERKS, at=held.area_id)
        else None,
        "cases": cases_with([held.pk], by),
        "facts": fact_rows([(held.name, held)], by),
        "audits": holds_any(by.scope, AUDIT_READERS),
        "refused": refused,
    }
    return render(request, "web/people/person.html", shown, status=status_of(refused))


def _state(account: BankAccount, today: date) -> str:
    if account.refused_because:
        return gettext("已退回：%(why)s") % {"why": account.refused_because}
    if account.since is None:
        return gettext("等确认")
    if account.until is not None and account.until <= today:
        return gettext("%(since)s 至 %(until)s") % {"since": account.since, "until": account.until}
    return gettext("自 %(since)s 起有效") % {"since": account.since}


def _settling(account: BankAccount, by: Act, refused: Refused | None) -> Any:
    """The form that confirms or sends back, for who may and did not propose it."""
    waits = account.since is None and not account.refused_because
    other = account.proposed_by != by.scope.natural_person
    if not waits or not other or not by.scope.holds(*CONFIRMERS, at=account.area_id):
        return None
    return filled(f"settle-{account.pk}", refused, since=by.day, why="")
