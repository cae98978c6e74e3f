"""第二次阅读自身的验证：验收场景 (S…) 与参考算例 (A, C, F，参数随行) 的数额，逐一相等。"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.tests.random_households import DAY, KINDS, example_values, random_household, random_values
from doudi.policy.tests.second_reading import QUANTITIES, Facts, Values, age_on, second_reading, yuan

JUNE = date(2022, 6, 1)
NOTHING_SPENT = {"medical": 0, "education": 0, "rehabilitation": 0}


def p1(**names: dict[str, Any]) -> Values:
    """参数集 P1 (2022-01-01 至 2022-06-30)，其中若干项改动."""
    values = example_values()
    values["dibao_standard"] = {"rural": 450, "urban": 640}
    values["tekun_standard"] = {"rural": 590, "urban": 832}
    return values | {name: values[name] | keys for name, keys in names.items()}


def person(name: str = "a", birth: str = "1980-01-01", **facts: Any) -> dict[str, Any]:
    """一名成员：forty-two in 2022, healthy, without income, unless said otherwise."""
    return {"id": name, "relation": "self", "birth": birth, "sex": "female", "income": [],
            "spending_year": NOTHING_SPENT} | facts  # fmt: skip


def earning(kind: str, monthly: int | str) -> list[dict[str, Any]]:
    return [{"kind": kind, "monthly": monthly}]


def family(*members: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """一户农村家庭：nothing owned but one home, nobody to support it."""
    return {"standard": "rural", "lifted_out_of_poverty": False, "members": list(members), "supporters": [],
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0}} | facts  # fmt: skip


def child_of(*parents: str, size: int, income: int, supported: int) -> dict[str, Any]:
    return {"id": f"child{size}", "supports": list(parents), "relation": "child", "family_size": size,
            "family_income_monthly": income, "persons_supported": supported,
            "agreed_monthly": None, "paid_monthly": None, "unable": False}  # fmt: skip


def paid(facts: Facts, values: Values) -> str:
    return str(second_reading(facts, values, JUNE)["schemes"]["dibao"]["monthly"])


def six(answer: dict[str, Any]) -> str:
    return " ".join(answer["quantities"][f"{name}_monthly"] for name in QUANTITIES)


def test_s01_the_couple_with_two_pensions_and_a_lease_receives_734() -> None:
    ill = NOTHING_SPENT | {"medical": 2400}
    wife = person("wife", "1950-04-12", income=earning("pension", 108), spending_year=ill)
    husband = person("husband", "1948-09-03", income=earning("pension", 108) + earning("property", 150))
    child = child_of("wife", "husband", size=3, income=1500, supported=2)
    household = family(wife, husband, supporters=[child])
    household["assets"]["financial"] = 6200
    answer = second_reading(household, p1(), date(2022, 3, 25))
    assert (answer["classification"], answer["schemes"]["dibao"]["monthly"]) == ("dibao", "734.00")
    assert six(answer) == "0.00 0.00 0.00 200.00 166.00 83.00"


def mother_of_s02() -> dict[str, Any]:
    child = child_of("a", size=3, income=3700, supported=1)
    return family(person(birth="1945-09-20", income=earning("pension", 120)), supporters=[child])


def test_s02_halving_the_support_fee_brings_the_mother_from_margin_into_dibao() -> None:
    answer = second_reading(mother_of_s02(), p1(), date(2022, 4, 28))
    assert (answer["classification"], answer["schemes"]["dibao"]["monthly"]) == ("dibao", "80.00")
    assert six(answer) == "0.00 250.00 500.00 0.00 370.00 370.00"
    unhalved = second_reading(mother_of_s02(), p1(support_fee={"halved_for": []}), date(2022, 4, 28))
    assert (unhalved["classification"], unhalved["schemes"]["dibao"]["monthly"]) == ("margin", "0.00")
    assert six(unhalved) == "0.00 500.00 500.00 0.00 620.00 620.00"


def test_s03_the_severely_disabled_son_of_a_margin_family_is_covered_alone() -> None:
    members = (
        person("father", "1976-05-18", income=earning("wage", 2600) + earning("farming", 300)),
        person("mother", "1978-07-11", carer=True),
        person("son", "2001-03-06", disability={"category": "physical", "grade": 1}),
        person("daughter", "2006-11-23", student=True),
    )
    answer = second_reading(family(*members), p1(), date(2022, 5, 12))
    assert answer["classification"] == "single_person"
    assert answer["schemes"]["single_person"] == {"answer": "yes", "persons": ["son"], "monthly": "270.00"}
    assert six(answer) == "2300.00 0.00 0.00 0.00 2600.00 650.00"


def test_s05_capped_schooling_and_employment_cost_leave_617_for_the_urban_family() -> None:
    ill = NOTHING_SPENT | {"medical": 3000}
    father = person("father", "1974-01-19", income=earning("wage", 1800), spending_year=ill)
    mother = person("mother", "1976-06-15", income=earning("wage", 900))
    son = person("son", "2002-09-28", student=True, income=earning("scholarship", 330))
    son["spending_year"] = NOTHING_SPENT | {"education": 9600}
    answer = second_reading(family(father, mother, son, standard="urban"), p1(), date(2022, 2, 18))
    assert (answer["classification"], answer["schemes"]["dibao"]["monthly"]) == ("dibao", "617.00")
    assert six(answer) == "2220.00 0.00 0.00 916.67 1303.33 434.44"


def test_s07_a_car_closes_every_scheme() -> None:
    household = family(person("a", "1982-06-07"), person("b", "1955-03-10"), person("c", "2012-09-01"))
    household["assets"]["vehicles"] = 1
    answer = second_reading(household, p1(), date(2022, 5, 20))
    answers = {scheme["answer"] for scheme in answer["schemes"].values()}
    assert (answer["classification"], answers) == ("none", {"no"})


def test_s10_s12_elders_without_children_are_tekun_with_617_where_dibao_would_pay_366() -> None:
    for birth, day in (("1951-02-03", date(2022, 7, 1)), ("1952-08-17", date(2022, 10, 1))):
        elder = person("a", birth, income=earning("pension", 108))
        answer = second_reading(family(elder), example_values(), day)
        assert answer["schemes"]["tekun"] == {"answer": "yes", "persons": ["a"], "monthly": "617.00"}
        assert (answer["classification"], answer["schemes"]["dibao"]["monthly"]) == ("tekun", "366.00")


def test_published_differences_come_out() -> None:
    rows = {"A1": (400, 900, "300.00"), "A2": (1100, 2100, "1200.00"), "A4": (600, 1000, "800.00"),
            "A5": (500, 700, "800.00"), "A6": (600, 600, "1200.00"), "A9": (500, 1200, "300.00")}  # fmt: skip
    for row, (standard, income, monthly) in rows.items():
        three = family(person("a", income=earning("other", income)), person("b"), person("c"))
        assert paid(three, p1(dibao_standard={"rural": standard})) == monthly, row


def test_a3_a10_a_minor_adds_a_supplement_and_a_small_difference_is_raised_to_the_floor() -> None:
    supplement = {"groups": [{"group": "minor", "share_of_standard": Decimal("0.4")}], "stack": "best"}
    household = (
        person("a", income=earning("other", 2100)),
        person("b", "2004-06-01"),
        person("c", "2004-06-02"),
    )
    assert paid(family(*household), p1(dibao_standard={"rural": 1100}, supplements=supplement)) == "1640.00"
    floor = p1(dibao_standard={"rural": 985}, dibao_benefit={"floor_share": Decimal("0.2")})
    assert paid(family(person("a", income=earning("other", 1800)), person("b")), floor) == "394.00"


def test_a11_only_the_best_supplement_of_one_person_counts_unless_all_are_summed() -> None:
    groups = [{"group": "age_70", "share_of_standard": Decimal("0.1")},
              {"group": "severe_disability", "share_of_standard": Decimal("0.2")}]  # fmt: skip
    elder = person("a", "1949-06-02", disability={"category": "visual", "grade": 2})
    rule: Values = {"dibao_standard": {"rural": 985}, "dibao_benefit": {"rounding": "fen"}}
    for stack, monthly in (("best", "1182.00"), ("sum", "1280.50")):  # 985 and 197, or 985 and 295.5
        assert paid(family(elder), p1(**rule, supplements={"groups": groups, "stack": stack})) == monthly


def support(standard: int, supporter: dict[str, Any], **rule: Any) -> str:
    values = p1(dibao_standard={"rural": standard}, support_fee={"halved_for": []} | rule)
    parents = family(person("f", "1950-01-01"), person("m", "1950-01-01"), supporters=[supporter])
    counted, unhalved = six(second_reading(parents, values, JUNE)).split()[1:3]
    assert counted == unhalved
    return counted


def test_c1_to_c5_support_is_a_part_of_what_exceeds_the_threshold() -> None:
    quarter = {"threshold_multiple": 2, "base": "per_head", "rate": Decimal("0.25")}
    assert support(410, child_of("f", size=4, income=5000, supported=2), **quarter) == "53.75"
    assert support(410, child_of("f", "m", size=4, income=5000, supported=2), **quarter) == "107.50"
    assert support(410, child_of("f", "m", size=4, income=3200, supported=2), **quarter) == "0.00"
    child, half = child_of("f", size=4, income=4000, supported=2), quarter | {"threshold_multiple": 1}
    assert support(600, child, **half | {"rate": Decimal("0.5")}) == "100.00"
    assert support(600, child, **half | {"rate": Decimal("0.5"), "base": "household"}) == "400.00"
    assert support(600, child, **half | {"rate": Decimal("0.4")}) == "80.00"
    line = {"threshold_multiple": Decimal("1.5"), "base": "household", "rate": Decimal("0.3")}
    assert support(600, child_of("f", size=4, income=8000, supported=1), **line) == "1320.00"


def test_an_agreement_counts_unhalved_only_when_it_is_higher_than_the_halved_shares() -> None:
    for agreed, counted in ((None, "250.00"), (249, "250.00"), (251, "251.00"), (620, "620.00")):
        facts = mother_of_s02()
        facts["supporters"][0]["agreed_monthly"] = agreed
        assert six(second_reading(facts, p1(), JUNE)).startswith(f"0.00 {counted} 500.00")


def asked(scheme: str, facts: Facts, values: Values | None = None) -> Any:
    answer = second_reading(facts, values or p1(), JUNE)["schemes"][scheme]
    return answer.get("persons", answer["answer"])


def test_f5_f6_who_is_without_labour_ability_and_who_may_be_covered_alone() -> None:
    tekun = [("physical", 2, ["a"]), ("physical", 3, []), ("visual", 2, []), ("visual", 1, ["a"]),
             ("intellectual", 3, ["a"]), ("hearing", 1, [])]  # fmt: skip
    alone = [("hearing", 2, ["a"]), ("mental", 3, ["a"]), ("intellectual", 3, ["a"]), ("physical", 3, [])]
    for scheme, rows, income in (("tekun", tekun, 0), ("single_person", alone, 500)):
        for category, grade, persons in rows:
            disability = {"category": category, "grade": grade}
            member = person(income=earning("other", income), disability=disability)
            assert asked(scheme, family(member)) == persons, disability
    ill = family(person(birth="2004-06-02", serious_illness=True, income=earning("other", 500)))
    assert asked("single_person", ill, p1(single_person={"min_age": 18})) == []
    answer = second_reading(ill, p1(single_person={"amount": "difference"}), JUNE)
    assert answer["schemes"]["single_person"] == {"answer": "yes", "persons": ["a"], "monthly": "0.00"}


def test_f7_spending_of_four_fifths_of_income() -> None:
    cases = ((31000, True, "no"), (32000, True, "yes"), (32000, False, "no"), ("32000.01", False, "yes"))
    for spent, inclusive, answer in cases:
        member = person(income=[{"kind": "other", "yearly": 40000}], spending_year={"medical": spent})
        values = p1(dibao_standard={"rural": 400}, rigid_expenditure={"inclusive": inclusive})
        assert asked("rigid_expenditure", family(member), values) == answer


def test_the_lines_of_age_income_assets_and_spending_fall_where_the_clauses_put_them() -> None:
    days = (date(2022, 2, 28), date(2022, 3, 1), date(2024, 2, 29))
    assert [age_on({"birth": "2004-02-29"}, on) for on in days] == [17, 18, 20]
    for monthly, scheme in (("449.99", "dibao"), (450, "margin"), ("674.99", "margin"), (675, "none")):
        household = family(person(income=earning("other", monthly)))
        assert second_reading(household, p1(), JUNE)["classification"] == scheme
    household = family(person(birth="1950-01-01"))
    for financial, answers in ((10800, ("yes", ["a"])), ("10800.01", ("no", []))):  # 24 months of 450
        household["assets"]["financial"] = financial
        assert (asked("dibao", household), asked("tekun", household)) == answers
    spending = {"medical": 1200, "education": 1200, "rehabilitation": 7200}
    member = person(income=earning("other", 100), spending_year=spending)
    half = p1(rigid_spending={"medical_share": Decimal("0.5")})
    assert six(second_reading(family(member), half, JUNE)) == "0.00 0.00 0.00 550.00 0.00 0.00"
    assert asked("rigid_expenditure", family(member)) == "no"  # 低保 comes first
    with pytest.raises(TypeError):  # no float, ever
        asked("dibao", family(person(income=[{"kind": "other", "monthly": 433.33}])))


def test_tekun_has_its_own_disregards_and_asks_whether_an_obligor_is_able() -> None:
    elder = person(birth="1950-01-01", income=earning("basic_pension", 460))
    child = child_of("a", size=1, income=2000, supported=1)
    assert (asked("dibao", family(elder)), asked("tekun", family(elder))) == ("no", ["a"])
    assert asked("tekun", family(elder, supporters=[child])) == []
    supported = family(elder, supporters=[child | {"unable": True}])
    assert asked("tekun", supported) == ["a"]
    assert six(second_reading(supported, p1(), JUNE)) == "0.00 0.00 0.00 0.00 460.00 460.00"


def test_rounding_is_applied_once_to_the_household_total_and_tiers_end_where_they_say() -> None:
    shown = {"15960.06": ("20.00", "20.00", "20.00"), "15953.94": ("21.00", "21.00", "20.51"),
             "15954.12": ("21.00", "20.00", "20.49")}  # fmt: skip
    for yearly, amounts in shown.items():
        three = family(person("a", income=[{"kind": "other", "yearly": yearly}]), person("b"), person("c"))
        for rounding, monthly in zip(("ceil_yuan", "half_up_yuan", "fen"), amounts, strict=True):
            assert paid(three, p1(dibao_benefit={"rounding": rounding})) == monthly
    tiers = [{"income_up_to_share": Decimal("0.5"), "pays_share": Decimal("0.8")}]
    for income, monthly in ((225, "360.00"), ("225.01", "0.00")):
        alone = family(person(income=earning("other", income)))
        assert paid(alone, p1(dibao_benefit={"method": "tiers", "tiers": tiers})) == monthly


def test_a_wage_is_imputed_only_to_someone_who_could_work_and_earns_nothing() -> None:
    values = p1(imputed_wage={"share_of_minimum_wage": Decimal("0.4")})
    traits = ("student", "carer", "serious_illness", "unable_to_work")
    excused = [*({trait: True} for trait in traits), {"birth": "2006-06-02"}, {"birth": "1962-06-01"}]
    able: list[tuple[Any, str]] = [({}, "632.00"), ({"birth": "2006-06-01"}, "632.00")]
    able += [({"income": earning("wage", 100)}, "80.00"), ({"income": earning("farming", 1)}, "0.00")]
    expected = [*able, *((trait, "0.00") for trait in excused)]
    for trait, counted in expected:
        assert six(second_reading(family(person(**trait)), values, JUNE)).startswith(f"{counted} "), trait


@given(st.fractions(min_value=0, max_value=10**6))
def test_a_figure_is_shown_within_half_a_fen(amount: Fraction) -> None:
    assert -Fraction(1, 200) < Fraction(yuan(amount)) - amount <= Fraction(1, 200)


def test_the_random_households_are_plain_and_reach_every_classification_and_kind_of_income() -> None:
    rng, again, seen, kinds = Random(7), Random(7), Counter[str](), set[str]()
    for _ in range(1500):
        facts = random_household(rng)
        assert json.loads(json.dumps(facts)) == facts == random_household(again)
        seen[second_reading(facts, example_values(), DAY)["classification"]] += 1
        kinds |= {entry["kind"] for member in facts["members"] for entry in member["income"]}
    assert (kinds, len(seen), min(seen.values()) >= 45) == (set(KINDS), 6, True)  # 45: three in a hundred


def test_every_random_place_can_be_reckoned_and_no_scheme_that_says_no_pays() -> None:
    for rng in map(Random, range(300)):
        values = random_values(rng)
        answer = second_reading(random_household(rng, values=values), values, DAY)
        refused = [scheme for scheme in answer["schemes"].values() if scheme["answer"] == "no"]
        assert {scheme.get("monthly", "0.00") for scheme in refused} <= {"0.00"}


def test_unknown_facts_are_dropped_or_null_where_they_may_be_unknown() -> None:
    rng, missing = Random(13), Counter[str]()
    of_member, of_supporter = {"income", "spending_year", "birth"}, {"family_size", "family_income_monthly"}
    for _ in range(400):
        facts = random_household(rng, unknowns=True)
        rows = [(facts, {"assets", "supporters"}), *((member, of_member) for member in facts["members"])]
        for row, keys in [*rows, *((row, of_supporter) for row in facts.get("supporters") or [])]:
            missing.update(f"{key} dropped" for key in keys - row.keys())
            missing.update(f"{key} null" for key in keys & row.keys() if row[key] is None)
    unknown = of_member | of_supporter | {"assets", "supporters"}
    assert missing.keys() == {f"{key} {way}" for key in unknown for way in ("dropped", "null")}
