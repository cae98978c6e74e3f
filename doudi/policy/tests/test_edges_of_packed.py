"""打包的边 — which numbers of a packed household the kernels take, which go to the interpreter, which are refused."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from doudi.policy.bulk import Bulk
from doudi.policy.facts import INPUTS, MEMBER_INPUTS, MOST_FEN, SUPPORTER_INPUTS
from doudi.policy.figures import Figures
from doudi.policy.limits import Limits
from doudi.policy.packed import SCHEMA, BadBatch, Columns, _field, columns, is_all_bits, pack
from doudi.policy.packed_checks import calendar_days, named_twice
from doudi.policy.packed_rows import facts_of, household_of
from doudi.policy.tests.packed_cases import figures_of
from doudi.policy.tests.random_households import example_values
from doudi.policy.tests.specimen import Row, family, obligor, person
from doudi.policy.tests.test_bulk_packed import nullable
from doudi.policy.unknown import Unknown

WANTED = tuple(INPUTS)


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    return figures_of(example_values(), tmp_path)


@pytest.fixture
def limits(figures: Figures) -> Limits:
    """Amounts up to 1,023 fen, assets up to the most that may be written, 8 persons supported, 20 homes."""
    found = Bulk(figures, "numpy").limits
    assert found is not None
    amounts = dict.fromkeys((name for name, row in INPUTS.items() if row.sort == "fen"), 1023)
    most = {**found.most, **amounts, "financial_assets": MOST_FEN, "persons_supported": 8, "homes": 20}
    return replace(found, most=most)


def read(rows: list[Row], limits: Limits) -> Columns:
    return columns(pack([row | {"household_id": f"h{n}"} for n, row in enumerate(rows)]), limits, WANTED)


def plain() -> Row:
    return family(False, [person(1990_01_01), person(1991_01_01)], [obligor([0], 5)])


def with_fact(name: str, value: Any) -> Row:
    """A household of whose last member or only supporter one fact is so."""
    row = plain()
    holder = {"member": row["members"][-1], "supporter": row["supporters"][0]}.get(INPUTS[name].entity, row)
    holder[name] = value
    return row


@pytest.mark.parametrize(
    ("name", "taken", "left"),
    [
        ("income_wage", (0, 1, 1023), (1024, 4096, None)),
        ("spending_medical", (0, 1023), (1024, None)),
        ("family_income", (0, 1023), (1024, None)),
        ("paid", (0, 1023), (1024,)),
        ("financial_assets", (0, MOST_FEN - 1, MOST_FEN), (MOST_FEN + 1, None)),
        ("persons_supported", (1, 8), (9, 100, None)),
        ("homes", (0, 20), (21, 10_000, None)),
        ("family_size", (1, 100), (None,)),
        ("birth", (1800_01_01, 2026_07_01), (None,)),
        ("disability_grade", (0, 4), ()),
        ("disability_category", (0, 7), ()),
        ("student", (False, True), ()),
    ],
)
def test_a_kernel_takes_what_lies_within_the_limits_and_leaves_the_rest_to_the_interpreter(
    name: str, taken: tuple[Any, ...], left: tuple[Any, ...], limits: Limits
) -> None:
    rows = [plain(), *[with_fact(name, value) for value in (*taken, *left)], plain()]
    told = read(rows, limits)
    assert told.interpret.tolist() == [False, *[False] * len(taken), *[True] * len(left), False]
    values = told.facts[name].tolist()
    of_row = {"member": 2, "supporter": 1}.get(INPUTS[name].entity, 1)
    kept = values[of_row - 1 :: of_row][1:-1]
    assert kept[: len(taken)] == [*taken]
    assert all(value == limits.least[name] for value in kept[len(taken) :])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("income_wage", -1, "超出了 0 到 100000000000"),
        ("financial_assets", -1, "超出了 0 到"),
        ("persons_supported", 0, "超出了 1 到 100"),
        ("persons_supported", 101, "超出了 1 到 100"),
        ("homes", -1, "超出了 0 到 10000"),
        ("homes", 10_001, "超出了 0 到 10000"),
        ("family_size", 0, "超出了 1 到 100"),
        ("family_size", 101, "超出了 1 到 100"),
        ("disability_grade", 5, "超出了 0 到 4"),
        ("disability_category", 8, "超出了 0 到 7"),
        ("birth", 2026_07_02, "超出了 18000101 到 20260701"),
        ("birth", 1799_12_31, "超出了 18000101 到 20260701"),
        ("birth", 2025_04_31, "没有 20250431 这一天"),
    ],
)
def test_what_may_not_be_written_is_refused_with_the_household_that_wrote_it(
    name: str, value: int, said: str, limits: Limits
) -> None:
    with pytest.raises(BadBatch, match=f"^h2 户：.*（{name}）{said}"):
        read([plain(), plain(), with_fact(name, value), plain()], limits)


@pytest.mark.parametrize(
    ("name", "last", "beyond"),
    [
        *[("birth", 1800_01_01, 2025_04_31), ("birth", 2026_07_01, 2025_04_31)],
        *[("homes", 10_000, 10_001), ("homes", 0, -1), ("family_size", 100, 101)],
    ],
)
def test_the_one_beyond_is_told_not_the_one_at_the_edge(
    name: str, last: int, beyond: int, limits: Limits
) -> None:
    with pytest.raises(BadBatch, match=f"^h1 户：.*（{name}）"):
        read([with_fact(name, last), with_fact(name, beyond)], limits)


def test_an_income_told_as_not_known_is_unknown_whatever_stands_beside_it() -> None:
    for known, wage, told in ((True, 5, True), (False, 5, False), (True, None, False)):
        row = family(False, [person(1990_01_01, income_known=known)], [])
        row["members"][0]["income_wage"] = wage
        batch = pack([row])
        wages = household_of(batch, 0).members[0]
        assert isinstance(wages["income_wage"], Unknown) is isinstance(wages["income_other"], Unknown)
        assert isinstance(wages["income_other"], Unknown) is not told
        assert (facts_of(batch, 0)["members"][0]["income"] is not None) is told


@pytest.mark.parametrize("number", [0, 1, 3, 1023, 2**40 - 1])
def test_one_less_than_a_power_of_two_is_all_bits(number: int) -> None:
    assert is_all_bits(number) and (number < 3 or not is_all_bits(number - 1))


@pytest.mark.parametrize(("many", "left"), [(1, False), (30, False), (31, True)])
def test_thirty_members_or_supporters_are_taken_and_one_more_is_left(
    many: int, left: bool, limits: Limits
) -> None:
    members = family(False, [person(1990_01_01)] * many, [])
    supporters = family(False, [person(1990_01_01)], [obligor([0], 5)] * many)
    assert read([plain(), members, plain()], limits).interpret.tolist() == [False, left, False]
    assert read([plain(), supporters, plain()], limits).interpret.tolist() == [False, left, False]


def test_supporters_nobody_has_asked_about_and_incomes_not_told_go_to_the_interpreter(limits: Limits) -> None:
    nobody = plain() | {"supporters": None}
    no_income, no_spending = plain(), plain()
    no_income["members"][1]["income_known"] = False
    no_spending["members"][0]["spending_known"] = False
    rows = [plain(), nobody, no_income, plain(), no_spending]
    assert read(rows, limits).interpret.tolist() == [False, True, True, False, True]
    no_income["members"][1]["income_known"] = no_spending["members"][0]["spending_known"] = None
    loose = pa.RecordBatch.from_pylist(rows, schema=nullable())
    assert columns(loose, limits, WANTED).interpret.tolist() == [False, True, True, False, True]


def test_persons_and_duties_are_found_where_each_household_begins(limits: Limits) -> None:
    alone = family(True, [person(1990_01_01)], [])
    three = family(
        False, [person(1990_01_01)] * 3, [obligor([2, 0], 5), obligor([], 6), obligor([1], 7)], homes=2
    )
    told = read([alone, three, plain()], limits)
    assert told.count == 3
    assert told.member_offsets.tolist() == [0, 1, 4, 6]
    assert told.supporter_offsets.tolist() == [0, 0, 3, 4]
    assert told.obligation_offsets.tolist() == [0, 2, 2, 3, 4]
    assert told.obligation_member.tolist() == [3, 1, 2, 4]
    assert told.facts["family_income"].tolist() == [5, 6, 7, 5]
    assert told.facts["homes"].tolist() == [1, 2, 1] and told.facts["urban"].tolist() == [True, False, False]


@pytest.mark.parametrize("supports", [[3], [-1], [0, 3], [2, -1]])
def test_a_duty_towards_nobody_is_refused_with_its_household(supports: list[int], limits: Limits) -> None:
    three = family(False, [person(1990_01_01)] * 3, [obligor([0], 5), obligor(supports, 5)])
    with pytest.raises(BadBatch, match=r"^h1 户：supports 指到了不存在的成员"):
        read([plain(), three, plain()], limits)


def test_the_bytes_of_a_batch_are_those_of_its_facts_and_offsets(limits: Limits) -> None:
    told = read([plain(), plain()], limits)
    facts = sum(values.nbytes for values in told.facts.values())
    offsets = (3 + 3 + 3 + 2) * 8
    assert told.nbytes == facts + offsets


def test_the_packed_schema_is_what_is_written_down() -> None:
    """Types, and what may be null: what exporters rely on."""
    member, supporter = (SCHEMA.field(name).type.value_type for name in ("members", "supporters"))
    types = {field.name: str(field.type) for field in (*SCHEMA, *member, *supporter)}
    assert {name for name, kind in types.items() if kind == "int8"} == {
        *("disability_category", "disability_grade", "self_care_failed"),
    }
    assert {name for name, kind in types.items() if kind == "int32"} == {"birth"}
    assert {name for name, kind in types.items() if kind == "int16"} == {
        *("homes", "vehicles", "businesses", "family_size", "persons_supported"),
    }
    money = {name for name, row in INPUTS.items() if row.sort == "fen"}
    assert {name for name, kind in types.items() if kind == "int64"} == money
    assert types["student"] == types["urban"] == types["income_known"] == "bool"
    may_be_null = {field.name for field in (*SCHEMA, *member, *supporter) if field.nullable}
    assert may_be_null == {
        *("township", "village", "supporters", "relation", "sex", "self_care_failed", "persons_supported"),
        *(name for name, row in INPUTS.items() if row.may_be_unknown),
    }
    assert [field.name for field in member][:3] == ["id", "relation", "sex"]
    fields = {field.name: field for field in (*SCHEMA, *member, *supporter)}
    assert {name: fields[name] for name in INPUTS} == {name: _field(name) for name in INPUTS}
    assert {*MEMBER_INPUTS} < {field.name for field in member}
    assert {*SUPPORTER_INPUTS} < {field.name for field in supporter}


@pytest.mark.parametrize(
    ("least", "most"),
    [
        (2024_02_27, 2024_03_02),
        (2023_02_27, 2023_03_02),
        (2023_12_30, 2024_01_02),
        (1999_12_31, 2000_03_01),
        (2020_06_15, 2020_06_15),
        (2020_06_31, 2020_06_31),
    ],
)
def test_a_day_is_what_the_calendar_has(least: int, most: int) -> None:
    def is_day(number: int) -> bool:
        year, month, day = number // 10000, number // 100 % 100, number % 100
        return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]

    told = calendar_days(least, most)
    assert told.tolist() == [is_day(number) for number in range(least, most + 1)]


@pytest.mark.parametrize(
    ("named", "again"),
    [
        ([], None),
        ([[]], None),
        ([[4]], None),
        ([[4], [4]], None),
        ([[4, 5]], None),
        ([[5, 4]], None),
        ([[4, 4]], 1),
        ([[4, 5, 4]], 2),
        ([[1], [4, 5], [5, 4]], None),
        ([[1], [6, 5, 6], [7, 7]], 3),
        ([[1], [], [2, 1, 3, 1]], 4),
        ([[2, 1], [1, 2]], None),
    ],
)
def test_the_first_second_naming_is_found_by_its_place(named: list[list[int]], again: int | None) -> None:
    starts = np.cumsum([0, *(len(each) for each in named)])
    flat = np.array([each for row in named for each in row], dtype=np.int64)
    assert named_twice(starts, flat) == again
