"""越过辖区：what an officer may be told of people past the own area — by a complete number, counted, with a trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from doudi.records.access import Act
from doudi.records.audit.limits import refuse_beyond
from doudi.records.audit.trail import record
from doudi.records.refusals import Refusal
from doudi.records.vault.fields import blind_candidates
from doudi.records.vault.secret import Secret

LOOKED_UP = "people.looked_up_in_district"
LOOKUPS_AN_HOUR, AN_HOUR = 30, timedelta(hours=1)


@contextmanager
def counted_looks(at: int, by: Act, *telling: type[Refusal]) -> Iterator[None]:
    """Inside, these refusals tell of somebody past the own area: each leaves the trace of a look at this counter, and
    who has had thirty of them within the hour hears TooOften before anything is asked.
    """
    refuse_looks_past(by)
    try:
        yield
    except telling as refusal:
        refusal.trace = LOOKED_UP, {"area": at, "found": "登记时告知"}
        raise


def refuse_looks_past(by: Act) -> None:
    """Raise TooOften for who has been told of people past the own area thirty times within the hour."""
    if by.scope.natural_person is not None:
        refuse_beyond(LOOKUPS_AN_HOUR, LOOKED_UP, AN_HOUR, by)


def note_look(at: int, found: str | None, by: Act) -> None:
    """Leave the trace of a look: what was told, no name and no number."""
    record(by=by, did=LOOKED_UP, area=at, found=found)


def area_keeping(district: int, id_number: Secret) -> int | None:
    """The area id of the person with this number, looked up past the wall by one function of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT doudi_area_keeping(%s, %s)", [district, blind_candidates("id_number", id_number.reveal())]
        )
        row = cursor.fetchone()
    return None if row is None else row[0]
