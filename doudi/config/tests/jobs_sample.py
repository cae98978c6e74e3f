"""A job for the tests of the worker, and a worker that knows it; run as a program."""

import sys
import time
from functools import partial

from doudi.config.worker import main
from doudi.records.access import Act, action
from doudi.records.audit.commands import once
from doudi.records.audit.trail import record
from doudi.records.jobs.running import Running, job

STEPS, WROTE = 20, "test.wrote"


@action
def write_down(*, number: int, by: Act) -> dict[str, int]:
    """What each step does: one line in the chain, an effect that would show if it came twice."""
    record(by=by, did=WROTE, number=number)
    return {"wrote": number}


@job("test.slow", title="慢慢写")
def slow(running: Running) -> None:
    """Writes a line a step; done steps answer from their command."""
    running.whole(STEPS)
    for number in range(STEPS):
        once(
            command=running.command(str(number)),
            kind=WROTE,
            body={"number": number},
            do=partial(write_down, number=number, by=running.by),
            by=running.by,
        )
        running.step(number + 1)
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
