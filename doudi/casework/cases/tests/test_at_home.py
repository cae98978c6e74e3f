"""村里的件：a village worker reaches the cases of the own village wherever they lie, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from doudi.casework.cases.at_home import at_home, cases_at_home, near_home
from doudi.casework.cases.models import Case
from doudi.casework.tests.office import Office, stranger
from doudi.config.tests.town import DONGGANG, XIDIAN
from doudi.records.access import acting_as
from doudi.records.refusals import NotFound

pytestmark = pytest.mark.django_db


def seen(office: Office, who: str) -> list[Case]:
    near = near_home(office.act(who))
    with acting_as(near.act.scope):
        return list(cases_at_home(near))


def test_the_own_village_is_reached_also_where_another_township_took_the_case_in(office: Office) -> None:
    here = office.take(stranger(1), office.act("zhang"))
    elsewhere = office.take(stranger(2), office.act("wang"))
    other = office.take(stranger(3, XIDIAN), office.act("zhang"))
    assert elsewhere.area_id == office.liuxi
    assert {case.pk for case in seen(office, "cun")} == {here.pk, elsewhere.pk}
    assert {case.pk for case in seen(office, "xi")} == {other.pk}
    assert seen(office, "zhang") == [], "a clerk has no village, and needs none"


def test_the_next_village_finds_nothing_however_it_asks(office: Office) -> None:
    case = office.take(stranger(1), office.act("zhang"))
    by = office.act("xi")
    with pytest.raises(NotFound):
        at_home(case.pk, by)
    forged = replace(by.scope.duties[0], areas=frozenset([office.town.area(DONGGANG).pk]))
    with pytest.raises(NotFound):
        at_home(case.pk, replace(by, scope=replace(by.scope, duties=(forged,))))
    with acting_as(by.scope), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM doudi_cases_at_home(%s, NULL)", [[office.town.area(DONGGANG).pk]])
        assert cursor.fetchall() == []


def test_the_reach_is_no_post_of_the_township_and_shows_no_field_more(office: Office) -> None:
    case = office.take(stranger(1), office.act("zhang"))
    by = office.act("cun")
    near = at_home(case.pk, by)
    assert near.scope.reveals == by.scope.reveals
    assert {duty.post for duty in near.scope.duties} == {"village_worker"}
    assert near.scope.areas - by.scope.areas == {office.songling}
