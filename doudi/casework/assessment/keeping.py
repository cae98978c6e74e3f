"""存档一次裁量：the law read on frozen facts, kept with everything needed to read it again; inside an action."""

from dataclasses import asdict
from datetime import date

from doudi.casework.assessment.freezing import Frozen
from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.reading import answered, fen_of, question
from doudi.casework.cases.models import Case
from doudi.casework.cases.places import place_of
from doudi.policy.versions import rules_version, values_version
from doudi.records.access import Act
from doudi.records.audit.canon import spelled
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret


def keep(case: Case, on: date, frozen: Frozen, by: Act) -> Assessment:
    """Read the law for a day with the figures known today, and keep the reading as the case's next assessment."""
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
