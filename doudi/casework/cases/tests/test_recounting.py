"""重算期限：an announced holiday and an issued figure move what is due; a decision keeps the figures it used."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.queries import reread
from doudi.casework.cases.models import Case, Clock, DueDate
from doudi.casework.cases.queries import dues
from doudi.casework.cases.recounting import issue_figure, load_notice
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, lin_family
from doudi.config.tests.town import DISTRICT, NEW_YEAR, PASSWORD, invented_id, moment
from doudi.records.access import Act, Scope, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.figures.actions import enter_figure
from doudi.records.figures.calendars import enter_notice, put_in_force
from doudi.records.jobs.models import Progress
from doudi.records.refusals import BadInput, SamePerson, WrongPost
from doudi.records.staff.actions import appoint, open_account

pytestmark = pytest.mark.django_db
# A year of which no notice came along: 1 to 3 January 2030 are a holiday, 5 January is made up.
NUMBER, YEAR = "国办发明电〔2029〕9号（虚构）", 2030
LATE = date(2029, 12, 31)


@pytest.fixture(autouse=True)
def issuers(office: Office) -> None:
    setup = Act(Scope("安装", audits=True), moment(NEW_YEAR))
    district = office.town.area(DISTRICT)
    for username, name, serial in (("hechun", "何春", 151), ("xuan", "许安", 152)):
        officer = open_account(
            username=username,
            name=name,
            id_number=invented_id("19800101", serial),
            password=PASSWORD,
            area=district,
            by=setup,
        )
        appoint(
            officer=officer, post="figures_issuer", area=district, since=NEW_YEAR, document="任命", by=setup
        )


def work() -> None:
    app.perform_import_paths()
    for row in list(ProcrastinateJob.objects.filter(status="todo").order_by("id")):
        app.tasks[row.task_name](**row.args)


def accepted(office: Office, on: date) -> Case:
    by = office.act("zhang", on)
    return complete(case=office.take(lin_family(), by).pk, by=by)


def confirm(office: Office, case: Case, on: date) -> DueDate:
    by = office.act("zhang", on)
    row: DueDate = next(row for row in office.see(dues, case, by=by) if row.clock == Clock.CONFIRM)
    return row


def notice(office: Office, **told: Any) -> UUID:
    form: dict[str, Any] = {
        "number": NUMBER,
        "issued": date(2029, 11, 5),
        "year": YEAR,
        "off": [date(YEAR, 1, day) for day in (1, 2, 3)],
        "work": [date(YEAR, 1, 5)],
        **told,
    }
    return enter_notice(**form, by=office.act("min", LATE)).pk


def test_a_notice_makes_provisional_dates_final(office: Office) -> None:
    case = accepted(office, LATE)
    before = confirm(office, case, LATE)
    assert before.provisional
    load_notice(notice=notice(office), by=office.act("hechun", LATE))
    assert confirm(office, case, LATE).provisional, "until the job has run"
    work()
    after = confirm(office, case, LATE)
    # Two more days of rest (2 and 3 January), one made up (the 5th): one working day later.
    assert (after.provisional, before.on, after.on) == (False, date(2030, 1, 29), date(2030, 1, 30))
    told = Progress.objects.get(code="cases.recount")
    assert (told.done, told.of, told.answer, told.sentence) == (1, 1, {"changed": 1}, "")
    with acting_as(office.act("sun", LATE).scope):
        assert AuditLine.objects.get(did="cases.recounted").facts == {"cases": 1, "changed": 1}


def test_a_notice_needs_two_people_and_is_loaded_once(office: Office) -> None:
    with pytest.raises(WrongPost):
        enter_notice(
            number=NUMBER, issued=NEW_YEAR, year=None, off=[LATE], work=[], by=office.act("zhang", LATE)
        )
    entered = enter_notice(
        number=NUMBER, issued=NEW_YEAR, year=None, off=[LATE], work=[], by=office.act("hechun", LATE)
    )
    with pytest.raises(SamePerson):
        put_in_force(notice=entered.pk, by=office.act("hechun", LATE))
    put_in_force(notice=entered.pk, by=office.act("xuan", LATE))
    again: tuple[dict[str, Any], ...] = (
        {},
        {"number": "国办发明电〔2025〕7号", "off": [date(2026, 1, 1)], "year": 2026},
    )
    for told in again:
        with pytest.raises(BadInput, match="已在日历里"):
            notice(office, **told)
    bad: tuple[dict[str, Any], ...] = (
        {"number": "另一", "work": [date(YEAR, 1, 1)]},
        {"number": "另二", "off": [LATE]},
    )
    for told in bad:
        with pytest.raises(BadInput, match="对照通知"):
            notice(office, **told)


def test_a_figure_issued_later_changes_what_is_assessed_next_and_not_what_was(office: Office) -> None:
    day = date(2022, 3, 25)
    case = accepted(office, date(2022, 3, 7))
    first = assess(case=case.pk, by=office.act("zhang", day))
    draft = enter_figure(
        district=office.town.area(DISTRICT),
        name="dibao_standard",
        keys={"rural": 500, "urban": 700},
        since=date(2022, 3, 1),
        issued=date(2022, 3, 20),
        document="示民发〔2022〕4号（虚构）",
        by=office.act("min", day),
    )
    issue_figure(figure=draft.pk, by=office.act("hechun", day))
    second = assess(case=case.pk, by=office.act("zhang", day))
    assert (first.place, second.place) == ("example", "example@1")
    # 50 yuan more for each of two people, the countable income as before.
    assert (first.monthly_fen, second.monthly_fen) == (73_400, 83_400)
    with acting_as(office.act("zhang", day).scope):
        old, new = reread(first), reread(second)
    assert (old.same, old.same_values, new.same, new.same_values) == (True, False, True, True)


def test_a_shorter_limit_issued_by_the_bureau_moves_open_cases(office: Office) -> None:
    day = date(2022, 3, 10)
    case = accepted(office, date(2022, 3, 7))
    limits = {"confirm": 15, "confirm_hard": 30, "notice": 3, "transfer": 1, "investigate": 3}
    limits |= {"verify": 2, "district_decide": 5}
    draft = enter_figure(
        district=office.town.area(DISTRICT),
        name="time_limits",
        keys=limits,
        since=date(2022, 1, 1),
        issued=date(2022, 3, 9),
        document="示民发〔2022〕5号（虚构）",
        by=office.act("min", day),
    )
    assert confirm(office, case, day).on == date(2022, 4, 2)
    issue_figure(figure=draft.pk, by=office.act("hechun", day))
    work()
    row = confirm(office, case, day)
    assert (row.limit_days, row.on, row.basis) == (15, date(2022, 3, 28), "示民发〔2022〕5号（虚构）")
