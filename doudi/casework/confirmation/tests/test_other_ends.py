"""其他结局：each end without a decision is told in writing with its clause; families registered in two places or elsewhere
apply where they live, and a hard case is given its time once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from doudi.casework.cases.actions import end_by_death, withdraw
from doudi.casework.cases.exception_models import Extension
from doudi.casework.cases.models import Case, Clock, DueDate, Stage
from doudi.casework.cases.stages import WrongStage
from doudi.casework.confirmation.extending import extend_clock
from doudi.casework.confirmation.terminations import lacks_termination, print_termination
from doudi.casework.intake.actions import submit
from doudi.casework.intake.issuing import issue
from doudi.casework.intake.notices import complete, lapse, one_time_notice
from doudi.casework.intake.queries import application
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.casework.tests.panel import seated
from doudi.config.tests.town import SHIQIAO, SONGLING
from doudi.records.access import Act, acting_as
from doudi.records.documents.issue import AlreadyIssued
from doudi.records.documents.queries import data_of
from doudi.records.people.actions import record_death, register_residence
from doudi.records.people.models import Household, Person
from doudi.records.refusals import NotFound, WrongPost

pytestmark = pytest.mark.django_db


def person(name: str, by: Act) -> Person:
    with acting_as(by.scope):
        found: Person = Person.objects.get(name=name)
    return found


def ended(office: Office, how: str, number: int) -> Case:
    """A family that withdrew, was late, or whose applicant died."""
    by = office.act("zhang")
    family = stranger(number).without("pledge", "a") if how == "lapsed" else stranger(number)
    case = office.take(family, by)
    if how == "withdrawn":
        return withdraw(case=case.pk, why="外出务工，有了收入", by=by)
    if how == "lapsed":
        one_time_notice(case=case.pk, complete_by=date(2022, 3, 14), by=by)
        return lapse(case=case.pk, by=office.on("zhang", 3, 15))
    record_death(person=person(case.applicant_name, by), died=by.day, why="死亡证明", by=by)
    return end_by_death(case=case.pk, by=by)


@pytest.mark.parametrize(
    ("how", "stage", "reason", "clause"),
    [
        ("withdrawn", Stage.WITHDRAWN, "登记撤回申请：外出务工，有了收入", "第四条"),
        ("lapsed", Stage.LAPSED, "按逾期未补正办结：逾期未补正", "第十条"),
        ("died", Stage.DIED, "按申请人死亡终止：申请人于 2022-03-07 死亡", "第四条"),
    ],
)
def test_who_is_given_no_decision_is_told_why_by_which_clause_once(
    office: Office, how: str, stage: Stage, reason: str, clause: str
) -> None:
    seated(office)
    case, by = ended(office, how, 5), office.on("zhang", 3, 16)
    assert case.stage == stage and office.see(lacks_termination, case, by=by)
    with pytest.raises(WrongPost):
        print_termination(case=case.pk, by=office.on("liu", 3, 16))
    with pytest.raises(NotFound):
        print_termination(case=case.pk, by=office.on("wang", 3, 16))
    told = data_of(print_termination(case=case.pk, by=by))
    assert told["reasons"] == [reason] and clause in told["clauses"][0]
    assert not office.see(lacks_termination, case, by=by)
    with pytest.raises(AlreadyIssued):
        print_termination(case=case.pk, by=by)


def test_an_open_case_is_told_of_no_end(office: Office) -> None:
    seated(office)
    with pytest.raises(WrongStage, match="终止办理"):
        print_termination(case=office.take(stranger(6), office.act("zhang")).pk, by=office.act("zhang"))


def registered(office: Office, name: str, **told: Any) -> None:
    by = office.act("zhang")
    register_residence(
        person=person(name, by), since=date(2020, 6, 1), document="户口簿、居住证", **told, by=by
    )


def test_a_family_with_a_residence_permit_applies_where_it_lives(office: Office) -> None:
    """Registered in another province: taken in, its registration on the form, its standard by its own kind."""
    by, family = office.act("zhang"), stranger(7)
    first = withdraw(case=office.take(family, by).pk, why="先登记户口", by=by)
    registered(office, first.applicant_name, elsewhere="外省某县某镇", urban=True, residence_permit=True)
    with acting_as(by.scope):
        household = Household.objects.get(pk=first.household_id)
    who = person(first.applicant_name, by)
    told = {"at": office.town.area(SONGLING), "household": household, "applicant": who, "members": {"a": who}}
    case = submit(**told, supporters={}, facts=family.facts, applied=family.applied, by=by)
    kept = office.see(application, case, by=by)
    assert kept.urban and kept.standard_reason.startswith(f"{who.name}户籍自 2020-06-01 起登记为城镇")
    seated(office)
    (form,) = issue(case=case.pk, papers=["D01|"], by=by)
    assert data_of(form)["registered_address"] == "外省某县某镇"


def test_one_household_with_two_registrations_is_given_time_once_by_that_cause(office: Office) -> None:
    by = office.act("zhang")
    case = complete(case=office.take(lin_family(), by).pk, by=by)
    registered(office, "林秀兰", place=office.town.area(SHIQIAO))
    registered(office, "赵广田", elsewhere="外省某市", urban=True)
    seated(office)
    liu = office.act("liu")
    longer = extend_clock(case=case.pk, cause=Extension.Cause.ELSEWHERE, why="一人户籍在外省", by=liu)
    assert longer.limit_days == 45
    with acting_as(liu.scope):
        assert DueDate.objects.get(case=case, clock=Clock.CONFIRM).on == date(2022, 5, 11)
