"""延长办理期限：once a case, by cause, with the family told in writing (民发〔2022〕83号 四（一）)."""

from uuid import UUID

from doudi.casework.cases import dues
from doudi.casework.cases.actions import PAUSERS
from doudi.casework.cases.desk import take_up
from doudi.casework.cases.exception_models import Extension
from doudi.casework.cases.models import ACCEPTED_ON, Clock
from doudi.casework.cases.stages import WrongStage, told
from doudi.casework.confirmation.papers import extension_notice
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.refusals import BadInput, Refusal


class AlreadyExtended(Refusal):
    """已延长过：a confirmation is extended once, up to the hard limit."""


@action
def extend_clock(
    *, case: UUID, cause: Extension.Cause, why: str, expected: int | None = None, by: Act
) -> Extension:
    """延长办理期限 to the hard limit of the place, for one of the causes of 民发〔2022〕83号 四（一）, by a reviewer.

    The family is told in writing. Raises AlreadyExtended, WrongStage.
    """
    held, _ = take_up(case, *PAUSERS, expected=expected, by=by)
    if held.stage not in ACCEPTED_ON:
        raise WrongStage(f"{told(held)}，没有在走的期限可以延长。")
    if cause not in Extension.Cause or not why.strip():
        raise BadInput("请选择延长的情形，并写明具体原因。")
    if Extension.objects.filter(case=held).exists():
        raise AlreadyExtended("这件已经延长过一次，不能再延长：请在期限内办结，逾期的照实列为逾期。")
    limits = dues.hard_limits(held)
    longer = Extension.objects.create(
        case=held,
        area_id=held.area_id,
        cause=cause,
        why=why.strip(),
        on=by.day,
        limit_days=int(limits.keys["confirm_hard"]),
        basis=limits.basis,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
    before = dues.stored(held)[Clock.CONFIRM].on
    dues.rewrite(held)
    issue_paper(
        code="D14-4",
        data=extension_notice(held, longer, before),
        dated=by.day,
        folder=Folder(held.area_id, case=held.pk),
        by=by,
    )
    record(
        by=by, did="confirmation.clock_extended", to=longer, why=why.strip(), case=held.pk, cause=str(cause)
    )
    return longer
