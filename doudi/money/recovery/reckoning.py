"""核算与决定：one person reckons the months of an award again, another decides; the money is booked month by month."""

from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.awards.models import Award
from doudi.casework.awards.months import month_after
from doudi.casework.cases.desk import CLERKS, refuse_own
from doudi.casework.changes.models import Change, Kind, State
from doudi.money.ledger.accounts import account
from doudi.money.ledger.models import Kind as Books
from doudi.money.ledger.posting import Reason, post
from doudi.money.recovery.models import Cause, Claim, ReckonedMonth, Reckoning, ReckoningStage
from doudi.money.recovery.months import MonthReckoned, Truth, last_payee, reckoned_months
from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.hands import Step, refuse_hands, step_of
from doudi.records.refusals import BadInput, NotFound, Refusal, WrongPost

DECIDERS = ("district_decider",)
RECKON, CONFIRM = "reckoning.reckon_again", "reckoning.confirm_reckoning"
RECKONING_STEPS = (
    Step(RECKON, "提出核算", ("",), "proposed", CLERKS),
    Step(CONFIRM, "决定核算", ("proposed",), "confirmed", DECIDERS,
         {RECKON: "这次核算由您本人提出，须由另一人决定，换一个账号也不行。"}, pays=True),
)  # fmt: skip


class NothingDiffers(Refusal):
    """没有差额：every month was paid as it was due."""


class AlreadyReckoned(Refusal):
    """已有待决定的核算：one reckoning of an award is decided or dropped before the next."""


class StaleReckoning(Refusal):
    """核算已过时：something was paid, or another figure came, since the months were reckoned."""


class ReckoningDone(Refusal):
    """已经办过：the reckoning was decided or dropped meanwhile."""


@action
def reckon_again(
    *,
    award: UUID,
    cause: Cause,
    why: str,
    change: UUID | None = None,
    facts_from: date | None = None,
    fraud_on: date | None = None,
    by: Act,
) -> Reckoning:
    """重新核算 the months of an award that were paid, by the facts and figures known today.

    A decided change whose facts held before it was handled counts from the month after its event, or from `facts_from`
    where the file shows another month. Raises NothingDiffers, AlreadyReckoned.
    """
    held = _locked_award(award, by)
    require(by, *CLERKS, at=held.area_id)
    refuse_own(held.household, by)
    _refuse_unready(held, cause, why, fraud_on, by)
    said = _change_of(held, change)
    truth = _truth(held, said, facts_from)
    months = _differing(held, truth, by)
    reckoning = Reckoning.objects.create(
        area_id=held.area_id,
        household=held.household,
        award=held,
        cause=cause,
        change=said,
        assessment=truth.assessment,
        facts_from=truth.since,
        fraud_on=fraud_on,
        why=why.strip(),
        **_sums(months),
        **_proposed_by(by),
    )
    ReckonedMonth.objects.bulk_create([_row(reckoning, each) for each in months])
    told: dict[str, Any] = {"award": held.pk, "cause": str(cause), **_sums(months)}
    record(by=by, did="recovery.reckoned", to=reckoning, why=reckoning.why, **told)
    return reckoning


@action
def confirm_reckoning(*, reckoning: UUID, opinion: str, expected: int | None = None, by: Act) -> Claim | None:
    """决定 by another natural person. Too much becomes a claim against who received it; too little waits for the next
    roll of arrears. Raises SamePerson, StaleReckoning, ReckoningDone.
    """
    held = _locked(reckoning, expected, by)
    require(by, *DECIDERS, at=held.area_id)
    refuse_own(held.household, by)
    refuse_hands(step_of(RECKONING_STEPS, CONFIRM), {RECKON: (held.proposed_by,)}, by)
    if not opinion.strip():
        raise BadInput("请写明决定意见。")
    award = _locked_award(held.award_id, by)
    truth = Truth(held.facts_from, held.assessment, _ends(held.change))
    fresh = {each.month: each for each in _differing(award, truth, by)}
    stored = {row.month: row for row in held.months.all()}
    if _amounts(fresh.values()) != _amounts(stored.values()):
        raise StaleReckoning("核算以后又有发放或新的标准：请撤回，重新核算。")
    held.stage, held.steps, held.opinion = ReckoningStage.CONFIRMED, held.steps + 1, opinion.strip()
    held.decided_on, held.decided_by, held.decided_by_name = by.day, by.scope.natural_person, by.scope.name
    held.save()
    claim = _claimed(held, award, list(fresh.values()), by) if held.over_fen else None
    record(
        by=by,
        did="recovery.confirmed",
        to=held,
        why=opinion.strip(),
        over_fen=held.over_fen,
        short_fen=held.short_fen,
        claim=claim.pk if claim else None,
    )
    return claim


@action
def drop_reckoning(*, reckoning: UUID, why: str, expected: int | None = None, by: Act) -> Reckoning:
    """撤回或退回 a reckoning that waits, with the reason."""
    held = _locked(reckoning, expected, by)
    require(by, *CLERKS, *DECIDERS, at=held.area_id)
    if not why.strip():
        raise BadInput("请写明撤回的原因。")
    held.stage, held.steps, held.dropped_because = ReckoningStage.DROPPED, held.steps + 1, why.strip()
    held.save()
    record(by=by, did="recovery.dropped", to=held, why=why.strip())
    return held


