"""留痕：the one door to the audit chain and the access log.

`record` is the last thing an action does: it takes the chain's lock, which is held until the transaction ends.
After the commit the new head is appended to the anchor file outside the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, models, transaction

from doudi.records.access import Act
from doudi.records.audit import anchors
from doudi.records.audit.canon import moment, plain, spelled_plain
from doudi.records.audit.models import AccessLine, AuditLine, BulkLine
from doudi.records.clock import machine_now
from doudi.records.ids import new_id
from doudi.records.many import Many
from doudi.records.prepared import ask, write
from doudi.records.vault.ciphers import sm3

BEFORE_THE_FIRST = bytes(32)
AT_ONCE = 2_000
ACCESS_LOCK = 0x444F55444902


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One row of a bulk job: which object, where, and what changed about it."""

    kind: str
    object_id: str
    area_id: int | None
    facts: Mapping[str, object]


def record(
    *,
    by: Act,
    did: str,
    to: models.Model | None = None,
    area: int | None = None,
    why: str = "",
    **facts: object,
) -> AuditLine:
    """Append one line to the chain, in the caller's transaction; answers the line.

    `did` is "leaf.verb", `to` the object, `area` its area's id (taken from the object when it has one), `facts`
    whole numbers, texts, dates and lists of them. Secrets and floats are refused.
    """
    assert connection.in_atomic_block, "an audit line outside of a transaction could survive what it tells of"
    if area is None:
        area = getattr(to, "area_id", None)
    head_seq, head_sm3 = _locked_head()
    line = AuditLine(
        seq=head_seq + 1,
        at=by.at,
        machine_at=machine_now(),
        name=by.scope.name,
        officer=by.scope.officer,
        natural_person=by.scope.natural_person,
        credential=by.scope.credential,
        address=by.scope.address,
        area_id=area,
        did=did,
        kind=to._meta.model_name or "" if to else "",
        object_id=str(to.pk) if to else "",
        why=why,
        facts=plain(facts),
        prev=head_sm3,
    )
    line.sm3 = line_digest(line)
    # Not create(): its RETURNING would ask to see the line, and the actor may not be one who audits.
    AuditLine.objects.bulk_create([line])
    seq, digest = line.seq, bytes(line.sm3)
    transaction.on_commit(lambda: anchors.append(seq, digest))
    return line


def record_bulk(*, by: Act, did: str, rows: Sequence[BulkRow], why: str = "", **facts: object) -> AuditLine:
    """One chain line for a bulk job, with the SM3 root of its rows; the rows are written before the lock is taken."""
    batch = new_id()
    lines = Many(BulkLine, "id", "position", "area_id", "kind", "object_id", "facts", batch=batch)
    digests = []
    for position, row in enumerate(rows):
        told = plain(row.facts)
        lines.add(new_id(), position, row.area_id, row.kind, row.object_id, told)
        digests.append(row_digest(row.area_id, row.kind, row.object_id, told))
        if len(lines) == AT_ONCE:
            lines.write()
    lines.write()
    root = sm3(b"".join(digests))
    return record(
        by=by, did=did, why=why, to=None, area=None, batch=batch, rows=len(rows), root=root, **facts
    )


def look(
    *,
    by: Act,
    did: str,
    to: models.Model | None = None,
    area: int | None = None,
    why: str = "",
    object_id: str = "",
) -> None:
    """Note one ordinary look in the access log. Reveals and exports are `record`ed instead.

    `object_id` stands for what was asked where no object was found, or may be named.
    """
    # Shared among lookers; the sealer of minutes takes it alone, so no line slips into a sealed minute.
    ask("SELECT pg_advisory_xact_lock_shared(%s)", [ACCESS_LOCK])
    line = AccessLine(
        machine_at=machine_now(),
        at=by.at,
        name=by.scope.name,
        officer=by.scope.officer,
        natural_person=by.scope.natural_person,
        credential=by.scope.credential,
        address=by.scope.address,
        area_id=area if area is not None else getattr(to, "area_id", None),
        did=did,
        kind=to._meta.model_name or "" if to else "",
        object_id=str(to.pk) if to else object_id,
        why=why,
    )
    write(line)


def line_digest(line: AuditLine) -> bytes:
    """SM3 of a chain line: the digest before it, then every column in this order."""
    content = [
        line.seq,
        moment(line.at),
        moment(line.machine_at),
        line.name,
        _text(line.officer),
        _text(line.natural_person),
        line.credential,
        line.address,
        line.area_id,
        line.did,
        line.kind,
        line.object_id,
        line.why,
        line.facts,
    ]
    return sm3(bytes(line.prev) + spelled_plain(content))


def bulk_root(rows: Sequence[tuple[int | None, str, str, object]]) -> bytes:
    """SM3 over the SM3 of each row, in order of position."""
    return sm3(b"".join(row_digest(*row) for row in rows))


def row_digest(area_id: int | None, kind: str, object_id: str, facts: object) -> bytes:
    """SM3 of one row of a bulk job, its facts as plain as a JSON column holds them."""
    return sm3(spelled_plain([area_id, kind, object_id, facts]))


def _locked_head() -> tuple[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, sm3 FROM doudi_chain_head()")
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else (0, BEFORE_THE_FIRST)


def _text(number: UUID | None) -> str | None:
    return None if number is None else str(number)
