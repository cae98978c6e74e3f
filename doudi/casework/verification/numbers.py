"""编号与期限：numbers of requests, batches and reports, and the place's figures for the check."""

from datetime import date

from django.db import connection

from doudi.casework.cases.places import place_of, value_on
from doudi.policy.days import add_working_days, load_calendar
from doudi.policy.values import Value
from doudi.records.areas.queries import district_of, period_of

CODE_DIGITS = 6
REQUEST, BATCH, REPORT = "HD", "PC", "BG"
NEXT = """
INSERT INTO casework_centreseries (district_id, kind, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (district_id, kind, year) DO UPDATE SET last = casework_centreseries.last + 1 RETURNING last
"""


def next_number(kind: str, area: int, on: date) -> str:
    """990204-HD2022-00001: without gaps, for a rolled back action gives its number back."""
    district = district_of(area, on)
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [district, kind, on.year])
        (last,) = cursor.fetchone()
    return f"{period_of(district, on).code[:CODE_DIGITS]}-{kind}{on.year}-{last:05d}"


def figures(area: int, on: date) -> Value:
    """核对的数值 of the place in force on a day: sources, working days, ages. NotInForce."""
    return value_on(place_of(area, on), "verification", on)


def working_days_after(start: date, days: int) -> date:
    """The last of so many working days after a day; where the calendar is not yet announced, provisional."""
    return add_working_days(start, days, [], load_calendar()).on
