"""转交：the case goes to the responsible township; the one that took it in keeps a receipt and sees no more."""

from uuid import UUID

from doudi.casework.cases import dues
from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import WrongStage, leave, told
from doudi.casework.intake.models import Receipt
from doudi.records.access import Act, acting_as, action
from doudi.records.areas.queries import period_of
from doudi.records.audit.trail import record
from doudi.records.refusals import Refusal


class NotToHandOver(Refusal):
    """不用转交：the case already lies with the responsible township."""


@action
def hand_over(*, case: UUID, expected: int | None = None, by: Act) -> Receipt:
    """转交责任乡镇 within one working day of acceptance; the clock goes on from the first day.

    Raises WrongStage before acceptance, NotToHandOver.
    """
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if held.area_id == held.responsible_id:
        raise NotToHandOver("这件已在责任乡镇（街道），不用转交。")
    if held.stage != Stage.ACCEPTED:
        raise WrongStage(f"{told(held)}，受理以后才能转交。")
    receipt = _receipt(held, by)
    with acting_as(wide.scope):
        # Everything that belongs to the case follows by the database's own key (`walls.area_follows`).
        held.area_id, held.handed_over_on = held.responsible_id, by.day
        held.steps += 1
        held.save(update_fields=["area", "handed_over_on", "steps"])
        leave(held, before=held.stage, title=f"转交{receipt.handed_to}", by=by)
        dues.rewrite(held)
        record(by=by, did="intake.taken_over", to=held, receipt=held.receipt_number)
    record(by=by, did="intake.handed_over", to=receipt, case=held.pk, responsible=held.responsible_id)
    return receipt


def _receipt(case: Case, by: Act) -> Receipt:
    return Receipt.objects.create(
        case_id=case.pk,
        area_id=case.received_at_id,
        receipt_number=case.receipt_number,
        applicant_name=case.applicant_name,
        received_on=case.received_on,
        accepted_on=dues.first_days(case)[Stage.ACCEPTED],
        handed_to=period_of(case.responsible_id, by.day).name,
        handed_over_on=by.day,
        handed_over_by=by.scope.name,
    )
