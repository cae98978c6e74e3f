"""数值查询：the figures of a district in one edition, over the files that come along; the calendar with its notices."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.policy.calendars import Calendar, Notice, load_calendar
from doudi.policy.days import working_days_between
from doudi.policy.value_files import Row, file_text
from doudi.policy.values import BUILT_IN, Overlay, Place, find_place, noted, places_by_district
from doudi.records.access import Act, asked_once
from doudi.records.areas.queries import area_by_code, district_period
from doudi.records.figures.models import Figure, HolidayNotice
from doudi.records.prepared import ask
from doudi.records.refusals import NotFound, Refusal
from doudi.records.worded import worded

CODE_DIGITS, FULL_DIGITS = 6, 12
NEWEST = """
SELECT max(greatest(edition, withdrawn_edition)) FROM records_figure WHERE area_id = %s AND edition IS NOT NULL
"""


class NoValues(Refusal):
    """没有这个地区的数值：no files came along for a district, so nothing can be reckoned there."""


def values_of(area: int, on: date, edition: int | None = None) -> Place:
    """The place whose figures hold in an area: its files, and over them what its bureau issued up to an edition (None:
    the newest). NoValues when its district has no files.
    """
    district = district_period(area, on)
    folder = places_by_district().get(district.code[:CODE_DIGITS])
    if folder is None:
        raise NoValues(f"还没有{district.name}的政策数值，请区民政局先发布。")
    wanted = newest_edition(district.area_id) if edition is None else edition
    return find_place(folder, BUILT_IN, overlay(district.area_id, wanted), wanted)


def place_now(folder: str, on: date) -> Place:
    """A district's figures by the name of their folder, with everything issued so far.

    The files alone where no district of theirs is on file.
    """
    plain = find_place(folder, BUILT_IN)
    for code in (code for code, place in places_by_district().items() if place == folder):
        try:
            return values_of(area_by_code(code.ljust(FULL_DIGITS, "0"), on).pk, on)
        except NotFound:
            continue
    return plain


def values_if(area: int, on: date, tried: Sequence[Figure]) -> Place:
    """The same place as if these figures, unsaved or not yet issued, were issued too: for a trial, never kept."""
    district = district_period(area, on)
    held = values_of(area, on)
    return replace(held, overlay=tuple(_files([*_issued(district.area_id, held.edition), *tried])))


def place_noted(code: str, on: date) -> Place:
    """The place that a decision kept by its code, with exactly the figures that it used. Raises BadValue."""
    folder, edition = noted(code)
    districts = [code for code, place in places_by_district().items() if place == folder]
    if not edition or not districts:
        return find_place(folder, BUILT_IN)
    return values_of(area_by_code(districts[0].ljust(FULL_DIGITS, "0"), on).pk, on, edition)


def overlay(district: int, edition: int) -> Overlay:
    """What a district's bureau issued, as values files; the same edition always gives the same text."""
    if not edition:
        return ()
    return tuple(_files(_issued(district, edition)))


def _issued(district: int, edition: int) -> QuerySet[Figure]:
    still = Q(withdrawn_edition__isnull=True) | Q(withdrawn_edition__gt=edition)
    return Figure.objects.filter(still, area=district, edition__lte=edition).order_by("name", "edition")


def _files(rows: Iterable[Figure]) -> Sequence[tuple[str, str]]:
    files = []
    for name, group in groupby(sorted(rows, key=lambda row: row.name), key=lambda row: row.name):
        kept = list(group)
        text = file_text(
            kept[-1].title,
            kept[-1].unit,
            [Row(row.keys, row.since, row.issued, row.document, row.note) for row in kept],
        )
        files.append((name, text))
    return files


def newest_edition(district: int) -> int:
    """The number of the last issue or withdrawal of a district; 0 before anything was issued."""
    ((last,),) = ask(NEWEST, [district])
    return last or 0


def drafts(by: Act) -> QuerySet[Figure]:
    """Figures entered and not yet issued, of the districts in scope, oldest first."""
    waiting = Figure.objects.filter(area_id__in=by.scope.areas, edition__isnull=True, dropped_because="")
    return waiting.select_related("area", "entered_by").order_by("entered_at", "id")


def figure(which: UUID, by: Act) -> Figure:
    """One figure of a district in scope, or NotFound."""
    found = Figure.objects.filter(area_id__in=by.scope.areas, pk=which).first()
    if found is None:
        raise NotFound
    return found


def issued(by: Act) -> QuerySet[Figure]:
    """Every figure issued for the districts in scope, newest issue first, withdrawn ones too."""
    held = Figure.objects.filter(area_id__in=by.scope.areas, edition__isnull=False)
    return held.select_related("area", "entered_by", "issued_by").order_by("-edition")


@asked_once
def working_calendar() -> Calendar:
    """The State Council's calendar with every notice that was loaded since."""
    return load_calendar(
        further=tuple(
            Notice(row.number, row.issued, frozenset(row.off), frozenset(row.work), row.year)
            for row in _in_force()
        )
    )


def working_days_left(last: date, today: date) -> int:
    """Working days from today until a last day; negative once it has passed."""
    calendar = working_calendar()
    if today <= last:
        return working_days_between(today, last, calendar)
    return -working_days_between(last, today, calendar)


@worded
def _in_force() -> QuerySet[HolidayNotice]:
    return HolidayNotice.objects.filter(issued_at__isnull=False).order_by("issued", "number")


def notices_in_force() -> QuerySet[HolidayNotice]:
    """Notices that came out since and were put in force, newest first."""
    return HolidayNotice.objects.filter(issued_at__isnull=False).order_by("-issued", "-number")


def notices_waiting() -> QuerySet[HolidayNotice]:
    """Notices entered and not yet put in force."""
    return HolidayNotice.objects.filter(issued_at__isnull=True).order_by("entered_at")
