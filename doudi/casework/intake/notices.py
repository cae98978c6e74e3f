"""告知与受理：the one notice of what is missing, acceptance on the day of completeness, and its end without it."""

from datetime import date
from uuid import UUID

from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import WrongStage, move, told
from doudi.casework.intake.models import CorrectionNotice, PaperReceived
from doudi.casework.intake.papers import Needed, listed, missing, number_of, parties
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput, Refusal


class NothingMissing(Refusal):
    """材料齐全：there is nothing to notify; the case is accepted instead."""


class StillMissing(Refusal):
    """材料未齐：acceptance waits for what the sentence names."""


class NotYetDue(Refusal):
    """期限未到：the family still has time to complete its papers."""


@action
def one_time_notice(
    *, case: UUID, complete_by: date, expected: int | None = None, by: Act
) -> CorrectionNotice:
    """出具一次性补正告知 of everything missing, once; the stage sees to it that there is no second one.

    Raises NothingMissing, WrongStage.
    """
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if complete_by <= by.day:
        raise BadInput("补正期限应在今天以后，请与申请人约定合理的日期。")
    with acting_as(wide.scope):
        lacking = missing(held, by.day, wide)
    if held.stage == Stage.SUBMITTED and not lacking:
        raise NothingMissing("材料已经齐全，不用告知补正：请直接受理。")
    held = move(held, Stage.CORRECTING, until=complete_by, by=by)
    notice = CorrectionNotice.objects.create(
        case=held,
        area_id=held.area_id,
        on=by.day,
        complete_by=complete_by,
        missing=[
            {"code": each.code, "title": each.title, "of": each.of, "who": each.who} for each in lacking
        ],
    )
    codes = [each.code for each in lacking]
    record(by=by, did="intake.notified", to=notice, case=held.pk, complete_by=complete_by, codes=codes)
    return notice


@action
def complete(*, case: UUID, expected: int | None = None, by: Act) -> Case:
    """受理: everything is there. The clock starts on the day on which the last paper came, however late the click.

    After a notice only what it named can hold the case up. Raises StillMissing, WrongStage.
    """
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    with acting_as(wide.scope):
        lacking = _holding_up(held, missing(held, by.day, wide))
        complete_on = _day_of_completeness(held, by.day)
    if held.stage not in (Stage.SUBMITTED, Stage.CORRECTING):
        raise WrongStage(f"{told(held)}，不能受理：请刷新页面，看清后再办。")
    if lacking:
        way_on = "补齐后再受理" if held.stage == Stage.CORRECTING else "请收齐，或出具一次性补正告知"
        raise StillMissing(f"还缺{listed(lacking)}：{way_on}。")
    held = move(held, Stage.ACCEPTED, on=complete_on, by=by)
    record(by=by, did="intake.accepted", to=held, receipt=held.receipt_number)
    return held


@action
def lapse(*, case: UUID, expected: int | None = None, by: Act) -> Case:
    """逾期未补正办结, after the last day of the notice; the family may apply again at any time. Raises NotYetDue."""
    held, _ = take_up(case, *CLERKS, expected=expected, by=by)
    notice = CorrectionNotice.objects.filter(case=held).first()
    if notice is not None and by.day <= notice.complete_by:
        raise NotYetDue(f"补正期限到 {notice.complete_by} 为止，还不能办结：请继续收材料。")
    held = move(held, Stage.LAPSED, why="逾期未补正", by=by)
    record(by=by, did="intake.lapsed", to=held)
    return held


def _holding_up(case: Case, lacking: list[Needed]) -> list[Needed]:
    notice = CorrectionNotice.objects.filter(case=case).first()
    if notice is None:
        return lacking
    named = {(each["code"], each["of"]) for each in notice.missing}
    return [each for each in lacking if (each.code, each.of) in named]


def _day_of_completeness(case: Case, today: date) -> date:
    """The day on which the last paper came in; after a notice, of the papers that it named: today when one of them
    came by another way. Read under an act that reaches the household.
    """
    rows = PaperReceived.objects.filter(case=case).values_list(
        "code", "person_id", "supporter_id", "received_on"
    )
    came: dict[tuple[str, UUID | None], date] = {
        (code, person or supporter): day for code, person, supporter, day in rows
    }
    notice = CorrectionNotice.objects.filter(case=case).first()
    if notice is None:
        return max(came.values(), default=case.received_on)
    about = parties(case)
    return max(came.get((each["code"], number_of(each["of"], about)), today) for each in notice.missing)
