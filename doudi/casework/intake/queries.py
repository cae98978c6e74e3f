"""受理查询：search, what is missing, what the papers of intake say, the receipts kept after a hand-over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.cases.desk import at_the_counter
from doudi.casework.cases.models import Case, CaseMember, Clock, DueDate
from doudi.casework.cases.schemes import scheme_title
from doudi.casework.intake.models import (
    Application,
    CorrectionNotice,
    CounterPhone,
    Declaration,
    PaperReceived,
    Receipt,
)
from doudi.casework.intake.papers import Needed, Paper, missing, papers, parties
from doudi.records.access import Act, acting_as, asked_once, one_seen_by
from doudi.records.areas.queries import path_of, period_of
from doudi.records.people.models import Membership, Person
from doudi.records.people.queries import find_people
from doudi.records.refusals import NotFound
from doudi.records.worded import worded


@dataclass(frozen=True, slots=True)
class Found:
    """查到的人：the person, the household where it lives now, and the open case it is in."""

    person: Person
    household: UUID | None
    address: str
    case: UUID | None
    receipt_number: str
    scheme: str
    stage: str


@dataclass(frozen=True, slots=True)
class CorrectionPaper:
    """补正告知单（D04）: everything that its template shows."""

    receipt_number: str
    applicant: str
    on: date
    missing: tuple[str, ...]
    complete_by: date
    office: str
    phone: str


@dataclass(frozen=True, slots=True)
class AcceptancePaper:
    """受理通知书（D05）: number, day, last day, query code."""

    receipt_number: str
    query_code: str
    applicant: str
    received_on: date
    accepted_on: date
    due_on: date | None
    provisional: bool
    standard_reason: str
    responsible: str
    office: str
    phone: str


def search(typed: str, by: Act) -> list[Found]:
    """查找 before anybody is entered: people in one's own scope by name, pinyin, ID tail or telephone, with where they
    live and the case they are in. The same few queries however many are found.
    """
    people = find_people(typed, by)
    numbers = [person.pk for person in people]
    at_home = {row.person_id: row for row in _homes(numbers, by)}
    in_case = {row.person_id: row.case for row in _open_cases(numbers, by)}
    return [_found(person, at_home.get(person.pk), in_case.get(person.pk)) for person in people]


@worded
def _homes(people: list[UUID], by: Act) -> QuerySet[Membership]:
    rows = Membership.objects.seen_by(by.scope).filter(person_id__among=people, until__isnull=True)
    return rows.select_related("household")


@worded
def _open_cases(people: list[UUID], by: Act) -> QuerySet[CaseMember]:
    rows = CaseMember.objects.seen_by(by.scope).filter(person_id__among=people, open=True)
    return rows.select_related("case")


def application(case: Case, by: Act) -> Application:
    """The form's content beside people and facts."""
    found = _application(case, by)
    if not found:
        raise NotFound
    return found[0]


@asked_once
@worded
def _application(case: Case, by: Act) -> QuerySet[Application]:
    return Application.objects.seen_by(by.scope).filter(case=case)


def declarations(case: Case, by: Act) -> Sequence[Declaration]:
    """Everything the family declared, first to last."""
    return list(Declaration.objects.seen_by(by.scope).filter(case=case).order_by("number"))


@worded
def papers_received(case: Case, by: Act) -> QuerySet[PaperReceived]:
    """Every paper handed in, first to last. The supporter is fetched along where it is in scope."""
    rows = PaperReceived.objects.seen_by(by.scope).filter(case=case)
    return rows.select_related("supporter").order_by("received_on", "id")


def correction_notice(case: Case, by: Act) -> CorrectionNotice | None:
    """The one-time notice of a case, where there is one."""
    return next(iter(_correction_notices(case, by)), None)


@asked_once
@worded
def _correction_notices(case: Case, by: Act) -> QuerySet[CorrectionNotice]:
    return CorrectionNotice.objects.seen_by(by.scope).filter(case=case)


