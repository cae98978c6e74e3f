"""说明不再补发：a line that came back and cannot or may not be paid again lets its run close, by two people and a document.

What was owed for it is taken back from the spending; if it turns out to be due after all, a reckoning finds it short.
"""

from uuid import UUID

from django.db import IntegrityError, transaction

from doudi.money.ledger.accounts import account
from doudi.money.ledger.models import Kind
from doudi.money.ledger.posting import Reason, post
from doudi.money.payments.explained_models import Explanation
from doudi.money.payments.models import Line, LineState, Purpose, Run, RunStage
from doudi.money.payments.returns import owed_in
from doudi.money.payments.stages import locked_run, refuse_unless
from doudi.records.access import Act, action, one_seen_by, require
from doudi.records.audit.trail import record
from doudi.records.hands import Step, refuse_hands, step_of
from doudi.records.refusals import BadInput, Refusal, WrongPost

SAYERS = ("finance_clerk", "district_clerk")
DECIDERS = ("district_decider", "finance_releaser")
SAY_WHY, SETTLE = "explaining.say_why", "explaining.settle_explanation"
# No money leaves by it: what is owed to somebody is no longer owed, and the money is free for others.
EXPLANATION_STEPS = (
    Step(SAY_WHY, "说明不再补发", ("",), "said", SAYERS),
    Step(SETTLE, "决定不再补发", ("said",), "settled", DECIDERS, {SAY_WHY: "由您本人说明的，须由另一人决定，换一个账号也不行。"},
         pays=True),
)  # fmt: skip


class NotFailed(Refusal):
    """不是退票：only a line that came back and was not paid again is explained."""


class AlreadySaid(Refusal):
    """已经说明：one explanation of a line waits or was confirmed."""


class AlreadySettled(Refusal):
    """已经决定：the explanation was confirmed or sent back meanwhile."""


@action
def say_why(*, line: UUID, why: str, document: str, by: Act) -> Explanation:
    """说明 why a failed line is not paid again, with the document. Raises NotFailed, AlreadySaid."""
    run, held = _locked(line, by)
    require(by, *SAYERS, at=run.area_id)
    refuse_unless(run, RunStage.RETURNED)
    _refuse_unless_failed(held)
    if by.scope.natural_person is None:
        raise WrongPost("说明须由本人账号办理。")
    if not why.strip() or not document.strip():
        raise BadInput("请写明不再补发的原因和依据材料。")
    try:
        with transaction.atomic():
            said = Explanation.objects.create(
                line=held,
                area_id=held.area_id,
                why=why.strip(),
                document=document.strip(),
                said_on=by.day,
                said_by=by.scope.natural_person,
                said_by_name=by.scope.name,
            )
    except IntegrityError:
        raise AlreadySaid("这一笔已经说明过，等另一人决定：请刷新页面。") from None
    record(by=by, did="payments.explained", to=said, why=said.why, line=held.pk, document=said.document)
    return said


@action
def settle_explanation(*, explanation: UUID, granted: bool, opinion: str, by: Act) -> Explanation:
    """决定 by another natural person: the line is explained and no longer owed, or stays failed.

    Raises SamePerson, AlreadySettled, NotFailed.
    """
    seen: Explanation = one_seen_by(Explanation.objects.all(), by.scope, pk=explanation)
    run, held = _locked(seen.line_id, by)
    require(by, *DECIDERS, at=run.area_id)
    said: Explanation = Explanation.objects.select_for_update(of=("self",)).get(pk=explanation)
    if said.granted is not None:
        raise AlreadySettled(f"{said.decided_by_name}已于 {said.decided_on} 决定，请刷新页面。")
    refuse_hands(step_of(EXPLANATION_STEPS, SETTLE), {SAY_WHY: (said.said_by,)}, by)
    if not opinion.strip():
        raise BadInput("请写明决定意见。")
    said.granted, said.opinion, said.decided_on = granted, opinion.strip(), by.day
    said.decided_by, said.decided_by_name = by.scope.natural_person, by.scope.name
    said.save()
    if granted:
        _settle(run, held, said, by)
    record(
        by=by, did="payments.explanation_decided", to=said, why=said.opinion, granted=granted, line=held.pk
    )
    return said


def _settle(run: Run, held: Line, said: Explanation, by: Act) -> None:
    """应付个人 against 救助支出, and the line leaves the list of what failed."""
    refuse_unless(run, RunStage.RETURNED)
    _refuse_unless_failed(held)
    first = held
    while first.repays is not None:
        first = first.repays
    scheme = str(first.purpose) if first.purpose == Purpose.PRICE_SUBSIDY else held.scheme
    owed = owed_in([held])[held.pk]
    spent = account(Kind.SPENT, owed.area_id, scheme=scheme)
    told = f"{run.number} 第 {held.position} 笔不再补发（{said.document}）"
    reason = Reason(run.purpose, told, f"{held.month:%Y-%m}", "explanation", said.pk)
    post(reason, [(owed, held.amount_fen), (spent, -held.amount_fen)], area=owed.area_id, by=by)
    held.state = LineState.EXPLAINED
    held.save(update_fields=["state"])


def _refuse_unless_failed(held: Line) -> None:
    if held.state != LineState.FAILED:
        raise NotFailed(f"这一笔是“{held.state_title}”，不是退票未补：请刷新页面。")


def _locked(which: UUID, by: Act) -> tuple[Run, Line]:
    """The run and then its line, both locked; NotFound."""
    seen: Line = one_seen_by(Line.objects.all(), by.scope, pk=which)
    run = locked_run(seen.run_id, by)
    rows = Line.objects.select_for_update(of=("self",)).select_related("repays__repays")
    return run, rows.get(pk=which)
