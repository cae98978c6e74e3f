"""评议与公示：steps that a place's values switch on by date; where they are off, nobody can take them."""

from datetime import date
from uuid import UUID

from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import WrongStage, move, told
from doudi.casework.confirmation.closing import send_up
from doudi.casework.confirmation.models import AgendaItem, Appraisal, Publicity
from doudi.casework.confirmation.papers import appraisal_record
from doudi.casework.confirmation.procedure import appraisal
from doudi.casework.confirmation.proposals import OnAgenda, latest_proposal
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import About, issue_paper
from doudi.records.refusals import BadInput, Refusal

APPRAISED = "D12-1"
STEPPERS = ("township_reviewer", *CLERKS)


class StepIsOff(Refusal):
    """这一步已取消：the place's value says that the step is not taken on this day."""


class StillShown(Refusal):
    """公示未满：it hangs until its last day."""


class Unanswered(Refusal):
    """异议未答复：the decision waits until everything said against it is answered."""


@action
def begin_appraisal(*, case: UUID, on: date, place: str, expected: int | None = None, by: Act) -> Appraisal:
    """开始民主评议 of a proposal, before its meeting. Raises StepIsOff, OnAgenda."""
    held, _ = take_up(case, *STEPPERS, expected=expected, by=by)
    if held.stage != Stage.REVIEWING:
        raise WrongStage(f"{told(held)}，不能开始民主评议：请刷新页面，看清后再办。")
    asked = appraisal(held.responsible_id, by.day)
    if not asked.keys["required"]:
        raise StepIsOff(f"这里不作民主评议（{asked.basis}）：请直接列入会议议题。")
    if AgendaItem.objects.filter(case=held, meeting__closed_at__isnull=True, taken_off_because="").exists():
        raise OnAgenda("这件已列入会议议题：请先撤下，再评议。")
    if on < by.day or not place.strip():
        raise BadInput("请写明评议的日期和地点，日期不能早于今天。")
    proposal = latest_proposal(held)
    if Appraisal.objects.filter(proposal=proposal).exists():
        raise BadInput("这份审核意见已经评议过。")
    held = move(held, Stage.APPRAISING, until=on, by=by)
    row = Appraisal.objects.create(
        proposal=proposal, case=held, area_id=held.area_id, on=on, place=place.strip()
    )
    record(by=by, did="confirmation.appraisal_begun", to=row, case=held.pk, on=on)
    return row


@action
def close_appraisal(
    *, case: UUID, present: int, agree: int, findings: str, expected: int | None = None, by: Act
) -> Appraisal:
    """登记评议结果 and its record (D12-1); the panel reads it with the proposal, whichever way it went."""
    held, wide = take_up(case, *STEPPERS, expected=expected, by=by)
    if held.stage != Stage.APPRAISING:
        raise WrongStage(f"{told(held)}，没有在进行的民主评议：请刷新页面，看清后再办。")
    row = Appraisal.objects.select_for_update().get(case=held, closed_on__isnull=True)
    if by.day < row.on or not 0 <= agree <= present or not present or not findings.strip():
        raise BadInput(f"评议在 {row.on}；请写明到会、同意的人数和评议意见。")
    held = move(held, Stage.REVIEWING, why=f"民主评议 {agree}/{present} 同意", by=by)
    row.present, row.agree, row.findings, row.closed_on = present, agree, findings.strip(), by.day
    row.save(update_fields=["present", "agree", "findings", "closed_on"])
    with acting_as(wide.scope):
        said = appraisal_record(held, row)
    issue_paper(
        code=APPRAISED,
        data=said,
        dated=row.on,
        folder=Folder(held.area_id, case=held.pk),
        about=About(row.pk, f"第{row.proposal.number}次审核意见"),
        by=by,
    )
    record(by=by, did="confirmation.appraised", to=row, case=held.pk, present=present, agree=agree)
    return row


@action
def close_publicity(
    *, case: UUID, place: str, objections: str = "", expected: int | None = None, by: Act
) -> Case:
    """登记公示结果: without objection the case goes on to the decision after the last day; with one it is looked into
    again (民发〔2021〕57号 第十九条), on any day. Raises StillShown, Unanswered.
    """
    held, _ = take_up(case, *STEPPERS, expected=expected, by=by)
    if held.stage != Stage.PUBLICISED:
        raise WrongStage(f"{told(held)}，没有在进行的公示：请刷新页面，看清后再办。")
    row = Publicity.objects.select_for_update().get(case=held, closed_on__isnull=True)
    if row.unanswered:
        raise Unanswered(f"还有 {row.unanswered} 件异议没有答复：请先逐件答复，再登记公示结果。")
    said = objections.strip() or ("登记的异议成立" if row.upheld else "")
    if not place.strip():
        raise BadInput("请写明公示的地点。")
    if not said and by.day <= row.last:
        raise StillShown(f"公示到 {row.last} 为止：请期满以后再登记结果；有异议的随时登记。")
    after = Stage.ACCEPTED if said else Stage.REVIEWED
    held = move(held, after, why=f"公示有异议：{said}" if said else "公示期满，无异议", by=by)
    row.place, row.objections, row.closed_on = place.strip(), said, by.day
    row.save(update_fields=["place", "objections", "closed_on"])
    if not said:
        send_up(held, row.resolution, by)
    record(by=by, did="confirmation.publicity_closed", to=row, case=held.pk, objected=bool(said))
    return held
