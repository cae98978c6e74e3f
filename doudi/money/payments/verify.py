"""查款：ledger, frozen lines, batches, signatures and bank files held against one another and the chain; as the owner.

What an attacker would have to change together: the line, its digest in the batch, both signatures, the file, the
ledger and the line on the chain that told of each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from doudi.money.ledger.models import Account, Kind, Posting
from doudi.money.payments.approving import NEEDED
from doudi.money.payments.digests import batch_digest, frozen
from doudi.money.payments.exporting import ordered, rendered
from doudi.money.payments.models import Line, LineState, Purpose, Run, RunStage
from doudi.records.audit.models import AuditLine, BulkLine
from doudi.records.documents.store import OWNER, LostFile, fetch
from doudi.records.vault.ciphers import Tampered, sm3

SIGNED = (RunStage.APPROVED, RunStage.EXPORTED, RunStage.RETURNED, RunStage.CLOSED)
SENT = (RunStage.EXPORTED, RunStage.RETURNED, RunStage.CLOSED)
CAME_BACK = (LineState.FAILED, LineState.REPAID, LineState.EXPLAINED)
NOT_PAID = (LineState.WITHHELD, LineState.VOID)


@dataclass(frozen=True, slots=True)
class Fault:
    """不符之处: one sentence, the place it concerns, and the batch where there is one."""

    told: str
    area: int
    run: UUID | None = None


def faults() -> Iterator[Fault]:
    """Everything about money that does not fit."""
    yield from _ledger()
    for run in Run.objects.using(OWNER).order_by("number"):
        lines = list(Line.objects.using(OWNER).filter(run=run).order_by("position"))
        for told in _frozen(run, lines):
            yield Fault(told, run.area_id, run.pk)
        if run.batch_sm3 is None or run.stage == RunStage.VOID:
            continue
        to_pay = [line for line in lines if line.state not in NOT_PAID]
        for told in (*_batch(run, to_pay), *_signed(run), *_booked(run, to_pay), *_file(run, to_pay)):
            yield Fault(told, run.area_id, run.pk)


def runs_read() -> int:
    """How many batches there are to read."""
    return Run.objects.using(OWNER).count()


def _ledger() -> Iterator[Fault]:
    sums = Posting.objects.using(OWNER).values("entry", "entry__area", "entry__on", "entry__number")
    for row in sums.annotate(sum=Sum("fen")).exclude(sum=0).order_by("entry__on", "entry__number"):
        told = f"{row['entry__on']} 第 {row['entry__number']} 号凭证借贷差 {row['sum']} 分。"
        yield Fault(told, row["entry__area"])
    reckoned = dict(
        Posting.objects.using(OWNER).values_list("account").annotate(sum=Sum("fen")).order_by("account")
    )
    for account in Account.objects.using(OWNER).order_by("kind", "pk"):
        kept, again = account.balance_fen, int(reckoned.get(account.pk, 0))
        if kept != again:
            yield Fault(f"账户“{account}”余额 {kept} 分，逐笔合计 {again} 分。", account.area_id)


def _frozen(run: Run, lines: list[Line]) -> Iterator[str]:
    """Each line as the chain told of it when it was frozen; and no line that it did not tell of."""
    told = _chain("payments.frozen", run, run.number)
    if told is None:
        yield f"批次 {run.number} 的编册没有审计记录。"
        return
    rows = BulkLine.objects.using(OWNER).filter(batch=told.facts["batch"], kind="line")
    kept = {row.object_id: row.facts for row in rows}
    for line in lines:
        facts = kept.pop(str(line.pk), None)
        if facts is None:
            yield f"批次 {run.number} 第 {line.position} 笔不在编册的审计记录里。"
        elif (facts["amount_fen"], facts["rests_on"]) != (line.amount_fen, bytes(line.rests_on).hex()):
            yield f"批次 {run.number} 第 {line.position} 笔的金额或依据与编册时不同。"
    if kept:
        yield f"批次 {run.number} 少了 {len(kept)} 笔编册时有的。"


def _batch(run: Run, lines: list[Line]) -> Iterator[str]:
    assert run.batch_sm3 is not None
    kept = bytes(run.batch_sm3)
    if batch_digest(run, map(frozen, lines)) != kept:
        yield f"批次 {run.number} 的花名册与核对时的摘要不符。"
    if (len(lines), sum(line.amount_fen for line in lines)) != (run.lines_count, run.total_fen):
        yield f"批次 {run.number} 的笔数或金额与逐笔合计不符。"
    told = _chain("payments.checked", run)
    if told is None or told.facts["batch_sm3"] != kept.hex():
        yield f"批次 {run.number} 的摘要与审计链所记不符。"
    for line in lines:
        try:
            opened = line.account is not None and line.account.reveal()
            blind = Line._meta.get_field("account_blind")
            if opened and line.account and bytes(line.account_blind or b"") != blind.index_of(line.account):
                yield f"批次 {run.number} 第 {line.position} 笔的账号与索引不符。"
        except Tampered:
            yield f"批次 {run.number} 第 {line.position} 笔的账号密文被改动。"


def _signed(run: Run) -> Iterator[str]:
    if run.stage not in SIGNED:
        return
    rows = run.approvals.using(OWNER).all()
    people = {row.natural_person for row in rows if bytes(row.batch_sm3) == bytes(run.batch_sm3 or b"")}
    if len(people - {run.prepared_by}) < NEEDED:
        yield f"批次 {run.number} 没有两人对这份花名册的签名。"
    told = {
        line.object_id
        for line in AuditLine.objects.using(OWNER).filter(did="payments.approved", facts__run=str(run.pk))
    }
    if {str(row.pk) for row in rows} - told:
        yield f"批次 {run.number} 的签名没有审计记录。"


def _booked(run: Run, lines: list[Line]) -> Iterator[str]:
    """The ledger holds what the batch pays: owed when it was checked, in transit when it was sent, and since then
    where its lines say: still with the bank, or back in the pool.
    """
    rows = Posting.objects.using(OWNER).filter(entry__about=run.pk, entry__reverses__isnull=True)
    owed = rows.filter(account__kind=Kind.SPENT).aggregate(sum=Sum("fen"))["sum"] or 0
    if run.purpose != Purpose.REPAY and owed != run.total_fen:
        yield f"批次 {run.number} 应付 {run.total_fen} 分，账上列支 {owed} 分。"
    sent = rows.filter(account__kind=Kind.TRANSIT, fen__gt=0).aggregate(sum=Sum("fen"))["sum"] or 0
    if run.stage in SENT and sent != run.total_fen:
        yield f"批次 {run.number} 送银行 {run.total_fen} 分，账上在途 {sent} 分。"
    if run.stage not in SENT:
        return
    waits = sum(line.amount_fen for line in lines if line.state == LineState.SENT)
    back = sum(line.amount_fen for line in lines if line.state in CAME_BACK)
    transit, pool = (
        rows.filter(account__kind=kind).aggregate(sum=Sum("fen"))["sum"] or 0
        for kind in (Kind.TRANSIT, Kind.POOL)
    )
    if (transit, pool) != (waits, back - run.total_fen):
        told = f"银行处理中 {waits} 分，账上 {transit} 分；退回 {back} 分，账上 {pool + run.total_fen} 分"
        yield f"批次 {run.number} 各笔的状态与账不符：{told}。"


def _file(run: Run, lines: list[Line]) -> Iterator[str]:
    if run.file_sm3 is None:
        return
    kept = bytes(run.file_sm3)
    told = _chain("payments.exported", run)
    if told is None or told.facts["file_sm3"] != kept.hex():
        yield f"批次 {run.number} 的代发文件摘要与审计链所记不符。"
    try:
        content = fetch(kept)
    except (LostFile, Tampered):
        yield f"批次 {run.number} 的代发文件缺失或被改动。"
        return
    try:
        same = sm3(content) == kept and rendered(run, map(ordered, lines)) == content
    except (Tampered, AssertionError):
        return  # told of by its line
    if not same:
        yield f"批次 {run.number} 的代发文件与花名册不符。"


def _chain(did: str, run: Run, number: str = "") -> AuditLine | None:
    """The line of the chain that told of a step of a run."""
    rows = AuditLine.objects.using(OWNER).filter(did=did).order_by("-seq")
    return (rows.filter(facts__number=number) if number else rows.filter(object_id=str(run.pk))).first()
