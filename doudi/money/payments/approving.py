"""审批：two natural persons, neither of whom prepared the batch, sign exactly its digest; each with the second factor."""

from uuid import UUID

from django.db.models import QuerySet

from doudi.money.payments.digests import SPELLED, batch_digest
from doudi.money.payments.models import Approval, Line, LineState, Run, RunStage
from doudi.money.payments.stages import APPROVE, RUN_STEPS, allowed, crashpoint, locked_run, move_run
from doudi.money.payments.stop_models import PaymentStop
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.hands import step_of
from doudi.records.many import AT_ONCE
from doudi.records.refusals import Refusal

APPROVERS = step_of(RUN_STEPS, APPROVE).posts
NEEDED = step_of(RUN_STEPS, APPROVE).people


class AnotherBatch(Refusal):
    """不是这一批：what was to be signed is not what the batch holds now."""


class PaymentsStopped(Refusal):
    """已停付：something about money does not fit, and two people have not cleared it."""


class AlteredBatch(Refusal):
    """批次被改动：a frozen line is not what it was; payments of the batch stop."""


@action
def approve(*, run: UUID, batch_sm3: bytes, expected: int | None = None, by: Act) -> Approval:
    """审批签名 over the digest that the page showed. With the second one the run is approved.

    Raises SamePerson, AnotherBatch, AlteredBatch, WrongRunStage.
    """
    held = locked_run(run, by, expected)
    step, who = allowed(APPROVE, held, by), by.scope.natural_person
    assert held.batch_sm3 is not None and who is not None
    if bytes(held.batch_sm3) != batch_sm3:
        raise AnotherBatch("批次内容与您看到的不同：请刷新页面，重新核对后再签。")
    refuse_altered(held)
    crashpoint("approve.write")
    signed = Approval.objects.create(
        run=held,
        area_id=held.area_id,
        batch_sm3=held.batch_sm3,
        natural_person=who,
        prepared_by=held.prepared_by,
        name=by.scope.name,
        at=by.at,
    )
    if Approval.objects.filter(run=held).count() >= step.people:
        move_run(held, RunStage.APPROVED)
    crashpoint("approve.moved")
    record(by=by, did="payments.approved", to=signed, run=held.pk, batch_sm3=batch_sm3, stage=held.stage)
    return signed


def refuse_stopped(district: int) -> None:
    """Raise PaymentsStopped while a stop of the district stands."""
    stop = PaymentStop.objects.filter(area_id=district, cleared_on__isnull=True).order_by("found_at").first()
    if stop is not None:
        raise PaymentsStopped(f"查验发现：{stop.told}已停止发放，须由两人查明、解除后再办。")


def lines_to_pay(run: Run) -> QuerySet[Line]:
    """The lines of a batch in order: everything that was not withheld."""
    rows: QuerySet[Line] = Line.objects.filter(run=run)
    return rows.exclude(state__in=(LineState.WITHHELD, LineState.VOID)).order_by("position")


def refuse_altered(run: Run) -> None:
    """Raise AlteredBatch unless the lines give the digest of the batch again, also past the actions; and
    PaymentsStopped while something that `doudi verify` found in the district is not cleared.
    """
    refuse_stopped(run.area_id)
    told = lines_to_pay(run).values_list(*SPELLED)
    if run.batch_sm3 is None or batch_digest(run, told.iterator(AT_ONCE)) != bytes(run.batch_sm3):
        raise AlteredBatch("批次中有一笔与冻结时不同：已停止发放，请报告区民政局和审计人员查明。")
