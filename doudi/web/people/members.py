"""家庭成员的变化：a death, a departure, somebody who joins — on the page of the household."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.intake.family import AnotherName, Newcomer, people_on_file
from doudi.records.access import Act
from doudi.records.people import queries
from doudi.records.people.actions import (
    CLERKS,
    AlreadyOnFile,
    join_household,
    leave_household,
    record_death,
)
from doudi.records.people.id_numbers import checked
from doudi.records.people.models import Household, Membership
from doudi.records.people.past_the_area import counted_looks
from doudi.records.refusals import BadInput, NotFound
from doudi.records.vault.secret import Secret
from doudi.web.orders import order
from doudi.web.people.views import household_page
from doudi.web.typed import Typed
from doudi.web.working import officer_page


@officer_page(*CLERKS, methods=("POST",))
def household_member(request: HttpRequest, by: Act, household: UUID, name: str) -> HttpResponse:
    """Register a death, a departure or somebody who joins."""
    held = queries.household(household, by)
    if name not in DOINGS:
        raise NotFound
    do, told = DOINGS[name]
    return order(
        request,
        by,
        form=name,
        do=lambda: do(held, Typed(request.POST), by),
        to=reverse("web:household", args=[held.pk]),
        again=lambda refused: household_page(request, by, queries.household(household, by), refused),
        told=gettext(told),
    )


def _died(held: Household, typed: Typed, by: Act) -> None:
    member = _member(held, typed, by)
    died = typed.day("died")
    why = typed.text("why", gettext("请写明凭什么登记，如死亡证明、殡葬信息。"))
    typed.refuse_wrong()
    record_death(person=member.person, died=died, why=why, by=by)


def _left(held: Household, typed: Typed, by: Act) -> None:
    member = _member(held, typed, by)
    until = typed.day("until")
    why = typed.text("why", gettext("请写明离户的原因，如婚嫁、服刑、死亡。"))
    typed.refuse_wrong()
    leave_household(member=member, until=until, why=why, by=by)


def _joined(held: Household, typed: Typed, by: Act) -> None:
    name = typed.text("name", gettext("请写姓名。"))
    relation = typed.text("relation", gettext("请写与户主的关系。"))
    number = _number(typed)
    born = typed.maybe_day("born")
    since = typed.day("since")
    typed.refuse_wrong()
    new = Newcomer(name, relation, number, born=None if number else born)
    # A newborn without a number is nobody whom another place could have on file.
    with counted_looks(held.area_id, by, AlreadyOnFile, AnotherName) if number else nullcontext():
        person = people_on_file(held.area, {"new": new}, by)["new"]
    join_household(household=held, person=person, relation=relation, since=since, by=by)


def _number(typed: Typed) -> Secret | None:
    """A newborn may have none yet."""
    told = typed.text("id_number")
    if not told:
        return None
    try:
        return checked(told)
    except BadInput as refusal:
        typed.wrong("id_number", str(refusal))
        return None


def _member(held: Household, typed: Typed, by: Act) -> Membership:
    which = typed.id("member")
    found = next((row for row in queries.members_on(held, by.day, by) if row.person_id == which), None)
    if found is None:
        typed.wrong("member", gettext("请选择成员。"))
        typed.refuse_wrong()
    assert found is not None
    return found


DOINGS: Mapping[str, tuple[Any, str]] = {
    "died": (_died, "死亡已登记：在享待遇的，请在待遇页办理变更户主、减员或停止。"),
    "left": (_left, "离户已登记：在享待遇的，请重新核定。"),
    "joined": (_joined, "入户已登记：在享待遇的，请重新核定，再提出增加保障对象。"),
}
