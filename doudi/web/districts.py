"""区：the districts in which an officer holds a post, and all areas in scope, as the choices of a form."""

from __future__ import annotations

from doudi.records.access import Act
from doudi.records.areas.queries import (
    DISTRICT_KINDS,
    TOWNSHIP_KINDS,
    VILLAGE_KINDS,
    governed_among,
    units_among,
)


def districts_of(by: Act, *posts: str) -> list[tuple[str, str]]:
    """(Key, name) of each."""
    mine = {area for area in by.scope.areas if by.scope.holds(*posts, at=area)}
    return [(str(row.area_id), row.name) for row in units_among(mine, DISTRICT_KINDS, by.day)] if mine else []


def areas_of(by: Act) -> list[tuple[str, list[tuple[str, str]]]]:
    """(Township, (code, name) of it and its villages) of all areas in scope; units of the district come first."""
    kinds = (*DISTRICT_KINDS, *TOWNSHIP_KINDS, *VILLAGE_KINDS)
    units = governed_among(by.scope.areas, kinds, by.day)
    groups: dict[int, tuple[str, list[tuple[str, str]]]] = {}
    for each in units:
        above = each.parent_id if each.kind in VILLAGE_KINDS and each.parent_id in groups else each.area_id
        # In order of code a township comes before its villages.
        groups.setdefault(above, (each.name, []))[1].append((each.code, each.name))
    return list(groups.values())
