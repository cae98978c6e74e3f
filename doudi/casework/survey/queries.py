"""入户调查查询：what I have to survey, where a visit stands, what is still lacking, self-care and care of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.casework.cases.at_home import near_home
from doudi.casework.cases.desk import at_the_counter
from doudi.casework.cases.models import Case
from doudi.casework.intake.papers import Parties, parties
from doudi.casework.survey.care_models import (
    Admission,
    CareAgreement,
    CareWish,
    SelfCareConclusion,
    SelfCareSheet,
)
from doudi.casework.survey.investigators import SURVEYED_AT, Candidate, candidates
from doudi.casework.survey.models import (
    Assignment,
    NeighbourStatement,
    Visit,
    VisitSignature,
    VisitState,
)
from doudi.casework.survey.neighbours import neighbours_asked
from doudi.casework.survey.rounds import settle
from doudi.records.access import Act, acting_as, asked_once, one_seen_by
from doudi.records.areas.queries import period_of
from doudi.records.documents.queries import ScanMissing, require_scan, unscanned
from doudi.records.people.models import Household, Person
from doudi.records.refusals import Refusal
from doudi.records.worded import worded


class NotSurveyed(Refusal):
    """入户调查没有完成：no decision before two investigators have been at the home."""


@dataclass(frozen=True, slots=True)
class ToSurvey:
    """待我调查：a case that I am sent to, the day agreed, where its visit stands, what I do next."""

    case: Case
    assignment: Assignment
    visit: Visit | None
    mine_signed: bool

    @property
    def next_step(self) -> str:
        if self.visit is None or self.visit.state in (VisitState.NOBODY, VisitState.TAKEN_BACK):
            return "入户"
        if self.visit.state == VisitState.OPEN:
            return "接着填"
        return "等另一名调查人签名" if self.mine_signed else "签名"


def to_survey(by: Act) -> Sequence[ToSurvey]:
    """Open surveys to which the actor is sent, by the day agreed. Three queries however many."""
    me = by.scope.natural_person
    mine = Assignment.objects.seen_by(by.scope).filter(Q(first_person=me) | Q(second_person=me))
    newest: dict[UUID, Assignment] = {}
    for row in mine.filter(case__stage__in=SURVEYED_AT).select_related("case").order_by("number"):
        newest[row.case_id] = row
    every = Assignment.objects.seen_by(by.scope).filter(case__in=newest).order_by("number")
    latest = {row.case_id: row.pk for row in every}
    visits = {row.case_id: row for row in _visits(by).filter(case__in=newest).order_by("number")}
    signed = set(
        VisitSignature.objects.seen_by(by.scope)
        .filter(visit__in=visits.values(), natural_person=me)
        .values_list("visit_id", flat=True)
    )
    rows = [
        ToSurvey(row.case, row, visit, bool(visit and visit.pk in signed))
        for row in newest.values()
        if latest[row.case_id] == row.pk and not _over(visit := visits.get(row.case_id), row)
    ]
    return sorted(rows, key=lambda row: (row.assignment.planned_on, row.case.receipt_number))


def homes_to_survey(by: Act) -> int:
    """How many homes of the own village wait for a village worker who is sent there."""
    near = near_home(by).act
    with acting_as(near.scope):
        return len(to_survey(near))


def unassigned(by: Act) -> QuerySet[Case]:
    """Accepted cases to which nobody is sent yet, the oldest first."""
    seen = Case.objects.seen_by(by.scope).filter(stage__in=SURVEYED_AT, assignments__isnull=True)
    return seen.order_by("received_on", "receipt_number")


@asked_once
def assignment(case: Case, by: Act) -> Assignment | None:
    """Who is sent now; None while nobody is."""
    return next(iter(_assignments(case, by)), None)


@worded
def _assignments(case: Case, by: Act) -> QuerySet[Assignment]:
    return Assignment.objects.seen_by(by.scope).filter(case=case).order_by("-number")[:1]


@asked_once
@worded
def visits(case: Case, by: Act) -> QuerySet[Visit]:
    """Every visit of a case, first to last."""
    return _visits(by).filter(case=case).order_by("number")


def visit(which: UUID, by: Act) -> Visit:
    """One visit in scope, or NotFound."""
    found: Visit = one_seen_by(Visit.objects.select_related("case", "assignment"), by.scope, id=which)
    return found


def signatures(of: Visit, by: Act) -> Sequence[VisitSignature]:
    """Who has signed a visit, in order."""
    return list(VisitSignature.objects.seen_by(by.scope).filter(visit=of).order_by("at", "id"))


def parties_of(case: Case, by: Act) -> Parties:
    """The people behind the short names of a case, as its form and its pages name them."""
    wide = at_the_counter(at=case.area_id, responsible=case.responsible_id, by=by)
    with acting_as(wide.scope):
        return parties(case)


def home_of(case: Case, by: Act) -> str:
    """Where the household lives: village and address."""
    wide = at_the_counter(at=case.area_id, responsible=case.responsible_id, by=by)
    with acting_as(wide.scope):
        household = Household.objects.get(pk=case.household_id)
    return f"{period_of(household.area_id, by.day).name}{household.address}"


@asked_once
def who_may_go(case: Case, by: Act) -> Sequence[Candidate]:
    """Who may be sent to this home today, the relatives of it with the reason why not."""
    wide = at_the_counter(at=case.area_id, responsible=case.responsible_id, by=by)
    with acting_as(wide.scope):
        return candidates(case, wide)


def latest_survey(case: Case, by: Act) -> Visit | None:
    """The visit that counts: the latest that both investigators signed."""
    return next((each for each in reversed(visits(case, by)) if each.state == VisitState.DONE), None)


@asked_once
@worded
def neighbours(case: Case, by: Act) -> QuerySet[NeighbourStatement]:
    """Neighbours' statements for who handles the case. Their names and words are sealed and never published."""
    return NeighbourStatement.objects.seen_by(by.scope).filter(case=case).order_by("number")


