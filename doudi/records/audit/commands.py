"""命令编号：an order from outside carries an id made by the client; arriving twice, it is done once."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected, SerializationFailure

from doudi.records.access import Act, acting_as
from doudi.records.audit.canon import spelled
from doudi.records.audit.models import Command
from doudi.records.refusals import Refusal
from doudi.records.vault.ciphers import sm3

TIMES = 3
CROSSED = (DeadlockDetected, SerializationFailure)


class AnotherBody(Refusal):
    """同一命令编号，内容却不同：the form was changed after it had been sent."""


def once(
    *, command: UUID, kind: str, body: Mapping[str, object], do: Callable[[], dict[str, Any]], by: Act
) -> dict[str, Any]:
    """Do it once and keep the answer, all in one transaction; the same command again gets the kept answer.

    `body` holds what was ordered (secrets as their blind index); `do` answers with plain JSON. A refusal inside
    `do` leaves nothing behind, so the same command may be tried again; where two orders crossed and the database gave
    one of them up, it is tried again here and nobody sees it. Raises AnotherBody.
    """
    for _ in range(TIMES - 1):
        try:
            return _once(command, kind, body, do, by)
        except OperationalError as error:
            if connection.in_atomic_block or not isinstance(error.__cause__, CROSSED):
                raise
    return _once(command, kind, body, do, by)


def _once(
    command: UUID, kind: str, body: Mapping[str, object], do: Callable[[], dict[str, Any]], by: Act
) -> dict[str, Any]:
    asked = sm3(spelled({"kind": kind, "by": by.scope.natural_person, "body": body}))
    with acting_as(by.scope):
        with connection.cursor() as cursor:
            # Two arrivals at the same instant: the second waits here until the first has committed.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_number(command)])
        earlier = Command.objects.filter(id=command).first()
        if earlier is None:
            answer = do()
            Command.objects.create(
                id=command,
                kind=kind,
                body_sm3=asked,
                natural_person=by.scope.natural_person,
                at=by.at,
                answer=answer,
            )
            return answer
    if bytes(earlier.body_sm3) != asked:
        raise AnotherBody("这个表单已经提交过，内容与这次不同：请刷新页面，看清结果后再办。")
    kept: dict[str, Any] = earlier.answer
    return kept


def _lock_number(command: UUID) -> int:
    return int.from_bytes(sm3(command.bytes)[:8], "big", signed=True)
