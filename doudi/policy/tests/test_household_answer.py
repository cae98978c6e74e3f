"""一户的回答 — which tests are told, in which order what is missing stands, and where each limit of a field lies."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from doudi.policy.asks.household import in_document_order
from doudi.policy.question import BadInput
from doudi.policy.tests.test_unknowns import child, family, person, told

ASSETS = ["financial_within_limit", "homes_within_limit", "vehicles_within_limit", "businesses_within_limit"]
TESTS = {
    "dibao": ["income_below_standard", *ASSETS],
    "single_person": ["household_on_margin", "someone_may_be_covered_alone"],
    "margin": ["income_reaches_standard", "income_below_margin", *ASSETS],
    "rigid_expenditure": [
        "income_below_last_year",
        "spending_share_reached",
        *ASSETS,
        "in_no_earlier_scheme",
    ],
    "tekun": [
        "someone_without_labour_ability",
        "tekun_income_below_standard",
        *ASSETS,
        "no_able_member",
        "no_able_supporter",
    ],
}


def names(answer: dict[str, Any], scheme: str) -> list[str]:
    return [finding["test"] for finding in answer["schemes"][scheme]["findings"]]


@pytest.mark.parametrize("assets", [{}, {"vehicles": 3}])
def test_every_test_of_every_scheme_is_put_even_after_one_has_failed(assets: dict[str, int]) -> None:
    answer = told(
        family(person(), assets={"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0} | assets)
    )
    assert {scheme: names(answer, scheme) for scheme in TESTS} == TESTS


def test_what_is_not_set_is_told_as_a_test_of_its_own_with_the_name_of_the_figure(tmp_path: Path) -> None:
    (tmp_path / "place.toml").write_text('name = "试"\n', "utf-8")
    row = '[[value]]\nfrom = 2020-01-01\nrural = 450\nurban = 640\nbasis = "试"\n'
    (tmp_path / "dibao_standard.toml").write_text(row, "utf-8")
    answer = told(family(person()), values=str(tmp_path))
    told_of = {
        (scheme, finding["test"]): finding["because"]
        for scheme in TESTS
        for finding in answer["schemes"][scheme]["findings"]
        if finding["test"].endswith("_is_set")
    }
    assert told_of == {
        ("dibao", "dibao_amount_is_set"): "当日没有有效的数值（dibao_benefit），不能计算金额",
        ("single_person", "single_person_amount_is_set"): (
            "当日没有有效的数值（single_person、dibao_benefit），不能计算金额"
        ),
        ("tekun", "tekun_amount_is_set"): "当日没有有效的数值（tekun_standard），不能计算金额",
    }


@pytest.mark.parametrize(
    ("on", "birth", "noted"),
    [
        (date(2026, 6, 30), "2010-01-01", False),
        (date(2026, 7, 1), "2010-01-01", True),
        (date(2026, 7, 1), "2010-07-01", True),  # sixteen today
        (date(2026, 7, 1), "2010-07-02", False),
        (date(2026, 7, 1), "2008-07-02", True),
        (date(2026, 7, 1), "2008-07-01", False),  # eighteen today
    ],
)
def test_a_member_between_the_two_ages_of_the_new_law_is_for_a_person_to_decide(
    on: date, birth: str, noted: bool
) -> None:
    notes = told(family(person(), person("b", birth=birth)), on)["notes"]
    assert len(notes) == noted
    assert all(note.startswith("成员 b 已满16周岁、未满18周岁") for note in notes)


def test_an_unknown_birth_is_no_ground_for_a_note() -> None:
    assert told(family(person(birth=None)), date(2026, 7, 1))["notes"] == []


def test_what_is_missing_stands_in_the_order_of_the_file() -> None:
    paths = [
        "facts.members[0].birth",
        "facts.members[0].income",
        "facts.members[2].spending_year.medical",
        "facts.members[2].spending_year.education",
        "facts.members[10].birth",
        "facts.assets.financial",
        "facts.assets.businesses",
        "facts.supporters[1].family_size",
        "facts.supporters[1].family_income_monthly",
    ]
    assert in_document_order(frozenset(paths)) == paths


AT_THE_EDGE: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("facts.members[0].birth", family(person(birth="2022-06-01")), family(person(birth="2022-06-02"))),
    (
        "facts.members[0].disability.grade",
        family(person(disability={"category": "visual", "grade": 4})),
        family(person(disability={"category": "visual", "grade": 5})),
    ),
    (
        "facts.supporters[0].family_size",
        family(person(), supporters=[child(family_size=100)]),
        family(person(), supporters=[child(family_size=101)]),
    ),
    (
        "facts.supporters[0].family_size",
        family(person(), supporters=[child(family_size=1)]),
        family(person(), supporters=[child(family_size=0)]),
    ),
    (
        "facts.supporters[0].persons_supported",
        family(person(), supporters=[child(persons_supported=100)]),
        family(person(), supporters=[child(persons_supported=101)]),
    ),
    (
        "facts.supporters[0].persons_supported",
        family(person(), supporters=[child(persons_supported=1)]),
        family(person(), supporters=[child(persons_supported=0)]),
    ),
    (
        "facts.assets.homes",
        family(person(), assets={"homes": 10_000}),
        family(person(), assets={"homes": 10_001}),
    ),
    (
        "facts.supporters[0].supports[0]",
        family(person("1"), supporters=[child(supports=[1])]),
        family(person("1"), supporters=[child(supports=[2])]),
    ),
    (
        "facts.members[0].relation",
        family(person(relation="other")),
        family(person(relation="cousin")),
    ),
    (
        "facts.supporters[0].relation",
        family(person(), supporters=[child(relation="other")]),
        family(person(), supporters=[child(relation="cousin")]),
    ),
    ("facts.members[0].sex", family(person(sex="male")), family(person(sex="m"))),
]


@pytest.mark.parametrize(
    ("path", "good", "bad"), AT_THE_EDGE, ids=[f"{n}-{each[0]}" for n, each in enumerate(AT_THE_EDGE)]
)
def test_the_last_that_may_be_written_is_taken_and_the_next_refused(
    path: str, good: dict[str, Any], bad: dict[str, Any]
) -> None:
    assert told(good)["classification"]
    with pytest.raises(BadInput) as refused:
        told(bad)
    assert refused.value.path == path
