"""经手临时救助：locking one, the stages at which a step may be taken, the causes, the witnesses."""

import csv
from collections.abc import Sequence
from importlib.resources import files
from uuid import UUID

from doudi.money.aid.models import Aid, AidStage
from doudi.records.access import Act
from doudi.records.hands import Step, step_of
from doudi.records.refusals import NotFound, Refusal

CLERKS = ("township_clerk", "district_clerk")
DECIDERS = {"township": ("township_decider",), "district": ("district_decider",)}
APPLY, PROPOSE, GRANT = "actions.apply", "actions.propose", "deciding.grant"
PAY_FIRST, PAY_POOL = "actions.pay_first", "actions.pay_first out of the pool"
OPEN = (AidStage.APPLIED, AidStage.PAID_FIRST, AidStage.PROPOSED)
# 先行救助: what a township hands out of its own fund is one officer's step by the notice (二（一）), before two witnesses
# and within the limit of the place; the district's pool has no such limit and takes another's registration first.
AID_STEPS = (
    Step(APPLY, "登记申请", ("",), AidStage.APPLIED, CLERKS),
    Step(PAY_FIRST, "先行救助", ("",), AidStage.PAID_FIRST, ("township_cashier", "finance_clerk"), pays=True),
    Step(
        PAY_POOL,
        "区级先行救助",
        (AidStage.APPLIED,),
        AidStage.PAID_FIRST,
        ("finance_clerk",),
        bars={APPLY: "这件申请由您本人登记，区级资金须由另一人先行支付。"},
        pays=True,
    ),
    Step(PROPOSE, "提出意见", OPEN, AidStage.PROPOSED, CLERKS),
    Step(
        GRANT,
        "确认救助",
        (AidStage.PROPOSED,),
        AidStage.GRANTED,
        (*DECIDERS["township"], *DECIDERS["district"]),
        bars=dict.fromkeys((APPLY, PAY_FIRST, PAY_POOL, PROPOSE), "这件由您本人经办，须由另一人决定。"),
        pays=True,
    ),
)
PAYERS = step_of(AID_STEPS, PAY_FIRST).posts


class NotAccepted(Refusal):
    """不能这样救助：the law's own sentence about the proposal."""


class WrongAidStage(Refusal):
    """环节不符：the aid does not stand where this step begins."""


class StaleAid(Refusal):
    """页面已过时：somebody has gone on with this aid since the page was opened."""


def _causes() -> tuple[str, ...]:
    text = (files("doudi.money.aid") / "data" / "causes.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(row["cause"] for row in rows)


CAUSES = _causes()


def locked_aid(aid: UUID, by: Act, expected: int | None = None) -> Aid:
    """The aid in scope, its row locked until the transaction ends."""
    rows = Aid.objects.seen_by(by.scope).select_for_update(of=("self",))
    held: Aid | None = rows.select_related("household", "applicant", "draw").filter(pk=aid).first()
    if held is None:
        raise NotFound
    if expected is not None and held.steps != expected:
        raise StaleAid(f"这件临时救助已办到“{held.stage_title}”，与您打开页面时不同：请刷新后看清再办。")
    return held


def refuse_stage(held: Aid, *stages: AidStage) -> None:
    """Raise WrongAidStage unless the aid stands at one of these."""
    if held.stage not in stages:
        raise WrongAidStage(f"这件临时救助是“{held.stage_title}”，不能办这一步：请刷新页面。")


def two_witnesses(witnesses: Sequence[str]) -> list[str]:
    """The names, without blanks and repetitions."""
    return list(dict.fromkeys(name.strip() for name in witnesses if name.strip()))


def go_on(held: Aid, stage: AidStage) -> None:
    """Write the aid at its next stage."""
    held.stage, held.steps = stage, held.steps + 1
    held.save()
