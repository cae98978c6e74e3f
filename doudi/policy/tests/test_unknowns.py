"""不知道 — a fact not yet known is neither no nor zero, and never makes anything yes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from doudi.policy.asks.household import decide
from doudi.policy.question import BadInput, Question
from doudi.policy.tests.packed_cases import values_folder
from doudi.policy.tests.random_households import example_values

JUNE = date(2022, 6, 1)
NOTHING = {"medical": 0, "education": 0, "rehabilitation": 0}
Facts = dict[str, Any]


def told(facts: Facts, on: date = JUNE, values: str = "example") -> dict[str, Any]:
    return decide(Question("", "household", on, values, None, facts, None, Path())).answer


def person(name: str = "a", **facts: Any) -> Facts:
    return {"id": name, "birth": "1980-01-01", "income": [], "spending_year": dict(NOTHING)} | facts


def family(*members: Facts, **facts: Any) -> Facts:
    return {"standard": "rural", "members": list(members), "supporters": [],
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0}} | facts  # fmt: skip


def answers(answer: dict[str, Any]) -> dict[str, str]:
    return {name: scheme["answer"] for name, scheme in answer["schemes"].items()}


def found(answer: dict[str, Any]) -> dict[str, str]:
    return {
        f"{name}.{finding['test']}": finding["answer"]
        for name, scheme in answer["schemes"].items()
        for finding in scheme["findings"]
    }


def child(**facts: Any) -> Facts:
    return {
        "id": "s",
        "supports": ["a"],
        "family_size": 3,
        "family_income_monthly": 1500,
        "persons_supported": 1,
    } | facts


def test_with_a_car_every_scheme_is_no_while_the_savings_are_unknown() -> None:
    answer = told(family(person(income=None), assets={"vehicles": 1}))
    assert set(answers(answer).values()) == {"no"}
    assert answer["classification"] == "none"
    assert {scheme.get("monthly", "0.00") for scheme in answer["schemes"].values()} == {"0.00"}
    assert found(answer)["dibao.vehicles_within_limit"] == "no"
    assert found(answer)["dibao.financial_within_limit"] == "unknown"
    assert "facts.assets.financial" in answer["needs"]


def test_while_an_earlier_scheme_is_unknown_so_is_the_classification() -> None:
    old = family(person(birth="1950-01-01", income=[{"kind": "pension", "monthly": 100}]))
    assert told(old)["classification"] == "tekun"
    del old["supporters"]
    answer = told(old)
    assert answers(answer)["tekun"] == "unknown"
    assert answer["classification"] == "unknown"
    old["supporters"] = [child(family_income_monthly=None)]
    answer = told(old)  # someone able is there, however much he earns: 特困 is no, 低保 is open
    assert (answers(answer)["tekun"], answers(answer)["dibao"]) == ("no", "unknown")
    assert (answer["classification"], answer["needs"]) == (
        "unknown",
        ["facts.supporters[0].family_income_monthly"],
    )


def test_a_fact_that_only_a_later_scheme_needs_holds_up_nothing() -> None:
    poor = family(person(income=[{"kind": "other", "monthly": 100}], spending_year={"education": None}))
    answer = told(poor)  # not at school: nothing is taken off for schooling, however much was paid
    assert (answer["classification"], answer["schemes"]["dibao"]["monthly"]) == ("dibao", "350.00")
    assert answers(answer)["rigid_expenditure"] == "no"
    assert found(answer)["rigid_expenditure.spending_share_reached"] == "unknown"
    assert answer["needs"] == ["facts.members[0].spending_year.education"]


def test_what_is_missing_is_named_in_the_order_of_the_file() -> None:
    members = [person(f"m{number}", income=None, birth=None, spending_year=None) for number in range(11)]
    supporter = child(supports=["m0"], family_size=None, family_income_monthly=None)
    supporters = [supporter, {**supporter, "id": "t"}]
    answer = told({"standard": "rural", "members": members, "supporters": supporters, "assets": {"homes": 1}})
    expected = [
        f"facts.members[{at}].{key}" for at in range(11) for key in ("birth", "income", "spending_year")
    ]
    expected += [f"facts.assets.{key}" for key in ("financial", "vehicles", "businesses")]
    expected += [
        f"facts.supporters[{at}].{key}" for at in (0, 1) for key in ("family_size", "family_income_monthly")
    ]
    assert answer["needs"] == expected


def test_an_unknown_scheme_has_no_amount() -> None:
    answer = told(family(person(birth="1950-01-01", income=None)))
    for name in ("dibao", "tekun"):
        assert (answers(answer)[name], answer["schemes"][name]["monthly"]) == ("unknown", None)
    single = family(person(income=None, disability={"category": "hearing", "grade": 2}))
    assert told(single)["schemes"]["single_person"] == told(single)["schemes"]["single_person"] | {
        "answer": "unknown", "persons": [], "monthly": None,
    }  # fmt: skip


def test_an_unknown_scheme_has_no_amount_even_where_every_answer_would_pay_nothing(tmp_path: Path) -> None:
    by_difference = example_values() | {"single_person": {"amount": "difference", "min_age": 0}}
    place = str(values_folder(by_difference, tmp_path / "差额"))
    rich = family(person(income=[{"kind": "other", "monthly": 500}], serious_illness=True), assets={})
    single = told(rich, date(2026, 7, 1), place)["schemes"]["single_person"]
    assert (single["answer"], single["monthly"]) == ("unknown", None)


@pytest.mark.parametrize(("key", "none"), [("income", []), ("spending_year", NOTHING), ("spending_year", {})])
def test_an_empty_list_and_zero_are_known_to_be_none(key: str, none: Any) -> None:
    answer = told(family(person() | {key: none}))
    assert (answer["needs"], answer["classification"]) == ([], "dibao")
    assert told(family(person() | {key: None}))["needs"] == [f"facts.members[0].{key}"]


def test_no_supporters_are_known_none_and_missing_supporters_are_not() -> None:
    household = family(person())
    assert told(household)["needs"] == []
    for unknown in (
        {**household, "supporters": None},
        {k: v for k, v in household.items() if k != "supporters"},
    ):
        answer = told(unknown)
        assert answer["needs"] == ["facts.supporters"]
        assert answer["classification"] == "unknown"
        assert answer["quantities"]["support_fee_monthly"] is None
        assert answer["quantities"]["wage_counted_monthly"] == "0.00"


@pytest.mark.parametrize("key", ["financial", "homes", "vehicles", "businesses"])
@pytest.mark.parametrize("null", [True, False])
def test_each_asset_may_be_missing_on_its_own(key: str, null: bool) -> None:
    household = family(person())
    household["assets"][key] = None
    if not null:
        del household["assets"][key]
    answer = told(household)
    assert (answer["classification"], answer["needs"]) == ("unknown", [f"facts.assets.{key}"])
    unknown = {name for name, word in found(answer).items() if word == "unknown"}
    schemes = ("dibao", "margin", "rigid_expenditure", "tekun")
    assert unknown == {f"{scheme}.{key}_within_limit" for scheme in schemes} | {
        "rigid_expenditure.in_no_earlier_scheme"
    }


def test_missing_assets_are_named_as_one_fact_and_empty_assets_field_by_field() -> None:
    household = family(person())
    for assets in (None, "left out"):
        household["assets"] = assets
        if assets:
            del household["assets"]
        assert told(household)["needs"] == ["facts.assets"]
    household["assets"] = {}
    assert told(household)["needs"] == [
        f"facts.assets.{key}" for key in ("financial", "homes", "vehicles", "businesses")
    ]


@pytest.mark.parametrize("key", ["family_size", "family_income_monthly"])
def test_a_supporters_family_may_be_unknown_unless_he_is_unable(key: str) -> None:
    household = family(person(), supporters=[child(**{key: None})])
    answer = told(household)
    assert (answers(answer)["dibao"], answer["needs"]) == ("unknown", [f"facts.supporters[0].{key}"])
    household["supporters"][0]["unable"] = True
    answer = told(household)  # one without ability owes nothing, whatever his family earns
    assert (answer["classification"], answer["needs"]) == ("dibao", [])


def test_a_birth_decides_only_what_hangs_on_age() -> None:
    answer = told(family(person(birth=None)))
    assert answers(answer)["dibao"] == "yes"  # no income: at any age below the standard
    assert answers(answer)["tekun"] == "unknown"
    assert (answer["classification"], answer["needs"]) == ("unknown", ["facts.members[0].birth"])
    unable = told(family(person(birth=None, unable_to_work=True)))
    assert unable["classification"] == "tekun"  # without labour ability at any age


def test_a_member_unable_at_any_age_leaves_the_other_unknown() -> None:
    two = family(person("a", birth=None), person("b", birth="1990-01-01"))
    assert answers(told(two))["tekun"] == "no"  # b can work: no, however old a is


def test_a_trait_that_is_not_proved_is_absent() -> None:
    answer = told(family(person(income=[{"kind": "other", "monthly": 500}])))
    assert (answers(answer)["single_person"], answer["needs"]) == ("no", [])


def test_a_null_where_nothing_may_be_unknown_is_refused() -> None:
    for household in (
        family(person(), standard=None),
        family(),
        family(person(income=[{"kind": None, "monthly": 1}])),
    ):
        with pytest.raises(BadInput):
            told(household)


@pytest.mark.parametrize(
    ("absent", "needs_it"),
    [
        ("employment_cost", {"income": [{"kind": "wage", "monthly": 100}]}),
        ("rigid_spending", {"spending_year": NOTHING | {"medical": 10}}),
        ("rigid_spending", {"student": True, "spending_year": NOTHING | {"education": 10}}),
        ("rigid_spending", {"spending_year": NOTHING | {"rehabilitation": 10}}),
        ("support_fee", {}),
    ],
)
def test_a_value_not_in_force_stands_in_nobodys_way_who_does_not_need_it(
    absent: str, needs_it: Facts, tmp_path: Path
) -> None:
    """The scheme that needs it answers no; whoever has no wage needs no costs of work."""
    values = {name: keys for name, keys in example_values().items() if name != absent}
    place = str(values_folder(values, tmp_path / "place"))
    pension: Facts = {"income": [{"kind": "pension", "monthly": 100}]}
    free = told(family(person(**pension)), values=place)
    assert answers(free)["dibao"] == "yes" and free["schemes"]["dibao"]["monthly"] == "374.00"
    supporters = [] if needs_it else [child()]
    bound = told(family(person(**pension | needs_it), supporters=supporters), values=place)
    assert answers(bound)["dibao"] == "no" and bound["needs"] == []
