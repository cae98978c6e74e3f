"""审核：the law read on frozen facts; amounts of the scenarios; the same bytes whenever it is read again."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.queries import assessment, assessments, departures, reread, sheet
from doudi.casework.cases.actions import withdraw
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.queries import case as one_case
from doudi.casework.cases.stages import WrongStage
from doudi.casework.intake.actions import declare_again
from doudi.casework.intake.family import Newcomer, NewSupporter
from doudi.casework.intake.form import Applied
from doudi.casework.intake.handover import hand_over
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Family, Office, lin_family, signed, stranger, zhou_family
from doudi.config.tests.town import ANPING, DONGGANG, SHIQIAO, XIDIAN
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.evidence.actions import note
from doudi.records.evidence.models import DECLARED, REGISTER
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.refusals import BadInput, NotFound, WrongPost
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db


def accepted(office: Office, family: Family, month: int = 3, day: int = 7, who: str = "zhang") -> Case:
    by = office.on(who, month, day)
    return complete(case=office.take(family, by).pk, by=by)


def answer(made: Assessment) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(made.answer.reveal())
    return told


def sun_family() -> Family:
    """孙桂芝 of 西甸村 (S02), whose son elsewhere earns enough to owe something."""
    return Family(
        XIDIAN,
        {"a": Newcomer("孙桂芝", "本人", Secret("990204194509200229"))},
        {
            "members": [{"id": "a", "income": [{"kind": "pension", "monthly": 120}], "spending_year": {}}],
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [
                {
                    "id": "s1",
                    "supports": ["a"],
                    "relation": "child",
                    "family_size": 3,
                    "family_income_monthly": 3700,
                }
            ],
        },
        {"s1": NewSupporter("a", "孙志强", "子")},
        Applied("年老", None, papers=signed("a", supporters=("s1",))),
    )


def feng_family() -> Family:
    """冯大伟, his mother and his child (S07), who declare no car."""
    return Family(
        DONGGANG,
        {
            "a": Newcomer("冯大伟", "本人", Secret("990204198206070816")),
            "b": Newcomer("冯秀", "母", Secret("990204195503100926")),
            "c": Newcomer("冯小宝", "子", Secret("99020420120901091X")),
        },
        {
            "members": [{"id": each, "income": [], "spending_year": {}} for each in "abc"],
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [],
        },
        {},
        Applied("失业", None, papers=signed("a", "b")),
    )


def test_s01_the_old_couple_receives_734_yuan(office: Office) -> None:
    case = accepted(office, lin_family())
    made = assess(case=case.pk, by=office.on("zhang", 3, 25))
    told = answer(made)
    assert (made.classification, made.monthly_fen, made.on) == ("dibao", 73_400, date(2022, 3, 25))
    assert told["quantities"]["countable_income_monthly"] == "166.00"
    assert told["quantities"]["income_per_head_monthly"] == "83.00"


def test_s02_half_the_support_fee_makes_the_difference_and_the_sheet_shows_both(office: Office) -> None:
    case = accepted(office, sun_family(), 4, 6)
    made = assess(case=case.pk, by=office.on("zhang", 4, 28))
    assert (made.classification, made.monthly_fen) == ("dibao", 8_000)
    with acting_as(office.on("zhang", 4, 28).scope):
        told = sheet(assessment(made.pk, office.on("zhang", 4, 28)))
    for line in (
        "结论：最低生活保障（低保）",
        "每月：80.00 元",
        "减半与不减半对照",
        "孙桂芝没有户口登记，按居住地",
    ):
        assert line in told


def test_s03_the_severely_disabled_son_of_a_margin_family_receives_270_yuan(office: Office) -> None:
    family = Family(
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
                },
                {"id": "b", "income": [], "carer": True},
                {"id": "c", "income": [], "disability": {"category": "physical", "grade": 1}},
                {"id": "d", "income": [], "student": True},
            ],
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [],
        },
        {},
        Applied("儿子重度残疾", None, papers=signed("a", "b", "c")),
    )
    for member in family.facts["members"]:
        member["spending_year"] = {}
    made = assess(case=accepted(office, family, 4, 18, "wang").pk, by=office.on("wang", 5, 12))
    assert (made.classification, made.monthly_fen) == ("single_person", 27_000)
    assert answer(made)["schemes"]["single_person"]["persons"] == ["c"]


def test_s05_a_family_in_town_receives_617_yuan_by_the_urban_standard(office: Office) -> None:
    family = Family(
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
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [],
        },
        {},
        Applied("收入不够学费", None, papers=signed("a", "b", "c", also=("medical", "education"))),
    )
    by = office.on("min", 1, 24)
    case = complete(case=office.take(family, by, at=ANPING).pk, by=by)
    made = assess(case=case.pk, by=office.on("min", 2, 18))
    assert (made.classification, made.monthly_fen) == ("dibao", 61_700)
    assert answer(made)["quantities"]["countable_income_monthly"] == "1303.33"


def test_the_figures_are_those_of_the_day(office: Office) -> None:
    case = accepted(office, lin_family(), 6, 20)
    before = assess(case=case.pk, on=date(2022, 6, 30), by=office.on("zhang", 7, 4))
    after = assess(case=case.pk, by=office.on("zhang", 7, 4))
    assert (before.monthly_fen, after.monthly_fen) == (73_400, 78_200)
    assert [each.number for each in office.see(assessments, case, by=office.act("zhang"))] == [1, 2]


def test_s07_a_car_in_the_register_counts_though_none_was_declared(office: Office) -> None:
    case = accepted(office, feng_family(), 5, 5)
    with acting_as(office.on("chen", 5, 10).scope):
        household = Household.objects.get(pk=case.household_id)
    note(
        about=household,
        fact="vehicles",
        source=REGISTER,
        said_by="公安车辆登记",
        said_on=date(2022, 5, 10),
        value=1,
        by=office.on("chen", 5, 10),
    )
    made = assess(case=case.pk, by=office.on("zhang", 5, 20))
    assert made.classification != "dibao"
    (found,) = departures(made)
    assert (found.whose, found.fact, found.declared, found.counted) == ("全户", "机动车辆数", "0", "1")
    assert "公安车辆登记" in found.source
    with acting_as(office.on("zhang", 5, 20).scope):
        told = sheet(assessment(made.pk, office.on("zhang", 5, 20)))
    assert "全户　机动车辆数：申报 0，采用 1（依部门数据（公安车辆登记，2022-05-10））" in told
    earlier = assess(case=case.pk, on=date(2022, 5, 9), by=office.on("zhang", 5, 20))
    assert departures(earlier) == []


def test_every_kind_of_fact_can_be_taken_over_from_a_better_source(office: Office) -> None:
    case = accepted(office, zhou_family(), 4, 28, "wang")
    by, day = office.on("chen", 5, 9), date(2022, 5, 9)
    with acting_as(by.scope):
        father, son = Person.objects.get(name="周建国"), Person.objects.get(name="周阳")
        brother, home = Supporter.objects.get(), Household.objects.get(pk=case.household_id)
    answers: list[tuple[Any, str, object]] = [
        (father, "income_wage", 1_560_050),
        (father, "income_pension", 120_000),
        (father, "spending_medical", 90_010),
        (son, "disability_grade", 2),
        (son, "student", True),
        (brother, "family_income", 520_000),
        (home, "financial_assets", 250_000),
        (home, "homes", 1),
    ]
    for about, fact, value in answers:
        note(about=about, fact=fact, source=REGISTER, said_by="部门", said_on=day, value=value, by=by)
    sealed = Secret("true")
    note(
        about=son, fact="serious_illness", source=REGISTER, said_by="医保", said_on=day, sealed=sealed, by=by
    )
    made = assess(case=case.pk, by=office.on("wang", 5, 10))
    facts = json.loads(made.facts.reveal())
    assert facts["members"][0]["income"] == [
        {"kind": "pension", "yearly": "1200.00"},
        {"kind": "wage", "yearly": "15600.50"},
    ]
    assert facts["members"][0]["spending_year"] == {"medical": "900.10"}
    assert facts["members"][1]["disability"] == {"category": "physical", "grade": 2}
    assert (facts["members"][1]["student"], facts["members"][1]["serious_illness"]) == (True, True)
    assert facts["supporters"][0]["family_income_monthly"] == "5200.00"
    assert facts["assets"]["financial"] == "2500.00"
    told = {(each.whose, each.fact): (each.declared, each.counted) for each in departures(made)}
    assert told[("周建国", "工资性收入（年）")] == ("10800.00 元", "15600.50 元")
    assert told[("周建国", "养老金、退休金（年）")] == ("0.00 元", "1200.00 元")
    assert told[("周阳", "残疾等级")] == ("1", "2")
    assert told[("周建民", "赡养人家庭月收入")] == ("1500.00 元", "5200.00 元")
    assert ("全户", "住房套数") not in told


def test_a_declared_figure_in_the_evidence_does_not_overrule_the_signed_declaration(office: Office) -> None:
    case = accepted(office, stranger(1))
    by, day = office.on("zhang", 3, 8), date(2022, 3, 8)
    with acting_as(by.scope):
        person = Person.objects.get(pk=case.applicant_id)
    note(about=person, fact="income_wage", source=DECLARED, said_by="孙二", said_on=day, value=90_000, by=by)
    made = assess(case=case.pk, by=by)
    assert departures(made) == []
    assert json.loads(made.facts.reveal())["members"][0]["income"] == []


def test_read_again_it_gives_the_same_bytes_whatever_happened_since(office: Office) -> None:
    case = accepted(office, lin_family())
    by = office.on("zhang", 3, 25)
    made = assess(case=case.pk, by=by)
    facts = {**lin_family().facts, "assets": {"financial": 900_000}}
    declare_again(case=case.pk, facts=facts, said_by="林秀兰", why="补报存款", by=by)
    other = assess(case=case.pk, by=by)
    withdraw(case=case.pk, why="不再需要", by=by)
    assert other.classification != "dibao"
    with acting_as(by.scope):
        again = reread(assessment(made.pk, by))
        assert bytes(again.answer_sm3) == bytes(made.answer_sm3)
        assert (again.same, again.facts_intact, again.same_rules, again.same_values) == (
            True,
            True,
            True,
            True,
        )


def test_facts_changed_in_the_database_are_found_out(office: Office) -> None:
    case = accepted(office, lin_family())
    by = office.on("zhang", 3, 25)
    made = assess(case=case.pk, by=by)
    with acting_as(by.scope):
        found = assessment(made.pk, by)
        found.facts = Secret(found.facts.reveal().replace('"financial":6200', '"financial":620000'))
        again = reread(found)
        assert (again.same, again.facts_intact) == (False, False)


def test_another_version_of_the_rules_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    by = office.on("zhang", 3, 25)
    made = assess(case=accepted(office, lin_family()).pk, by=by)
    monkeypatch.setattr("doudi.casework.assessment.queries.rules_version", lambda: "another")
    with acting_as(by.scope):
        again = reread(assessment(made.pk, by))
    assert (again.same, again.same_rules, again.same_values) == (True, False, True)


def test_what_is_not_known_never_becomes_a_yes(office: Office) -> None:
    family = stranger(1)
    facts = {"members": [{"id": "a", "spending_year": {}}], "supporters": []}
    made = assess(case=accepted(office, replace(family, facts=facts)).pk, by=office.on("zhang", 3, 8))
    assert (made.classification, made.monthly_fen) == ("unknown", None)
    assert "facts.members[0].income" in answer(made)["needs"]


def test_before_acceptance_and_after_the_end_nothing_is_assessed(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(lin_family(), by)
    with pytest.raises(WrongStage, match="受理以后才能裁量"):
        assess(case=case.pk, by=by)
    complete(case=case.pk, by=by)
    withdraw(case=case.pk, why="不再需要", by=by)
    with pytest.raises(WrongStage):
        assess(case=case.pk, by=by)


def test_the_reviewer_does_not_prepare_and_the_neighbour_does_not_see(office: Office) -> None:
    case = accepted(office, lin_family())
    with pytest.raises(WrongPost):
        assess(case=case.pk, by=office.on("liu", 3, 8))
    with pytest.raises(NotFound):
        assess(case=case.pk, by=office.on("wang", 3, 8))
    made = assess(case=case.pk, by=office.on("zhang", 3, 8))
    assert office.see(assessments, case, by=office.on("wang", 3, 8)) == []
    with pytest.raises(NotFound):
        office.see(assessment, made.pk, by=office.on("wang", 3, 8))
    assert office.see(assessments, case, by=office.on("liu", 3, 8)) == [made]


def test_after_the_hand_over_it_goes_with_the_case(office: Office) -> None:
    case = accepted(office, zhou_family(), 5, 6)
    here, there = office.on("zhang", 5, 6), office.on("wang", 5, 9)
    made = assess(case=case.pk, by=here)
    hand_over(case=case.pk, by=here)
    assert office.see(assessments, case, by=here) == []
    assert office.see(assessments, case, by=there) == [made]
    assert assess(case=case.pk, by=there).number == 2


def test_it_moves_nothing_and_leaves_its_digests_in_the_chain(office: Office) -> None:
    case = accepted(office, lin_family())
    by = office.on("zhang", 3, 25)
    made = assess(case=case.pk, by=by)
    held = office.see(one_case, case.pk, by=by)
    assert (held.stage, held.steps) == (Stage.ACCEPTED, 2)
    with acting_as(office.act("sun").scope):
        line = AuditLine.objects.get(did="assessment.assessed")
    assert line.facts["facts"] == bytes(made.facts_sm3).hex()
    assert line.facts["answer"] == bytes(made.answer_sm3).hex()


def test_a_failure_midway_leaves_no_assessment(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = accepted(office, lin_family())
    by = office.on("zhang", 3, 25)

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("doudi.casework.assessment.actions.record", broken)
    with pytest.raises(OSError):
        assess(case=case.pk, by=by)
    assert office.see(assessments, case, by=by) == []


def test_it_lies_sealed_and_is_never_changed(office: Office) -> None:
    by = office.on("zhang", 3, 25)
    assess(case=accepted(office, lin_family()).pk, by=by)
    with acting_as(by.scope):
        with connection.cursor() as cursor:
            cursor.execute("SELECT facts, answer, sources FROM casework_assessment")
            for sealed in cursor.fetchone():
                assert b"dibao" not in bytes(sealed) and b"members" not in bytes(sealed)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Assessment.objects.update(monthly_fen=0)


def test_a_day_without_a_standard_is_refused_with_the_laws_own_sentence(office: Office) -> None:
    case = accepted(office, lin_family())
    with pytest.raises(BadInput, match="没有有效的低保标准"):
        assess(case=case.pk, on=date(2021, 8, 2), by=office.on("zhang", 3, 25))
