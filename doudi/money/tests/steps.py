"""一步一步：the run of a month as buttons that officers press, each under a command id, and where each may be cut.

A point is a function that the step calls, the side of it, and which call: `("rolls.open_run", "before", 1)`. The same
table serves the process that is killed and the story that counts its points.
"""

import base64
import importlib
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from doudi.config.tests.town import DISTRICT, Town
from doudi.money.payments.approving import approve
from doudi.money.payments.checking import judge, pass_checks
from doudi.money.payments.closing import close, repay
from doudi.money.payments.exporting import export, hand_out
from doudi.money.payments.models import Judgement
from doudi.money.payments.returns import read_return
from doudi.money.payments.rolls import freeze_month
from doudi.money.payments.tests.month import APRIL, ROLL_DAY
from doudi.records.access import Act
from doudi.records.audit.commands import once

Told = Mapping[str, Any]
LATER = date(2022, 4, 11)


@dataclass(frozen=True)
class Point:
    """断点：this side of the so-manieth call of a function inside a step."""

    step: str
    function: str
    side: str
    call: int = 1

    def __str__(self) -> str:
        return f"{self.step}: {self.side} {self.function} #{self.call}"

    @property
    def done(self) -> bool:
        """Is the step done when the process dies here? Only from its commit on."""
        return (self.function, self.side) == ("commit", "after")


# Step → what it calls, in order; a figure tells how many of the calls are points (first, …, last).
CALLS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "freeze": (
        ("rolls._due", 1),
        ("rolls.open_run", 1),
        ("rolls.payees_of", 1),
        ("rolls._lines", 1),
        ("rolls.look_over", 1),
        ("rolls.record_bulk", 1),
    ),
    "judge": (("checking.locked_run", 1), ("checking.unpaid_again", 1), ("checking.record", 1)),
    "check": (
        ("checking.locked_run", 1),
        ("checking.payables", 4),
        ("checking.post", 4),
        ("checking.batch_digest", 1),
        ("checking.move_run", 1),
        ("checking.record", 1),
    ),
    "approve1": (("approving.refuse_altered", 1), ("approving.record", 1)),
    "approve2": (("approving.refuse_altered", 1), ("approving.move_run", 1), ("approving.record", 1)),
    "export": (
        ("exporting.refuse_altered", 1),
        ("exporting.rendered", 1),
        ("store._write", 1),
        ("exporting.stored", 1),
        ("exporting.post", 1),
        ("exporting.move_run", 1),
        ("exporting.record", 1),
    ),
    "take": (("exporting.fetch", 1), ("exporting.record", 1)),
    "return": (
        ("returns._matched", 1),
        ("returns.owed_in", 1),
        ("returns.post", 4),
        ("returns._settle", 1),
        ("returns.move_run", 1),
        ("returns.record", 1),
    ),
    "repay": (("closing.accounts_for", 1), ("closing.open_run", 1), ("closing.write_lines", 1)),
    "close": (("closing.tally", 1), ("closing.move_run", 1), ("closing.record", 1)),
}
# After its commit, and before its head is anchored, a step is done; until then nothing is.
ENDINGS = (("commands.Command.objects.create", 1), ("commit", 1))
PLACES = {
    "store": "doudi.records.documents.store",
    "commands": "doudi.records.audit.commands",
}
POINTS = tuple(
    Point(step, function, side, call)
    for step, calls in CALLS.items()
    for function, times in (*calls, *ENDINGS)
    for call in range(1, times + 1)
    for side in ("before", "after")
)


def arm(point: Point) -> None:
    """From now on this process dies by kill -9 where the point says."""
    holder: Any = connection
    name = "commit"
    if point.function != "commit":
        place, *path, name = point.function.split(".")
        holder = importlib.import_module(PLACES.get(place, f"doudi.money.payments.{place}"))
        for part in path:
            holder = getattr(holder, part)
    original, calls = getattr(holder, name), 0

    def watched(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if (point.side, point.call) == ("before", calls):
            os.kill(os.getpid(), signal.SIGKILL)
        answer = original(*given, **named)
        if (point.side, point.call) == ("after", calls):
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(holder, name, watched)


def press(step: str, told: Told, command: UUID) -> dict[str, Any]:
    """The button of a step, once under its command id; answers plain JSON."""
    by = _who(step)
    do = _doing(step, told, by)
    return once(command=command, kind=f"payments {step}", body=told, do=do, by=by)


def _who(step: str) -> Act:
    who = {"approve1": "gao", "approve2": "xu", "export": "xu", "take": "xu"}.get(step, "feng")
    return Town().act(who, LATER if step in ("repay", "close") else ROLL_DAY)


def _doing(step: str, told: Told, by: Act) -> Callable[[], dict[str, Any]]:
    def number(name: str) -> UUID:
        return UUID(told[name])

    def bytes_of(name: str) -> bytes:
        return base64.b64decode(told[name])

    def frozen() -> dict[str, Any]:
        district = Town().area(DISTRICT)
        made = freeze_month(district=district, month=APRIL, bank_format=told["format"], by=by)
        return {"run": str(made.pk)}

    def taken() -> dict[str, Any]:
        content = hand_out(run=number("run"), why="送银行", by=by)
        return {"file": base64.b64encode(content).decode()}

    def judged() -> dict[str, Any]:
        found = judge(hold=number("hold"), judgement=Judgement.WITHHOLD, why="户名不符", by=by)
        return {"hold": str(found.pk)}

    def read() -> dict[str, Any]:
        kept = read_return(run=number("run"), content=bytes_of("content"), name="回盘", by=by)
        return {"paid": kept.paid, "failed": kept.failed}

    def plain(action: Callable[..., Any], **more: Any) -> Callable[[], dict[str, Any]]:
        return lambda: {"done": str(action(run=number("run"), by=by, **more).pk)}

    doings: dict[str, Callable[[], dict[str, Any]]] = {
        "freeze": frozen,
        "judge": judged,
        "check": plain(pass_checks),
        "export": plain(export),
        "take": taken,
        "return": read,
        "repay": plain(repay),
        "close": plain(close),
    }
    if step.startswith("approve"):
        return plain(approve, batch_sm3=bytes_of("batch_sm3"))
    return doings[step]
