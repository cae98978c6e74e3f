"""收回盘：a source's file taken in — checked against its batch, kept, put into evidence, compared.

A wrong batch or a digest of another batch is refused whole. The same file again changes nothing and says so.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from doudi.casework.cases.models import ENDS
from doudi.casework.verification.answers import (
    ReadAnswers,
    Told,
    control_of,
    read_answers,
    returned_copy,
)
from doudi.casework.verification.batches import POSTS, asked_rows, locked_batch, not_known
from doudi.casework.verification.comparing import Heard, value_of
from doudi.casework.verification.models import KNOWN, Answer, Batch, BatchRow, Reply, Returned, State
from doudi.casework.verification.numbers import figures
from doudi.casework.verification.redrawing import redraw
from doudi.casework.verification.sources import Source, source
from doudi.records.access import Act, action, one_seen_by, require
from doudi.records.audit.canon import spelled
from doudi.records.audit.trail import record
from doudi.records.evidence.actions import Said, note_many
from doudi.records.evidence.models import REGISTER
from doudi.records.imports.columns import Fault
from doudi.records.imports.reading import Sheet, read_sheet
from doudi.records.refusals import BadInput, Refusal
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret


class WrongBatch(Refusal):
    """不是这一批的回盘：nothing of the file is taken in."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """收盘结果: the reply kept (None when no row was good), whether it had been taken in before, what was refused
    and where the copy for the source lies, and how many have yet to be answered for.
    """

    batch: Batch
    reply: Reply | None
    again: bool
    wrong: tuple[Fault, ...]
    returned: Returned | None
    unanswered: int


@action
def take_in(*, content: bytes, filename: str, data_on: date, by: Act) -> TakenIn:
    """收回盘 of one file. Good rows are kept, refused rows come back. Raises Unreadable, NoControlLine, NoHeader,
    WrongBatch, BatchClosed, BadInput.
    """
    sheet = read_sheet(content, filename)
    number, digest = control_of(sheet)
    held = _batch(number, digest, by)
    if data_on > by.day:
        raise BadInput("数据日期不能晚于今天，请填写部门数据截止的日期。")
    where, rows = source(held.source), asked_rows(held)
    found = read_answers(sheet, where, rows)
    digest = sm3(content)
    earlier = Reply.objects.filter(batch=held, file_sm3=digest).first()
    returned, new = _returned(held, sheet, found, digest, filename, by)
    if earlier is not None or not found.told:
        if returned is not None and new:
            record(by=by, did="verification.returned", to=returned, batch=held.number, rows=returned.rows)
        left = len(rows) - _answered(held)
        return TakenIn(held, earlier, earlier is not None or not new, tuple(found.wrong), returned, left)
    told = {row: found.told[row.position] for row in rows if row.position in found.told and _in_hand(row)}
    silent = _silent(held, rows, found)
    reply = _keep(held, where, told, silent, digest, filename, data_on, len(found.wrong), by)
    record(
        by=by,
        did="verification.replied",
        to=reply,
        batch=held.number,
        file=bytes(reply.file_sm3),
        answered=reply.answered,
        unanswered=reply.unanswered,
        refused=reply.refused,
        data_on=data_on,
    )
    return TakenIn(held, reply, False, tuple(found.wrong), returned, reply.unanswered)


@action
def hand_back(*, returned: UUID, by: Act) -> bytes:
    """导出退回的副本 for the source; a line of the chain, for it holds identity numbers."""
    held: Returned = one_seen_by(Returned.objects.all(), by.scope, id=returned)
    require(by, *POSTS, at=held.area_id)
    content = b64decode(held.copy.reveal())
    record(by=by, did="verification.copy_handed_back", to=held, rows=held.rows, file=sm3(content))
    return content


def _returned(
    batch: Batch, sheet: Sheet, found: ReadAnswers, digest: bytes, filename: str, by: Act
) -> tuple[Returned | None, bool]:
    """What goes back of a file, kept once; and whether this is the first time."""
    if not found.wrong:
        return None, True
    problems = [{"cell": each.cell, "why": each.why} for each in found.wrong]
    return Returned.objects.get_or_create(
        batch=batch,
        file_sm3=digest,
        defaults={
            "area_id": batch.area_id,
            "filename": filename[:200],
            "problems": Secret(spelled(problems).decode()),
            "rows": len({each.row for each in found.wrong}),
            "copy": Secret(b64encode(returned_copy(sheet, found)).decode()),
            "at": by.at,
            "name": by.scope.name,
        },
    )


def _batch(number: str, digest: bytes, by: Act) -> Batch:
    seen = Batch.objects.seen_by(by.scope)
    which = seen.filter(number=number).first()
    if which is None:
        raise WrongBatch(f"没有批次 {number[:40]}，或它不在您的工作范围内：请核对第一行的控制行。")
    if bytes(which.sheet_sm3) != digest:
        other = seen.filter(sheet_sm3=digest).first()
        told = f"是批次 {other.number} 的" if other else "不是发出的那张表的"
        raise WrongBatch(f"控制行写的是批次 {number}，SM3 却{told}：整份不收，请找来源核对后重新报送。")
    return locked_batch(which.pk, by)


def _in_hand(row: BatchRow) -> bool:
    """Of a case that has ended, or a request sent back, nothing more is kept."""
    request = row.subject.request
    return request.closed_on is None and request.case.stage not in ENDS


def _answered(batch: Batch) -> int:
    return Answer.objects.filter(batch=batch, state__in=KNOWN).values("row").distinct().count()


def _silent(batch: Batch, rows: Sequence[BatchRow], found: ReadAnswers) -> list[BatchRow]:
    """Who is not in the file and was never answered for. A refused row is not silence."""
    told = set(Answer.objects.filter(batch=batch).values_list("row_id", flat=True))
    return [
        row
        for row in rows
        if row.position not in found.told
        and row.position not in found.spoilt
        and row.pk not in told
        and _in_hand(row)
    ]


def _keep(
    batch: Batch,
    where: Source,
    told: Mapping[BatchRow, Told],
    silent: Sequence[BatchRow],
    digest: bytes,
    filename: str,
    data_on: date,
    refused: int,
    by: Act,
) -> Reply:
    age = timedelta(days=int(figures(batch.area_id, by.day).keys["data_age_days"]))
    reply = Reply(
        batch=batch,
        area_id=batch.area_id,
        file_sm3=digest,
        filename=filename[:200],
        data_on=data_on,
        stale=data_on < by.day - age,
        received_on=by.day,
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
        refused=refused,
    )
    known = {row.pk for row, said in told.items() if said.state in KNOWN}
    before = Answer.objects.filter(batch=batch, state__in=KNOWN).exclude(row__in=known)
    reply.answered = len(known) + before.values("row").distinct().count()
    reply.unanswered = batch.rows - reply.answered
    reply.save(force_insert=True)
    answers = [_answer(reply, row, said) for row, said in told.items()]
    answers += [_answer(reply, row, Told(State.MISSING)) for row in silent]
    Answer.objects.bulk_create(answers, batch_size=2000)
    said = _evidence(where, told, silent, reply, by)
    cases = {row.subject.request_id for row in told}
    note_many(said=[*said, *redraw(cases, where, data_on, digest, by)], by=by)
    return reply


def _answer(reply: Reply, row: BatchRow, said: Told) -> Answer:
    return Answer(
        row=row,
        area_id=reply.area_id,
        batch_id=reply.batch_id,
        reply=reply,
        state=said.state,
        records=Secret(spelled(said.records).decode()) if said.records else None,
        data_on=reply.data_on,
        at=reply.at,
    )


def _evidence(
    where: Source, told: Mapping[BatchRow, Told], silent: Sequence[BatchRow], reply: Reply, by: Act
) -> list[Said]:
    """What is now known, or not known, of each person; the household's totals come from `redraw`."""
    rows: list[Said] = []
    for row, answer in told.items():
        if answer.state not in KNOWN:
            rows += not_known(row, where, by.day, "来源未能查询")
            continue
        who = row.subject.person or row.subject.supporter
        assert who is not None
        heard = Heard(answer.state, answer.records)
        for fill in where.fills:
            value = None if fill.household else value_of(fill, heard)
            if value is not None:
                rows.append(
                    Said(
                        who,
                        fill.fact,
                        REGISTER,
                        where.department,
                        said_on=by.day,
                        holds_on=reply.data_on,
                        value=value,
                        paper_sm3=bytes(reply.file_sm3),
                        note="数据日期过旧" if reply.stale else "",
                    )
                )
    return rows + [each for row in silent for each in not_known(row, where, by.day, "问了，没有答复")]
