"""A program that decides a case and kills itself with -9 before a given write: the process of an officer, in earnest.

It settles Django once, then reads one line after the other: how many writes may pass before the next is the last
thing it does (-1: none kills it). For each it forks a child with a connection of its own and tells how the child
ended: `killed`, or the answer of the command as JSON.
"""

import json
import os
import signal
import sys
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connection, connections  # noqa: E402  models need a Django that is set up

from doudi.casework.awards.actions import confirm  # noqa: E402
from doudi.casework.confirmation.decisions import refuse  # noqa: E402
from doudi.config.tests.town import Town  # noqa: E402
from doudi.records.audit.commands import once  # noqa: E402

WRITES = ("INSERT", "UPDATE", "DELETE")
OPINION = "同意联审意见。"


def decided(outcome: str, case: UUID, by: Any) -> dict[str, Any]:
    """The decision as a page orders it; its answer in plain JSON."""
    if outcome == "refuse":
        return {"decision": str(refuse(case=case, opinion=OPINION, by=by).pk)}
    return {"awards": [str(each.pk) for each in confirm(case=case, opinion=OPINION, by=by)]}


def ordered(outcome: str, case: UUID, command: UUID) -> dict[str, Any]:
    """Press the button: once under its command id."""
    by = Town().act("zhao")
    body = {"case": str(case), "outcome": outcome}
    return once(command=command, kind="decide", body=body, do=lambda: decided(outcome, case, by), by=by)


def killed_before(writes: int) -> Any:
    """A wrapper of every statement: the write after `writes` others is never sent."""
    done = 0

    def watched(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        if sql.lstrip().upper().startswith(WRITES):
            if done == writes:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1
        return execute(sql, params, many, context)

    return connection.execute_wrapper(watched)


def child(writes: int, outcome: str, case: UUID, command: UUID, out: int) -> None:
    """What the forked process does; it never returns to the loop."""
    with killed_before(writes):
        answer = ordered(outcome, case, command)
    os.write(out, json.dumps(answer).encode())
    os._exit(0)


def main() -> None:
    """Answer each line of orders."""
    outcome, case, command = sys.argv[1], UUID(sys.argv[2]), UUID(sys.argv[3])
    for line in sys.stdin:
        connections.close_all()
        reading, writing = os.pipe()
        process = os.fork()
        if not process:
            child(int(line), outcome, case, command, writing)
        os.close(writing)
        _, status = os.waitpid(process, 0)
        with os.fdopen(reading) as told:
            answer = told.read()
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print("killed" if killed else answer, flush=True)


if __name__ == "__main__":
    main()
