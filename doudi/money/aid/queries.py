"""临时救助查询：lists, one aid, what waits for paperwork, whom to look at again."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from doudi.money.aid.desk import DECIDERS
from doudi.money.aid.models import Aid, AidStage
from doudi.records.access import Act, one_seen_by
from doudi.records.people.models import Household


def aids(by: Act, stage: str = "") -> QuerySet[Aid]:
    """The aids in scope, newest first; priority ones before others of the day (铁清民发〔2022〕47号 二（二）)."""
    rows: QuerySet[Aid] = Aid.objects.seen_by(by.scope).select_related("draw")
    return (rows.filter(stage=stage) if stage else rows).order_by("-opened_on", "-priority", "id")


def aid(which: UUID, by: Act) -> Aid:
    """One aid in scope, or NotFound."""
    found: Aid = one_seen_by(Aid.objects.select_related("household", "applicant", "draw"), by.scope, id=which)
    return found


def aids_of(household: Household, by: Act) -> Sequence[Aid]:
    """Every aid of a household, newest first."""
    return list(aids(by).filter(household=household))


def to_decide(by: Act) -> QuerySet[Aid]:
    """Proposed aids whose decision lies at a level at which this officer decides."""
    levels = [
        level for level, posts in DECIDERS.items() if any(duty.post in posts for duty in by.scope.duties)
    ]
    return aids(by, AidStage.PROPOSED).filter(route__in=levels)


def to_follow_up(by: Act) -> QuerySet[Aid]:
    """Families to look at again: the day has come and nobody has been there."""
    rows = aids(by, AidStage.GRANTED).filter(followed_up_on__isnull=True, follow_up_on__lte=by.day)
    return rows.order_by("follow_up_on", "id")
