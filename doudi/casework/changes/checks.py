"""变动的条件：what a change must rest on, whether that still holds on the day of decision, and when to hear first."""

from uuid import UUID

from doudi.casework.assessment.freezing import still_holds
from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award, Scheme, TermsReason
from doudi.casework.awards.months import month_after
from doudi.casework.awards.opening import PERSONAL
from doudi.casework.awards.terms import covered_in, terms_of
from doudi.casework.cases.places import place_of, value_on
from doudi.casework.changes.effects import Effect, newcomers
from doudi.casework.changes.graces import granted_for, running
from doudi.casework.changes.models import TAKES_AWAY, Change, Kind
from doudi.casework.changes.reasons import REFUSED_WORK, reasons
from doudi.casework.confirmation.proposals import StaleAssessment
from doudi.policy.values import Value
from doudi.records.access import Act
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput

OVER_INCOME = ("employment", "other_income")


def refuse_mismatch(change: Change, award: Award, times: int | None, by: Act) -> None:
    """Refuse a proposal that does not rest on what its kind needs, each with its sentence."""
    covered = covered_in(award, month_after(by.day))
    if not {UUID(each) for each in change.leaving} <= covered:
        raise BadInput("所选的人现在不是保障对象，请核对。")
    CHECKS[Kind(change.kind)](change, award, by)
    if change.reason == REFUSED_WORK:
        least = int(value_on(place_of(award.area_id, by.day), "job_refusal", by.day).keys["times"])
        if times is None or times < least:
            raise BadInput(f"连续拒绝 {least} 次介绍的工作才能减发、停发其本人的低保金：请写明次数。")


def refuse_stale(change: Change, by: Act) -> None:
    """Raise StaleAssessment when the facts, or what the law makes of them, have changed since the proposal."""
    if change.assessment is not None and not still_holds(change.assessment, by.day, by):
        raise StaleAssessment("核定以后事实或适用的标准有变化：请撤回这项变动，重新核定。")


def asks_for_hearing(change: Change, effect: Effect, value: Value) -> bool:
    """Must the family still be heard? Where the law of the day asks for it, before anything is reduced or ended."""
    lowers = change.kind in TAKES_AWAY or effect.after_fen < effect.before_fen
    return bool(value.keys["required"]) and lowers and change.heard_on is None and not _died(change)


def _died(change: Change) -> bool:
    """Nobody is heard on a death."""
    return reasons()[change.reason].from_event


def _only_adjust(change: Change, award: Award, by: Act) -> None:
    """Neither grace nor a suspension is ended by the way: that is a resumption, with its own reason and notice."""
    month = month_after(by.day)
    held = terms_of(award, month)
    if held is not None and held.reason == TermsReason.SUSPENDED:
        raise BadInput("已经暂停发放：请按恢复发放办理，不是调整金额。")
    if running(award, month) is not None:
        raise BadInput("正在渐退期内：重新符合条件的，请按恢复发放办理，不是调整金额。")
    _adjust(change, award, by)


def _adjust(change: Change, award: Award, by: Act) -> None:
    assessment = _assessed(change, award)
    if assessment.classification != award.scheme:
        raise BadInput("重新核定以后不再符合这一类别：请按渐退期、停止或重新申请办理，不是调整金额。")


def _member(change: Change, award: Award, by: Act) -> None:
    if not change.leaving:
        raise BadInput("请选择不再保障的人。")
    if set(change.leaving) == {str(each) for each in covered_in(award, month_after(by.day))}:
        raise BadInput("户内没有其他保障对象了：请按停止办理。")
    if change.assessment_id is not None:
        _assessed(change, award)


def _join(change: Change, award: Award, by: Act) -> None:
    if award.scheme in PERSONAL:
        raise BadInput("这一类别按人保障：请由新成员另行申请。")
    assessment = _assessed(change, award)
    if assessment.classification != award.scheme:
        raise BadInput("新成员加入后重新核定，不再符合这一类别：请按渐退期、停止或重新申请办理。")
    month = month_after(by.day)
    if not newcomers(change, award, month, by):
        raise BadInput("没有要增加的人：请先登记入户，再由家庭重新申报、重新核定。")


def _head(change: Change, award: Award, by: Act) -> None:
    new = Person.objects.filter(pk=change.new_head_id).first() if change.new_head_id else None
    if new is None or new.pk not in covered_in(award, month_after(by.day)) or str(new.pk) in change.leaving:
        raise BadInput("请从保障对象中选择新户主。")
    if new.died is not None:
        raise BadInput(f"{new.name}已有死亡登记，不能作新户主。")
    change.new_head = new


def _suspend(change: Change, award: Award, by: Act) -> None:
    held = terms_of(award, month_after(by.day))
    if held is not None and held.reason == TermsReason.SUSPENDED:
        raise BadInput("已经暂停发放，不用再停。")


def _resume(change: Change, award: Award, by: Act) -> None:
    held = terms_of(award, month_after(by.day))
    suspended = held is not None and held.reason == TermsReason.SUSPENDED
    if not suspended and running(award, month_after(by.day)) is None:
        raise BadInput("没有暂停，也不在渐退期，不用恢复。")
    if change.assessment_id is not None or not suspended:
        _adjust(change, award, by)


def _grace(change: Change, award: Award, by: Act) -> None:
    if award.scheme != Scheme.DIBAO:
        raise BadInput("渐退期只用于低保家庭。")
    assessment = _assessed(change, award)
    if assessment.classification == Scheme.DIBAO:
        raise BadInput("重新核定以后仍然符合低保：请按调整金额办理。")
    held = terms_of(award, month_after(by.day))
    if held is None or granted_for(change, award, held, by.day) is None:
        raise BadInput("按当地的规定，这个原因不给予渐退期：请按停止办理。")


def _end(change: Change, award: Award, by: Act) -> None:
    """Whoever is entitled to grace gets it; a family is not put out of 低保 past it."""
    if award.scheme == Scheme.DIBAO and change.assessment_id is not None and running(award, by.day) is None:
        _assessed(change, award)
        held = terms_of(award, month_after(by.day))
        if held is not None and granted_for(change, award, held, by.day) is not None:
            raise BadInput("按当地的规定，这个原因应当给予渐退期，不能直接停止：请按渐退期办理。")
    elif change.reason in OVER_INCOME and not change.assessment_id and award.scheme == Scheme.DIBAO:
        raise BadInput("收入超过标准的，请先重新核定，再提出渐退期或停止。")


CHECKS = {
    Kind.ADJUST: _only_adjust,
    Kind.MEMBER: _member,
    Kind.JOIN: _join,
    Kind.HEAD: _head,
    Kind.SUSPEND: _suspend,
    Kind.RESUME: _resume,
    Kind.GRACE: _grace,
    Kind.END: _end,
}


def _assessed(change: Change, award: Award) -> Assessment:
    """The assessment that a change rests on: the latest of the award's case."""
    latest = Assessment.objects.filter(case__awards=award).order_by("-number").first()
    if latest is None or latest.pk != change.assessment_id:
        raise BadInput("请先重新核定，并以最近一次核定为依据。")
    change.assessment = latest
    return latest
