"""查阅封存：each finished minute of the access log is sealed by one chain line with the root of its lines."""

from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection

from doudi.records.access import Act, action
from doudi.records.audit.canon import moment, spelled
from doudi.records.audit.models import AccessLine, AuditLine
from doudi.records.audit.trail import ACCESS_LOCK, record
from doudi.records.clock import machine_now
from doudi.records.vault.ciphers import sm3

SEALED = "access.minutes_sealed"


@action
def seal_minutes(*, by: Act) -> int:
    """Seal every finished, unsealed minute, oldest first, in one chain line each; answers how many.

    Needs a scope that `audits` everything. The exclusive lock waits for the lookers that are still writing.
    """
    assert by.scope.audits, "only a scope that audits sees every line to be sealed"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ACCESS_LOCK])
    last = AuditLine.objects.filter(did=SEALED).order_by("-seq").first()
    open_lines = AccessLine.objects.filter(machine_at__lt=minute_of(machine_now())).order_by(
        "machine_at", "id"
    )
    if last:
        sealed_until = datetime.fromisoformat(last.facts["minute"]) + timedelta(minutes=1)
        open_lines = open_lines.filter(machine_at__gte=sealed_until)
    sealed = 0
    for minute, lines in groupby(open_lines.iterator(), key=lambda line: minute_of(line.machine_at)):
        kept = list(lines)
        record(by=by, did=SEALED, minute=minute, rows=len(kept), root=minute_root(kept))
        sealed += 1
    return sealed


def minute_root(lines: list[AccessLine]) -> bytes:
    """SM3 over the SM3 of each line of one minute, in order of moment and id."""
    return sm3(b"".join(sm3(_spelled(line)) for line in lines))


def minute_of(at: datetime) -> datetime:
    """The minute that a moment lies in."""
    return at.replace(second=0, microsecond=0)


def _spelled(line: AccessLine) -> bytes:
    columns = [field.attname for field in AccessLine._meta.local_fields]
    values = [getattr(line, column) for column in columns]
    return spelled([moment(value) if isinstance(value, datetime) else value for value in values])
