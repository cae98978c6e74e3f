"""转换：what a person already holds in the same household gives way to a new award, without overlap and without a gap.

The old one ends where the new one begins (低保转特困：同一个月不重复，也不空月).
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest

from doudi.casework.awards.models import Award, AwardPerson, Scheme
from doudi.casework.awards.opening import HOLDS, Draft
from doudi.records.access import Act
from doudi.records.people.models import Household
from doudi.records.people.queries import not_over_by
from doudi.records.refusals import Refusal

SWITCHED = "switched"
CLAUSES = {
    Scheme.TEKUN: "民发〔2021〕43号 第二十七条：纳入特困供养的不再适用低保",
    Scheme.DIBAO: "民发〔2021〕57号 第四条、第八条：符合低保的按户纳入，不再按单人保、低保边缘办理",
    Scheme.SINGLE_PERSON: "民发〔2021〕57号 第八条：低保边缘家庭中的重残、重病人员单独纳入",
    Scheme.MARGIN: "民发〔2021〕57号 第八条：家庭认定为低保边缘家庭",
    Scheme.RIGID_EXPENDITURE: "刚性支出困难家庭认定办法：不属于低保、特困、低保边缘",
}


class OthersRemain(Refusal):
    """户内还有他人在享：who stays behind is assessed anew before one member leaves for another scheme."""


def give_way(household: Household, draft: Draft, first: date, by: Act) -> list[Award]:
    """End what these people hold by other schemes in this household from the month in which the new award begins;
    answers the awards ended. Raises OthersRemain.
    """
    people = frozenset(person.pk for person in draft.people)
    rows = AwardPerson.objects.select_for_update(of=("self",)).select_related("award")
    held = rows.filter(
        not_over_by(first), person_id__in=people, award__household=household, void=False, since__lt=first
    ).exclude(award__scheme=draft.scheme)
    ended = []
    for award in {row.award_id: row.award for row in held if _clash(row.award.scheme, draft.scheme)}.values():
        leave(award, people, first)
        if AwardPerson.objects.filter(not_over_by(first), award=award, void=False).exists():
            raise OthersRemain(f"{award}还保障着户内其他成员：请先对留下的成员重新核定，再办理转换。")
        _end(award, draft.scheme, first, by)
        ended.append(award)
    return ended


def leave(award: Award, people: Collection[UUID], month: date) -> None:
    """People are no longer covered from a month on, also where the award ends later by itself (渐退期)."""
    _leave(AwardPerson.objects.filter(award=award, person_id__in=people), month)


def leave_all(award: Award, month: date) -> None:
    """Nobody is covered from a month on: the award ends."""
    _leave(AwardPerson.objects.filter(award=award), month)


def _leave(rows: QuerySet[AwardPerson], month: date) -> None:
    rows.filter(not_over_by(month), void=False).update(until=Greatest(F("since"), Value(month)))


def _clash(old: str, new: str) -> bool:
    """Do two schemes take the same place of a person?"""
    return any(one and other for one, other in zip(HOLDS[Scheme(old)], HOLDS[Scheme(new)], strict=True))


def _end(award: Award, scheme: Scheme, month: date, by: Act) -> None:
    award.until_month, award.end_reason, award.end_clause = month, SWITCHED, CLAUSES[scheme]
    award.end_why = f"自该月起转为{scheme.label}"
    award.save(update_fields=["until_month", "end_reason", "end_clause", "end_why"])
