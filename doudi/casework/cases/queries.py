"""件的查询：one case, lists, the timeline, what is due and overdue. Everything through `seen_by`."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.casework.cases.models import Case, CaseMember, DueDate, Milestone, Pause, StageChange
from doudi.records.access import Act, asked_once
from doudi.records.people.queries import find_people
from doudi.records.refusals import NotFound
from doudi.records.worded import worded


def case(which: UUID, by: Act) -> Case:
    """One case in scope, or NotFound."""
    found = _case(which, by)
    if not found:
        raise NotFound
    return found[0]


@worded
def _case(which: UUID, by: Act) -> QuerySet[Case]:
    return Case.objects.seen_by(by.scope).filter(id=which)


def cases(by: Act, stage: str = "") -> QuerySet[Case]:
    """The cases in scope, newest first, at one stage where it is told."""
    seen = Case.objects.seen_by(by.scope)
    if stage:
        seen = seen.filter(stage=stage)
    return seen.order_by("-received_on", "-receipt_number")


def cases_named(typed: str, by: Act) -> Q:
    """The condition for cases of a receipt number, or with a member found by name, pinyin, initials, tail or telephone.
    Where a case lies with the counter that took it in, its members' files are elsewhere: the name in the case counts.
    """
    people = [person.pk for person in find_people(typed, by)]
    members = CaseMember.objects.seen_by(by.scope).filter(Q(person__in=people) | Q(name=typed))
    return Q(receipt_number=typed) | Q(pk__in=members.values("case"))


def cases_with(people: Iterable[UUID], by: Act) -> list[Case]:
    """Every case in scope in which one of these people applies or applied, the newest first."""
    inside = CaseMember.objects.seen_by(by.scope).filter(person__in=list(people)).values("case")
    return list(cases(by).filter(pk__in=inside))


@asked_once
@worded
def members(which: Case, by: Act) -> QuerySet[CaseMember]:
    """Who applies, in the order in which they were named."""
    return CaseMember.objects.seen_by(by.scope).filter(case=which).order_by("id")


@worded
def timeline(which: Case, by: Act) -> QuerySet[StageChange]:
    """Every step of a case, first to last."""
    return StageChange.objects.seen_by(by.scope).filter(case=which).order_by("number")


@asked_once
@worded
def milestones(which: Case, by: Act) -> QuerySet[Milestone]:
    """What has been begun and done on a case beside its stages, first to last."""
    return Milestone.objects.seen_by(by.scope).filter(case=which).order_by("on", "id")


@asked_once
@worded
def pauses(which: Case, by: Act) -> QuerySet[Pause]:
    """Every pause of a case's clock, first to last."""
    return Pause.objects.seen_by(by.scope).filter(case=which).order_by("first")


@asked_once
@worded
def dues(which: Case, by: Act) -> QuerySet[DueDate]:
    """Every due date of a case, met or not, soonest first; paused clocks last."""
    return DueDate.objects.seen_by(by.scope).filter(case=which).order_by("on", "clock")


def due(by: Act) -> QuerySet[DueDate]:
    """What is still to be done in scope, soonest first, with its case; paused clocks are left out."""
    seen = DueDate.objects.seen_by(by.scope).filter(settled_on__isnull=True, on__isnull=False)
    return seen.select_related("case").order_by("on", "case__receipt_number")


def overdue(by: Act) -> QuerySet[DueDate]:
    """What should have been done before today: a comparison with the day of the act, never a stored mark."""
    return due(by).filter(on__lt=by.day)
