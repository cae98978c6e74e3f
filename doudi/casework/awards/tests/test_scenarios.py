"""公开场景：S02, S03, S05, S07 and S10 from the counter to the award, amounts and months equal to the scenario file.

S01 stands in `test_confirm`; the days of S08 in `casework/intake`.
"""

from datetime import date

import pytest

from doudi.casework.assessment.tests.test_assessment import feng_family, sun_family
from doudi.casework.awards import queries
from doudi.casework.awards.models import Award, AwardPerson
from doudi.casework.awards.tests.desk import accepted, confirmed, granted, panel, reviewed
from doudi.casework.cases.models import Case, Stage
from doudi.casework.confirmation.decisions import refuse
from doudi.casework.intake.family import Newcomer
from doudi.casework.intake.form import Applied
from doudi.casework.intake.notices import complete
from doudi.casework.survey.care_models import CareAgreement
from doudi.casework.tests.office import Family, Office, signed
from doudi.config.tests.town import ANPING, LIUXI, QIANPU, SHIQIAO, moment
from doudi.records.access import acting_as
from doudi.records.evidence.actions import note
from doudi.records.evidence.models import REGISTER, SEEN
from doudi.records.people.models import Household, Person
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db
HOME = {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0}


def zhou_four() -> Family:
    """周建国's family of four (S03)."""
    return Family(
        SHIQIAO,
        {
            "a": Newcomer("周建国", "本人", Secret("990204197605180313")),
            "b": Newcomer("何丽", "配偶", Secret("990204197807110321")),
            "c": Newcomer("周阳", "子", Secret("990204200103060412")),
            "d": Newcomer("周雨", "女", Secret("990204200611230422")),
        },
        {
            "members": [
                {
                    "id": "a",
                    "income": [{"kind": "wage", "monthly": 2600}, {"kind": "property", "monthly": 300}],
                    "spending_year": {},
                },
                {"id": "b", "income": [], "carer": True, "spending_year": {}},
                {"id": "c", "income": [], "spending_year": {}}
                | {"disability": {"category": "physical", "grade": 1}},
                {"id": "d", "income": [], "student": True, "spending_year": {}},
            ],
            "assets": HOME,
            "supporters": [],
        },
        {},
        Applied("儿子重度残疾", None, papers=signed("a", "b", "c")),
    )


def xu_family() -> Family:
    """许志刚's family in town (S05)."""
    return Family(
        "990204001001",
        {
            "a": Newcomer("许志刚", "本人", Secret("990204197401190616")),
            "b": Newcomer("唐素梅", "配偶", Secret("990204197606150722")),
            "c": Newcomer("许诺", "子", Secret("990204200209280712")),
        },
        {
            "members": [
                {
                    "id": "a",
                    "income": [{"kind": "wage", "monthly": 1800}],
                    "spending_year": {"medical": 3000},
                },
                {"id": "b", "income": [{"kind": "wage", "monthly": 900}], "spending_year": {}},
                {"id": "c", "student": True, "spending_year": {"education": 9600}}
                | {"income": [{"kind": "scholarship", "monthly": 330}]},
            ],
            "assets": HOME,
            "supporters": [],
        },
        {},
        Applied("收入不够学费", None, papers=signed("a", "b", "c", also=("medical", "education"))),
    )


def li_family() -> Family:
    """李长贵, alone, who cannot do three of the six things (S10)."""
    return Family(
        QIANPU,
        {"a": Newcomer("李长贵", "本人", Secret("990204195102030015"))},
        {
            "members": [{"id": "a", "income": [{"kind": "pension", "monthly": 108}], "spending_year": {}}],
            "assets": HOME,
            "supporters": [],
        },
        {},
        Applied("无儿无女", None, papers=signed("a")),
    )


def test_s02_the_widow_holds_80_yuan_from_may(office: Office) -> None:
    (award,) = granted(office, sun_family(), (4, 6), (4, 26), (4, 28))
    with acting_as(office.on("zhang", 5, 1).scope):
        assert award.first_month == date(2022, 5, 1)
        assert queries.amount_for(award, date(2022, 5, 1)).monthly_fen == 8_000


