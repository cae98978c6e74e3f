"""发放查询：runs, lines, findings, what failed and by when it is paid again, and what a household was really paid.

A run lies in the district: a township sees its own lines and not the run, so nothing here joins the two for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from doudi.money.payments.explained_models import Explanation
from doudi.money.payments.models import Approval, Hold, Line, LineState, ReturnFile, Run, RunStage
from doudi.money.payments.payees import accounts_for
from doudi.money.payments.stop_models import PaymentStop
from doudi.records.access import Act, one_seen_by
from doudi.records.audit.models import AuditLine
from doudi.records.institutions.models import InstitutionAccount
from doudi.records.people.models import BankAccount, Household


@dataclass(frozen=True, slots=True)
class Tally:
    """小计：how many lines, and how much."""

    count: int
    fen: int


NOTHING = Tally(0, 0)


def runs(by: Act) -> QuerySet[Run]:
    """The runs in scope, newest first."""
    rows: QuerySet[Run] = Run.objects.seen_by(by.scope).order_by("-month", "-number")
    return rows


def run(which: UUID, by: Act) -> Run:
    """One run in scope, or NotFound."""
    found: Run = one_seen_by(Run.objects.select_related("repays"), by.scope, id=which)
    return found


def repaid_by(of: Run, by: Act) -> Sequence[Run]:
    """The batches in which failed lines of a run are paid again."""
    return list(runs(by).filter(repays=of).order_by("number"))


def to_sign(by: Act) -> QuerySet[Run]:
    """Checked runs that this person neither prepared nor has signed."""
    who = by.scope.natural_person
    if who is None:
        return runs(by).none()
    signed = Approval.objects.filter(natural_person=who).values("run_id")
    return runs(by).filter(stage=RunStage.CHECKED).exclude(prepared_by=who).exclude(pk__in=signed)


def lines(by: Act, of: Run | None = None) -> QuerySet[Line]:
    """Lines in scope, of one run where it is told, in the order of the roll. A township sees its own."""
    rows: QuerySet[Line] = Line.objects.seen_by(by.scope)
    return rows.filter(run=of).order_by("position") if of else rows.order_by("-month", "area", "position")


def findings(of: Run, by: Act) -> QuerySet[Hold]:
    """What the checks found on a run, the undecided first."""
    rows: QuerySet[Hold] = Hold.objects.seen_by(by.scope).filter(line__run=of).select_related("line")
    return rows.order_by("judgement", "line__position", "check_code")


def by_state(of: Run, by: Act) -> Mapping[LineState, Tally]:
    """How much of a run stands where."""
    rows = Line.objects.seen_by(by.scope).filter(run=of).values("state")
    told = rows.annotate(many=Count("pk"), fen=Sum("amount_fen")).order_by("state")
    return {LineState(row["state"]): Tally(row["many"], int(row["fen"])) for row in told}


def by_area(of: Run, by: Act) -> Mapping[int, Tally]:
    """Village → what a run pays there; what is withheld or void is not counted."""
    left_out = (LineState.WITHHELD, LineState.VOID)
    rows = Line.objects.seen_by(by.scope).filter(run=of).exclude(state__in=left_out).values("area_id")
    told = rows.annotate(many=Count("pk"), fen=Sum("amount_fen")).order_by("area_id")
    return {row["area_id"]: Tally(row["many"], int(row["fen"])) for row in told}


def approvals(of: Run, by: Act) -> Sequence[Approval]:
    """Who has signed a run, first to last."""
    return list(Approval.objects.seen_by(by.scope).filter(run=of).order_by("at"))


def returned(of: Run, by: Act) -> Sequence[ReturnFile]:
    """The answers of the bank that were read for a run, first to last."""
    return list(ReturnFile.objects.seen_by(by.scope).filter(run=of).order_by("read_on", "id"))


def deeds(of: Run, about: Sequence[Approval | ReturnFile], by: Act) -> Sequence[AuditLine]:
    """谁办了什么: the audit lines of a run, of its signatures and of its answers, first to last."""
    keys = [str(of.pk), *(str(each.pk) for each in about)]
    seen = Q(kind__in=("run", "approval", "returnfile"), object_id__in=keys, area_id__in=by.scope.areas)
    return list(AuditLine.objects.filter(seen).order_by("seq"))


def stops(by: Act) -> QuerySet[PaymentStop]:
    """停付 in scope: those that stand first, then the last cleared."""
    rows: QuerySet[PaymentStop] = PaymentStop.objects.seen_by(by.scope).select_related("run")
    return rows.order_by(F("cleared_on").desc(nulls_first=True), "-found_at", "id")


def standing_still(by: Act) -> QuerySet[Run]:
    """Runs that a stop of their district holds up: no signature, no export, no file."""
    halted = stops(by).filter(cleared_on__isnull=True).order_by().values("area")
    waiting = (RunStage.FROZEN, RunStage.CHECKED, RunStage.APPROVED, RunStage.EXPORTED)
    return runs(by).filter(area__in=halted, stage__in=waiting)


def failed(by: Act) -> QuerySet[Line]:
    """退票清单: what the bank sent back and nobody has paid again, the oldest first."""
    return lines(by).filter(state=LineState.FAILED).order_by("settled_on", "month", "position")


def explanations(of: Run, by: Act) -> Sequence[Explanation]:
    """Why lines of a run are not paid again, the undecided first."""
    rows = Explanation.objects.seen_by(by.scope).filter(line__run=of).select_related("line")
    return list(rows.order_by(F("decided_on").desc(nulls_first=True), "line__position"))


def to_settle(by: Act) -> QuerySet[Run]:
    """Runs with an explanation that waits for another person."""
    waiting = Explanation.objects.seen_by(by.scope).filter(granted__isnull=True)
    if by.scope.natural_person is not None:
        waiting = waiting.exclude(said_by=by.scope.natural_person)
    return runs(by).filter(pk__in=waiting.values("line__run"))


def corrected(rows: Sequence[Line], by: Act) -> Mapping[UUID, str]:
    """Failed line → `right` once its payee has another account, `proposed` while one waits for the second person."""
    right = accounts_for(rows, by.day)
    waiting = BankAccount.objects.filter(
        person_id__in={line.payee_id for line in rows if not line.institution_id},
        since__isnull=True,
        confirmed_at__isnull=True,
        refused_because="",
    )
    theirs = InstitutionAccount.objects.filter(
        institution_id__in={line.institution_id for line in rows if line.institution_id}, since__isnull=True
    )
    proposed = {
        *waiting.values_list("person_id", flat=True),
        *theirs.values_list("institution_id", flat=True),
    }
    told = {}
    for line in rows:
        held = right.get(line.pk)
        if held is not None and held.number_blind != line.account_blind:
            told[line.pk] = "right"
        elif (line.institution_id or line.payee_id) in proposed:
            told[line.pk] = "proposed"
    return told


def paid_to(household: Household, by: Act) -> QuerySet[Line]:
    """Everything that was put on a roll for a household, month by month; what was really paid is PAID."""
    rows: QuerySet[Line] = Line.objects.seen_by(by.scope).filter(household=household)
    return rows.exclude(state=LineState.VOID).order_by("month", "position")
