"""时钟：every due date of a case reckoned from its events; what is stored is a projection of that.

Acceptance is the day on which everything was there (民发〔2021〕57号 第二章); the first day is not counted, paused
days are not counted, working days are those of the State Council's notices.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from doudi.casework.cases.exception_models import Extension
from doudi.casework.cases.models import (
    DECIDED,
    ENDS,
    SERVED,
    Case,
    Clock,
    DueDate,
    Mark,
    Milestone,
    Pause,
    Stage,
    StageChange,
)
from doudi.casework.cases.places import place_of, value_on
from doudi.policy.days import add_working_days
from doudi.policy.values import Value
from doudi.records.figures.queries import working_calendar

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
    changes = list(StageChange.objects.filter(case=case).order_by("number"))
    first = _first(changes)
    ended = min((day for stage, day in first.items() if stage in ENDS), default=None)
    decided = _decided(changes)
    done = decided or ended
    accepted = first.get(Stage.ACCEPTED)
    dues = []
    told = next((change for change in changes if change.after == Stage.CORRECTING), None)
    if told is not None:
        dues.append(
            Due(Clock.CORRECT, told.on, None, told.until, False, accepted or ended, "一次性补正告知单约定")
        )
    if accepted is None:
        return dues
    limits = value_on(place_of(case.received_at_id, accepted), "time_limits", accepted)
    if case.received_at_id != case.responsible_id and "transfer" in limits.keys:
        settled = case.handed_over_on or done
        dues.append(_counted(Clock.HAND_OVER, accepted, limits, "transfer", [], settled))
    reached = first_marks(case)
    for clock, key, mark in STARTS:
        if key in limits.keys:
            dues.append(_counted(clock, accepted, limits, key, [], reached.get(mark) or done))
    dues.append(_confirm(case, accepted, done))
    dues += _sent_up(case, changes, done)
    if decided is not None:
        limits = limits_of(case, decided)
        served = next((change.on for change in changes if change.after in SERVED), None)
        dues.append(_counted(Clock.NOTICE, decided, limits, "notice", [], served))
    return dues


def limits_of(case: Case, on: date) -> Value:
    """办理期限 in force on a day for what is proposed or decided: 特困 has its own (民发〔2021〕43号), the rest 低保's."""
    name = "tekun_time_limits" if (case.scheme or case.proposed) == "tekun" else "time_limits"
    return value_on(place_of(case.responsible_id, on), name, on)


def hard_limits(case: Case) -> Value:
    """The limits that hold for the case since acceptance and name a last limit (`confirm_hard`); 43号 names none, so
    特困 has 低保's. NotInForce where no place has it.
    """
    accepted = first_days(case)[Stage.ACCEPTED]
    return value_on(place_of(case.responsible_id, accepted), "time_limits", accepted)


def first_days(case: Case) -> dict[str, date]:
    """Stage → the day from which the case first stood in it."""
    return _first(StageChange.objects.filter(case=case).order_by("number"))


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


def _first(changes: Iterable[StageChange]) -> dict[str, date]:
    first: dict[str, date] = {}
    for change in changes:
        first.setdefault(change.after, change.on)
    return first


def _decided(changes: Iterable[StageChange]) -> date | None:
    """The day of the decision that stands; None when there is none, or it was taken back."""
    day = None
    for change in changes:
        if change.after in DECIDED:
            day = change.on
        elif change.after == Stage.REVIEWED:
            day = None
    return day


def _confirm(case: Case, accepted: date, done: date | None) -> Due:
    """审核确认 from acceptance, paused days left out; once extended, up to the hard limit."""
    limits = limits_of(case, accepted)
    pauses = list(Pause.objects.filter(case=case).order_by("first"))
    longer = Extension.objects.filter(case=case).first()
    if longer is None:
        return _counted(Clock.CONFIRM, accepted, limits, "confirm", pauses, done)
    return _within(Clock.CONFIRM, accepted, longer.limit_days, longer.basis, pauses, done)


def _sent_up(case: Case, changes: list[StageChange], done: date | None) -> list[Due]:
    """区民政局提出确认意见, from the day on which the file last went up until it was decided or sent back."""
    row = Milestone.objects.filter(case=case, mark=Mark.TO_DISTRICT).order_by("on", "id").last()
    if row is None:
        return []
    back = changes[-1].on if case.stage == Stage.ACCEPTED else None
    return [
        _counted(Clock.DISTRICT_DECIDE, row.on, limits_of(case, row.on), "district_decide", [], done or back)
    ]


def _counted(
    clock: Clock, start: date, limits: Value, key: str, pauses: list[Pause], settled: date | None
) -> Due:
    return _within(clock, start, int(limits.keys[key]), limits.basis, pauses, settled)


def _within(
    clock: Clock, start: date, days: int, basis: str, pauses: list[Pause], settled: date | None
) -> Due:
    if any(pause.last is None for pause in pauses):
        return Due(clock, start, days, None, False, settled, basis)
    closed = [(pause.first, pause.last) for pause in pauses if pause.last is not None]
    deadline = add_working_days(start, days, closed, working_calendar())
    return Due(clock, start, days, deadline.on, deadline.provisional, settled, basis)
