"""提出分户、并户、迁移：who goes into the new household, where it lives, what it takes along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases.desk import CLERKS
from doudi.casework.regrouping.actions import propose
from doudi.casework.regrouping.models import Kind
from doudi.casework.regrouping.plans import Owing
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.areas.queries import period_of, township_of
from doudi.records.people import queries
from doudi.records.people.models import Household, Membership
from doudi.records.refusals import NotFound
from doudi.web.intake.counter import villages
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed, as_typed
from doudi.web.working import officer_page

HEAD = "本人"
COUNTED = ("homes", "vehicles", "businesses")
MOST = 10


@officer_page(*CLERKS, methods=("GET", "POST"))
def new_regrouping(request: HttpRequest, by: Act, household: UUID, kind: str) -> HttpResponse:
    """Propose one for a household on file."""
    if kind not in Kind.values:
        raise NotFound
    held = queries.household(household, by)
    other = _other(request, by) if kind == Kind.MERGE else None
    if request.method != "POST":
        return _page(request, by, held, Kind(kind), other)
    return order(
        request,
        by,
        form="propose",
        do=lambda: _propose(held, Kind(kind), other, Typed(request.POST), by),
        to=lambda told: reverse("web:regrouping", args=[told["regrouping"]]),
        again=lambda refused: _page(request, by, held, Kind(kind), other, refused),
        told=gettext("已提出并试算，等新户所在地决定。"),
    )


def _other(request: HttpRequest, by: Act) -> Household | None:
    """The second household of a merger, once it was chosen."""
    told = request.POST.get("other") or request.GET.get("other", "")
    try:
        return queries.household(UUID(told), by) if told else None
    except ValueError:
        raise NotFound from None


def _page(
    request: HttpRequest,
    by: Act,
    held: Household,
    kind: Kind,
    other: Household | None,
    refused: Refused | None = None,
) -> HttpResponse:
    rows = _living(held, other, by)
    typed = refused.typed if refused else {}
    searched = as_typed(request.GET.get("q", ""))
    first = {
        "event_on": by.day,
        "to": "" if kind == Kind.MOVE else held.area_id,
        "head": held.head_id if kind != Kind.SPLIT else "",
        "other": other.pk if other else "",
    }
    shown = {
        "held": held,
        "kind": kind,
        "title": kind.label,
        "other": other,
        "searched": searched,
        "found": _homes(searched, held, by) if kind == Kind.MERGE and other is None else [],
        "rows": [
            (row, str(row.person_id), _relation(row, kind, held, typed), f"goes-{row.person_id}" in typed)
            for row in rows
        ],
        "choices": [(str(row.person_id), row.name) for row in rows],
        "villages": villages(township_of(held.area_id, by.day), by),
        "form": filled("propose", refused, **first),
        "splits": kind == Kind.SPLIT,
        "place": period_of(held.area_id, by.day).name,
        "refused": refused,
    }
    return render(request, "web/regrouping/new.html", shown, status=status_of(refused))


def _relation(row: Membership, kind: Kind, held: Household, typed: Mapping[str, str]) -> str:
    kept = HEAD if kind == Kind.SPLIT else row.relation
    return typed.get(f"relation-{row.person_id}", kept)


def _living(held: Household, other: Household | None, by: Act) -> list[Membership]:
    homes = [held, *([other] if other is not None else [])]
    return [row for home in homes for row in queries.members_on(home, by.day, by)]


def _homes(typed: str, held: Household, by: Act) -> Sequence[tuple[Household, str]]:
    """Households in which somebody so named lives now."""
    if not typed:
        return []
    rows = queries.memberships_of(queries.find_people(typed, by, MOST), by)
    found = {row.household_id: row for row in rows if row.until is None and row.household_id != held.pk}
    return [(row.household, row.name) for row in found.values()]


def _propose(
    held: Household, kind: Kind, other: Household | None, typed: Typed, by: Act
) -> Mapping[str, Any]:
    rows = _living(held, other, by)
    going = [row for row in rows if kind != Kind.SPLIT or typed.tick(f"goes-{row.person_id}")]
    people = {row.person_id: typed.text(f"relation-{row.person_id}") for row in going}
    if kind == Kind.MERGE and other is None:
        typed.wrong("q", gettext("请先选择并入的另一户。"))
    if not people:
        typed.wrong("head", gettext("请勾选归入新户的人。"))
    head = typed.id("head")
    to = typed.choice(
        "to",
        [area for area, _ in villages(township_of(held.area_id, by.day), by)],
        gettext("请选择村（社区）。"),
    )
    address = typed.text("address", gettext("请填写新户的住址。"))
    event_on = typed.day("event_on")
    why = typed.long_text("why", gettext("请写明事实和理由。"))
    assets = _assets(typed) if kind != Kind.MOVE else None
    owing = _owing(rows, going, typed) if kind == Kind.SPLIT else []
    typed.refuse_wrong()
    made = propose(
        household=held.pk,
        other=other.pk if other else None,
        kind=kind,
        to=period_of(int(to), by.day).area,
        people={person: HEAD if person == head else told for person, told in people.items()},
        head=head,
        address=address,
        why=why,
        event_on=event_on,
        assets=assets,
        owing=owing,
        by=by,
    )
    return {"regrouping": str(made.pk)}


def _assets(typed: Typed) -> dict[str, Any]:
    """What the new household owns."""
    return {"financial": yuan(typed.fen("financial")), **{name: typed.whole(name, 0, 99) for name in COUNTED}}


def _owing(rows: Sequence[Membership], going: Sequence[Membership], typed: Typed) -> list[Owing]:
    """Who leaves and owes those who stay support, as far as the page was told."""
    leaving = {row.person_id for row in going}
    stay = [str(row.person_id) for row in rows if row.person_id not in leaving]
    found = []
    for row in going:
        if not typed.tick(f"owes-{row.person_id}"):
            continue
        size, income = f"size-{row.person_id}", f"income-{row.person_id}"
        people = typed.whole(size, 1, 30) if typed.text(size) else None
        means = yuan(typed.fen(income)) if typed.text(income) else None
        found.append(Owing(str(row.person_id), stay, row.relation, people, means))
    return found
