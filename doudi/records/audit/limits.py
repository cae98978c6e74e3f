"""频次：how often a person did a thing lately, counted on the chain itself, so that no limit can be reset."""

from datetime import timedelta

from django.db import connection

from doudi.records.access import Act
from doudi.records.clock import machine_now
from doudi.records.refusals import Refusal


class TooOften(Refusal):
    """太频繁：wait, or ask somebody else to look."""

    status = 429


def refuse_beyond(limit: int, did: str, within: timedelta, by: Act) -> None:
    """Raise TooOften when this natural person has done it `limit` times within the span. Needs a person."""
    assert by.scope.natural_person is not None, "jobs are not counted"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT doudi_times_done(%s, %s, %s)", [by.scope.natural_person, did, machine_now() - within]
        )
        (done,) = cursor.fetchone()
    if done >= limit:
        minutes = int(within.total_seconds()) // 60
        raise TooOften(f"{minutes} 分钟内此类查看已达 {limit} 次，请稍后再办，或请主管协助。")


def refuse_looks_beyond(
    limit: int, did: str, within: timedelta, *, address: str | None = None, object_id: str | None = None
) -> None:
    """Raise TooOften when the public has looked so often within the span, from one address or at one object.

    Counted on the access log (`trail.look`), so that a restart forgets nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT doudi_looks(%s, %s, %s, %s)", [did, address, object_id, machine_now() - within]
        )
        (done,) = cursor.fetchone()
    if done >= limit:
        raise TooOften("查询太频繁，请一小时后再试，或拨打受理通知书上的电话。")
