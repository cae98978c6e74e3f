"""转录单：what is typed over from a case into the province's platform — its fields in the order and wording of the
platform's screens, and what has changed since it was last typed over, when and by whom.

The list of fields is data by place. Identity numbers and accounts are taken out with a reason, and leave a trace.
"""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from doudi.casework.awards.models import Award, AwardPerson, Scheme, Transferred
from doudi.casework.awards.months import first_of
from doudi.casework.awards.queries import amount_for, payee_names, persons
from doudi.casework.awards.terms import terms_of
from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.dues import first_days, first_marks
from doudi.casework.cases.models import Case, CaseMember, Mark, Stage
from doudi.casework.cases.places import place_of
from doudi.casework.confirmation.deciding import decision_in_force
from doudi.policy.question import yuan
from doudi.records.access import Act, action
from doudi.records.areas.queries import period_of, township_of
from doudi.records.audit.canon import spelled
from doudi.records.audit.trail import record
from doudi.records.people.models import Person
from doudi.records.people.queries import account_on, members_on, not_over_by, people_among
from doudi.records.refusals import BadInput
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.masks import account as masked_account
from doudi.records.vault.masks import id_number as masked_id
from doudi.records.vault.masks import phone as masked_phone
from doudi.records.vault.secret import Secret

MEMBER = "member."
MOST_CASES = 100  # each costs some thirty questions; a township types over what it decided lately
MASKS: Mapping[str, Callable[[Secret], str]] = {
    "applicant_id": masked_id,
    "payee_id": masked_id,
    "member.id": masked_id,
    "applicant_phone": masked_phone,
    "account": masked_account,
}


@dataclass(frozen=True, slots=True)
class Field:
    """一栏 of a screen of the platform."""

    screen: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """一栏的内容: which screen and field (of which member), the text to type, and how it looks masked."""

    key: str
    screen: str
    title: str
    text: str
    shown: str


@dataclass(frozen=True, slots=True)
class Difference:
    """与上次转录不同的一栏."""

    row: Row
    before: str


def fields_of(area: int, on: date) -> Sequence[Field]:
    """The fields of the platform that a place uses, its own list or that of the place it stands on."""
    by_place = _lists()
    for folder in place_of(area, on).folders:
        if folder.name in by_place:
            return by_place[folder.name]
    return by_place["china"]


def sheet(case: Case, by: Act) -> list[Row]:
    """The whole sheet of a case as it stands today, masked where it is shown."""
    told = _told(case, by)
    members = _members(case, by)
    rows: list[Row] = []
    for field in fields_of(case.responsible_id, by.day):
        if not field.source.startswith(MEMBER):
            rows.append(_row(field, field.source, told.get(field.source)))
            continue
        rows += [
            _row(field, f"{field.source}.{number}", each.get(field.source), f"（{each['member.name']}）")
            for number, each in enumerate(members, 1)
        ]
    return rows


def last_transfer(case: Case, by: Act) -> Transferred | None:
    """When and by whom the case was last typed over."""
    return Transferred.objects.seen_by(by.scope).filter(case=case).order_by("number").last()


def differences(case: Case, by: Act) -> list[Difference]:
    """What the platform does not know yet: every field on the first time, later those that changed."""
    last = last_transfer(case, by)
    before: dict[str, str] = json.loads(last.values.reveal()) if last else {}
    return [
        Difference(row, before.get(row.key, ""))
        for row in sheet(case, by)
        if before.get(row.key, "") != row.text
    ]


@action
def take_out(*, case: UUID, why: str, expected: int | None = None, by: Act) -> list[Row]:
    """取出转录单 with its numbers in full, with a reason and a line of the chain."""
    held, _ = take_up(case, *CLERKS, expected=expected, by=by)
    if not why.strip():
        raise BadInput("请写明取出的用途，如“录入省平台”。")
    rows = sheet(held, by)
    record(by=by, did="transfer.taken_out", to=held, why=why.strip(), fields=len(rows))
    return rows


