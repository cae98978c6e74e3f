"""样例规则的载入 — the small law of `specimen_law.py` in a book of its own, its figures, and five families by hand."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa

from doudi.policy import language
from doudi.policy.facts import MEMBER_INPUTS
from doudi.policy.figures import Figures
from doudi.policy.language import Rule
from doudi.policy.packed import INCOMES, SPENDINGS, pack
from doudi.policy.tests.packed_cases import figures_of
from doudi.policy.tests.random_households import example_values

FLAGS = ("serious_illness", "student", "unable_to_work", "carer")
Row = dict[str, Any]


@cache
def specimen_book() -> dict[str, list[Rule]]:
    """The rules, read once; they are not entered beside the law."""
    path = Path(__file__).with_name("specimen_law.py")
    spec = importlib.util.spec_from_file_location("doudi_specimen_law", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    with patch.object(language, "BOOK", {}):
        spec.loader.exec_module(module)
        return language.BOOK


def specimen_figures(folder: Path, *absent: str) -> Figures:
    """The example's figures without those `absent`: standard 474 and 655 yuan, 特困 617 and 852, half of the spare."""
    values = {name: keys for name, keys in example_values().items() if name not in absent}
    return figures_of(values, folder)


def person(birth: int | None, wage: int = 0, **facts: Any) -> Row:
    """A member of a packed row; amounts in fen a year."""
    assert set(facts) <= {*MEMBER_INPUTS, "income_known"}
    return {
        "id": "甲",
        "birth": birth,
        "disability_category": 0,
        "disability_grade": 0,
        **dict.fromkeys(FLAGS, False),
        **dict.fromkeys((*INCOMES, *SPENDINGS), 0),
        "income_wage": wage,
        "income_known": True,
        "spending_known": True,
        **facts,
    }


def obligor(supports: list[int], income: int, agreed: int = 0, paid: int = 0, unable: bool = False) -> Row:
    """A supporter of a packed row; amounts in fen a month."""
    known = {"family_size": 3, "family_income": income, "persons_supported": 1}
    return {"id": "乙", **known, "agreed": agreed, "paid": paid, "unable": unable, "supports": supports}


def family(
    urban: bool, members: list[Row], supporters: list[Row], homes: int | None = 1, lifted: bool = False
) -> Row:
    assets = {"financial_assets": 0, "homes": homes, "vehicles": 0, "businesses": 0}
    own = {"household_id": "户", "urban": urban, "lifted_out_of_poverty": lifted}
    return {**own, **assets, "members": members, "supporters": supporters}


def five_families() -> pa.RecordBatch:
    """A worker with an ill child; a student of eighteen; one born nobody knows when; three adults; a child alone."""
    ill = {"serious_illness": True, "student": True, "disability_category": 4, "disability_grade": 1}
    return pack(
        [
            family(
                False,
                [person(1980_01_01, 9_601_20, income_scholarship=600_00), person(2015_05_05, **ill)],
                [obligor([1], 3000_00, agreed=200_00, paid=100_00)],
            ),
            family(
                True,
                [person(2008_07_01, disability_category=3, disability_grade=4, student=True)],
                [obligor([0], 2000_00, paid=345_00), obligor([0], 9000_00, unable=True)],
                homes=2,
                lifted=True,
            ),
            family(False, [person(None, 100_00)], []),
            family(
                True,
                [
                    person(1970_01_01, 12_000_00, disability_category=1, disability_grade=4),
                    *[person(1999_12_31)] * 2,
                ],
                [],
            ),
            family(
                False,
                [person(2008_07_02)],
                [obligor([], 5000_00), obligor([0], 1000_00, agreed=30_00)],
                homes=0,
            ),
        ]
    )
