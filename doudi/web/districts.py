"""区：the districts in which an officer holds a post, as the choices of a form."""

from __future__ import annotations

from doudi.records.access import Act
from doudi.records.areas.queries import DISTRICT_KINDS, units_among


def districts_of(by: Act, *posts: str) -> list[tuple[str, str]]:
    """(Key, name) of each."""
    mine = {area for area in by.scope.areas if by.scope.holds(*posts, at=area)}
    return [(str(row.area_id), row.name) for row in units_among(mine, DISTRICT_KINDS, by.day)] if mine else []
