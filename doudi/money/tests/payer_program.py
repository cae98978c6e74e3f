"""A program that presses the buttons of a run and is killed with -9 where it is told: an officer's process, in earnest.

It settles Django once, then reads one JSON order a line: step, command, what is told, and the point to die at, if any.
For each it forks a child with a connection of its own and tells how the child ended: `killed`, or the answer as JSON.
"""

import json
import os
import signal
import sys
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connections  # noqa: E402  models need a Django that is set up

from doudi.money.tests.steps import Point, arm, press  # noqa: E402


def child(order: dict[str, Any], out: int) -> None:
    """What the forked process does; it never returns to the loop."""
    if order["at"]:
        arm(Point(**order["at"]))
    answer = press(order["step"], order["told"], UUID(order["command"]))
    os.write(out, json.dumps(answer).encode())
    os._exit(0)


def main() -> None:
    """Answer each line of orders."""
    for line in sys.stdin:
        connections.close_all()
        reading, writing = os.pipe()
        process = os.fork()
        if not process:
            os.close(reading)
            child(json.loads(line), writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            answer = told.read()
        _, status = os.waitpid(process, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print("killed" if killed else answer, flush=True)


if __name__ == "__main__":
    main()
