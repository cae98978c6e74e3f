"""演示的一步步：the steps of the planned cases as units of loading, in the order in which an office would take them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from doudi.casework.cases.actions import withdraw
from doudi.casework.cases.models import Case
from doudi.casework.intake.handover import hand_over
from doudi.casework.intake.notices import complete, lapse, one_time_notice
from doudi.config.demo_checks import Asked, Days, asked_about, reported
from doudi.config.demo_decisions import decided, served
from doudi.config.demo_desk import accepted_papers, act, met, proposed, taken
from doudi.config.demo_officers import TOWNSHIPS, Township
from doudi.config.demo_plan import EARLY, Course, End, working_day_back
from doudi.config.demo_units import Unit, answer_of
from doudi.config.demo_visits import self_care_assessed, surveyed
from doudi.records.access import acting_as
from doudi.records.refusals import Refusal

CORRECT_DAYS = 10
# Working days after the application on which a step is taken.
PLAN, ASK, VISIT, REPLY, REPORT, PROPOSE, MEET, DECIDE, SERVE = 1, 1, 3, 4, 5, 7, 10, 12, 13
ASKED_TOGETHER, APART = 12, 2  # cases of a batch, and working days between its first and last
MET_TOGETHER = 8
# Up to which step each end goes.
CHECKED = (End.CHECKED, End.PROPOSED, End.PASSED, End.DECIDED, End.CLOSED)
PROPOSED, PASSED, DECIDED = CHECKED[1:], CHECKED[2:], CHECKED[3:]


def stages_of(planned: Sequence[Course]) -> Iterator[Unit]:
    """Every unit of these cases, stage by stage."""
    for each in planned:
        yield f"take {each.drawn.number}", partial(_take, each)
    going_on = [each for each in planned if each.end not in EARLY]
    for each in going_on:
        yield f"visit {each.drawn.number}", partial(_visit, each)
    for group in _together(going_on, CHECKED, ASKED_TOGETHER):
        yield f"check {group[0].drawn.number}", partial(_check, group)
    for each in going_on:
        if each.end in PROPOSED:
            yield f"propose {each.drawn.number}", partial(_propose, each)
    for township in TOWNSHIPS:
        here = [each for each in going_on if each.township == township]
        for group in _together(here, PASSED, MET_TOGETHER):
            yield f"meet {group[0].drawn.number}", partial(_meet, group, township)
    for each in going_on:
        if each.end in DECIDED:
            yield f"decide {each.drawn.number}", partial(_decide, each)


def case_of(course: Course) -> Case:
    """The case that an earlier unit opened. NotFound when it was refused."""
    found = answer_of(f"take {course.drawn.number}")
    by = act(course.township.stem, course.today)
    with acting_as(by.scope):
        case: Case = Case.objects.get(pk=found["case"])
    return case


def _together(planned: Sequence[Course], ends: Sequence[End], most: int) -> list[list[Course]]:
    """Cases of one district taken in within few days of each other, the youngest first."""
    groups: list[list[Course]] = []
    for each in sorted((each for each in planned if each.end in ends), key=lambda each: each.back):
        group = groups[-1] if groups else []
        if not group or len(group) >= most or each.back - group[0].back > APART:
            groups.append([])
        groups[-1].append(each)
    return groups


def _take(course: Course) -> dict[str, Any]:
    """From the counter to acceptance, or to where the case stays before."""
    family, township, day = course.drawn.family, course.township, course.day(0)
    if course.end == End.ELSEWHERE:
        return _elsewhere(course)
    signers = [*family.newcomers, *family.supporters]
    waits = course.end in (End.CORRECTING, End.LAPSED)
    case = taken(family, day, left_out=signers[:1] if waits else ())
    by = act(township.stem, day, 11)
    if waits:
        one_time_notice(case=case.pk, complete_by=day + timedelta(days=CORRECT_DAYS), by=by)
        if course.end == End.LAPSED:
            lapse(case=case.pk, by=act(township.stem, course.today))
    elif course.end != End.TAKEN:
        accepted_papers(case.pk, by)
        complete(case=case.pk, by=by)
    if course.end == End.WITHDRAWN:
        withdraw(case=case.pk, why="申请人外出务工，有了收入", by=act(township.stem, course.day(2)))
    return {"case": str(case.pk)}


def _elsewhere(course: Course) -> dict[str, Any]:
    """Taken in next door, accepted there, and handed over on the next working day."""
    here = course.township
    next_door = next(each for each in TOWNSHIPS if each.district == here.district and each != here)
    case = taken(course.drawn.family, course.day(0), at=next_door)
    by = act(next_door.stem, course.day(0), 11)
    accepted_papers(case.pk, by)
    complete(case=case.pk, by=by)
    hand_over(case=case.pk, by=act(next_door.stem, course.day(1)))
    return {"case": str(case.pk)}


def _visit(course: Course) -> dict[str, Any]:
    case, day = case_of(course), course.day(VISIT)
    surveyed(case, course.township, course.day(PLAN), day)
    for row in course.drawn.family.facts["members"]:
        if course.drawn.classification == "tekun":
            failed = tuple(row.get("self_care_failed") or ())
            self_care_assessed(case.pk, row["id"], failed, course.township, day)
    return {}


def _check(group: Sequence[Course]) -> dict[str, Any]:
    """One batch for the whole group, on the days of its youngest case."""
    youngest = group[0]
    district = youngest.township.district
    those = [
        Asked(case_of(each).pk, each.drawn.family, each.township.stem, each.day(ASK))
        for each in group
        if _is_there(each)
    ]
    days = Days(youngest.day(ASK), youngest.day(REPLY), youngest.day(REPORT))
    requests = asked_about(those, district, days)
    reported(requests, district, days.reported)
    return {"requests": len(requests)}


def _is_there(course: Course) -> bool:
    try:
        answer_of(f"take {course.drawn.number}")
        answer_of(f"visit {course.drawn.number}")
    except Refusal:
        return False
    return True


def _propose(course: Course) -> dict[str, Any]:
    proposed(case_of(course).pk, course.township, course.day(PROPOSE), "调查、核对与申报一致")
    return {}


def _meet(group: Sequence[Course], township: Township) -> dict[str, Any]:
    """One meeting of the township for what has been proposed."""
    ready: list[UUID] = []
    for each in group:
        try:
            answer_of(f"propose {each.drawn.number}")
        except Refusal:
            continue
        ready.append(case_of(each).pk)
    if ready:
        met(ready, township, group[0].day(MEET))
    return {"cases": [str(each) for each in ready]}


def _decide(course: Course) -> dict[str, Any]:
    case = case_of(course).pk
    answer_of(f"propose {course.drawn.number}")
    # The group's meeting was on the day of its youngest case, so that an older one waits a little longer.
    on = working_day_back(course.today, max(course.back - DECIDE - APART, 0))
    outcome = decided(case, course.township, on)
    if course.end == End.CLOSED:
        served(case, course.township, on, _after(course, on))
    return {"outcome": outcome}


def _after(course: Course, on: date) -> date:
    day = working_day_back(course.today, max(course.back - SERVE - APART, 0))
    return max(day, on)
