"""Damage done to good questions: which field, what is written there, and which path the refusal must name.

`fields` lists every field of a question with its path and sort; `BAD` holds, by sort, YAML text that no field
of that sort may hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from doudi.policy.reading import read_documents

EXAMPLES = Path(__file__).parents[1] / "examples"
HERE = "@here@"  # stands where damaged text is put

_SORTS = {
    "money": "monthly yearly medical education rehabilitation financial family_income_monthly agreed_monthly "
    "paid_monthly countable_income_monthly countable_income_before countable_income_after paid_this_year "
    "already_advanced proposal rural urban amount",
    "whole": "grade homes vehicles businesses family_size persons_supported working_days persons",
    "percent": "cpi_percent food_percent",
    "day": "birth decided_on advanced_on released_on acted_on on known_on from",
    "month": "index_month pay_month month stop_from to",
    "word": "standard relation sex category kind reason level mode scheme ask",
    "flag": "serious_illness student unable_to_work carer unable receives meeting_record agreement_signed "
    "lifted_out_of_poverty",
    "words": "self_care_failed failed groups supports",
    "rows": "members supporters income households holds paid facts_from pauses",
    "map": "disability spending_year assets before after dibao tekun fraud facts",
    "text": "id number values",
}
SORT_OF = {key: sort for sort, keys in _SORTS.items() for key in keys.split()}
_NO_NUMBER = [
    *(".nan", ".inf", "-.inf", "1e5", "1E+5", "0x1F", "0b1", "1_000", "true", "yes", '"1,800"', "１２", "٣"),
    *(
        "9" * 20,
        "9" * 6000,
        '"NaN"',
        '"Infinity"',
        "12元",
        "12:30",
        "--1",
        '""',
        "1.2.3",
        "1.",
        ".5",
        '"1\\n"',
    ),
]
_ANY_SORT = ["{a: 1}", "[[1]]"]
BAD = {
    "money": [*_NO_NUMBER, *_ANY_SORT, "-1", '"-0.01"', "-0.01", "1.001", '"0.005"', "[1]"],
    "whole": [*_NO_NUMBER, *_ANY_SORT, "-1", "1.5", '"2"', "[1]", "1000001"],
    "percent": [*_NO_NUMBER, *_ANY_SORT, "[3.5]", "3.5%"],
    "day": [
        *("2022-02-30", "2022-13-01", "2022-00-10", "0000-01-01", "1799-12-31", "3000-01-01", "20220101"),
        *("2022/01/01", "2022-1-1", "2022-05", "true", "1", "昨天", '"2022-05-31T00:00:00"', "[2022-05-31]"),
        *(
            '"２０２２-０５-３１"',
            '"2022-05-31 "',
            '"2022-05-31\\n"',
            "2022-W01-1",
            "2022-001",
            '""',
            *_ANY_SORT,
        ),
    ],
    "month": [
        *("2022-13", "2022-00", "2022-5", "202205", "2022-05-01", "五月", "1799-12", "true", "1", "2022"),
        *('"2022-05\\n"', '"２０２２-０５"', '""', "[2022-05]", *_ANY_SORT),
    ],
    "word": ["nonsense", "1", "true", '""', "Rural", '" rural"', "[rural]", "农村", *_ANY_SORT],
    "flag": ["1", "0", '"true"', "maybe", "是", "[]", "{}", "1.0", *_ANY_SORT],
    "words": ["eating", "1", "[nonsense]", "[null]", "[true]", "[1.5]", "[[]]", "{}", "true", *_ANY_SORT],
    "rows": ["1", "text", "{}", "[1]", "[null]", "[text]", "true", *_ANY_SORT],
    "map": ["1", "text", "[]", "[1]", "true", "2022-05-31", *_ANY_SORT],
    "text": ["[]", "{}", "true", '""', '"  "', *_ANY_SORT],
}
# Fields that must be written; `self_care_failed` where it is what is asked, `amount` where it was paid.
_NEEDED = (
    "standard members id kind monthly yearly supports before after dibao tekun rural urban persons reason level "
    "countable_income_before countable_income_after countable_income_monthly decided_on index_month pay_month "
    "cpi_percent food_percent released_on groups mode working_days failed number facts_from paid month holds "
    "scheme on ask values facts from category grade acted_on"
)
NEEDED = frozenset(_NEEDED.split())


@dataclass(frozen=True)
class Field:
    """One field of a question: where it is, its sort, and whether it must be written."""

    steps: tuple[str | int, ...]
    sort: str
    needed: bool

    @property
    def path(self) -> str:
        text = ""
        for step in self.steps:
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
        return text

    @property
    def told(self) -> str:
        """The path that a refusal names when the field is missing: of an amount, the entry it belongs to."""
        return self.path.rsplit(".", 1)[0] if self.steps[-1] in ("monthly", "yearly") else self.path


def questions() -> list[dict[str, Any]]:
    """Every question of the examples whose figures lie under the shipped values, without its expectation."""
    documents = [each for path in sorted(EXAMPLES.glob("*.yaml")) for each in read_documents(path)]
    return [
        {key: value for key, value in each.items() if key != "expect"}
        for each in documents
        if "/" not in each.get("values", "")
    ]


def fields(question: dict[str, Any]) -> list[Field]:
    """Every field of a question."""
    return list(_fields(question, (), str(question["ask"])))


def _fields(value: Any, steps: tuple[str | int, ...], ask: str) -> Iterator[Field]:
    if steps and steps[-1] != "name":
        yield Field(steps, _sort(value, steps, ask), _needed(steps, ask))
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _fields(inner, (*steps, key), ask)
    elif isinstance(value, list) and (not steps or SORT_OF.get(str(steps[-1])) != "words"):
        for index, inner in enumerate(value):
            yield from _fields(inner, (*steps, index), ask)


def _sort(value: Any, steps: tuple[str | int, ...], ask: str) -> str:
    key = steps[-1]
    if isinstance(key, int):
        return "map" if isinstance(value, dict) else "pause" if isinstance(value, list) else "day"
    if key == "persons" and isinstance(value, list):
        return "rows"
    if ask == "exclusion" and key == "from":
        return "month"
    return SORT_OF[key]


def _needed(steps: tuple[str | int, ...], ask: str) -> bool:
    key = steps[-1]
    if key == "self_care_failed":
        return ask == "tekun_care"
    return isinstance(key, int) or key in NEEDED or (key == "amount" and "paid" in steps)


def written(question: dict[str, Any], steps: tuple[str | int, ...], raw: str) -> str:
    """The question as text, with `raw` YAML in place of one field."""
    copy = json.loads(_json(question))
    holder = copy
    for step in steps[:-1]:
        holder = holder[step]
    holder[steps[-1]] = HERE
    return _json(copy).replace(f'"{HERE}"', raw)


def without(question: dict[str, Any], steps: tuple[str | int, ...], renamed: str | None = None) -> str:
    """The question as text, with one key left out or called something else."""
    copy = json.loads(_json(question))
    holder = copy
    for step in steps[:-1]:
        holder = holder[step]
    value = holder.pop(steps[-1])
    if renamed is not None:
        holder[renamed] = value
    return _json(copy)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    assert isinstance(value, Decimal)
    return str(value)