@action
def mark_transferred(*, case: UUID, expected: int | None = None, by: Act) -> Transferred:
    """登记已转录: what stood on the sheet is kept, so that the next one shows only what has changed."""
    held, _ = take_up(case, *CLERKS, expected=expected, by=by)
    if not differences(held, by):
        raise BadInput("上次转录以来没有变化，不用再登记。")
    values = spelled({row.key: row.text for row in sheet(held, by)})
    row = Transferred.objects.create(
        case=held,
        area_id=held.area_id,
        number=Transferred.objects.filter(case=held).count() + 1,
        values=Secret(values.decode()),
        sm3=sm3(values),
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
    record(by=by, did="transfer.marked", to=held, values=bytes(row.sm3))
    return row


@lru_cache(maxsize=1)
def _lists() -> Mapping[str, Sequence[Field]]:
    text = (files("doudi.casework.awards") / "data" / "transfer.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    found: dict[str, list[Field]] = {}
    for row in rows:
        found.setdefault(row["place"], []).append(Field(row["screen"], row["title"], row["source"]))
    return found


def _row(field: Field, key: str, value: Any, of: str = "") -> Row:
    title = field.title + of
    if isinstance(value, Secret):
        return Row(key, field.screen, title, value.reveal(), MASKS[field.source](value))
    text = "" if value is None else str(value)
    return Row(key, field.screen, title, text, text)


def _told(case: Case, by: Act) -> dict[str, Any]:
    applicant = Person.objects.seen_by(by.scope).filter(pk=case.applicant_id).first()
    first, reached = first_days(case), first_marks(case)
    household = case.household
    told: dict[str, Any] = {
        "receipt_number": case.receipt_number,
        "applicant_name": case.applicant_name,
        "applicant_id": applicant.id_number if applicant else None,
        "applicant_phone": applicant.phone if applicant else None,
        "township": period_of(township_of(household.area_id, by.day), by.day).name,
        "village": period_of(household.area_id, by.day).name,
        "address": household.address,
        "members_count": CaseMember.objects.filter(case=case).count(),
        "received_on": case.received_on,
        "accepted_on": first.get(Stage.ACCEPTED),
        "verified_on": reached.get(Mark.VERIFIED),
        "surveyed_on": reached.get(Mark.SURVEYED),
        **_decided(case),
    }
    award = (
        Award.objects.seen_by(by.scope).filter(case=case, annulled_at__isnull=True).exclude(scheme="margin")
    )
    main = award.order_by("first_month", "head_name").first()
    return told if main is None else {**told, **_held(main, by)}


def _decided(case: Case) -> dict[str, Any]:
    decision = decision_in_force(case)
    if decision is None:
        return {}
    amounts = json.loads(decision.assessment.answer.reveal())["quantities"]
    return {
        "resolved_on": decision.resolution.on,
        "income": amounts.get("countable_income_monthly"),
        "income_per_head": amounts.get("income_per_head_monthly"),
        "decided_on": decision.on,
        "decision_number": decision.number,
    }


def _held(award: Award, by: Act) -> dict[str, Any]:
    month = max(by.day.replace(day=1), award.first_month)
    terms = terms_of(award, month)
    payee = people_among([award.payee_id], by).get(award.payee_id)  # None: moved on, out of sight
    account = account_on(payee, by.day, by) if payee else None
    return {
        "scheme": award.scheme_title,
        "persons": len(persons(award, month, by)),
        "standard": yuan(terms.standard_fen) if terms else None,
        "monthly": yuan(amount_for(award, month).monthly_fen),
        "first_month": f"{award.first_month:%Y-%m}",
        "until_month": f"{award.until_month:%Y-%m}" if award.until_month else None,
        "review_class": award.review_class,
        "payee": payee_names([award], by)[award.pk],
        "payee_id": payee.id_number if payee else None,
        "bank": account.bank if account else None,
        "account": account.number if account else None,
    }


def _members(case: Case, by: Act) -> list[dict[str, Any]]:
    rows = AwardPerson.objects.seen_by(by.scope).filter(not_over_by(first_of(by.day)), void=False)
    rows = rows.filter(award__case=case, award__annulled_at__isnull=True).exclude(award__scheme=Scheme.MARGIN)
    covered = set(rows.values_list("person_id", flat=True))
    return [
        {
            "member.name": row.name,
            "member.relation": row.relation,
            "member.id": row.person.id_number,
            "member.born": row.person.born,
            "member.covered": "是" if row.person_id in covered else "否",
        }
        for row in members_on(case.household, by.day, by)
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """待转录的一栏: of which case, what it says now (masked), what the platform was last told, when and by whom."""

    case: Case
    row: Row
    before: str
    last: Transferred | None


def waiting(by: Act, most: int = MOST_CASES) -> list[Waiting]:
    """Every field of the decided cases in scope that the platform does not know yet, the latest decided first."""
    decided = Case.objects.seen_by(by.scope).filter(awards__annulled_at__isnull=True, awards__isnull=False)
    rows = []
    for case in decided.select_related("household").distinct().order_by("-received_on", "id")[:most]:
        last = last_transfer(case, by)
        rows += [Waiting(case, each.row, _masked_before(each), last) for each in differences(case, by)]
    return rows


def _masked_before(difference: Difference) -> str:
    """What was secret is not shown from the past either."""
    return difference.before if difference.row.text == difference.row.shown else ""
