"""核对办理：a person judges each finding; when none waits, the batch gets its digest and the money is owed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from doudi.money.ledger.accounts import Payable, account, payables
from doudi.money.ledger.models import Account, Kind
from doudi.money.ledger.posting import Reason, post
from doudi.money.payments.approving import lines_to_pay
from doudi.money.payments.digests import SPELLED, batch_digest
from doudi.money.payments.models import Hold, Judgement, Line, LineState, Purpose, Run, RunStage
from doudi.money.payments.rolls import NothingToPay, unpaid_again
from doudi.money.payments.stages import RUN_STEPS, allowed, crashpoint, locked_run, move_run, refuse_unless
from doudi.records.access import Act, action, one_seen_by, require
from doudi.records.audit.trail import record
from doudi.records.hands import step_of
from doudi.records.refusals import BadInput, Refusal, WrongPost

JUDGES = step_of(RUN_STEPS, "checking.pass_checks").posts


class StillOpen(Refusal):
    """还有疑点没有处理：each finding of a check is judged by a person first."""


class MustWithhold(Refusal):
    """不得照发：what is found makes the payment wrong, whoever looks at it."""


class AlreadyJudged(Refusal):
    """已经处理：somebody else has judged this finding."""


@action
def judge(*, hold: UUID, judgement: Judgement, why: str, by: Act) -> Hold:
    """处理疑点: pay all the same or withhold, with the reason. Raises MustWithhold, AlreadyJudged, WrongRunStage."""
    found: Hold = one_seen_by(Hold.objects.select_related("line"), by.scope, pk=hold)
    run = locked_run(found.line.run_id, by)
    require(by, *JUDGES, at=run.area_id)
    refuse_unless(run, RunStage.FROZEN)
    held = Hold.objects.select_for_update(of=("self",)).select_related("line").get(pk=hold)
    if held.judgement:
        raise AlreadyJudged(f"{held.judged_by_name}已处理为“{Judgement(held.judgement).label}”，请刷新页面。")
    if by.scope.natural_person is None:
        raise WrongPost("疑点须由本人账号处理。")
    if not why.strip():
        raise BadInput("请写明理由。")
    if held.must_withhold and judgement == Judgement.PAY:
        raise MustWithhold("这类疑点不得照发：请先暂不发，改正后另行补发。")
    held.judgement, held.why = judgement, why.strip()
    held.judged_by, held.judged_by_name, held.judged_at = by.scope.natural_person, by.scope.name, by.at
    held.save()
    if judgement == Judgement.WITHHOLD:
        unpaid_again(Line.objects.filter(pk=held.line_id))
        Line.objects.filter(pk=held.line_id).update(state=LineState.WITHHELD, reason=held.told)
    record(by=by, did="payments.judged", to=held, why=why.strip(), judgement=str(judgement))
    return held


@action
def pass_checks(*, run: UUID, expected: int | None = None, by: Act) -> Run:
    """核对通过: nothing waits for a judgement. The batch gets its digest, and what it pays is owed in the ledger.

    Raises StillOpen, NothingToPay, WrongRunStage.
    """
    held = locked_run(run, by, expected)
    allowed("checking.pass_checks", held, by)
    waiting = (
        Hold.objects.filter(line__run=held, judgement="").exclude(line__state=LineState.WITHHELD).count()
    )
    if waiting:
        raise StillOpen(f"还有 {waiting} 处疑点没有处理：请逐一处理后再通过。")
    owed = [Owed._make(row) for row in lines_to_pay(held).values_list(*Owed._fields)]
    if not owed:
        raise NothingToPay("没有可发的：所有的都暂不发，请作废这个批次。")
    if held.purpose != Purpose.REPAY:
        _owe(held, owed, by)
    crashpoint("check.owed")
    held.lines_count, held.total_fen = len(owed), sum(line.amount_fen for line in owed)
    held.batch_sm3 = batch_digest(held, lines_to_pay(held).values_list(*SPELLED))
    move_run(held, RunStage.CHECKED)
    record(
        by=by,
        did="payments.checked",
        to=held,
        lines=held.lines_count,
        total_fen=held.total_fen,
        batch_sm3=held.batch_sm3,
    )
    return held


class Owed(NamedTuple):
    """一笔应付: to whom, where, under which scheme, how much."""

    area_id: int
    payee_id: UUID
    scheme: str
    amount_fen: int


def _owe(run: Run, lines: Sequence[Owed], by: Act) -> None:
    """救助支出 against 应付个人, one entry a township."""
    of_area: dict[int, list[Owed]] = defaultdict(list)
    for line in lines:
        of_area[line.area_id].append(line)
    for area, here in sorted(of_area.items()):
        owed = payables(area, [line.payee_id for line in here])
        moves: list[tuple[Account | Payable, int]] = [
            (owed[line.payee_id], -line.amount_fen) for line in here
        ]
        for scheme in sorted({line.scheme for line in here}):
            spent = sum(line.amount_fen for line in here if line.scheme == scheme)
            named = run.purpose if run.purpose == Purpose.PRICE_SUBSIDY else scheme
            moves.append((account(Kind.SPENT, area, scheme=named), spent))
        reason = Reason(run.purpose, f"{run.number} 应发", f"{run.month:%Y-%m}", "run", run.pk)
        post(reason, moves, area=area, by=by)
