"""适用标准：reckoned from the township's unified state and the registration of that day, with its reason; never picked."""

from datetime import date
from typing import Any

import pytest

from doudi.casework.cases.models import Case
from doudi.casework.intake.models import Application
from doudi.casework.intake.queries import application
from doudi.casework.intake.standard import standard_on
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.config.tests.town import ANPING, DONGGANG, SONGLING
from doudi.policy.values import Value
from doudi.records.access import acting_as
from doudi.records.areas.actions import unify
from doudi.records.people.actions import register_residence
from doudi.records.people.models import Household, Membership, Person

pytestmark = pytest.mark.django_db
THE_DAY = date(2022, 3, 7)


def form(office: Office, case: Case) -> Application:
    found: Application = office.see(application, case, by=office.act("min"))
    return found


def register(office: Office, name: str, **told: Any) -> None:
    by = office.act("zhang")
    with acting_as(by.scope):
        person = Person.objects.get(name=name)
    register_residence(person=person, since=date(2015, 6, 1), document="户口簿", **told, by=by)


def reckoned(office: Office, case: Case, on: date = THE_DAY) -> tuple[bool, str]:
    by = office.act("zhang")
    with acting_as(by.scope):
        household = Household.objects.get(pk=case.household_id)
        found = standard_on(household, Person.objects.get(pk=case.applicant_id), on, by)
    return found.urban, found.reason


def test_without_a_registration_the_village_decides_and_the_reason_says_so(office: Office) -> None:
    kept = form(office, office.take(lin_family(), office.act("zhang")))
    assert not kept.urban
    assert kept.standard_reason.startswith("林秀兰没有户口登记，按居住地：东岗村自 2000-01-01 起为乡村")


def test_the_applicants_registration_goes_before_the_place_of_living(office: Office) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    register(office, "林秀兰", elsewhere="外省某市", urban=True)
    urban, reason = reckoned(office, case)
    assert urban
    assert reason == "林秀兰户籍自 2015-06-01 起登记为城镇（户口簿）。"


def test_a_household_with_two_registrations_says_whose_counts(office: Office) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    register(office, "林秀兰", place=office.town.area("990204001001"))
    register(office, "赵广田", place=office.town.area(DONGGANG))
    urban, reason = reckoned(office, case)
    assert urban
    assert "安平社区" in reason
    assert reason.endswith("户内成员户籍类别不一致，以申请人户籍为准。")


def test_a_registration_elsewhere_of_unknown_kind_is_not_guessed_from(office: Office) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    register(office, "林秀兰", elsewhere="外省某县")
    assert reckoned(office, case)[1].startswith("林秀兰没有户口登记，按居住地")


def test_a_unified_township_pays_the_urban_standard_from_its_day_on(office: Office) -> None:
    since = date(2022, 3, 7)
    case = office.take(lin_family(), office.act("zhang"))
    unify(
        area=office.town.area(SONGLING),
        unified=True,
        since=since,
        document="示例区〔2022〕1号",
        by=office.act("wu"),
    )
    assert reckoned(office, case, since) == (
        True,
        "松岭镇自 2022-03-07 起城乡统筹（示例区〔2022〕1号），执行城镇标准。",
    )
    assert not reckoned(office, case, date(2022, 3, 6))[0]
    later = form(office, office.take(stranger(1), office.act("zhang")))
    assert (later.urban, form(office, case).urban) == (True, False)


def test_a_township_named_in_the_places_values_is_unified_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.take(lin_family(), office.act("zhang"))
    named = {"codes": [SONGLING[:9]]}
    value = Value("unified_townships", "", "", named, THE_DAY, THE_DAY, "示例文件", False, "", "example")
    monkeypatch.setattr("doudi.casework.intake.standard.read_value", lambda *asked: value)
    assert reckoned(office, case) == (True, "松岭镇自 2022-03-07 起城乡统筹（示例文件），执行城镇标准。")


def test_a_street_lives_by_the_urban_standard(office: Office) -> None:
    case = office.take(stranger(1, "990204001001"), office.act("min"), at=ANPING)
    assert form(office, case).urban
    with acting_as(office.act("min").scope):
        assert Membership.objects.get(household=case.household_id).relation == "本人"
