"""审核办理：freeze the facts, read the law on them, keep everything needed to read it again."""

from datetime import date
from uuid import UUID

from doudi.casework.assessment.freezing import frozen_on
from doudi.casework.assessment.keeping import keep
from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import Stage
from doudi.casework.cases.stages import WrongStage, told
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record


@action
def assess(*, case: UUID, on: date | None = None, expected: int | None = None, by: Act) -> Assessment:
    """裁量 on a day (today unless told), with the figures of the responsible township's place known today.

    The standard is reckoned anew for that day. Decides nothing and moves nothing: who reviews reads it. Raises
    WrongStage, BadInput with the law's own sentence.
    """
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if held.stage != Stage.ACCEPTED:
        raise WrongStage(f"{told(held)}，受理以后才能裁量。")
    day = on or by.day
    with acting_as(wide.scope):
        frozen = frozen_on(held, day, wide)
    assessment = keep(held, day, frozen, by)
    record(
        by=by,
        did="assessment.assessed",
        to=assessment,
        case=held.pk,
        on=day,
        facts=bytes(assessment.facts_sm3),
        answer=bytes(assessment.answer_sm3),
        rules=assessment.rules_version,
        values=assessment.values_version,
    )
    return assessment
