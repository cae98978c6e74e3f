"""户的变动的条件：who may go where; both places within reach; what was shown is still what happens."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from doudi.casework.cases.desk import refuse_own
from doudi.casework.cases.models import CaseMember
from doudi.casework.cases.places import place_of, value_on
from doudi.casework.cases.schemes import scheme_title
from doudi.casework.regrouping.carrying import Carried
from doudi.casework.regrouping.models import Kind, Regrouping, State
from doudi.casework.regrouping.plans import Plan
from doudi.records.access import Act
from doudi.records.areas.models import Area
from doudi.records.areas.queries import district_of, township_of, under
from doudi.records.people.models import Household, Membership
from doudi.records.people.queries import members_on
from doudi.records.refusals import BadInput, Refusal

HEARING = "hearing_before_reduction"


class AlreadyProposed(Refusal):
    """已有待决定的户的变动：one is decided or dropped before the next is proposed."""


class InHand(Refusal):
    """有在办的申请：an open application is decided or ended before the household is regrouped."""


def between(areas: Iterable[int], by: Act) -> Act:
    """跨乡镇承接：the officer's act reaches the townships of both places, for the length of one action and never for
    a list. The audit lines name the officer.
    """
    townships = {township_of(each, by.day) for each in areas}
    return Act(replace(by.scope, areas=by.scope.areas | under(sorted(townships), by.day)), by.at)


def refuse_unfit(kind: Kind, homes: Sequence[Household], to: Area, plan: Plan, by: Act) -> None:
    """Refuse a plan that does not say where everybody goes, each with its sentence. Read within scope."""
    first = homes[0]
    if district_of(to.pk, by.day) != district_of(first.area_id, by.day):
        raise BadInput("迁往外区的，按迁出停止办理，档案由本区封存，请对方受理新的申请。")
    living = [row for home in homes for row in members_on(home, by.day, by)]
    dead = [row.name for row in living if row.person.died is not None]
    if dead:
        raise BadInput(f"{'、'.join(dead)}已有死亡登记：请先办理离户，再办理户的变动。")
    everybody = {row.person_id for row in living}
    if not plan.going or not plan.going <= everybody:
        raise BadInput("请从共同生活的成员中选择归入新户的人。")
    if plan.head not in plan.people:
        raise BadInput("请从归入新户的人中选择新户的户主。")
    if not all(relation.strip() for relation in plan.people.values()):
        raise BadInput("请写明归入新户的人与新户户主的关系。")
    if not plan.address.strip():
        raise BadInput("请填写新户的住址。")
    _refuse_by_kind(kind, first, to, plan, everybody)
    for home in homes:
        _refuse_closed(home)
        refuse_own(home, by)
    if CaseMember.objects.filter(person_id__in=everybody, open=True).exists():
        raise InHand("这户有在办的申请：请先办结或者撤回，再办理户的变动。")


def _refuse_by_kind(kind: Kind, first: Household, to: Area, plan: Plan, everybody: set[UUID]) -> None:
    if kind == Kind.SPLIT:
        if plan.going == everybody:
            raise BadInput("分户后原户没有人了：全户搬走的，请按迁移办理。")
        if first.head_id in plan.going:
            raise BadInput("户主留在原户：请选其他成员分出，或先变更户主。")
        if plan.assets is None:
            raise BadInput("请填写分出的人带走的存款、房屋、车辆和经营情况，没有的填 0。")
    elif plan.going != everybody:
        raise BadInput("并户、迁移是全户一起办：请把每个成员都归入新户；有人不去的，先办理离户或分户。")
    if kind == Kind.MOVE and to.pk == first.area_id:
        raise BadInput("新的村（社区）与原来相同：只是换了门牌的，改住址即可，不用迁移。")


def _refuse_closed(home: Household) -> None:
    if home.until is not None:
        raise BadInput("这户已经销户，请在承接它的新户办理。")
    if Regrouping.objects.filter(household=home, state=State.PROPOSED).exists() or (
        Regrouping.objects.filter(other=home, state=State.PROPOSED).exists()
    ):
        raise AlreadyProposed("这户已有待决定的分户、并户或迁移：请先决定或撤回。")


def told_of(carried: Carried) -> list[dict[str, Any]]:
    """What carrying it out made of the awards, for both places to read and to compare."""
    return [
        {
            "scheme": each.old.scheme,
            "title": scheme_title(each.old.scheme),
            "head": each.old.head_name,
            "names": list(each.names),
            "goes_on": each.new is not None,
            "before_fen": each.before_fen,
            "stays_fen": each.stays_fen,
            "after_fen": each.after_fen,
        }
        for each in carried.passed
    ]


def asks_for_hearing(change: Regrouping, by: Act) -> bool:
    """Must the family still be heard: does it get less together, or does somebody lose an award?"""
    before = sum(each["before_fen"] for each in change.told)
    after = sum(each["stays_fen"] + each["after_fen"] for each in change.told)
    lost = any(each["names"] and not each["goes_on"] for each in change.told)
    value = value_on(place_of(change.to_area_id, by.day), HEARING, by.day)
    return bool(value.keys["required"]) and (after < before or lost) and change.heard_on is None


def open_rows(home: Household) -> list[Membership]:
    """Who lives in a household now."""
    return list(Membership.objects.filter(household=home, until__isnull=True).select_related("person"))