def test_s03_only_the_son_is_paid_and_the_other_three_are_margin_members(office: Office) -> None:
    family, by = zhou_four(), office.on("min", 5, 12)
    panel(office, LIUXI)
    case = reviewed(office, accepted(office, family, 4, 18, "wang"), 5, 10, "wang")
    with acting_as(by.scope):
        held = Case.objects.get(pk=case.pk)
    one, margin = confirmed(office, held, 5, 12, "bai")
    with acting_as(by.scope):
        assert (one.scheme, one.head_name, one.first_month) == ("single_person", "周阳", date(2022, 6, 1))
        assert [row.name for row in queries.persons(one, date(2022, 6, 1), by)] == ["周阳"]
        assert queries.amount_for(one, date(2022, 6, 1)).monthly_fen == 27_000
        assert margin.scheme == "margin"
        covered = [row.name for row in queries.persons(margin, date(2022, 6, 1), by)]
        assert (covered[0], set(covered)) == ("周建国", {"周建国", "何丽", "周雨"})
        assert queries.amount_for(margin, date(2022, 6, 1)).monthly_fen == 0
        told = queries.benefit_list(held.household, date(2022, 6, 1), by)
        assert {(each.award.scheme, each.state) for each in told} == {
            ("single_person", "在享"),
            ("margin", "在享"),
        }


def test_s05_the_family_in_town_holds_617_yuan_from_march(office: Office) -> None:
    panel(office, ANPING)
    by = office.on("min", 1, 24)
    case = complete(case=office.take(xu_family(), by, at=ANPING).pk, by=by)
    case = reviewed(office, case, 2, 16, "min")
    (award,) = confirmed(office, case, 2, 18, "qin")
    with acting_as(office.on("min", 3, 1).scope):
        assert (award.first_month, award.review_class) == (date(2022, 3, 1), "C")
        march = queries.amount_for(award, date(2022, 3, 1))
        assert march.monthly_fen == 61_700
        assert march.terms is not None and march.terms.urban
        assert (march.terms.income_parts, march.terms.income_per_fen) == (391_000, 3)


def test_s07_a_car_that_was_not_declared_opens_no_award(office: Office) -> None:
    case = accepted(office, feng_family(), 5, 5)
    chen = office.on("chen", 5, 10)
    with acting_as(chen.scope):
        home = Household.objects.get(pk=case.household_id)
    note(
        about=home,
        fact="vehicles",
        source=REGISTER,
        said_by="公安车辆登记",
        said_on=chen.day,
        value=1,
        by=chen,
    )
    case = reviewed(office, case, 5, 20)
    refuse(case=case.pk, opinion="有机动车，不予确认", by=office.on("zhao", 5, 20))
    with acting_as(office.on("min", 5, 24).scope):
        assert Case.objects.get(pk=case.pk).stage == Stage.REFUSED
        assert not Award.objects.exists()
        assert not AwardPerson.objects.exists()


def test_s10_decided_in_june_paid_from_july_with_the_figures_of_july(office: Office) -> None:
    case = accepted(office, li_family(), 5, 16)
    by = office.on("zhang", 5, 20)
    with acting_as(by.scope):
        person = Person.objects.get(name="李长贵")
    failed = Secret('["toilet","walking","bathing"]')
    note(
        about=person,
        fact="self_care_failed",
        source=SEEN,
        said_by="评估人",
        said_on=by.day,
        sealed=failed,
        by=by,
    )
    case = reviewed(office, case, 6, 6)
    (award,) = confirmed(office, case, 6, 8, "gao")
    with acting_as(by.scope):
        assert (award.scheme, award.mode, award.first_month) == ("tekun", "dispersed", date(2022, 7, 1))
        july = queries.amount_for(award, date(2022, 7, 1))
        assert (july.base_fen, july.care_fen, july.monthly_fen) == (61_700, 0, 61_700)
        assert july.alerts == (queries.NO_AGREEMENT,)
        _agree(person, case, date(2022, 6, 20))
        july = queries.amount_for(award, date(2022, 7, 1))
        assert (july.base_fen, july.care_fen, july.monthly_fen) == (61_700, 23_700, 85_400)
        assert july.alerts == ()
        assert queries.disagrees(award, date(2022, 7, 1), office.on("zhang", 7, 4)) == ""


def _agree(person: Person, case: Case, on: date) -> None:
    CareAgreement.objects.create(
        case=case,
        area_id=case.area_id,
        person=person,
        carer="李长富",
        carer_id_number=Secret("990204195808160137"),
        carer_phone=Secret("02470000016"),
        level="half",
        duties=["做饭"],
        monthly_fen=23_700,
        way="按月转付",
        visits="每周",
        from_day=on,
        until_day=date(2023, 6, 20),
        drafted_at=moment(on),
        signed_on=on,
        signed_for="镇政府",
        signed_by="本人按指印",
    )
