"""回盘：the bank's answer, applied once whatever the file is called or how its rows are sorted.

A file of another batch, or one that does not fit the lines that were sent, is refused whole. A failed line gives its
money back to the pool and stays owed; a line once paid is only taken back by the bank's own later failure (冲正).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from doudi.money.ledger.accounts import account
from doudi.money.ledger.models import Account, Kind, Posting
from doudi.money.ledger.posting import Reason, post
from doudi.money.payments.formats import FORMATS
from doudi.money.payments.formats.shape import Answer, BadReturn
from doudi.money.payments.models import Line, LineState, ReturnFile, Run, RunStage
from doudi.money.payments.stages import RUN_STEPS, allowed, crashpoint, locked_run, move_run
from doudi.policy.question import yuan
from doudi.records.access import Act, action
from doudi.records.audit.canon import spelled
from doudi.records.audit.trail import record
from doudi.records.hands import step_of
from doudi.records.refusals import Refusal
from doudi.records.vault.ciphers import sm3

READERS = step_of(RUN_STEPS, "returns.read_return").posts
LEGAL = {
    (LineState.SENT, LineState.PAID),
    (LineState.SENT, LineState.FAILED),
    (LineState.PAID, LineState.FAILED),  # the bank reverses
}


GIVEN_BACK = (LineState.FAILED, LineState.REPAID, LineState.EXPLAINED)


class AlreadyRead(Refusal):
    """这份回盘已经读过：the same rows, under whatever name and in whatever order, change nothing."""


class AlienReturn(Refusal):
    """不是这一批的回盘：it is refused whole."""


@action
def read_return(*, run: UUID, content: bytes, name: str, expected: int | None = None, by: Act) -> ReturnFile:
    """读入回盘. Raises BadReturn, AlienReturn, AlreadyRead; nothing is applied then."""
    held = locked_run(run, by, expected)
    allowed("returns.read_return", held, by)
    returned = FORMATS[held.bank_format].read(content)
    if returned.batch != held.number:
        raise AlienReturn(f"这份回盘答复的是批次“{returned.batch[:40]}”，不是 {held.number}：请核对文件。")
    answers = sorted(returned.answers)
    digest = sm3(spelled([[each.key, each.amount_fen, each.paid, each.reason] for each in answers]))
    before = ReturnFile.objects.filter(run=held, content_sm3=digest).first()
    if before is not None:
        raise AlreadyRead(f"这份回盘已于 {before.read_on} 读过（{before.name}），没有再处理。")
    crashpoint("return.parsed")
    changed = _matched(held, answers)
    _settle(held, changed, by)
    crashpoint("return.settled")
    kept = ReturnFile.objects.create(
        run=held,
        area_id=held.area_id,
        content_sm3=digest,
        file_sm3=sm3(content),
        name=name.strip()[:200],
        read_on=by.day,
        read_by=by.scope.natural_person,
        paid=sum(answer.paid for _, answer in changed),
        failed=sum(not answer.paid for _, answer in changed),
    )
    if held.stage == RunStage.EXPORTED:
        move_run(held, RunStage.RETURNED)
    record(
        by=by,
        did="payments.returned",
        to=kept,
        run=held.pk,
        paid=kept.paid,
        failed=kept.failed,
        content_sm3=digest,
    )
    return kept


def _matched(run: Run, answers: Sequence[Answer]) -> list[tuple[Line, Answer]]:
    """Each answer with its line, where it changes something. Raises AlienReturn for the first that does not fit."""
    if not answers:
        raise BadReturn("回盘里没有一笔答复：请银行出具逐笔结果。")
    lines = {str(line.position): line for line in Line.objects.select_for_update().filter(run=run)}
    twice = [key for key, times in Counter(answer.key for answer in answers).items() if times > 1]
    if twice:
        raise AlienReturn(f"回盘里第 {twice[0]} 笔出现两次：请银行重新出具。")
    changed = []
    for answer in answers:
        line = lines.get(answer.key)
        if line is None or line.state in (LineState.WITHHELD, LineState.VOID):
            raise AlienReturn(f"回盘里的第 {answer.key[:20]} 笔没有送过银行：请核对是不是这一批的文件。")
        if line.amount_fen != answer.amount_fen:
            raise AlienReturn(
                f"第 {answer.key} 笔送的是 {yuan(line.amount_fen)} 元，回盘是 {yuan(answer.amount_fen)} 元：请与银行核对。"
            )
        after = LineState.PAID if answer.paid else LineState.FAILED
        # Whoever was paid again or explained stays failed in this file, however often the bank repeats it.
        if line.state == after or (line.state in GIVEN_BACK and after == LineState.FAILED):
            continue
        if (line.state, after) not in LEGAL:
            raise AlienReturn(
                f"第 {answer.key} 笔已是“{line.state_title}”，回盘却是“{after.label}”：请与银行核对。"
            )
        changed.append((line, answer))
    return changed


def _settle(run: Run, changed: Sequence[tuple[Line, Answer]], by: Act) -> None:
    """Write the lines' states and the money: transit to payable where paid, back to the pool where not; one entry a
    township, where it was owed.
    """
    transit, pool = account(Kind.TRANSIT, run.area_id), account(Kind.POOL, run.area_id)
    owed = owed_in([line for line, _ in changed])
    moved: dict[int, list[tuple[Account, int]]] = defaultdict(list)
    for line, answer in changed:
        to = owed[line.pk]
        moved[to.area_id].append((to if answer.paid else pool, line.amount_fen))
        moved[to.area_id].append((to if line.state == LineState.PAID else transit, -line.amount_fen))
    for area, moves in sorted(moved.items()):
        reason = Reason(run.purpose, f"{run.number} 回盘", f"{run.month:%Y-%m}", "run", run.pk)
        post(reason, moves, area=area, by=by)
    alike: dict[tuple[LineState, str, date], list[UUID]] = defaultdict(list)
    for line, answer in changed:
        state = LineState.PAID if answer.paid else LineState.FAILED
        why = "" if answer.paid else answer.reason or "银行未说明原因"
        alike[state, why, answer.settled_on or by.day].append(line.pk)
    for (state, why, day), which in alike.items():
        Line.objects.filter(pk__among=which).update(state=state, reason=why, settled_on=day)


def owed_in(lines: Sequence[Line]) -> dict[UUID, Account]:
    """Line → the account in which it was owed when its first batch was checked, wherever the household lives by now."""
    first = {line.pk: line for line in lines}
    while again := {pk: line.repays_id for pk, line in first.items() if line.repays_id}:
        held = Line.objects.in_bulk(list(again.values()))
        first |= {pk: held[repaid] for pk, repaid in again.items()}
    rows = Posting.objects.filter(
        account__kind=Kind.PAYABLE,
        account__person_id__among={line.payee_id for line in lines},
        entry__about__in={line.run_id for line in first.values()},
        entry__reverses__isnull=True,
        fen__lt=0,
    ).select_related("account", "entry")
    found = {(row.entry.about, row.account.person_id): row.account for row in rows}
    return {pk: found[line.run_id, line.payee_id] for pk, line in first.items()}
