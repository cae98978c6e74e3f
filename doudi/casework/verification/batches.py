"""核对批次：what is asked of a source about many households at once, handed out as a sheet that proves itself.

The digest is over what was asked (batch, source, and each row's number, name and identity number), not over the
file: it is the same for Excel and CSV, and still there when another office has saved the file anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.cases.models import ENDS
from doudi.casework.verification.models import Answer, Batch, BatchRow, Request, State, Subject
from doudi.casework.verification.numbers import BATCH, figures, next_number, working_days_after
from doudi.casework.verification.redrawing import redraw
from doudi.casework.verification.requests import locked_requests
from doudi.casework.verification.sources import Source, source
from doudi.casework.verification.standing import in_force
from doudi.records.access import Act, action, one_seen_by, require
from doudi.records.areas.queries import district_of
from doudi.records.audit.canon import spelled
from doudi.records.audit.trail import record
from doudi.records.evidence.actions import Said, note_many
from doudi.records.evidence.models import REGISTER
from doudi.records.imports.writing import Table, csv_bytes, workbook_bytes
from doudi.records.refusals import BadInput, NotFound, Refusal
from doudi.records.vault.ciphers import sm3

POSTS = ("verification_clerk", "verification_lead")
ROW, NAME, NUMBER, RESULT = "序号", "姓名", "身份证号", "查询结果"
KEYS = (ROW, NAME, NUMBER, RESULT)
XLSX, CSV = "xlsx", "csv"


class NothingToAsk(Refusal):
    """没有要问的人：everybody has been asked, or nobody may be."""


class BatchClosed(Refusal):
    """批次已经结束：nothing more is taken in for it."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """没有列入的人, and why."""

    request: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Made:
    """制成的批次, and who was left out of them."""

    batches: tuple[Batch, ...]
    left_out: tuple[LeftOut, ...]


@action
def make_batches(*, codes: Sequence[str], requests: Sequence[UUID], by: Act) -> Made:
    """制表: one batch a source about everybody in these requests who has not been asked there yet.

    Only those whose signature is in force today and covers the source. Raises NothingToAsk.
    """
    wanted = [source(code) for code in codes]
    held = [each for each in locked_requests(requests, by) if each.case.stage not in ENDS]
    if not held:
        raise NotFound("没有选中在办的委托，请先勾选。")
    district = district_of(held[0].area_id, by.day)
    if any(district_of(each.area_id, by.day) != district for each in held):
        raise BadInput("一批只问一个区的人，请按区分开。")
    subjects, left_out = _may_be_asked(held, by)
    batches = [
        made for each in wanted if (made := _batch(each, district, _not_yet_asked(each, subjects), by))
    ]
    if not batches:
        why = f"（{left_out[0].name}：{left_out[0].why}）" if left_out else ""
        raise NothingToAsk(f"所选委托在这些来源没有还要问的人{why}，不用制表。")
    record(by=by, did="verification.batched", area=district, batches=[each.number for each in batches])
    return Made(tuple(batches), tuple(left_out))


@action
def hand_out(*, batch: UUID, form: str = XLSX, by: Act) -> bytes:
    """导出批次 as a sheet for its source; each time it is a line of the chain, for it holds identity numbers."""
    held: Batch = one_seen_by(Batch.objects.all(), by.scope, id=batch)
    require(by, *POSTS, at=held.area_id)
    if held.closed_on is not None:
        raise BatchClosed(f"批次 {held.number} 已于 {held.closed_on} 结束，不再导出。")
    table = _table(held, source(held.source), asked_rows(held))
    content = csv_bytes(table) if form == CSV else workbook_bytes(table)
    record(by=by, did="verification.batch_handed_out", to=held, form=form, rows=held.rows, file=sm3(content))
    return content


@action
def close_batch(*, batch: UUID, why: str, by: Act) -> Batch:
    """结束批次 without waiting any longer: who was not answered about stays "asked, and not known"."""
    held = locked_batch(batch, by)
    if not why.strip():
        raise BadInput("请写明不再等待答复的原因。")
    where = source(held.source)
    silent = [row for row in asked_rows(held) if row.pk not in told_of(held)]
    answers = [
        Answer(row=row, area_id=held.area_id, batch=held, state=State.MISSING, data_on=by.day, at=by.at)
        for row in silent
    ]
    Answer.objects.bulk_create(answers)
    said = [each for row in silent for each in not_known(row, where, by.day, why.strip())]
    note_many(said=said + redraw({row.subject.request_id for row in silent}, where, by.day, None, by), by=by)
    held.closed_on, held.closed_because = by.day, why.strip()
    held.save(update_fields=["closed_on", "closed_because"])
    record(by=by, did="verification.batch_closed", to=held, why=why.strip(), unanswered=len(silent))
    return held


def locked_batch(which: UUID, by: Act) -> Batch:
    """An open batch in scope, locked. NotFound, BatchClosed."""
    held: Batch | None = Batch.objects.seen_by(by.scope).select_for_update().filter(pk=which).first()
    if held is None:
        raise NotFound
    require(by, *POSTS, at=held.area_id)
    if held.closed_on is not None:
        raise BatchClosed(
            f"批次 {held.number} 已于 {held.closed_on} 结束（{held.closed_because}），不再收答复。"
        )
    return held


def asked_rows(batch: Batch) -> list[BatchRow]:
    """The rows of a batch with whom they ask about, in order."""
    rows = BatchRow.objects.filter(batch=batch).order_by("position")
    return list(
        rows.select_related(
            "subject__request__case",
            "subject__request__case__household",
            "subject__person",
            "subject__supporter",
        )
    )


def told_of(batch: Batch) -> set[int]:
    """Rows of a batch about which the source has said something, or that were noted as silent."""
    return set(Answer.objects.filter(batch=batch).values_list("row_id", flat=True))


def not_known(row: BatchRow, where: Source, on: date, note: str) -> list[Said]:
    """问了，不知道: evidence without a value for every fact of the person that the source would fill."""
    who = row.subject.person or row.subject.supporter
    assert who is not None
    facts = [fill.fact for fill in where.fills if not fill.household]
    return [Said(who, fact, REGISTER, where.department, said_on=on, holds_on=on, note=note) for fact in facts]


def sheet_digest(number: str, code: str, rows: Sequence[BatchRow]) -> bytes:
    """SM3 of what was asked."""
    people = [[row.position, row.subject.name, _id_number(row.subject)] for row in rows]
    return sm3(spelled([number, code, people]))


def control_line(batch: Batch) -> str:
    """控制行: what the source keeps in the file, so that its answer finds the way back."""
    title = source(batch.source).title
    return f"核对批次：{batch.number}　来源：{title}　行数：{batch.rows}　SM3：{bytes(batch.sheet_sm3).hex()}"


def _may_be_asked(held: Sequence[Request], by: Act) -> tuple[list[Subject], list[LeftOut]]:
    rows = Subject.objects.filter(request__in=held).select_related("person", "supporter", "request")
    ordered = list(rows.order_by("request__number", "position"))
    signed = in_force([each.person or each.supporter for each in ordered], by.day, by)  # type: ignore[misc]
    subjects, left_out = [], []
    for each in ordered:
        if (each.person_id or each.supporter_id) not in signed:
            left_out.append(LeftOut(each.request.number, each.name, "授权已经撤回或到期"))
        elif each.id_number is None:
            left_out.append(LeftOut(each.request.number, each.name, "没有身份证号"))
        else:
            subjects.append(each)
    return subjects, left_out


def _not_yet_asked(where: Source, subjects: Sequence[Subject]) -> list[Subject]:
    asked = set(
        BatchRow.objects.filter(batch__source=where.code, subject__in=subjects).values_list(
            "subject_id", flat=True
        )
    )
    return [each for each in subjects if where.code in each.sources and each.pk not in asked]


def _batch(where: Source, district: int, subjects: Sequence[Subject], by: Act) -> Batch | None:
    if not subjects:
        return None
    keys = figures(district, by.day).keys
    batch = Batch(
        area_id=district,
        number=next_number(BATCH, district, by.day),
        source=where.code,
        rows=len(subjects),
        made_on=by.day,
        reply_by=working_days_after(by.day, int(keys["reply_working_days"])),
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
    rows = [
        BatchRow(batch=batch, area_id=district, position=position, subject=subject)
        for position, subject in enumerate(subjects, 1)
    ]
    batch.sheet_sm3 = sheet_digest(batch.number, where.code, rows)
    batch.save(force_insert=True)
    BatchRow.objects.bulk_create(rows)
    return batch


def _table(batch: Batch, where: Source, rows: Sequence[BatchRow]) -> Table:
    return Table(
        title=f"{batch.number} {where.title}",
        above=(
            control_line(batch),
            "填写说明：查询结果写“有”“无”或“未查”；一人有几条记录写几行，序号、姓名、身份证号照抄；请不要改动第一行。",
        ),
        header=(*KEYS, *(field.title for field in where.fields)),
        rows=[
            (str(row.position), row.subject.name, _id_number(row.subject), "", *("" for _ in where.fields))
            for row in rows
        ],
        widths=(6, 12, 22, 10, *(16 for _ in where.fields)),
    )


def _id_number(subject: Subject) -> str:
    return "" if subject.id_number is None else subject.id_number.reveal()
