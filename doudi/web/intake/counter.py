"""受理窗口：at which counters an officer takes in, the villages a family may live in, and a household as a first draft."""

from __future__ import annotations

from uuid import UUID

from doudi.casework.cases.desk import CLERKS
from doudi.records.access import Act
from doudi.records.areas.models import AreaPeriod
from doudi.records.areas.queries import (
    DISTRICT_KINDS,
    TOWNSHIP_KINDS,
    children_of,
    district_of,
    path_of,
    units_among,
)
from doudi.records.people.models import Membership
from doudi.records.people.queries import household, members_on, supporters_on
from doudi.records.vault import masks
from doudi.web.intake.draft import Draft, Member, Supporter
from doudi.web.intake.words import CODE_OF, SELF


def counters(by: Act) -> list[AreaPeriod]:
    """The district where the officer is its clerk, else the townships of the post."""
    held = frozenset[int]().union(*(duty.areas for duty in by.scope.duties if duty.post in CLERKS))
    return units_among(held, DISTRICT_KINDS, by.day) or units_among(held, TOWNSHIP_KINDS, by.day)


def villages(counter: int, by: Act) -> list[tuple[str, str]]:
    """Every village of the district, those of the counter's own township first: (area, 松岭镇 东岗村)."""
    townships = children_of(district_of(counter, by.day), by.day)
    townships.sort(key=lambda period: (period.area_id != counter, period.code))
    return [
        (str(village.area_id), f"{township.name} {village.name}")
        for township in townships
        for village in children_of(township.area_id, by.day)
    ]


def first_draft(which: UUID, applicant: str, by: Act) -> tuple[Draft, str]:
    """The form for a household on file, the applicant first, and where it lives."""
    held = household(which, by)
    rows = list(members_on(held, by.day, by))
    rows.sort(key=lambda row: str(row.person_id) != applicant)
    draft = Draft(household=str(held.pk), village=str(held.area_id))
    asks_head = not rows or rows[0].person_id == held.head_id
    for at, row in enumerate(rows):
        draft.new_member()
        _fill_member(draft.people[-1], row, at == 0, asks_head)
    people = [row.person_id for row in rows]
    for owing in supporters_on(people, by.day, by):
        draft.new_supporter()
        _fill_supporter(draft.owing[-1], owing.name, owing.relation, people.index(owing.person_id))
    place = " ".join([*(period.name for period in path_of(held.area_id, by.day)[-2:]), held.address])
    return draft, place


def _fill_member(row: Member, member: Membership, applies: bool, asks_head: bool) -> None:
    person = member.person
    row.person, row.name = str(person.pk), person.name
    row.masked = masks.id_number(person.id_number) if person.id_number else ""
    if applies:
        row.called = SELF
    elif asks_head and member.relation in CODE_OF:
        row.called = member.relation
    else:
        row.called = ""  # relations on file are to the head of the household


def _fill_supporter(row: Supporter, name: str, relation: str, supports: int) -> None:
    row.name, row.supports = name, [supports]
    row.called = relation if relation in CODE_OF else ""
