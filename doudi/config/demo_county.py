"""演示区的人家：the invented county of `doudi people` as families that come to a counter, each with what it declares.

Who qualifies for what is reckoned beside them, so that the demonstration has cases of every outcome.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from doudi.casework.intake.family import Newcomer, NewSupporter
from doudi.config.demo_families import Family
from doudi.policy.packed_rows import facts_of
from doudi.policy.people.county import draw_county
from doudi.policy.people.draws import Draws
from doudi.policy.people.numbers import Numbers
from doudi.policy.people.packing import packed_table, persons_table
from doudi.policy.people.truth import BULK, Truth
from doudi.records.vault.secret import Secret

SEED, PLACE, UNKNOWN_PERMILLE = 7, "211204", 30
RELATIONS = {
    "self": ("本人", "本人"),
    "spouse": ("配偶", "配偶"),
    "child": ("子", "女"),
    "parent": ("父", "母"),
    "grandchild": ("孙子", "孙女"),
    "grandparent": ("祖父", "祖母"),
    "sibling": ("兄弟", "姐妹"),
}
GIVEN = ("建国", "玉兰", "志强", "海英", "文军", "丽娟", "春雨", "长林")
REASONS = {
    "dibao": "收入低，基本生活困难",
    "tekun": "无劳动能力，无人赡养",
    "single_person": "家里有重残、重病的人，负担重",
    "margin": "收入不高，家里有病人",
    "rigid_expenditure": "看病、上学的开支太大",
    "none": "想申请救助",
    "unknown": "想申请救助",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One household: its number, the family, and how the law would classify it on the day it was drawn for."""

    number: str
    family: Family
    classification: str


def county(households: int, on: date) -> Iterator[Drawn]:
    """Every household of the county, township by township; the same number and day always give the same people."""
    draws, numbers = Draws(SEED), Numbers()
    with Truth(PLACE, on, BULK) as truth:
        for _, drawn in draw_county(draws, households, on, UNKNOWN_PERMILLE):
            batch = packed_table(drawn).combine_chunks().to_batches()[0]
            people = _people(persons_table(draws, numbers, drawn))
            classes = truth.answers(batch).column("classification").to_pylist()
            villages = batch.column("village").to_pylist()
            for row, number in enumerate(batch.column("household_id").to_pylist()):
                facts = facts_of(batch, row)
                family = _family(villages[row], number, facts, people[number], classes[row])
                yield Drawn(number, family, classes[row])


def _people(persons: pa.Table) -> dict[str, dict[str, dict[str, Any]]]:
    """Household → member → name and number."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for each in persons.to_pylist():
        found.setdefault(each["household_id"], {})[each["member_id"]] = each
    return found


def _family(
    village: str, number: str, facts: Mapping[str, Any], people: Mapping[str, Mapping[str, Any]], kind: str
) -> Family:
    kept = {key: value for key, value in facts.items() if key != "standard"}
    serial = int(number.rsplit("-", 1)[1])
    newcomers = {row["id"]: _newcomer(row, people[row["id"]]) for row in kept["members"]}
    supporters = {}
    for index, row in enumerate(kept.get("supporters") or ()):
        supported = row["supports"][0]
        surname = people[supported]["name"][0]
        given = GIVEN[(serial + index) % len(GIVEN)]
        supporters[row["id"]] = NewSupporter(supported, surname + given, "子" if index % 2 == 0 else "女")
    address = f"{serial % 8 + 1}组 {serial} 号"
    asked_for = "tekun" if kind == "tekun" else ""
    return Family(f"{village:0<12}", address, newcomers, kept, supporters, REASONS[kind], asked_for)


def _newcomer(row: Mapping[str, Any], told: Mapping[str, Any]) -> Newcomer:
    words = RELATIONS.get(row.get("relation", ""), ("其他", "其他"))
    relation = words[row.get("sex") == "female"]
    if told["id_number"] is not None:
        return Newcomer(told["name"], relation, Secret(told["id_number"]))
    male = None if row.get("sex") is None else row["sex"] == "male"
    born = None if row.get("birth") is None else date.fromisoformat(row["birth"])
    return Newcomer(told["name"], relation, None, male, born)
