"""打包的户 — a packed row and the question file of the same household get the same answer; bad rows a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doudi.policy.asks.household_facts import read_household
from doudi.policy.bulk import INTERPRETER, Bulk
from doudi.policy.figures import Figures
from doudi.policy.packed import SCHEMA, BadBatch, columns, pack, read_paths
from doudi.policy.packed_rows import facts_of, household_of, packed_row
from doudi.policy.tests.packed_cases import figures_of, random_batch
from doudi.policy.tests.random_households import DAY, example_values, random_household

Row = dict[str, Any]


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    return figures_of(example_values(), tmp_path)


def one_row() -> Row:
    rng = Random(4)
    while True:
        facts = random_household(rng)
        if facts["supporters"]:
            return packed_row(facts, "h1", DAY, "镇", "村")


def test_a_row_becomes_the_household_of_its_question_file_and_comes_back() -> None:
    rng = Random(21)
    for number in range(300):
        facts = random_household(rng, unknowns=True)
        batch = pack([packed_row(facts, f"h{number}", DAY)])
        read = read_household(facts, DAY)
        again = read_household(facts_of(batch, 0), DAY)
        held = household_of(batch, 0)
        assert (held.members, held.supporters) == (read.members, read.supporters)
        assert held.obligations == again.obligations == read.obligations
        assert (again.facts, again.members, again.supporters) == (held.facts, held.members, held.supporters)
        assert held.member_ids == read.member_ids and held.self_care_failed == read.self_care_failed


def test_an_unknown_fact_names_the_path_of_the_question_file() -> None:
    row = one_row()
    row["members"][0]["birth"] = None
    row["members"][0]["spending_education"] = None
    row["supporters"][0]["family_income"] = None
    row["homes"] = None
    household = household_of(pack([row]), 0)
    assert household.members[0]["birth"].missing == {"facts.members[0].birth"}  # type: ignore[union-attr]
    education = household.members[0]["spending_education"]
    assert education.missing == {"facts.members[0].spending_year.education"}  # type: ignore[union-attr]
    income = household.supporters[0]["family_income"]  # type: ignore[index]
    assert income.missing == {"facts.supporters[0].family_income_monthly"}  # type: ignore[union-attr]
    assert household.facts["homes"].missing == {"facts.assets.homes"}  # type: ignore[union-attr]


def _no_members(row: Row) -> None:
    row["members"] = []


def _in(kind: str, name: str, value: Any) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        row[kind][0][name] = value

    return change


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_no_members, "没有写共同生活的家庭成员"),
        (_in("members", "birth", 2026_07_02), "出生日期"),
        (_in("members", "birth", 2025_02_31), "出生日期（birth）没有 20250231 这一天"),
        (_in("members", "birth", 2023_02_29), "没有 20230229 这一天"),
        (_in("members", "birth", 1800_01_00), "出生日期"),
        (_in("members", "birth", 1990_13_01), "没有 19901301 这一天"),
        (_in("members", "income_wage", -1), "income_wage"),
        (_in("members", "disability_grade", 5), "残疾等级"),
        (_in("members", "carer", None), "不能为空"),
        (_in("supporters", "supports", [9]), "supports 指到了不存在的成员"),
        (_in("supporters", "supports", [-1]), "supports 指到了不存在的成员"),
        (_in("supporters", "supports", [None]), "supports 指到了不存在的成员"),
        (_in("supporters", "supports", [0, 0]), "supports 把一名成员写了两次"),
        (_in("supporters", "family_size", 0), "family_size"),
    ],
)
def test_a_bad_row_is_refused_by_one_sentence_with_its_household(
    damage: Callable[[Row], None], said: str, figures: Figures
) -> None:
    row = one_row()
    damage(row)
    loose = pa.RecordBatch.from_pylist(
        [packed_row(random_household(Random(1)), "h0", DAY), row], schema=nullable()
    )
    bulk = Bulk(figures, "numpy")
    with pytest.raises(BadBatch, match=said) as refusal:
        bulk.decide(loose)
    told = str(refusal.value)
    assert told.startswith("h1 户：") and told.endswith("。") and "\n" not in told


def test_the_most_that_may_be_written_is_no_fault_and_goes_to_the_interpreter(figures: Figures) -> None:
    row = one_row()
    for each in row["supporters"]:
        each["persons_supported"] = 100
    assert Bulk(figures, "numpy").decide(pack([row])).form.tolist() == [INTERPRETER]
    row["supporters"][0]["persons_supported"] = 101
    with pytest.raises(BadBatch, match="超出了 1 到 100"):
        Bulk(figures, "numpy").decide(pack([row]))


def test_the_household_whose_supports_point_nowhere_is_named_among_others(figures: Figures) -> None:
    rows: list[Mapping[str, Any]] = [one_row() | {"household_id": f"h{number}"} for number in range(3)]
    rows[1]["supporters"][0]["supports"] = [len(rows[1]["members"])]
    with pytest.raises(BadBatch, match=r"^h1 户：supports"):
        Bulk(figures, "numpy").decide(pack(rows))


def test_several_supported_in_any_order_are_no_fault_but_one_twice_is_even_far_apart(
    figures: Figures,
) -> None:
    rows: list[Row] = [one_row() | {"household_id": f"h{number}"} for number in range(3)]
    rows[1]["members"][:] = [rows[1]["members"][0]] * 3
    rows[1]["supporters"][0]["supports"] = [2, 0, 1]
    rows[2]["supporters"] *= 2  # two supporters of the same person
    assert Bulk(figures, "numpy").decide(pack([*rows])).form.shape == (3,)
    rows[1]["supporters"][0]["supports"] = [2, 0, 2]
    with pytest.raises(BadBatch, match=r"^h1 户：同一名赡养人的 supports"):
        Bulk(figures, "numpy").decide(pack([*rows]))


def test_a_leap_day_and_the_first_and_last_day_are_days(figures: Figures) -> None:
    row = one_row()
    for birth in (2024_02_29, 2000_02_29, 1800_01_01, int(DAY.strftime("%Y%m%d"))):
        row["members"][0]["birth"] = birth
        assert Bulk(figures, "numpy").decide(pack([row])).form.shape == (1,)
    row["members"][0]["birth"] = 1900_02_29
    with pytest.raises(BadBatch, match="没有 19000229 这一天"):
        Bulk(figures, "numpy").decide(pack([row]))


def test_a_household_without_an_identifier_is_told_by_its_place(figures: Figures) -> None:
    row = one_row()
    row["household_id"] = None
    loose = pa.RecordBatch.from_pylist([one_row(), row], schema=nullable())
    with pytest.raises(BadBatch, match=r"第 2 户没有写 household_id"):
        Bulk(figures, "numpy").decide(loose)


def test_the_household_without_members_is_named_not_the_one_with_a_single_member(figures: Figures) -> None:
    alone, nobody = one_row(), one_row()
    alone["household_id"], alone["supporters"], alone["members"] = "h0", [], alone["members"][:1]
    nobody["members"], nobody["supporters"] = [], []
    with pytest.raises(BadBatch, match=r"^h1 户：没有写共同生活的家庭成员"):
        Bulk(figures, "numpy").decide(pack([alone, nobody]))


def nullable() -> pa.Schema:
    """The packed schema with nulls allowed everywhere, as other writers leave it."""

    def loosen(kind: pa.DataType) -> pa.DataType:
        if pa.types.is_list(kind):
            return pa.list_(loosen(kind.value_type))
        if pa.types.is_struct(kind):
            return pa.struct([pa.field(each.name, loosen(each.type)) for each in kind])
        return kind

    return pa.schema([pa.field(each.name, loosen(each.type)) for each in SCHEMA])


def test_a_slice_of_a_batch_is_read_as_if_it_stood_alone(figures: Figures) -> None:
    batch = random_batch(Random(9), 50, example_values())
    bulk = Bulk(figures, "numpy")
    assert bulk.limits is not None
    part = columns(batch.slice(20, 10), bulk.limits, bulk.plan.inputs)
    alone = columns(pack(batch.slice(20, 10).to_pylist()), bulk.limits, bulk.plan.inputs)
    assert part.nbytes == alone.nbytes
    for name, values in alone.facts.items():
        assert values.tolist() == part.facts[name].tolist()
    assert part.obligation_member.tolist() == alone.obligation_member.tolist()
    assert part.interpret.tolist() == alone.interpret.tolist()


def test_only_what_the_rules_read_is_read_from_a_partition(tmp_path: Path, figures: Figures) -> None:
    path = tmp_path / "part.parquet"
    pq.write_table(pa.Table.from_batches([random_batch(Random(2), 20, example_values())]), path)
    schema = pq.ParquetFile(path).schema
    paths = [schema.column(place).path for place in range(len(schema.names))]
    chosen = read_paths(paths, Bulk(figures, "numpy").plan.inputs)
    assert not [each for each in chosen if each.endswith((".id", ".sex", ".relation", "self_care_failed"))]
    assert len(chosen) == len(paths) - 6
