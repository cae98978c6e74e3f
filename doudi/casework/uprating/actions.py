"""提标办理：try a plan, propose it with its document, issue it by another person, undo it before it is paid."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.awards.months import month_after, spoken_month
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.places import place_of
from doudi.casework.uprating.figures import AREAS, SCHEMES, checks, keys_of
from doudi.casework.uprating.jobs import preview_job, reckon_job, undo_job
from doudi.casework.uprating.models import Answer, Invitation, Kind, State, Uprating
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import district_of, period_of, township_of
from doudi.records.audit.trail import record
from doudi.records.figures.actions import (
    ENTERS,
    ISSUES,
    drop_figure,
    enter_figure,
    issue_figure,
    withdraw_unpaid_figure,
)
from doudi.records.figures.models import Figure
from doudi.records.jobs.actions import ask
from doudi.records.jobs.running import Job
from doudi.records.refusals import BadInput, NotFound, Refusal, SamePerson, WrongPost


class NotThisStep(Refusal):
    """方案不在这一步：it is not tried yet, is issued already, or was dropped."""


class AgainstTheRules(Refusal):
    """不符合提标要求：a check of the law fails."""


class AlreadyPaid(Refusal):
    """已编入发放：the plan's first month is frozen in a run; it is corrected by a later issue, never undone."""


@action
def try_out(*, district: Area, kind: str, changes: Mapping[str, Any], since: date, by: Act) -> Uprating:
    """试算 on the live register: nothing of it is changed. Standards in fen a head; or the townships' areas."""
    require(by, *ENTERS, at=district.pk)
    if district_of(district.pk, by.day) != district.pk or by.scope.natural_person is None:
        raise BadInput("标准由县区民政局提高，请选择县区，用自己的账号办理。")
    told = _standards(changes) if kind == Kind.STANDARDS else _townships(district, changes, by)
    plan = Uprating.objects.create(
        area=district,
        kind=Kind(kind),
        changes=told,
        since=since,
        first_month=since if since.day == 1 else month_after(since),
        tried_by=by.scope.natural_person,
        tried_name=by.scope.name,
        tried_at=by.at,
    )
    _ask(preview_job, plan, by)
    record(by=by, did="uprating.tried", to=plan, since=since, changes=told)
    return plan


@action
def propose(*, uprating: UUID, document: str, issued: date, by: Act) -> Uprating:
    """提出 a tried plan with its document: its figures are entered, for another person to issue.

    Raises AgainstTheRules with the check that fails.
    """
    held = _locked(uprating, State.TRIAL, *ENTERS, by=by)
    if held.preview is None:
        raise NotThisStep("试算还没有完成，请等试算结果出来再提出。")
    if not document.strip() or issued > by.day:
        raise BadInput("请写文号和条款；印发日期不能晚于今天。")
    if held.kind == Kind.STANDARDS:
        told = checks(held.area_id, held.changes, held.since, by.day)
        failed = [check.because for check in told if check.result == "fail"]
        if failed:
            raise AgainstTheRules(f"{'；'.join(failed)}。请调整标准后重新试算（{told[0].basis}）。")
    for name, keys in keys_of(held, place_of(held.area_id, by.day)).items():
        figure = enter_figure(
            district=held.area,
            name=name,
            keys=keys,
            since=held.since,
            issued=issued,
            document=document,
            by=by,
        )
        held.figures.append(figure.pk)
    held.state, held.document, held.issued_on = State.PROPOSED, document.strip(), issued
    held.proposed_by, held.proposed_name, held.proposed_at = _person(by), by.scope.name, by.at
    held.save()
    record(by=by, did="uprating.proposed", to=held, why=held.document, issued=issued)
    return held


@action
def issue(*, uprating: UUID, by: Act) -> Uprating:
    """签发 by another natural person: the figures hold, and every award is reckoned again as a job."""
    held = _locked(uprating, State.PROPOSED, ISSUES, by=by)
    if held.proposed_by == _person(by):
        raise SamePerson("方案由您本人提出，须由另一位标准签发人签发。")
    _refuse_outrun(held, by)
    for figure in held.figures:
        issue_figure(figure=figure, by=by)
    held.state = State.ISSUED
    held.issued_by, held.issued_name, held.issued_at = _person(by), by.scope.name, by.at
    held.save()
    _ask(reckon_job, held, by)
    record(by=by, did="uprating.issued", to=held, why=held.document, since=held.since)
    return held


