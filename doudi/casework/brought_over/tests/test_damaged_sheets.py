"""坏表：however damaged a sheet is, the answer is a sentence or a reason beside a cell, never a fault of the program."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from doudi.casework.brought_over.amounts import Reckoner, differences
from doudi.casework.brought_over.families import read_families
from doudi.casework.brought_over.places import Villages
from doudi.casework.brought_over.sheets import HOUSEHOLDS, MEMBERS, ROSTER, TITLES
from doudi.casework.brought_over.tests.day_one import FAMILIES, PEOPLE, ROLL, sheet
from doudi.casework.tests.office import Office
from doudi.records.access import acting_as
from doudi.records.imports.columns import NoHeader, marked_copy
from doudi.records.imports.reading import Unreadable, read_sheet

ODD: tuple[Any, ...] = (
    *(
        "",
        " ",
        "同上",
        "〃",
        "-1",
        "1e309",
        "NaN",
        "９９０２０４",
        "2022.13",
        "2022-02-30",
        "0000-00",
        "²",
        "٣",
        "½",
    ),
    *(
        "1" * 400,
        "孙" * 300,
        "=1+1",
        "\t",
        "\u202e",
        "😀",
        "x",
        "X" * 18,
        "99020419450920022X",
        "\x00",
    ),
    *(
        -1,
        0,
        1.5,
        1e18,
        1e300,
        True,
        date(2022, 3, 7),
        date(1900, 1, 1),
        "9" * 17 + "X",
        "99020400000000000X",
    ),
)
THE_DAY = date(2022, 3, 7)


def damaged(chance: random.Random) -> dict[str, bytes]:
    """Three sheets with odd cells, missing and doubled headings, lost rows; now and then broken bytes."""
    made = {}
    for which, rows in ((HOUSEHOLDS, FAMILIES), (MEMBERS, PEOPLE), (ROSTER, ROLL)):
        kept = [dict(row) for row in rows for _ in range(chance.choice((1, 1, 1, 1, 0, 2)))]
        for row in kept:
            for name in list(row):
                if chance.random() < 0.12:
                    row[name] = chance.choice(ODD)
        titles = {"name": chance.choice(ODD[:10])} if chance.random() < 0.05 else None
        content = sheet(which, [_writable(row) for row in kept], titles)
        if chance.random() < 0.15:
            at = chance.randrange(len(content))
            content = (
                content[:at] + chance.randbytes(chance.randrange(40)) + content[at + chance.randrange(40) :]
            )
        made[which] = content
    return made


def _writable(row: dict[str, Any]) -> dict[str, Any]:
    """What a spreadsheet can hold: no days as objects, no numbers beyond its own."""
    plain = (str, int, float, bool)
    return {name: cell if isinstance(cell, plain) else cell.isoformat() for name, cell in row.items()}


@pytest.mark.django_db
def test_damaged_sheets_are_answered_with_reasons(office: Office, at_size: Callable[[int, int], int]) -> None:
    chance, by = random.Random(20220307), office.act("zhang")
    read = refused = families = 0
    with acting_as(by.scope):
        villages, reckoner = Villages(office.songling, THE_DAY), Reckoner(date(2022, 3, 1), THE_DAY)
        for _ in range(at_size(150, 5_000)):
            content = damaged(chance)
            try:
                opened = {which: read_sheet(each, f"{TITLES[which]}.xlsx") for which, each in content.items()}
                found = read_families(opened, villages, THE_DAY)
            except (Unreadable, NoHeader) as error:
                assert str(error)
                refused += 1
                continue
            openings = [
                reckoner.opening(each, found.roster.get(each.head.number.reveal())) for each in found.families
            ]
            differences(found, openings, True, office.songling)
            for which, faults in found.faults.items():
                assert all(each.why and each.cell for each in faults)
                if faults:
                    marked_copy(TITLES[which], opened[which], faults)
            read, families = read + 1, families + len(found.families)
    assert read and refused and families, "the damage is neither so slight nor so heavy that nothing is shown"
