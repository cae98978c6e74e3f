"""核对报告：issued by the lead when everything asked is answered or given up, and every discrepancy is settled.

The centre checks and does not decide (社会救助法 第四十一条): the report says what is and what does not agree.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.cases import stages
from doudi.casework.cases.models import Mark
from doudi.casework.verification.comparing import spoken_facts
from doudi.casework.verification.concluding import LEAD
from doudi.casework.verification.findings import Conclusion, Discrepancy, Explanation, Report
from doudi.casework.verification.models import Answer, BatchRow, Request, State, Subject
from doudi.casework.verification.numbers import REPORT, figures, next_number
from doudi.casework.verification.redrawing import heard_in
from doudi.casework.verification.requests import locked_requests
from doudi.casework.verification.sheets import centre_of, report_paper, subject_row
from doudi.casework.verification.sources import source, sources
from doudi.policy.days import months_after
from doudi.records.access import Act, action, require
from doudi.records.areas.queries import period_of
from doudi.records.audit.canon import spelled
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.refusals import Refusal, SamePerson
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret
from doudi.records.worded import worded

MOST_NAMED = 5


class StillOpen(Refusal):
    """还不能出报告：the sentence names what is not answered or not settled."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """未答复的一项: who was, or should have been, asked where; `waiting` while an answer may still come."""

    subject: Subject
    code: str
    waiting: bool


@action
def issue_report(*, request: UUID, remark: str = "", by: Act) -> Report:
    """出具核对报告 (D08-2), checked by another natural person than who handled the request. Raises StillOpen,
    SamePerson.
    """
    (held,) = locked_requests([request], by)
    require(by, LEAD, at=held.area_id)
    if held.taken_person is None:
        raise StillOpen("这份委托还没有人接收核对，不能出报告。")
    if held.taken_person == by.scope.natural_person:
        raise SamePerson("核对和复核必须是两个人：这份委托是您经办的，请由另一位负责人出具报告。")
    silent = unanswered(held)
    _refuse_open(held, silent)
    report = _kept(held, silent, remark.strip(), by)
    held.closed_on = by.day
    held.save(update_fields=["closed_on"])
    issue_paper(
        code="D08-2",
        data=report_paper(report, by),
        dated=by.day,
        folder=Folder(held.area_id, case=held.case_id),
        number=report.number,
        by=by,
    )
    stages.mark(stages.locked(held.case_id, by), Mark.VERIFIED, by=by)
    record(
        by=by,
        did="verification.reported",
        to=report,
        case=held.case_id,
        number=report.number,
        content=bytes(report.content_sm3),
        false_declaration=report.false_declaration,
        unanswered=report.unanswered,
    )
    return report


def unanswered(request: Request) -> list[Unanswered]:
    """Everything within the authorisations to which no source has said yes or no."""
    rows = BatchRow.objects.filter(subject__request=request).select_related("batch")
    asked = {(row.subject_id, row.batch.source): row for row in rows}
    latest = _latest(request)
    found = []
    for subject in Subject.objects.filter(request=request).order_by("position"):
        for code in subject.sources:
            row = asked.get((subject.pk, code))
            answer = latest.get(row.pk) if row else None
            if answer is None or not heard_in(answer).known:
                found.append(Unanswered(subject, code, row is None or row.batch.closed_on is None))
    return found


def unsettled(request: Request) -> list[Discrepancy]:
    """Discrepancies without a confirmed conclusion."""
    done = Conclusion.objects.filter(
        discrepancy__request=request, returned_because="", confirmed_at__isnull=False
    )
    rows = Discrepancy.objects.filter(request=request, gone_on__isnull=True)
    return list(rows.exclude(pk__in=done.values("discrepancy")).order_by("found_on", "id"))


def _refuse_open(request: Request, silent: list[Unanswered]) -> None:
    waiting = [f"{each.subject.name}的{source(each.code).title}" for each in silent if each.waiting]
    if waiting:
        more = f"等 {len(waiting)} 项" if len(waiting) > MOST_NAMED else ""
        named = "、".join(waiting[:MOST_NAMED])
        raise StillOpen(f"{named}{more}还没有答复，不能出报告：请等答复，或写明原因结束那一批。")
    if not _latest(request):
        raise StillOpen("一项答复也没有收到，不能出报告：请退回委托，联通来源后再办。")
    rows = unsettled(request)
    if rows:
        named = "、".join(_title(row) for row in rows)
        raise StillOpen(f"{named}不一致还没有复核过的结论，不能出报告。")


def _title(row: Discrepancy) -> str:
    return next(fill.title for fill in source(row.source).fills if fill.fact == row.fact)


def _kept(request: Request, silent: list[Unanswered], remark: str, by: Act) -> Report:
    months = int(figures(request.area_id, by.day).keys["report_valid_months"])
    number = next_number(REPORT, request.area_id, by.day)
    standing = _standing(request)
    verdict = _verdict(standing, silent, remark)
    content = spelled(_content(request, number, verdict, months_after(by.day, months), standing, silent, by))
    assert request.taken_person is not None and by.scope.natural_person is not None
    return Report.objects.create(
        request=request,
        area_id=request.area_id,
        number=number,
        issued_on=by.day,
        valid_until=months_after(by.day, months),
        conclusion=verdict,
        content=Secret(content.decode()),
        content_sm3=sm3(content),
        false_declaration=any(each.false_declaration for each in standing),
        unanswered=len(silent),
        at=by.at,
        prepared_name=request.taken_by,
        prepared_by=request.taken_person,
        issued_name=by.scope.name,
        issued_by=by.scope.natural_person,
    )


def _standing(request: Request) -> list[Conclusion]:
    rows = Conclusion.objects.filter(
        discrepancy__request=request, returned_because="", discrepancy__gone_on__isnull=True
    )
    return list(rows.select_related("discrepancy__subject").order_by("discrepancy__found_on", "id"))


def _verdict(standing: list[Conclusion], silent: list[Unanswered], remark: str) -> str:
    against = [each for each in standing if each.outcome in ("register", "other")]
    parts = ["所核项目与申报一致" if not standing else ""]
    if standing:
        parts.append(f"有 {len(standing)} 项与申报不一致，其中 {len(against)} 项以核对结果为准")
    if any(each.false_declaration for each in standing):
        parts.append("存在不如实申报")
    if silent:
        parts.append(f"{len(silent)} 项没有得到答复")
    return "；".join(filter(None, parts)) + "。" + remark


def _content(
    request: Request,
    number: str,
    verdict: str,
    valid_until: date,
    standing: list[Conclusion],
    silent: list[Unanswered],
    by: Act,
) -> dict[str, Any]:
    """The fields of D08-2."""
    subjects = (
        Subject.objects.filter(request=request, id_number__isnull=False)
        .select_related("authorisation")
        .order_by("position")
    )
    content: dict[str, Any] = {
        "office": period_of(request.area_id, by.day).name,
        "centre": centre_of(request.area_id, by.day),
        "report_no": number,
        "request_no": request.number,
        "case_no": request.case.receipt_number,
        "applicant": request.case.applicant_name,
        "subjects": [subject_row(each) for each in subjects],
        "replies": _replies(request, standing),
        "conclusion": verdict,
        "valid_until": valid_until,
    }
    told = [_told(each) for each in standing] + _notes(request, silent)
    return {**content, "mismatches": told} if told else content


def _replies(request: Request, standing: list[Conclusion]) -> list[dict[str, Any]]:
    """One line an answer; where it does not agree, what was declared beside it."""
    apart = {(each.discrepancy.subject_id, each.discrepancy.source): each.discrepancy for each in standing}
    rows = []
    answers = list(_latest(request).values())
    order = list(sources())
    for answer in sorted(
        answers, key=lambda each: (order.index(each.batch.source), each.row.subject.position)
    ):
        where, subject = source(answer.batch.source), answer.row.subject
        row = apart.get((subject.pk, where.code)) or apart.get((None, where.code))
        said = {"declared": row.declared} if row else {}
        rows.append(
            {
                "source": where.department,
                "person": subject.name,
                "item": where.title,
                **said,
                "found": spoken_facts(where, heard_in(answer)),
                "consistent": row is None,
            }
        )
    return rows


def _told(each: Conclusion) -> str:
    row = each.discrepancy
    whose = f"{row.subject.name}　" if row.subject else ""
    false = "；属不如实申报" if each.false_declaration else ""
    clause = f"（{each.clause}）" if each.clause else ""
    return f"{whose}{_title(row)}：申报{row.declared}，核对{row.found}；{each.get_outcome_display()}{clause}{false}"


def _notes(request: Request, silent: list[Unanswered]) -> list[str]:
    notes = [f"{each.subject.name}　{source(each.code).title}：问了，没有得到答复" for each in silent]
    without = Subject.objects.filter(request=request, id_number__isnull=True).order_by("position")
    notes += [f"{each.name}：没有身份证号，无法核对" for each in without]
    old = {answer.batch.source for answer in _latest(request).values() if answer.reply and answer.reply.stale}
    return notes + [f"{source(code).title}：数据日期超过时效" for code in sources() if code in old]


def _latest(request: Request) -> dict[int, Answer]:
    rows = Answer.objects.filter(row__subject__request=request).exclude(state=State.MISSING)
    ordered = rows.select_related("row__subject", "batch", "reply").order_by("row", "-at", "-id")
    return {row.row_id: row for row in ordered.distinct("row")}


@worded
def explained(discrepancies: list[UUID]) -> QuerySet[Explanation]:
    """What families said about these."""
    return Explanation.objects.filter(discrepancy_id__among=discrepancies)


@worded
def concluded(discrepancies: list[UUID]) -> QuerySet[Conclusion]:
    """What was proposed and confirmed about these."""
    return Conclusion.objects.filter(discrepancy_id__among=discrepancies)
