"""发放查询：runs, lines, findings, what failed and by when it is paid again, and what a household was really paid."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from doudi.money.payments.models import Hold, Line, LineState, Run
from doudi.records.access import Act, one_seen_by
from doudi.records.people.models import Household


def runs(by: Act) -> QuerySet[Run]:
    """The runs in scope, newest first."""
    rows: QuerySet[Run] = Run.objects.seen_by(by.scope).order_by("-month", "-number")
    return rows


def run(which: UUID, by: Act) -> Run:
    """One run in scope, or NotFound."""
    found: Run = one_seen_by(Run.objects.all(), by.scope, id=which)
    return found


def lines(by: Act, of: Run | None = None) -> QuerySet[Line]:
    """Lines in scope, of one run where it is told, in the order of the roll. A township sees its own."""
    rows: QuerySet[Line] = Line.objects.seen_by(by.scope).select_related("run")
    return (rows.filter(run=of) if of else rows).order_by("run__number", "position")


def findings(of: Run, by: Act) -> Sequence[Hold]:
    """What the checks found on a run, the undecided first."""
    rows = Hold.objects.seen_by(by.scope).filter(line__run=of).select_related("line")
    return sorted(rows, key=lambda hold: (bool(hold.judgement), hold.line.position, hold.check_code))


def failed(by: Act) -> QuerySet[Line]:
    """退票清单: what the bank sent back and nobody has paid again, the oldest first."""
    return lines(by).filter(state=LineState.FAILED).order_by("settled_on", "run__number", "position")


def paid_to(household: Household, by: Act) -> QuerySet[Line]:
    """Everything that was put on a roll for a household, month by month; what was really paid is PAID."""
    rows: QuerySet[Line] = Line.objects.seen_by(by.scope).filter(household=household)
    return rows.exclude(state=LineState.VOID).order_by("month", "run__number", "position")
