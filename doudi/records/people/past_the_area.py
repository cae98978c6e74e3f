"""越过辖区：what an officer may be told of people past the own area — by a complete number, counted, with a trace."""

from datetime import timedelta

from django.db import connection

from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import district_of, period_of, township_of
from doudi.records.audit.limits import refuse_beyond
from doudi.records.audit.trail import record
from doudi.records.refusals import Refusal
from doudi.records.vault.fields import blind_candidates
from doudi.records.vault.secret import Secret

COUNTERS = ("township_clerk", "district_clerk")
LOOKED_UP = "people.looked_up_in_district"
LOOKUPS_AN_HOUR, AN_HOUR = 30, timedelta(hours=1)


@action
def township_keeping(*, id_number: Secret, at: Area, by: Act) -> str | None:
    """全区查重：the name of the township that keeps the person with this complete number, or None. No name of a
    person and no amount; thirty times an hour; each leaves a trace. The one exception to scope.
    """
    require(by, *COUNTERS, at=at.pk)
    refuse_looks_past(by)
    area = area_keeping(district_of(at.pk, by.day), id_number)
    found = None if area is None else period_of(township_of(area, by.day), by.day).name
    record(by=by, did=LOOKED_UP, area=at.pk, found=found)
    return found


def refuse_looks_past(by: Act) -> None:
    """Raise TooOften for who has been told of people past the own area thirty times within the hour."""
    if by.scope.natural_person is not None:
        refuse_beyond(LOOKUPS_AN_HOUR, LOOKED_UP, AN_HOUR, by)


def looked_past(refusal: Refusal, at: int) -> None:
    """Let a refusal that tells of somebody past the own area leave the trace of such a look."""
    refusal.trace = LOOKED_UP, {"area": at, "found": "登记时告知"}


def area_keeping(district: int, id_number: Secret) -> int | None:
    """The area id of the person with this number, looked up past the wall by one function of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT doudi_area_keeping(%s, %s)", [district, blind_candidates("id_number", id_number.reveal())]
        )
        row = cursor.fetchone()
    return None if row is None else row[0]