def still_lacking(case: Case, by: Act) -> list[str]:
    """What the survey of a case still lacks, each a sentence; empty when a decision may rest on it."""
    rows = []
    counted = latest_survey(case, by)
    if counted is None:
        rows.append("入户调查还没有完成：须两名调查人入户、填表并都签名。")
    else:
        try:
            require_scan(case.pk, "D06", by, about=counted.pk)
        except ScanMissing as missing:
            rows.append(str(missing))
    unsigned = unscanned(case.pk, ("D07",), by)
    if unsigned:
        rows.append(f"{'、'.join(map(str, unsigned))}签字后的原件还没有扫描归档：请扫描上传后再办。")
    asked, heard = neighbours_asked(case, by.day), len(neighbours(case, by))
    if heard < asked:
        rows.append(f"邻里走访应不少于{asked}人，已登记{heard}人。")
    return rows


def surveyed(case: Case, by: Act) -> bool:
    """Is the survey complete: the form whole, the family's and both investigators' signatures, its scan on file, the
    neighbours heard?
    """
    return not still_lacking(case, by)


def require_survey(case: Case, by: Act) -> None:
    """For guards of a decision. Raises NotSurveyed with everything that is lacking."""
    lacking = still_lacking(case, by)
    if lacking:
        raise NotSurveyed("".join(lacking))


def who_investigated(case: Case, by: Act) -> frozenset[UUID]:
    """The natural persons who were ever sent to the home: none of them decides the case."""
    rows = Assignment.objects.seen_by(by.scope).filter(case=case)
    return frozenset(person for row in rows for person in (row.first_person, row.second_person))


@dataclass(frozen=True, slots=True)
class SelfCare:
    """一人的自理能力评估：the sheets of the latest round and what they came to; None while they do not agree."""

    sheets: Sequence[SelfCareSheet]
    conclusion: SelfCareConclusion | None

    @property
    def differ(self) -> bool:
        """Are two sheets in and not the same: a third assessor, or both again together?"""
        return len(self.sheets) > 1 and settle(self.sheets) is None


def self_care(case: Case, person: Person, by: Act) -> SelfCare:
    """How far the assessment of one member has come."""
    rows = SelfCareSheet.objects.seen_by(by.scope).filter(case=case, person=person).order_by("at", "id")
    sheets = list(rows)
    latest = max((sheet.round for sheet in sheets), default=0)
    concluded = SelfCareConclusion.objects.seen_by(by.scope).filter(case=case, person=person, round=latest)
    return SelfCare([sheet for sheet in sheets if sheet.round == latest], concluded.first())


def wish(case: Case, person: Person, by: Act) -> CareWish | None:
    """The latest wish of one member."""
    rows = CareWish.objects.seen_by(by.scope).filter(case=case, person=person)
    return rows.order_by("-stated_on", "-at", "-id").first()


def agreements(case: Case, person: Person, by: Act) -> Sequence[CareAgreement]:
    """Every care agreement of one member, the latest first."""
    rows = CareAgreement.objects.seen_by(by.scope).filter(case=case, person=person)
    return list(rows.order_by("-from_day", "-drafted_at", "-id"))


def agreement_on(person: Person, on: date, by: Act) -> CareAgreement | None:
    """The signed care agreement in force for a person on a day."""
    rows = CareAgreement.objects.seen_by(by.scope).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on),
        person=person,
        signed_on__lte=on,
        from_day__lte=on,
        until_day__gte=on,
    )
    return rows.order_by("-signed_on").first()


def agreement_signed(person: Person, on: date, by: Act) -> bool:
    """The fact of that name in the law of 照料护理费: without it the allowance at home is not paid."""
    return agreement_on(person, on, by) is not None


def expiring(until: date, by: Act) -> QuerySet[CareAgreement]:
    """Agreements in force today that end by a day, soonest first."""
    rows = CareAgreement.objects.seen_by(by.scope).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=by.day),
        signed_on__isnull=False,
        until_day__gte=by.day,
        until_day__lte=until,
    )
    return rows.select_related("case", "person").order_by("until_day", "id")


def admission(case: Case, person: Person, by: Act) -> Admission | None:
    """The latest admission of one member to an institution."""
    rows = Admission.objects.seen_by(by.scope).filter(case=case, person=person)
    return rows.order_by("-admitted_on", "-at", "-id").first()


def _visits(by: Act) -> QuerySet[Visit]:
    return Visit.objects.seen_by(by.scope)


def _over(last: Visit | None, sent: Assignment) -> bool:
    """Has the survey of this assignment been completed?"""
    return last is not None and last.state == VisitState.DONE and last.assignment_id == sent.pk
