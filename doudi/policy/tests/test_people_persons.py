"""合成县的人: names fit the generation, ID numbers are right in form, nobody's, and each one's own."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.id_numbers import read_id_number
from doudi.policy.people.draws import Draws
from doudi.policy.people.names import GENERATIONS, SURNAMES, random_name
from doudi.policy.people.numbers import ORDERS, Numbers, OrdersExhausted
from doudi.policy.people.truth import BULK
from doudi.policy.people.writing import Wanted, write_county

Row = dict[str, Any]
BIRTHS = st.dates(date(1900, 1, 1), date(2040, 12, 31))


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Row, Row]]:
    """Each person's packed facts and the row of names and numbers, of 4,000 households."""
    folder = tmp_path_factory.mktemp("county")
    write_county(Wanted(4_000, 3, date(2026, 7, 1), "211204", 60, BULK), folder, lambda name, written: None)
    persons = {
        (row["household_id"], row["member_id"]): row for row in pq.read_table(folder / "persons").to_pylist()
    }
    facts = [
        (row["household_id"], member)
        for path in sorted(folder.glob("*.parquet"))
        for row in pq.read_table(path, columns=["household_id", "members"]).to_pylist()
        for member in row["members"]
    ]
    assert len(persons) == len(facts)
    return [(member, persons[household, member["id"]]) for household, member in facts]


def test_no_id_number_can_be_anybodys(people: list[tuple[Row, Row]]) -> None:
    numbers = [person["id_number"] for _, person in people if person["id_number"]]
    assert len(numbers) > 8_000
    assert all(number.startswith("990204") for number in numbers)


def test_every_id_number_is_valid_and_agrees_with_sex_and_birth(people: list[tuple[Row, Row]]) -> None:
    for member, person in people:
        if member["birth"] is None:
            assert person["id_number"] is None
            continue
        read = read_id_number(person["id_number"])
        assert read.valid and read.normalised == person["id_number"] and read.birth is not None
        assert int(f"{read.birth:%Y%m%d}") == member["birth"]
        assert read.sex == member["sex"]


def test_no_two_people_share_a_number(people: list[tuple[Row, Row]]) -> None:
    numbers = [person["id_number"] for _, person in people if person["id_number"]]
    assert len(set(numbers)) == len(numbers)


def test_packed_facts_hold_no_name_and_no_household_id_looks_like_an_id_number(
    people: list[tuple[Row, Row]],
) -> None:
    assert not any("name" in key or "number" in key for member, _ in people for key in member)
    assert not any(read_id_number(person["household_id"]).valid for _, person in people)


def test_names_are_a_surname_and_one_or_two_characters(people: list[tuple[Row, Row]]) -> None:
    for _, person in people:
        surname = max((each for each in SURNAMES if person["name"].startswith(each)), key=len)
        assert 1 <= len(person["name"]) - len(surname) <= 2
        assert all("一" <= character <= "鿿" for character in person["name"])
    assert len({person["name"] for _, person in people}) > len(people) // 3


def test_a_father_gives_his_surname_to_the_children_at_home(people: list[tuple[Row, Row]]) -> None:
    heads: dict[str, str] = {}
    checked = 0
    for member, person in people:
        if member["relation"] == "self" and member["sex"] == "male":
            heads[person["household_id"]] = person["name"][0]
        if member["relation"] == "child" and person["household_id"] in heads:
            assert person["name"][0] == heads[person["household_id"]]
            checked += 1
    assert checked > 500


def test_manchu_families_bear_manchu_surnames_more_often(people: list[tuple[Row, Row]]) -> None:
    def share(ethnicity: str) -> tuple[int, int]:
        surnames = [person["name"][0] for _, person in people if person["ethnicity"] == ethnicity]
        return sum(each in "关佟富那" for each in surnames), len(surnames)

    manchu, all_manchu = share("满族")
    han, all_han = share("汉族")
    assert manchu * all_han > 10 * han * all_manchu


def test_no_generation_draws_a_character_twice() -> None:
    for _, men, women, _ in GENERATIONS:
        assert len(set(men)) == len(men) and len(set(women)) == len(women)


@given(st.lists(st.tuples(BIRTHS, st.booleans()), min_size=1, max_size=60), st.integers(1, 3))
def test_numbers_stay_right_and_different_over_partitions(born: list[tuple[date, bool]], parts: int) -> None:
    numbers = Numbers()
    birth = np.asarray([int(f"{day:%Y%m%d}") for day, _ in born])
    male = np.asarray([sex for _, sex in born])
    given_out = [numbers.give(birth, male).to_pylist() for _ in range(parts)]
    for part in given_out:
        for (day, sex), number in zip(born, part, strict=True):
            read = read_id_number(number)
            assert (read.valid, read.birth, read.sex) == (True, day, "male" if sex else "female")
    assert len({number for part in given_out for number in part}) == parts * len(born)


def test_a_day_has_five_hundred_numbers_for_each_sex_and_then_says_so() -> None:
    numbers = Numbers()
    birth, male = np.full(ORDERS, 19600101), np.ones(ORDERS, dtype=np.bool_)
    assert len(set(numbers.give(birth, male).to_pylist())) == ORDERS
    assert len(set(numbers.give(birth, ~male).to_pylist())) == ORDERS
    with pytest.raises(OrdersExhausted, match="请减少 --households"):
        numbers.give(birth[:1], male[:1])


@given(st.integers(0, 2**63 - 1), st.integers(1900, 2030), st.sampled_from(["male", "female"]), st.booleans())
def test_a_name_for_a_demonstration_is_the_same_for_the_same_seed(
    seed: int, birth_year: int, sex: str, manchu: bool
) -> None:
    name = random_name(Draws(seed), birth_year, sex, manchu)
    assert 2 <= len(name) <= 4 and name.startswith(SURNAMES)
    assert name == random_name(Draws(seed), birth_year, sex, manchu)
    assert len(name) < 3 or name[-1] != name[-2]
