"""查链：walk the whole chain as the owner role and say everything that does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from doudi.records.audit import anchors
from doudi.records.audit.minutes import SEALED, minute_root
from doudi.records.audit.models import AccessLine, AuditLine, BulkLine
from doudi.records.audit.trail import BEFORE_THE_FIRST, bulk_root, line_digest

OWNER = "owner"
CHUNK = 5000
FAULTS_TOLD = 100


@dataclass(slots=True)
class Verdict:
    """查链结果：how far the walk went, the head to print or copy, and one Chinese sentence for each fault."""

    lines: int = 0
    anchors: int = 0
    head: str = BEFORE_THE_FIRST.hex()
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


def verify() -> Verdict:
    """Every single edit, deletion, insertion, truncation and rewrite of the chain, its bulk rows or its sealed
    minutes gives at least one fault. Read-only; connects as the owner, whom row-level security lets pass.
    """
    verdict = Verdict()
    heads = anchors.anchored()
    verdict.anchors = len(heads)
    expected = BEFORE_THE_FIRST
    for line in _told(_lines(), verdict):
        verdict.lines += 1
        if line.seq != verdict.lines:
            verdict.faults.append(f"第 {verdict.lines} 行缺失，其处是第 {line.seq} 行。")
            verdict.lines = line.seq
        if bytes(line.prev) != expected:
            verdict.faults.append(f"第 {line.seq} 行接不上前一行。")
        if bytes(line.sm3) != line_digest(line):
            verdict.faults.append(f"第 {line.seq} 行内容被改动。")
        expected = bytes(line.sm3)
        if heads.pop(line.seq, expected) != expected:
            verdict.faults.append(f"第 {line.seq} 行与库外的锚不符，此行及以前曾被重写。")
        verdict.faults.extend(_faults_below(line))
    verdict.head = expected.hex()
    verdict.faults.extend(_strays())
    if heads:
        verdict.faults.append(
            f"库外的锚已到第 {max(heads)} 行，审计链只到第 {verdict.lines} 行：末尾被截去。"
        )
    if verdict.lines and not verdict.anchors:
        verdict.faults.append("没有库外的锚，无法证明审计链没有被整体重写：请找回锚文件。")
    return verdict


def _lines() -> Iterator[AuditLine]:
    return AuditLine.objects.using(OWNER).order_by("seq").iterator(chunk_size=CHUNK)


def _told(lines: Iterator[AuditLine], verdict: Verdict) -> Iterator[AuditLine]:
    """Stop walking when the fault list is long enough to be understood."""
    for line in lines:
        if len(verdict.faults) >= FAULTS_TOLD:
            verdict.faults.append("差错过多，其余不再列出。")
            return
        yield line


def _strays() -> Iterator[str]:
    """Rows slipped in beside the chain: in a minute already sealed, or in a bulk job that no line tells of."""
    told = AuditLine.objects.using(OWNER)
    seals = told.filter(did=SEALED).order_by("-seq")
    if last := seals.first():
        end = datetime.fromisoformat(last.facts["minute"]) + timedelta(minutes=1)
        sealed = sum(line.facts["rows"] for line in seals.iterator(chunk_size=CHUNK))
        if AccessLine.objects.using(OWNER).filter(machine_at__lt=end).count() != sealed:
            yield "已封存的查阅记录多出或缺少，与审计链所记的行数不符。"
    bulk = told.filter(facts__has_keys=["batch", "root", "rows"]).iterator(chunk_size=CHUNK)
    if BulkLine.objects.using(OWNER).count() != sum(line.facts["rows"] for line in bulk):
        yield "批量明细多出或缺少，与审计链所记的行数不符。"


def _faults_below(line: AuditLine) -> Iterator[str]:
    """What a bulk line or a sealed minute stands for must still give its root."""
    if line.did == SEALED:
        start = datetime.fromisoformat(line.facts["minute"])
        rows = AccessLine.objects.using(OWNER).filter(
            machine_at__gte=start, machine_at__lt=start + timedelta(minutes=1)
        )
        kept = list(rows.order_by("machine_at", "id"))
        if minute_root(kept).hex() != line.facts["root"]:
            yield f"第 {line.seq} 行所封 {start:%F %H:%M} 的查阅记录被改动。"
    elif "batch" in line.facts and "root" in line.facts:
        bulk = BulkLine.objects.using(OWNER).filter(batch=line.facts["batch"]).order_by("position")
        if (
            bulk_root(list(bulk.values_list("area_id", "kind", "object_id", "facts"))).hex()
            != line.facts["root"]
        ):
            yield f"第 {line.seq} 行所记批量明细被改动。"
