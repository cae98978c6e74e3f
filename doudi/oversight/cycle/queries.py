"""一个月的进度：the days that a place sets for a month, and what each township has done by them. Nothing is stored; a step
is late when its day has gone and something of it is still open.
"""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from doudi.casework.awards.months import first_of, months_on
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.places import NotInForce, place_of, value_on
from doudi.casework.confirmation.models import Decision, Outcome
from doudi.casework.confirmation.panel_models import Meeting
from doudi.money.payments.models import Line, LineState
from doudi.oversight.disclosure.models import Disclosure
from doudi.policy.value_keys import whole
from doudi.policy.values import Value
from doudi.records.access import Act
from doudi.records.areas.queries import townships_among, under


@dataclass(frozen=True, slots=True)
class Step:
    """一个节点：its day, what was done, what is still open, and whether that is late today."""

    due_on: date
    done: int
    left: int
    late: bool


@dataclass(frozen=True, slots=True)
class MonthOf:
    """一个乡镇的一个月. `publicity` counts lists: one published, or one still missing."""

    area: int
    name: str
    value: Value
    cut_off: Step
    meeting: Step
    publicity: Step
    publicity_until: date
    roster: Step
    disclosure: Disclosure | None


def month_state(month: date, by: Act) -> tuple[list[MonthOf], list[str]]:
    """Each township in scope, and the names of those whose place sets no days."""
    first, after = first_of(month), months_on(first_of(month), 1)
    townships = townships_among(by.scope.areas, by.day)
    found, silent = [], []
    counted = _Counts(first, after, by)
    for each in townships:
        try:
            value = value_on(place_of(each.area_id, by.day), "month_cycle", by.day)
        except NotInForce:
            silent.append(each.name)
            continue
        found.append(_state(each.area_id, each.name, value, first, counted, by))
    return found, silent


def day_in(month: date, number: int) -> date:
    """A day of a month; the last one where the month is shorter."""
    return month.replace(day=min(number, monthrange(month.year, month.month)[1]))


class _Counts:
    """What was counted once for all townships."""

    def __init__(self, first: date, after: date, by: Act) -> None:
        seen = by.scope
        cases = Case.objects.seen_by(seen).filter(received_on__lt=after)
        self.accepted = _by_area(cases.filter(stage=Stage.ACCEPTED))
        self.reviewing = _by_area(cases.filter(stage=Stage.REVIEWING))
        self.received = _by_area(cases.filter(received_on__gte=first))
        meetings = Meeting.objects.seen_by(seen).filter(closed_at__isnull=False, cancelled_because="")
        self.meetings = _by_area(meetings.filter(on__gte=first, on__lt=after))
        decided = Decision.objects.seen_by(seen).filter(outcome=Outcome.GRANT, taken_back_at__isnull=True)
        self.decided = _by_area(decided.filter(on__gte=first, on__lt=after))
        lists = Disclosure.objects.seen_by(seen).filter(month=first, withdrawn_on__isnull=True)
        self.lists = {each.area_id: each for each in lists}
        paid = Line.objects.seen_by(seen).filter(month=first).exclude(state=LineState.VOID)
        self.lines = Counter(paid.values_list("area_id", flat=True))


def _state(area: int, name: str, value: Value, first: date, counted: _Counts, by: Act) -> MonthOf:
    def day(key: str) -> date:
        return day_in(first, whole(value.keys[key]))

    def step(due: date, done: int, left: int) -> Step:
        return Step(due, done, left, bool(left) and due < by.day)

    held = counted.lists.get(area)
    shown = bool(held and held.published)
    lines = sum(counted.lines[each] for each in under([area], by.day))
    until = day("publicity_last_day")
    return MonthOf(
        area=area,
        name=name,
        value=value,
        cut_off=step(day("cut_off_day"), counted.received[area], counted.accepted[area]),
        meeting=step(day("meeting_day"), counted.meetings[area], counted.reviewing[area]),
        publicity=Step(day("publicity_first_day"), int(shown), int(not shown), not shown and until < by.day),
        publicity_until=until,
        roster=step(day("roster_day"), lines, int(not lines)),
        disclosure=held,
    )


def _by_area(rows: QuerySet[Any]) -> Counter[int]:
    return Counter(rows.values_list("area_id", flat=True))
