"""已在档：who of the sheets the district already keeps, wherever in it, is not entered a second time."""

from collections.abc import Iterable

from django.db import connection

from doudi.casework.brought_over.families import Read
from doudi.casework.brought_over.sheets import HOUSEHOLDS
from doudi.records.access import Act
from doudi.records.areas.queries import district_of, names_on, township_of
from doudi.records.imports.columns import Fault
from doudi.records.vault.fields import blind_candidates

AT_ONCE = 5_000
# One function of the database looks past the wall and answers a place, no name (`people.township_keeping`).
KEEPING = """
SELECT asked.position, doudi_area_keeping(%s, asked.blinds)
FROM (SELECT position, array_agg(blind) AS blinds
      FROM unnest(%s::int[], %s::bytea[]) AS each (position, blind) GROUP BY position) AS asked
WHERE doudi_area_keeping(%s, asked.blinds) IS NOT NULL
"""


def refuse_known(read: Read, unit: int, by: Act) -> None:
    """Leave out each family of which a member is on file; the reason stands beside its row."""
    numbers = [
        (index, member.number.reveal(), member.name)
        for index, family in enumerate(read.families)
        for member in family.members
    ]
    kept = _kept([number for _, number, _ in numbers], district_of(unit, by.day))
    if not kept:
        return
    names = names_on({township_of(area, by.day) for area in set(kept.values())}, by.day)
    spoilt: set[int] = set()
    for position, area in sorted(kept.items()):
        index, _, name = numbers[position]
        where = names[township_of(area, by.day)]
        if index not in spoilt:
            why = f"{name}已在本区建档（{where}）：已录入过的户请删去，其他请先在人与户里核实"
            read.faults[HOUSEHOLDS].append(Fault(read.families[index].row, 0, why))
        spoilt.add(index)
    read.families[:] = [family for index, family in enumerate(read.families) if index not in spoilt]


def _kept(numbers: list[str], district: int) -> dict[int, int]:
    """Position → area of those who are on file in the district."""
    found: dict[int, int] = {}
    for first in range(0, len(numbers), AT_ONCE):
        pairs = list(_blinds(numbers[first : first + AT_ONCE], first))
        with connection.cursor() as cursor:
            positions, blinds = [each[0] for each in pairs], [each[1] for each in pairs]
            cursor.execute(KEEPING, [district, positions, blinds, district])
            found.update(cursor.fetchall())
    return found


def _blinds(numbers: Iterable[str], first: int) -> Iterable[tuple[int, bytes]]:
    for position, number in enumerate(numbers, first):
        for each in blind_candidates("id_number", number):
            yield position, each
