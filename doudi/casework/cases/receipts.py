"""编号与查询码：numbers in order within a district and year, and a code that cannot be guessed."""

import secrets
from collections.abc import Iterator
from datetime import date

from django.db import connection

from doudi.records.areas.queries import district_of, period_of

# No signs that are mistaken for one another when read out or written by hand.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_SIGNS = 12
CODE_DIGITS = 6
EVEN = 256 // len(SIGNS) * len(SIGNS)
NEXT = """
INSERT INTO casework_receiptseries (district_id, year, last) VALUES (%s, %s, %s)
ON CONFLICT (district_id, year) DO UPDATE SET last = casework_receiptseries.last + EXCLUDED.last RETURNING last
"""


def next_number(area: int, on: date) -> str:
    """受理编号 990204-2022-00001: without gaps, for a rolled back application gives its number back."""
    return next(next_numbers(area, on, 1))


def next_numbers(area: int, on: date, count: int) -> Iterator[str]:
    """So many numbers in a row, taken at once."""
    if not count:
        return iter(())
    district = district_of(area, on)
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [district, on.year, count])
        (last,) = cursor.fetchone()
    code = period_of(district, on).code[:CODE_DIGITS]
    return (f"{code}-{on.year}-{number:05d}" for number in range(last - count + 1, last + 1))


def new_code() -> str:
    """查询码: 31 to the power of 12 possibilities."""
    # Bytes from 248 on would make the first signs likelier than the last: they are not taken.
    signs = ""
    while len(signs) < CODE_SIGNS:
        signs += "".join(
            SIGNS[each % len(SIGNS)] for each in secrets.token_bytes(2 * CODE_SIGNS) if each < EVEN
        )
    return signs[:CODE_SIGNS]
