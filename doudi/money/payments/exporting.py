"""送银行：the file is made from the frozen lines and nothing else, kept sealed, and is the same file whenever it is asked.

The money leaves the pool into transit in the same transaction in which the run is marked, so a run is either not yet
exported or exported whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from doudi.money.ledger.accounts import account
from doudi.money.ledger.models import Kind
from doudi.money.ledger.posting import Reason, post
from doudi.money.payments.approving import AlteredBatch, lines_to_pay, refuse_altered, refuse_stopped
from doudi.money.payments.formats import FORMATS
from doudi.money.payments.formats.shape import Batch, Order
from doudi.money.payments.models import Line, LineState, Run, RunStage
from doudi.money.payments.stages import RUN_STEPS, allowed, crashpoint, locked_run, move_run, refuse_unless
from doudi.records.access import Act, action, require
from doudi.records.areas.queries import period_of
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder, stored
from doudi.records.documents.store import fetch
from doudi.records.hands import step_of
from doudi.records.refusals import BadInput
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.secret import Secret

SENDERS = step_of(RUN_STEPS, "exporting.export").posts
PURPOSE = "bank_file"
ACCOUNT = Line._meta.get_field("account")
ORDERED = ("position", "holder", "bank", "amount_fen", "account")
ordered = attrgetter(*ORDERED)


@dataclass(frozen=True, slots=True)
class Control:
    """控制单：what goes to the bank beside the file, on paper."""

    number: str
    count: int
    total_fen: int
    batch_sm3: str
    file_sm3: str
    approvers: tuple[str, ...]


@action
def export(*, run: UUID, expected: int | None = None, by: Act) -> Run:
    """送银行 an approved run: make the file, keep it, move the money into transit. Raises AlteredBatch, NotEnough."""
    held = locked_run(run, by, expected)
    allowed("exporting.export", held, by)
    refuse_altered(held)
    crashpoint("export.open")
    rows = lines_to_pay(held).values_list("pk", *ORDERED)
    content = rendered(held, ((*told, sealed and ACCOUNT.opened(sealed, key)) for key, *told, sealed in rows))
    file = stored(
        content=content,
        uploaded=content,
        sort=FORMATS[held.bank_format].extension,
        name=file_name(held),
        purpose=PURPOSE,
        folder=Folder(held.area_id, matter=held.pk),
        by=by,
    )
    crashpoint("export.kept")
    transit, pool = account(Kind.TRANSIT, held.area_id), account(Kind.POOL, held.area_id)
    reason = Reason(held.purpose, f"{held.number} 送银行", f"{held.month:%Y-%m}", "run", held.pk)
    post(reason, [(transit, held.total_fen), (pool, -held.total_fen)], area=held.area_id, by=by)
    crashpoint("export.posted")
    Line.objects.filter(run=held, state=LineState.READY).update(state=LineState.SENT)
    held.file_sm3, held.exported_on = bytes(file.sm3), by.day
    move_run(held, RunStage.EXPORTED)
    crashpoint("export.moved")
    record(by=by, did="payments.exported", to=held, file_sm3=held.file_sm3, total_fen=held.total_fen)
    return held


@action
def hand_out(*, run: UUID, why: str, by: Act) -> bytes:
    """取代发文件: the kept bytes, with the reason and a trace; the same bytes each time. Raises AlteredBatch."""
    held = locked_run(run, by)
    require(by, *SENDERS, at=held.area_id)
    refuse_unless(held, RunStage.EXPORTED, RunStage.RETURNED, RunStage.CLOSED)
    if not why.strip():
        raise BadInput("请写明取用代发文件的事由。")
    refuse_stopped(held.area_id)
    assert held.file_sm3 is not None
    content = fetch(bytes(held.file_sm3))
    if sm3(content) != bytes(held.file_sm3):
        raise AlteredBatch("代发文件与登记的摘要不符：已停止，请报告审计人员查明。")
    record(by=by, did="payments.file_taken", to=held, why=why.strip(), file_sm3=held.file_sm3)
    return content


def rendered(run: Run, lines: Iterable[tuple[Any, ...]]) -> bytes:
    """The bank's file of a batch, by its format; told the `ORDERED` columns of each line."""
    payer, told = period_of(run.area_id, run.prepared_on).name, f"{run.month:%Y-%m}{run.purpose_title}"
    orders = [_order(told, *line) for line in lines]
    batch = Batch(run.number, f"{payer}民政局", run.prepared_on, orders)
    return FORMATS[run.bank_format].write(batch)


def _order(
    told: str, position: int, holder: str, bank: str, amount_fen: int, account: Secret | None
) -> Order:
    assert account is not None, "a line without an account is withheld before"
    return Order(str(position), holder, bank, account.reveal(), amount_fen, told)


def file_name(run: Run) -> str:
    """A name that tells the batch and nobody."""
    return f"{run.number}.{FORMATS[run.bank_format].extension}"


def control(run: Run) -> Control:
    """The control sheet of a run: count, sum, both digests and who approved."""
    names = tuple(run.approvals.order_by("at").values_list("name", flat=True))
    return Control(
        run.number,
        run.lines_count,
        run.total_fen,
        bytes(run.batch_sm3 or b"").hex(),
        bytes(run.file_sm3 or b"").hex(),
        names,
    )