def preview(award: Award, change: Change | None, facts_from: date | None, by: Act) -> list[MonthReckoned]:
    """Every month as it would be reckoned now, the right ones too."""
    return reckoned_months(award, _truth(award, change, facts_from), by)


def _refuse_unready(held: Award, cause: Cause, why: str, fraud_on: date | None, by: Act) -> None:
    if by.scope.natural_person is None:
        raise WrongPost("核算须由本人账号办理。")
    if not why.strip():
        raise BadInput("请写明多发或少发的事实和依据。")
    if cause == Cause.FRAUD and (fraud_on is None or fraud_on > by.day):
        raise BadInput("请填写虚假申报之日，罚款幅度按这一天的规定告知。")
    if Reckoning.objects.filter(award=held, stage=ReckoningStage.PROPOSED).exists():
        raise AlreadyReckoned(f"{held}已有待决定的核算：请先决定或撤回。")


def _sums(months: list[MonthReckoned]) -> dict[str, int]:
    return {
        "over_fen": sum(each.over_fen for each in months),
        "short_fen": sum(each.short_fen for each in months),
    }


def _proposed_by(by: Act) -> dict[str, Any]:
    return {
        "proposed_on": by.day,
        "proposed_at": by.at,
        "proposed_by": by.scope.natural_person,
        "proposed_by_name": by.scope.name,
    }


def _claimed(held: Reckoning, award: Award, months: list[MonthReckoned], by: Act) -> Claim:
    """应追回 against 救助支出, one entry a month, so that each month's spending is what it should have been."""
    over = [each for each in months if each.over_fen]
    received = last_payee(award, [each.month for each in over])
    owing = account(Books.RECOVERY, held.area_id, person=received.payee_id)
    spent = account(Books.SPENT, held.area_id, scheme=award.scheme)
    for each in over:
        reason = Reason("recovery", f"应追回：{award}", f"{each.month:%Y-%m}", "reckoning", held.pk)
        post(reason, [(owing, each.over_fen), (spent, -each.over_fen)], area=held.area_id, by=by)
    return Claim.objects.create(
        area_id=held.area_id,
        household=held.household,
        person=received.payee,
        person_name=received.payee_name if received.institution_id else received.payee.name,
        institution_id=received.institution_id,
        reckoning=held,
        account=owing,
        amount_fen=held.over_fen,
        left_fen=held.over_fen,
        opened_on=by.day,
    )


def _differing(award: Award, truth: Truth, by: Act) -> list[MonthReckoned]:
    months = [each for each in reckoned_months(award, truth, by) if each.over_fen or each.short_fen]
    if not months:
        raise NothingDiffers("已到账的各月与应发一致，没有多发也没有少发。")
    return months


def _amounts(rows: object) -> list[tuple[date, int, int]]:
    return sorted((row.month, row.over_fen, row.short_fen) for row in rows)  # type: ignore[attr-defined]


def _change_of(award: Award, change: UUID | None) -> Change | None:
    if change is None:
        return None
    found = Change.objects.filter(pk=change, award=award, state=State.DECIDED).first()
    if found is None:
        raise BadInput("请选这项待遇已经决定的变动。")
    return found


def _truth(award: Award, change: Change | None, facts_from: date | None) -> Truth:
    if change is None:
        if facts_from is not None:
            raise BadInput("情况从哪个月起，要有已经决定的变动作依据：请先办理变动。")
        return Truth()
    since = facts_from or (month_after(change.event_on) if change.event_on else change.from_month)
    assert since is not None
    since = max(since.replace(day=1), award.first_month)
    if change.from_month is not None and since > change.from_month:
        raise BadInput("情况发生的月份晚于变动的执行月份，请核对。")
    return Truth(since, None if _ends(change) else change.assessment, _ends(change))


def _ends(change: Change | None) -> bool:
    return change is not None and change.kind == Kind.END


def _row(reckoning: Reckoning, each: MonthReckoned) -> ReckonedMonth:
    return ReckonedMonth(
        reckoning=reckoning,
        area_id=reckoning.area_id,
        month=each.month,
        paid_fen=each.paid_fen,
        due_fen=each.due_fen,
        over_fen=each.over_fen,
        short_fen=each.short_fen,
    )


def _locked_award(which: UUID, by: Act) -> Award:
    rows = Award.objects.seen_by(by.scope).select_for_update(of=("self",)).select_related("household")
    held: Award | None = rows.filter(pk=which).first()
    if held is None:
        raise NotFound
    return held


def _locked(which: UUID, expected: int | None, by: Act) -> Reckoning:
    rows = Reckoning.objects.seen_by(by.scope).select_for_update(of=("self",)).select_related("household")
    held: Reckoning | None = rows.filter(pk=which).first()
    if held is None:
        raise NotFound
    if held.stage != ReckoningStage.PROPOSED or (expected is not None and expected != held.steps):
        who = held.decided_by_name or held.proposed_by_name
        raise ReckoningDone(f"这次核算{held.stage_title}（{who}），请刷新页面。")
    return held