@asked_once
def still_missing(case: Case, by: Act) -> list[Needed]:
    """What the family has yet to hand in, as of the day of the act."""
    wide = at_the_counter(at=case.area_id, responsible=case.responsible_id, by=by)
    with acting_as(wide.scope):
        return missing(case, by.day, wide)


def paper_list() -> tuple[Paper, ...]:
    """材料清单: what is asked, and what may not be asked with the place where it is found instead."""
    return papers()


def correction_paper(case: Case, by: Act) -> CorrectionPaper:
    """What the one-time notice says. NotFound while there is none."""
    notice: CorrectionNotice = one_seen_by(CorrectionNotice.objects.all(), by.scope, case=case)
    rows = [Needed(**each) for each in notice.missing]
    return CorrectionPaper(
        case.receipt_number,
        case.applicant_name,
        notice.on,
        tuple(str(row) for row in rows),
        notice.complete_by,
        *_office(case.received_at_id, notice.on),
    )


def acceptance_paper(case: Case, by: Act) -> AcceptancePaper:
    """What the notice of acceptance says. NotFound before acceptance."""
    due = DueDate.objects.seen_by(by.scope).filter(case=case, clock=Clock.CONFIRM).first()
    if due is None:
        raise NotFound("这件还没有受理，没有受理通知书。")
    return AcceptancePaper(
        case.receipt_number,
        case.query_code,
        case.applicant_name,
        case.received_on,
        due.counted_from,
        due.on,
        due.provisional,
        application(case, by).standard_reason,
        period_of(case.responsible_id, by.day).name,
        *_office(case.received_at_id, by.day),
    )


def receipts(by: Act) -> QuerySet[Receipt]:
    """What this township took in for others and handed over, newest first."""
    return Receipt.objects.seen_by(by.scope).order_by("-handed_over_on", "receipt_number")


def receipt(case: UUID, by: Act) -> Receipt:
    """One receipt of a case handed over, or NotFound."""
    found: Receipt = one_seen_by(Receipt.objects.all(), by.scope, case_id=case)
    return found


@asked_once
def counter_phone(area: int, on: date) -> str:
    """The public telephone of the counter in charge of an area on a day; empty where none was published."""
    path = [period.area_id for period in path_of(area, on)]
    latest = {held.area_id: held.phone for held in _phones(path, on)}
    return next((latest[each] for each in reversed(path) if each in latest), "")


@worded
def _phones(areas: list[int], on: date) -> QuerySet[CounterPhone]:
    return CounterPhone.objects.filter(area_id__among=areas, since__lte=on).order_by("since")


def _office(area: int, on: date) -> tuple[str, str]:
    return period_of(area, on).name, counter_phone(area, on)


def _found(person: Person, home: Membership | None, case: Case | None) -> Found:
    return Found(
        person,
        home.household_id if home else None,
        home.household.address if home else "",
        case.pk if case else None,
        case.receipt_number if case else "",
        scheme_title(case.scheme or case.asked_for) if case else "",
        case.stage_title if case else "",
    )


def declared_facts(case: Case, by: Act) -> Mapping[str, Any]:
    """What the family said last, by short names."""
    wide = at_the_counter(at=case.area_id, responsible=case.responsible_id, by=by)
    with acting_as(wide.scope):
        return parties(case).facts


def people_behind(case: Case) -> Mapping[str, UUID]:
    """Short name → person, of the latest declaration."""
    latest = Declaration.objects.filter(case=case).order_by("-number")[0]
    return {short: UUID(person) for short, person in latest.who["members"].items()}


@asked_once
def parties_of(case: Case, by: Act) -> list[tuple[str, str]]:
    """Short name and name of every member and supporter of the latest declaration."""
    wide = at_the_counter(at=case.area_id, responsible=case.responsible_id, by=by)
    with acting_as(wide.scope):
        about = parties(case)
        names = [(short, each.name) for short, each in about.members.items()]
        return names + [(short, each.name) for short, each in about.supporters.items()]
