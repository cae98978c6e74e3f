"""审核办理：freeze the facts, read the law on them, keep everything needed to read it again."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from doudi.casework.assessment.freezing import Frozen, frozen_on
from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.reading import answered, fen_of, question
from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.places import place_of
from doudi.casework.cases.stages import WrongStage, told
from doudi.policy.versions import rules_version, values_version
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.canon import spelled
from doudi.records.audit.trail import record
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret


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
    assessment = _kept(held, day, frozen, by)
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


def _kept(case: Case, on: date, frozen: Frozen, by: Act) -> Assessment:
    place = place_of(case.responsible_id, on)
    answer = answered(question(case.receipt_number, on, by.day, place.code, frozen.facts))
    scheme = answer["schemes"].get(answer["classification"], {})
    text = spelled(answer)
    return Assessment.objects.create(
        case=case,
        area_id=case.area_id,
        number=Assessment.objects.filter(case=case).count() + 1,
        on=on,
        known_on=by.day,
        place=place.code,
        facts=Secret(frozen.facts.decode()),
        facts_sm3=sm3(frozen.facts),
        answer=Secret(text.decode()),
        answer_sm3=sm3(text),
        rules_version=rules_version(),
        values_version=values_version(place),
        standard_reason=frozen.standard_reason,
        sources=Secret(spelled([asdict(each) for each in frozen.departures]).decode()),
        classification=answer["classification"],
        monthly_fen=fen_of(scheme.get("monthly")),
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