@action
def undo(*, uprating: UUID, frozen_month: date | None, why: str, by: Act) -> Uprating:
    """撤回 an executed plan: its figures are withdrawn and each award gets back what it had.

    `frozen_month` is the first month not before the plan's that a run has frozen, None where there is none: the
    caller above knows. Raises AlreadyPaid.
    """
    held = _locked(uprating, State.DONE, ISSUES, by=by)
    if frozen_month is not None and frozen_month >= held.first_month:
        raise AlreadyPaid(
            f"{spoken_month(frozen_month)}的发放花名册已经冻结，不能撤回：要更正的，请另行提出方案。"
        )
    if not why.strip():
        raise BadInput("请写明撤回的原因。")
    for figure in reversed(held.figures):
        withdraw_unpaid_figure(figure=figure, why=why, by=by)
    held.state, held.undone_by, held.undone_because = State.UNDOING, _person(by), why.strip()
    held.save()
    _ask(undo_job, held, by)
    record(by=by, did="uprating.undone", to=held, why=why.strip())
    return held


@action
def drop(*, uprating: UUID, why: str, by: Act) -> Uprating:
    """作废 a trial or a proposal that is not issued. Its drafts are dropped with it."""
    held = _locked(uprating, (State.TRIAL, State.PROPOSED), *ENTERS, by=by)
    if not why.strip():
        raise BadInput("请写明作废的原因。")
    for figure in held.figures:
        drop_figure(figure=figure, why=why, by=by)
    held.state, held.dropped_because = State.DROPPED, why.strip()
    held.save()
    record(by=by, did="uprating.dropped", to=held, why=why.strip())
    return held


@action
def settle_invitation(*, invitation: UUID, answer: str, note: str, by: Act) -> Invitation:
    """办结邀约: the family applied, does not want to, or was found not to qualify."""
    rows = Invitation.objects.seen_by(by.scope).select_for_update().filter(pk=invitation)
    held: Invitation | None = rows.first()
    if held is None:
        raise NotFound
    require(by, *CLERKS, at=held.area_id)
    if held.answer:
        raise NotThisStep("这条邀约已经办结，请刷新后看清。")
    if answer != Answer.APPLIED and not note.strip():
        raise BadInput("请写明情况：什么时候、怎样告知的，本人怎么说。")
    held.answer, held.note = Answer(answer), note.strip()
    held.answered_on, held.answered_name = by.day, by.scope.name
    held.save()
    record(by=by, did="uprating.invitation_settled", to=held, why=held.note, answer=held.answer)
    return held


def _ask(job: Job, held: Uprating, by: Act) -> None:
    """Put the job on the list, and keep which it is: it may break and be asked for again (`going_on`)."""
    held.job = ask(job=job, arguments={"uprating": str(held.pk)}, by=by).pk
    held.save(update_fields=["job"])


def _refuse_outrun(held: Uprating, by: Act) -> None:
    """Another plan may have been issued since this one was proposed: what it stood on is looked at once more."""
    if held.kind == Kind.UNIFIED:
        now = keys_of(held, place_of(held.area_id, by.day))
        entered = Figure.objects.filter(pk__in=held.figures).values_list("name", "keys")
        if any(set(keys["codes"]) != set(now[name]["codes"]) for name, keys in entered):
            raise NotThisStep("提出以后又有乡镇实行了城乡统筹：请作废这个方案，重新试算。")
        return
    told = checks(held.area_id, held.changes, held.since, by.day)
    failed = [check.because for check in told if check.result == "fail"]
    if failed:
        raise AgainstTheRules(f"提出以后现行标准变了：{'；'.join(failed)}。请作废后重新试算。")


def _standards(changes: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    told = {scheme: {area: int(changes[scheme][area]) for area in AREAS} for scheme in SCHEMES}
    if any(fen <= 0 for areas in told.values() for fen in areas.values()):
        raise BadInput("标准应大于零，请写每人每月的元数。")
    return told


def _townships(district: Area, changes: Mapping[str, Any], by: Act) -> dict[str, list[str]]:
    areas = [int(each) for each in changes.get("townships", ())]
    if not areas:
        raise BadInput("请选择实行城乡统筹的乡镇（街道）。")
    for area in areas:
        if township_of(area, by.day) != area or district_of(area, by.day) != district.pk:
            raise BadInput("城乡统筹按乡镇（街道）实行，请从本区的乡镇里选。")
    return {"codes": sorted(period_of(area, by.day).code for area in areas)}


def _locked(which: UUID, state: State | tuple[State, ...], *posts: str, by: Act) -> Uprating:
    rows = Uprating.objects.seen_by(by.scope).select_for_update(of=("self",)).select_related("area")
    held: Uprating | None = rows.filter(pk=which).first()
    if held is None:
        raise NotFound
    require(by, *posts, at=held.area_id)
    if held.state not in ((state,) if isinstance(state, State) else state):
        raise NotThisStep(f"方案{held.state_title}，不能这样办：请刷新后看清。")
    return held


def _person(by: Act) -> UUID:
    if by.scope.natural_person is None:
        raise WrongPost("方案由人提出和签发，请用自己的账号登录。")
    return by.scope.natural_person
