"""回避（S28）：nobody surveys the own home, a declared relative's, or that of the cadre on file — nor is sent there."""

from dataclasses import replace
from datetime import date

import pytest

from doudi.casework.cases.desk import OwnCase, OwnRelative
from doudi.casework.intake.form import Relative
from doudi.casework.survey.investigators import candidates, plan_survey
from doudi.casework.survey.tests.home import VISIT, accepted, sent_out
from doudi.casework.survey.visits import begin_visit
from doudi.casework.tests.office import Office, lin_family
from doudi.config.tests.town import NEW_YEAR, PASSWORD, SONGLING
from doudi.records.access import acting_as
from doudi.records.staff.actions import appoint, declare_relative, open_account
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db
THE_NINTH = date(2022, 3, 9)


def test_a_declared_relative_is_not_sent_and_not_offered(office: Office) -> None:
    declare(office, "lin", "林秀兰", "姐")
    case, by = accepted(office), office.on("zhang", 3, 9)
    with pytest.raises(OwnRelative, match="林晓申报过与这户有近亲属关系"):
        plan_survey(case=case.pk, pair=("zhang", "lin"), planned_on=THE_NINTH, by=by)
    with acting_as(by.scope):
        offered = {row.name: row.because for row in candidates(case, by)}
    assert offered["张敏"] == "" and "须回避" in offered["林晓"]
    assert {"赵敏", "周岚"} <= set(offered)


def test_who_declares_after_being_sent_does_not_go(office: Office) -> None:
    case = sent_out(office)
    declare(office, "lin", "林秀兰", "姐")
    with pytest.raises(OwnRelative, match="须回避"):
        begin_visit(case=case.pk, visit=VISIT, by=office.on("lin", 3, 14))


def test_nobody_surveys_the_own_home(office: Office) -> None:
    setup = office.town.nobody([office.songling])
    officer = open_account(
        username="zhaogt",
        name="赵广田",
        id_number=Secret("990204194809030110"),
        password=PASSWORD,
        area=office.town.area(SONGLING),
        by=setup,
    )
    appoint(
        officer=officer,
        post="township_clerk",
        area=office.town.area(SONGLING),
        since=NEW_YEAR,
        document="任命文件",
        by=setup,
    )
    case = accepted(office)
    with pytest.raises(OwnCase, match="赵广田自己家"):
        plan_survey(case=case.pk, pair=("zhang", "zhaogt"), planned_on=THE_NINTH, by=office.on("zhang", 3, 9))


def test_the_cadre_on_file_is_not_sent_by_name(office: Office) -> None:
    family = lin_family()
    kin = replace(family.applied, relative=Relative("林晓", "松岭镇民政办", "姐弟"))
    case = accepted(office, replace(family, applied=kin))
    with pytest.raises(OwnRelative, match="已备案"):
        plan_survey(case=case.pk, pair=("zhang", "lin"), planned_on=THE_NINTH, by=office.on("zhang", 3, 9))


def declare(office: Office, who: str, name: str, relation: str) -> None:
    declare_relative(name=name, relation=relation, by=office.on(who, 3, 1))
