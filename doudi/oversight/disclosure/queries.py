"""公示的查询：lists in scope, their rows, the sheet of a village, and what anybody may read today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from doudi.casework.awards.models import Scheme
from doudi.oversight.disclosure.models import DisclosedRow, Disclosure
from doudi.policy.days import Month
from doudi.records.access import Act, one_seen_by
from doudi.records.areas.queries import names_on
from doudi.records.documents.papers.making import make_paper
from doudi.records.refusals import NotFound

WAITS, HANGS, OVER, WITHDRAWN = "waits", "hangs", "over", "withdrawn"
STATES = {WAITS: "待公布", HANGS: "公示中", OVER: "已期满", WITHDRAWN: "已撤下"}


@dataclass(frozen=True, slots=True)
class PublicRow:
    """公众看到的一行."""

    head_name: str
    scheme: str
    persons: int
    amount_fen: int | None
    near_relative: bool


@dataclass(frozen=True, slots=True)
class PublicVillage:
    """公众看到的一个村: the list that hangs there today."""

    village: int
    name: str
    township: str
    month: date
    first: date
    last: date
    phone: str
    many: int


def disclosures(by: Act) -> QuerySet[Disclosure]:
    """Every list in scope, the newest month first."""
    rows: QuerySet[Disclosure] = Disclosure.objects.seen_by(by.scope)
    return rows.order_by("-month", "area_id", "-prepared_at")


def to_publish(by: Act) -> QuerySet[Disclosure]:
    """Lists that wait for a second person."""
    return in_state(disclosures(by), WAITS, by.day)


def in_state(rows: QuerySet[Disclosure], state: str, on: date) -> QuerySet[Disclosure]:
    """Those that stand so on a day."""
    if state == WITHDRAWN:
        return rows.filter(withdrawn_on__isnull=False)
    live = rows.filter(withdrawn_on__isnull=True)
    if state == WAITS:
        return live.filter(published_at__isnull=True)
    return live.filter(last__gte=on) if state == HANGS else live.filter(last__lt=on)


def disclosure(which: UUID, by: Act) -> Disclosure:
    """One list in scope, or NotFound."""
    found: Disclosure = one_seen_by(Disclosure.objects.all(), by.scope, id=which)
    return found


def rows_of(held: Disclosure, by: Act) -> QuerySet[DisclosedRow]:
    """The rows of a list, in order."""
    rows: QuerySet[DisclosedRow] = DisclosedRow.objects.seen_by(by.scope).filter(disclosure=held)
    return rows.order_by("number")


def villages_of(held: Disclosure, by: Act) -> Sequence[tuple[int, str, int]]:
    """Village, its name, how many rows, in order of the list."""
    counted = rows_of(held, by).order_by("village_id").values_list("village_id", "village_name")
    return list(counted.annotate(many=Count("id")))


def state_of(held: Disclosure, on: date) -> str:
    """How a list stands on a day."""
    if held.withdrawn_on:
        return WITHDRAWN
    if held.last is None:
        return WAITS
    return HANGS if on <= held.last else OVER


def sheet(held: Disclosure, village: int, by: Act) -> bytes:
    """公示表 D15 of one village, as PDF/A: only of a published list, dated on its first day."""
    rows = list(rows_of(held, by).filter(village_id=village))
    if not rows or held.first is None or held.withdrawn_on is not None:
        raise NotFound
    return sheet_of(held, rows, names_on([held.area_id], held.first)[held.area_id])


def sheet_of(held: Disclosure, rows: Sequence[DisclosedRow], office: str) -> bytes:
    """The sheet of these rows of one village: nothing else of the list goes into the file."""
    assert held.first is not None, "only a published list is printed"
    told = {
        "office": office,
        "village": rows[0].village_name,
        "month": Month(held.month.year, held.month.month),
        "first": held.first,
        "last": held.last,
        "households": [_on_paper(row) for row in rows],
        "phone": held.phone,
    }
    return make_paper("D15", told, dated=held.first)


def public_villages(on: date) -> list[PublicVillage]:
    """The villages whose list hangs on a day, for anybody. No row of a person is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM doudi_published_villages(%s)", [on])
        told = cursor.fetchall()
    names = names_on({row[2] for row in told}, on)
    return [PublicVillage(row[0], row[1], names.get(row[2], ""), *row[3:]) for row in told]


def public_rows(village: int, on: date) -> list[PublicRow]:
    """What hangs in a village on a day, for anybody; the day after its last it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM doudi_published(%s, %s)", [village, on])
        return [PublicRow(row[0], Scheme(row[1]).label, *row[2:]) for row in cursor.fetchall()]


def _on_paper(row: DisclosedRow) -> dict[str, object]:
    told: dict[str, object] = {
        "name": row.head_name,
        "scheme": row.scheme_title,
        "persons": row.persons,
        "near_relative": "是" if row.near_relative else "否",
    }
    return told if row.amount_fen is None else told | {"monthly": row.amount_fen}
