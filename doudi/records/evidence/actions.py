"""录入证据：what was declared, seen or answered, and taking a slip back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from doudi.records.access import Act, action, require
from doudi.records.audit.canon import plain
from doudi.records.audit.trail import BulkRow, record, record_bulk
from doudi.records.evidence.models import CONCLUDED, DECLARED, REGISTER, SEEN, SOURCES, Evidence, Retraction
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.refusals import BadInput, Refusal
from doudi.records.vault.secret import Secret

DIGEST_BYTES = 32
CLERKS = ("township_clerk", "district_clerk")
MAY_RECORD = {
    DECLARED: (*CLERKS, "village_worker"),
    SEEN: (*CLERKS, "village_worker"),
    REGISTER: ("verification_clerk", "verification_lead", "district_clerk"),
    CONCLUDED: ("verification_clerk", "verification_lead"),
}


class AlreadyRetracted(Refusal):
    """已经作废：taken back before."""


@action
def note(
    *,
    about: Person | Household | Supporter,
    fact: str,
    source: str,
    said_by: str,
    said_on: date,
    holds_on: date | None = None,
    value: object = None,
    sealed: Secret | None = None,
    paper_sm3: bytes | None = None,
    note: str = "",
    by: Act,
) -> Evidence:
    """记录一条证据. `fact` is the name that `policy` knows it by, amounts in whole fen; `holds_on` is the day it tells
    of, that of saying it unless told. Neither `value` nor `sealed`: asked, and not known. Floats raise TypeError.
    """
    assert source in SOURCES, source
    require(by, *MAY_RECORD[source], at=about.area_id)
    _refuse_half_told(said_by, said_on, value is not None and sealed is not None, paper_sm3, by)
    row = Evidence.objects.create(
        area_id=about.area_id,
        person=about if isinstance(about, Person) else None,
        household=about if isinstance(about, Household) else None,
        supporter=about if isinstance(about, Supporter) else None,
        fact=fact,
        source=source,
        said_by=said_by.strip(),
        said_on=said_on,
        holds_on=holds_on or said_on,
        value=plain(value),
        sealed=sealed,
        paper_sm3=paper_sm3,
        note=note,
        recorded_at=by.at,
        recorded_by=by.scope.natural_person,
    )
    record(by=by, did="evidence.noted", to=row, fact=fact, source=source, said_on=said_on, paper=paper_sm3)
    return row


@dataclass(frozen=True, slots=True)
class Said:
    """一条待录的证据: the arguments of `note` for a job that brings many."""

    about: Person | Household | Supporter
    fact: str
    source: str
    said_by: str
    said_on: date
    holds_on: date
    value: object = None
    paper_sm3: bytes | None = None
    note: str = ""


@action
def note_many(*, said: Sequence[Said], by: Act) -> list[Evidence]:
    """批量记录证据, each by the same rules as `note`, under one line of the chain."""
    rows = []
    for each in said:
        assert each.source in SOURCES, each.source
        require(by, *MAY_RECORD[each.source], at=each.about.area_id)
        _refuse_half_told(each.said_by, each.said_on, False, each.paper_sm3, by)
        rows.append(
            Evidence(
                area_id=each.about.area_id,
                person=each.about if isinstance(each.about, Person) else None,
                household=each.about if isinstance(each.about, Household) else None,
                supporter=each.about if isinstance(each.about, Supporter) else None,
                fact=each.fact,
                source=each.source,
                said_by=each.said_by.strip(),
                said_on=each.said_on,
                holds_on=each.holds_on,
                value=plain(each.value),
                paper_sm3=each.paper_sm3,
                note=each.note,
                recorded_at=by.at,
                recorded_by=by.scope.natural_person,
            )
        )
    if rows:
        Evidence.objects.bulk_create(rows, batch_size=2000)
        record_bulk(by=by, did="evidence.noted_many", rows=[_bulk(row) for row in rows])
    return rows


def _bulk(row: Evidence) -> BulkRow:
    told = {"fact": row.fact, "source": row.source, "said_on": row.said_on, "paper": row.paper_sm3}
    return BulkRow("evidence", str(row.pk), row.area_id, told)


def _refuse_half_told(said_by: str, said_on: date, both: bool, paper_sm3: bytes | None, by: Act) -> None:
    if said_on > by.day:
        raise BadInput("说明或取得的日期不能晚于今天。")
    if not said_by.strip():
        raise BadInput("请写明是谁说的，或哪个部门答复的。")
    if both:
        raise BadInput("同一条证据不能既明写又密封。")
    if paper_sm3 is not None and len(paper_sm3) != DIGEST_BYTES:
        raise BadInput("凭证摘要不完整，请重新上传。")


@action
def retract(*, evidence: Evidence, why: str, by: Act) -> Retraction:
    """作废一条证据, with the reason; by who may record that source here. The row itself stays as it was."""
    require(by, *MAY_RECORD[evidence.source], at=evidence.area_id)
    if not why.strip():
        raise BadInput("请写明作废的原因。")
    # The evidence is never updated, so its row cannot be locked by the app; the subject of the lock is its number.
    taken, made = Retraction.objects.get_or_create(
        evidence=evidence,
        defaults={
            "area_id": evidence.area_id,
            "why": why.strip(),
            "at": by.at,
            "by": by.scope.natural_person,
        },
    )
    if not made:
        raise AlreadyRetracted(f"这条证据已经作废（{taken.why}）。")
    record(by=by, did="evidence.retracted", to=evidence, why=why, fact=evidence.fact)
    return taken
