"""Single rules at their edges: a zero that stays zero, a limit that is inclusive, a kind left out, two marks needed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from doudi.policy import law  # noqa: F401  puts the rules into the book
from doudi.policy.facts import INCOME_KINDS
from doudi.policy.language import BOOK

OTHER_KINDS = tuple(kind for kind in INCOME_KINDS if kind != "wage")
HALF = Fraction(1, 2)
TWENTY = range(1, 21)

Case = tuple[str, dict[str, Any], object]
CASES: list[Case] = [
    *(
        (f"{prefix}other_income", {f"income_{kind}": 1200, f"{prefix}counts_{kind}": counts, "fen": 12}, told)
        for prefix in ("", "tekun_")
        for kind in OTHER_KINDS
        for counts, told in ((1, 1200), (0, 0))
    ),
    ("member_income", {"member_wage_counted": 700, "counts_wage": 0, "other_income": 30}, 30),
    (
        "tekun_member_income",
        {"member_wage_counted": 700, "tekun_counts_wage": 0, "tekun_other_income": 30},
        30,
    ),
    *(
        (
            "imputed_wage",
            {
                "employable": True,
                "minimum_wage_monthly": 1000,
                "fen": 2,
                "imputed_wage_share_of_minimum_wage": HALF,
                **earned,
            },
            told,
        )
        for earned, told in (
            ({}, 1000),
            ({"income_business": 5, "income_farming": 5}, 0),
            ({"income_wage": 5, "income_business": 5}, 0),
            ({"employable": False}, 0),
        )
    ),
    ("countable_income", {"members_income": 100, "support_fee": 50, "rigid_spending": 500}, 0),
    ("countable_income", {"members_income": 100, "support_fee": 50, "rigid_spending": 20}, 130),
    ("tekun_income", {"tekun_members_income": 100, "support_fee": 50, "rigid_spending": 500}, 0),
    ("tekun_income", {"tekun_members_income": 100, "support_fee": 50, "rigid_spending": 20}, 130),
    *(
        (name, {first: one, second: two}, told)
        for name, first, second in (
            ("dibao_amount_is_set", "has_dibao_benefit", "has_supplements"),
            ("single_person_amount_is_set", "has_single_person", "has_dibao_benefit"),
        )
        for one, two, told in ((1, 1, True), (1, 0, False), (0, 1, False))
    ),
    *(
        (
            "tier_amount" if tier <= 8 else "later_tier_amount",
            {
                "countable_income": income,
                "dibao_standard": 1000,
                "members": 3,
                f"tier{tier}_income_up_to_share": HALF,
                f"tier{tier}_pays_share": Fraction(1, 5),
            },
            told,
        )
        for tier in TWENTY
        for income, told in ((1500, 600), (1501, 0))
    ),
    ("tier_amount", {"countable_income": 1, "later_tier_amount": 7}, 7),
    *(
        (name, {answer: False, amount: 500, "dibao_benefit_rounding": 3, "fen": 1, "yuan": 100, **more}, 0)
        for name, answer, amount, more in (
            ("dibao_monthly", "dibao", "dibao_before_rounding", {}),
            ("single_person_monthly", "single_person", "single_person_sum", {}),
            ("single_person_each", "single_person_candidate", "single_person_before_rounding", {}),
            ("tekun_monthly", "tekun", "tekun_standard", {"members_without_labour_ability": 1}),
        )
    ),
    *(
        (
            "spending_share_reached",
            {
                "spending_paid": paid,
                "income_before_rigid_spending": income,
                "rigid_expenditure_inclusive": inclusive,
                "rigid_expenditure_share_of_income": HALF,
            },
            told,
        )
        for paid, income, inclusive, told in (
            (0, 0, True, False),
            (1, 0, True, True),
            (6, 1, True, True),
            (6, 1, False, False),
            (0, 0, False, False),
        )
    ),
    *(
        (
            "single_person_candidate",
            {"severe_disability": True, "single_person_min_age": least, "age": age},
            told,
        )
        for least, age, told in ((0, 0, True), (1, 0, False), (1, 1, True))
    ),
    (
        "single_person_before_rounding",
        {"dibao_standard": 400, "single_person_amount": 2, "member_income": 900},
        0,
    ),
    *(
        (
            "support_excess",
            {
                "family_income": 100,
                "family_size": 2,
                "dibao_standard": 500,
                "fen": 1,
                "support_fee_threshold_multiple": Fraction(2),
                "support_fee_per_head": per_head,
            },
            0,
        )
        for per_head in (0, 1)
    ),
    *(
        (
            "share_counted",
            {"support_share": share, "halved": halved, "support_fee_halving_factor": HALF},
            told,
        )
        for share, halved, told in ((0, True, 0), (1, False, 1), (8, True, 4), (8, False, 8))
    ),
    (
        "support_share",
        {"unable": True, "support_excess": 100, "support_fee_rate": HALF, "persons_supported": 1},
        0,
    ),
]


def asked(name: str, given: dict[str, Any]) -> object:
    """One rule by itself; what a case does not give is zero, a rate of nothing or no."""
    rule = BOOK[name][-1]
    assert rule.function is not None
    assert set(given) - {"dibao_benefit_rounding", "fen", "yuan"} <= set(rule.needs), (name, given)
    nothing = {need: Fraction(0) if need.endswith("_share") else 0 for need in rule.needs}
    return rule.function(**{**nothing, **{key: term for key, term in given.items() if key in rule.needs}})


def wrong_cases() -> list[Case]:
    """The cases in which a rule says something else."""
    return [(name, given, told) for name, given, told in CASES if asked(name, given) != told]


@pytest.mark.parametrize("name", sorted({name for name, _, _ in CASES}))
def test_a_rule_by_itself_keeps_its_edges(name: str) -> None:
    assert [case for case in wrong_cases() if case[0] == name] == []


def test_a_wrong_rule_would_be_found() -> None:
    name, given, told = CASES[0]
    assert asked(name, {**given, "fen": 24}) != told
