"""办件进度：what a resident may read with the query code of the receipt and the applicant's birth date. No name.

The one look at a case without an officer's scope; whoever serves it limits how often it is asked.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from doudi.casework.cases.models import Stage
from doudi.records.areas.queries import period_of


@dataclass(frozen=True, slots=True)
class Progress:
    """进度：where the case stands, since when, with whom it lies and by when it must be decided."""

    receipt_number: str
    stage: str
    since: date
    received_on: date
    due_on: date | None
    provisional: bool
    lies_with: str


def progress(code: str, born: date, on: date) -> Progress | None:
    """Both must fit; otherwise None, whichever of the two was wrong. Blanks and small letters are read."""
    typed = "".join(code.split()).upper()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM doudi_progress(%s, %s)", [typed, born])
        row = cursor.fetchone()
    if row is None:
        return None
    number, stage, since, received_on, due_on, provisional, area = row
    title = Stage(stage).label
    return Progress(number, title, since, received_on, due_on, bool(provisional), period_of(area, on).name)
