"""合成县的文件: the same seed the same bytes, real villages, sound facts, and a truth that both forms share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doudi.policy.asks.household_facts import read_household
from doudi.policy.assess import assess
from doudi.policy.bulk import Bulk
from doudi.policy.packed import SCHEMA
from doudi.policy.packed_rows import facts_of, household_of
from doudi.policy.people import county as counties
from doudi.policy.people.divisions import share_out, villages
from doudi.policy.people.draws import Draws
from doudi.policy.people.packing import household_ids
from doudi.policy.people.truth import BULK, INTERPRETER, figures_for
from doudi.policy.people.writing import Wanted, write_county

ON = date(2026, 7, 1)


def make(folder: Path, households: int, seed: int = 1, unknown: int = 30, by: str = BULK) -> Path:
    write_county(Wanted(households, seed, ON, "211204", unknown, by), folder, lambda name, written: None)
    return folder


def batches(folder: Path) -> Iterator[pa.RecordBatch]:
    for path in sorted(folder.glob("*.parquet")):
        yield from pq.ParquetFile(path).iter_batches(1 << 20)


def rows(folder: Path) -> list[dict[str, Any]]:
    return [row for batch in batches(folder) for row in batch.to_pylist()]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("county"), 4_000)


def test_the_same_seed_and_size_give_the_same_bytes(county: Path, tmp_path: Path) -> None:
    again = bytes_of(make(tmp_path / "again", 4_000))
    assert again == bytes_of(county)
    assert len(again) == 5 * 3 + 2


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    one, other = make(tmp_path / "one", 60, seed=1), make(tmp_path / "other", 60, seed=2)
    assert rows(one) != rows(other)


def test_people_live_in_the_real_villages_and_nobody_in_a_statistical_unit(county: Path) -> None:
    lived_in = {row["village"] for row in rows(county)}
    assert lived_in == {village.code for village in villages()}
    assert len(lived_in) == 53
    assert not any(code.endswith("412") for code in lived_in)


def test_committees_of_residents_have_the_urban_standard_and_villages_the_rural(county: Path) -> None:
    urban = {village.code: village.name.endswith("社区") for village in villages()}
    assert sum(urban.values()) == 12
    assert all(row["urban"] == urban[row["village"]] for row in rows(county))
    assert all(row["village"].startswith(row["township"]) for row in rows(county))


@pytest.mark.parametrize("households", [1, 2, 53, 1_000, 99_999])
def test_every_household_is_placed_once(households: int) -> None:
    assert sum(share_out(households).values()) == households


def test_the_columns_are_those_of_packed_households(county: Path) -> None:
    assert all(batch.schema.equals(SCHEMA) for batch in batches(county))
    assert sum(batch.num_rows for batch in batches(county)) == 4_000
    assert len({row["household_id"] for row in rows(county)}) == 4_000


def test_every_household_has_one_who_is_named_first(county: Path) -> None:
    for row in rows(county):
        relations = [member["relation"] for member in row["members"]]
        assert relations[0] == "self" and relations.count("self") == 1
        assert len({member["id"] for member in row["members"]}) == len(relations)


def test_supporters_support_members_who_are_there(county: Path) -> None:
    supporters = [(row, each) for row in rows(county) for each in row["supporters"] or []]
    assert len(supporters) > 1_000
    for row, each in supporters:
        assert each["supports"] == sorted(set(each["supports"]))
        assert each["supports"][0] >= 0 and each["supports"][-1] < len(row["members"])
        assert each["persons_supported"] >= len(each["supports"])


def test_children_elsewhere_support_their_elders_and_parents_their_children(county: Path) -> None:
    for row in rows(county):
        for each in row["supporters"] or []:
            for member in (row["members"][index] for index in each["supports"]):
                age = (20260701 - (member["birth"] or 20260701)) // 10000
                if each["relation"] == "parent":
                    assert age < 50
                elif member["relation"] != "grandchild" and member["birth"]:
                    assert age >= 49


def test_parents_are_old_enough_to_be_parents(county: Path) -> None:
    for row in rows(county):
        birth = {member["relation"]: member["birth"] for member in row["members"] if member["birth"]}
        if {"self", "child"} <= set(birth):
            assert birth["child"] - birth["self"] >= 16_0000
        if {"self", "parent"} <= set(birth):
            assert birth["self"] - birth["parent"] >= 16_0000


def test_every_household_can_be_asked_as_a_question(county: Path) -> None:
    asked = 0
    for batch in batches(county):
        for row in range(batch.num_rows):
            assert read_household(facts_of(batch, row), ON) == household_of(batch, row)
            asked += 1
    assert asked == 4_000


@pytest.mark.proof
def test_twenty_thousand_households_can_be_asked(tmp_path: Path) -> None:
    for batch in batches(make(tmp_path, 20_000)):
        for row in range(batch.num_rows):
            assert read_household(facts_of(batch, row), ON) == household_of(batch, row)


def test_with_nothing_unknown_every_answer_is_yes_or_no(tmp_path: Path) -> None:
    folder = make(tmp_path, 800, unknown=0)
    answers = pq.read_table(folder / "truth").to_pylist()
    assert all(value is not None for row in answers for value in row.values())
    assert not any("unknown" in row.values() for row in answers)
    assert all(row["supporters"] is not None and row["homes"] is not None for row in rows(folder))


def test_with_everything_unknown_somewhere_no_household_is_wholly_known(tmp_path: Path) -> None:
    def unknown(row: dict[str, Any]) -> bool:
        members, kin = row["members"], row["supporters"]
        return (
            row["financial_assets"] is None
            or kin is None
            or any(each["birth"] is None or not each["income_known"] for each in members)
            or any(not each["spending_known"] for each in members)
            or any(each["family_size"] is None and each["family_income"] is None for each in kin)
        )

    assert all(unknown(row) for row in rows(make(tmp_path, 800, unknown=1000)))


def test_both_forms_write_one_truth_also_where_facts_are_unknown(tmp_path: Path) -> None:
    fast = make(tmp_path / "fast", 700, unknown=400, by=BULK)
    slow = make(tmp_path / "slow", 700, unknown=400, by=INTERPRETER)
    assert rows(fast) == rows(slow)
    truth = pq.read_table(slow / "truth").to_pylist()
    assert pq.read_table(fast / "truth").to_pylist() == truth
    assert {"dibao", "none", "unknown"} <= {row["classification"] for row in truth}


def test_the_truth_says_where_and_when_it_holds(county: Path) -> None:
    about = json.loads((county / "about.json").read_text("utf-8"))
    assert (about["values"], about["on"], about["reckoned_by"]) == ("211204", "2026-07-01", BULK)
    assert sum(about["classification"].values()) == about["households"] == 4_000
    stated = pq.read_schema(county / "truth" / "211204203-000.parquet").metadata
    assert (stated[b"doudi.values"], stated[b"doudi.on"]) == (b"211204", b"2026-07-01")


def test_the_folder_can_be_assessed_and_agrees_with_its_truth(county: Path, tmp_path: Path) -> None:
    assess(county, tmp_path, Bulk(figures_for("211204", ON), "numpy"), lambda *told: None)
    kept = ["household_id", "classification", "dibao_monthly", "tekun_monthly"]
    found = [pq.read_table(path, columns=kept).to_pylist() for path in sorted(tmp_path.glob("*.parquet"))]
    truth = [
        pq.read_table(path, columns=kept).to_pylist() for path in sorted((county / "truth").glob("*.parquet"))
    ]
    assert found == truth


def test_a_large_township_is_cut_into_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counties, "MOST_IN_A_PARTITION", 100)
    drawn = list(counties.draw_county(Draws(1), 1_000, ON, 0))
    assert [name for name, _ in drawn][:5] == [f"211204001-{part:03d}" for part in range(4)] + [
        "211204002-000"
    ]
    assert all(each.homes.count <= 100 for _, each in drawn)
    ids = [each for _, part in drawn for each in household_ids(part).to_pylist()]
    assert len(set(ids)) == len(ids) == 1_000
