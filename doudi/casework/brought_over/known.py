"""已在档：who of the sheets the district already keeps, wherever in it, is not entered a second time."""

from doudi.casework.brought_over.families import Read
from doudi.casework.brought_over.sheets import HOUSEHOLDS
from doudi.records.access import Act
from doudi.records.areas.queries import district_of, names_on, township_of
from doudi.records.imports.columns import Fault
from doudi.records.people.bulk import kept_in


def refuse_known(read: Read, unit: int, by: Act) -> None:
    """Leave out each family of which a member is on file; the reason stands beside its row."""
    numbers = [
        (index, member.number.reveal(), member.name)
        for index, family in enumerate(read.families)
        for member in family.members
    ]
    kept = kept_in(district_of(unit, by.day), [number for _, number, _ in numbers])
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
