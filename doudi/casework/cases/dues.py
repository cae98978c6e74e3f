"""时钟：every due date of a case reckoned from its events; what is stored is a projection of that.

Acceptance is the day on which everything was there (民发〔2021〕57号 第二章); the first day is not counted, paused
days are not counted, working days are those of the State Council's notices.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from doudi.casework.cases.models import ENDS, Case, Clock, DueDate, Mark, Milestone, Pause, Stage, StageChange
from doudi.casework.cases.places import place_of, value_on
from doudi.policy.days import add_working_days, load_calendar
from doudi.policy.values import Value

# 民发〔2021〕57号 第十五条、第十七条: both begin within a number of working days of acceptance.
STARTS = (
    (Clock.VERIFY, "verify", Mark.VERIFYING),
    (Clock.INVESTIGATE, "investigate", Mark.SURVEYING),
)


@dataclass(frozen=True, slots=True)
class Due:
    """到期日 as reckoned; the columns of DueDate."""

    clock: str
    counted_from: date
    limit_days: int | None
    on: date | None
    provisional: bool
    settled_on: date | None
    basis: str


def reckon(case: Case) -> list[Due]:
    """Every clock that has begun, from the events alone. Reads no clock of any machine."""
    first = first_days(case)
    ended = min((day for stage, day in first.items() if stage in ENDS), default=None)
    accepted = first.get(Stage.ACCEPTED)
    dues = []
    told = StageChange.objects.filter(case=case, after=Stage.CORRECTING).first()
    if told is not None:
        dues.append(
            Due(Clock.CORRECT, told.on, None, told.until, False, accepted or ended, "一次性补正告知单约定")
        )
    if accepted is None:
        return dues
    limits = value_on(place_of(case.received_at_id, accepted), "time_limits", accepted)
    if case.received_at_id != case.responsible_id and "transfer" in limits.keys:
        settled = case.handed_over_on or ended
        dues.append(_counted(Clock.HAND_OVER, accepted, limits, "transfer", [], settled))
    reached = first_marks(case)
    for clock, key, mark in STARTS:
        if key in limits.keys:
            dues.append(_counted(clock, accepted, limits, key, [], reached.get(mark) or ended))
    pauses = list(Pause.objects.filter(case=case).order_by("first"))
    dues.append(_counted(Clock.CONFIRM, accepted, limits, "confirm", pauses, ended))
    return dues


def first_days(case: Case) -> dict[str, date]:
    """Stage → the day from which the case first stood in it."""
    changes = StageChange.objects.filter(case=case).order_by("-number")
    return {change.after: change.on for change in changes}


def first_marks(case: Case) -> dict[str, date]:
    """Mark → the day on which the case first reached it."""
    return dict(Milestone.objects.filter(case=case).order_by("-on", "-id").values_list("mark", "on"))


def rewrite(case: Case) -> None:
    """Write the projection of one case anew, in the transaction of the action that recorded the event."""
    DueDate.objects.filter(case=case).delete()
    DueDate.objects.bulk_create(
        DueDate(
            case=case, area_id=case.area_id, **{each.name: getattr(due, each.name) for each in fields(due)}
        )
        for due in reckon(case)
    )


def rebuild(cases: Iterable[Case]) -> int:
    """Reckon these cases again (a holiday notice came in, a limit was corrected); answers how many changed."""
    changed = 0
    for case in cases:
        if stored(case) != {due.clock: due for due in reckon(case)}:
            rewrite(case)
            changed += 1
    return changed


def stored(case: Case) -> dict[str, Due]:
    """The projection as it stands, by clock."""
    rows = DueDate.objects.filter(case=case)
    return {row.clock: Due(**{each.name: getattr(row, each.name) for each in fields(Due)}) for row in rows}


def _counted(
    clock: Clock, start: date, limits: Value, key: str, pauses: list[Pause], settled: date | None
) -> Due:
    days = int(limits.keys[key])
    if any(pause.last is None for pause in pauses):
        return Due(clock, start, days, None, False, settled, limits.basis)
    closed = [(pause.first, pause.last) for pause in pauses if pause.last is not None]
    deadline = add_working_days(start, days, closed, load_calendar())
    return Due(clock, start, days, deadline.on, deadline.provisional, settled, limits.basis)
