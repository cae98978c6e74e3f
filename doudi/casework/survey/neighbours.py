"""邻里走访（D07）：what neighbours say to the two investigators. Their names stay in the file and are never published."""

from datetime import date
from uuid import UUID

from doudi.casework.cases.models import Case
from doudi.casework.cases.places import place_of
from doudi.casework.intake.papers import parties
from doudi.casework.survey.investigators import sent, surveyable
from doudi.casework.survey.models import NeighbourStatement
from doudi.casework.survey.printing import print_statement
from doudi.policy.values import read_value
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.people.models import Household
from doudi.records.people.queries import members_on
from doudi.records.refusals import BadInput
from doudi.records.vault.secret import Secret


@action
def take_statement(
    *,
    case: UUID,
    witness: str,
    relation: str,
    statement: str,
    visited_on: date,
    place: str = "",
    agrees: bool | None = None,
    expected: int | None = None,
    by: Act,
) -> NeighbourStatement:
    """登记一次邻里走访 by one of the two who were sent. A member of the household is no neighbour."""
    held, wide = surveyable(case, expected, by)
    assignment = sent(held, by)
    if not (witness.strip() and relation.strip() and statement.strip()):
        raise BadInput("请写明被访人、与申请家庭的关系和说了什么。")
    if not held.received_on <= visited_on <= by.day:
        raise BadInput(f"走访日期应在收件日 {held.received_on} 和今天之间。")
    with acting_as(wide.scope):
        household, about = Household.objects.get(pk=held.household_id), parties(held)
        if witness.strip() in [member.name for member in members_on(household, by.day, wide)]:
            raise BadInput("被访人是这户的成员，不是邻里：请另访一人。")
    _refuse_told_before(held, witness.strip())
    made = NeighbourStatement.objects.create(
        case=held,
        area_id=held.area_id,
        assignment=assignment,
        number=NeighbourStatement.objects.filter(case=held).count() + 1,
        visited_on=visited_on,
        place=place.strip(),
        witness=Secret(witness.strip()),
        relation=relation.strip(),
        statement=Secret(statement.strip()),
        agrees=agrees,
        at=by.at,
        name=by.scope.name,
    )
    print_statement(made, about, wide)
    record(by=by, did="survey.neighbour_heard", to=made, case=held.pk, on=visited_on)
    return made


def neighbours_asked(case: Case, on: date) -> int:
    """How many neighbours the place's value asks for on a day; none where nothing is laid down."""
    value = read_value(place_of(case.responsible_id, on), "neighbour_visits", on)
    return 0 if value is None else int(value.keys["least"])


def _refuse_told_before(case: Case, witness: str) -> None:
    rows = NeighbourStatement.objects.filter(case=case)
    if any(row.witness.reveal() == witness for row in rows):
        raise BadInput("这位邻里已经登记过一次走访：请另访一人。")
