"""发放的说法：who is next on a run, what the officer at hand may do there, and what was done, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_noop

from doudi.money.payments.approving import APPROVERS, NEEDED
from doudi.money.payments.checking import JUDGES
from doudi.money.payments.closing import CLOSERS
from doudi.money.payments.exporting import SENDERS
from doudi.money.payments.models import Approval, LineState, Run, RunStage
from doudi.money.payments.queries import NOTHING, Tally, repaid_by
from doudi.money.payments.returns import READERS
from doudi.money.payments.rolls import PREPARERS
from doudi.records.access import Act
from doudi.records.audit.models import AuditLine
from doudi.records.clock import CHINA


@dataclass(frozen=True, slots=True)
class Next:
    """下一步：what it is, whose turn, and the forms that the officer at hand is offered."""

    told: str
    whose: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """办过的一步."""

    at: str
    told: str
    name: str
    more: str


FINANCE, RELEASE = gettext_noop("财政经办"), gettext_noop("财政复核放款")
DID: Mapping[str, str] = {
    "payments.checked": gettext_noop("核对通过"),
    "payments.approved": gettext_noop("审批签名"),
    "payments.exported": gettext_noop("送银行"),
    "payments.file_taken": gettext_noop("取代发文件"),
    "payments.returned": gettext_noop("读入回盘"),
    "payments.closed": gettext_noop("结清"),
    "payments.voided": gettext_noop("作废"),
}


def next_of(
    run: Run, open_holds: int, tallies: Mapping[LineState, Tally], right: int, by: Act
) -> Next | None:
    """What is next on a run; None when nothing is."""
    if run.stage in (RunStage.CLOSED, RunStage.VOID):
        return None
    if run.stage == RunStage.FROZEN:
        return _frozen(run, open_holds, by)
    if run.stage == RunStage.RETURNED:
        return _returned(run, tallies, right, by)
    told, whose, posts, form = {
        RunStage.CHECKED: (
            gettext("两人审批签名"),
            gettext("区民政分管领导、财政复核放款"),
            APPROVERS,
            "approve",
        ),
        RunStage.APPROVED: (gettext("出代发文件，送银行"), gettext(RELEASE), SENDERS, "export"),
        RunStage.EXPORTED: (gettext("等银行回盘，读入"), gettext(FINANCE), READERS, "return"),
    }[RunStage(run.stage)]
    forms = (form,) if by.scope.holds(*posts, at=run.area_id) else ()
    if run.stage == RunStage.CHECKED and by.scope.holds(*PREPARERS, at=run.area_id):
        forms = (*forms, "void")
    return Next(told, whose, forms)


def may_sign(run: Run, signed: Sequence[Approval], by: Act) -> str:
    """Why this officer may not sign; empty where he may."""
    who = by.scope.natural_person
    if who == run.prepared_by:
        return gettext("这个批次由您本人编制，须由另外两人审批。")
    if any(each.natural_person == who for each in signed):
        return gettext("您已签名，还差 %(n)s 人。") % {"n": NEEDED - len(signed)}
    return ""


def deeds_of(run: Run, lines: Sequence[AuditLine]) -> list[Deed]:
    """Everything that was done on a run, first to last."""
    made = Deed(_moment(run.prepared_at), gettext("编制冻结"), run.prepared_by_name, "")
    told = [Deed(_moment(each.at), gettext(DID[each.did]), each.name, each.why or _more(each))
            for each in lines if each.did in DID]  # fmt: skip
    return [made, *told]


def _more(line: AuditLine) -> str:
    if line.did != "payments.returned":
        return ""
    return gettext("到账 %(paid)s 笔，退票 %(failed)s 笔") % {
        "paid": line.facts.get("paid", 0),
        "failed": line.facts.get("failed", 0),
    }


def _frozen(run: Run, open_holds: int, by: Act) -> Next:
    forms: tuple[str, ...] = ()
    if by.scope.holds(*JUDGES, at=run.area_id):
        forms = ("judge",) if open_holds else ("pass",)
    if by.scope.holds(*PREPARERS, at=run.area_id):
        forms = (*forms, "void")
    whose = gettext("财政经办、区民政经办")
    if open_holds:
        return Next(gettext("处理 %(n)s 处疑点") % {"n": open_holds}, whose, forms)
    return Next(gettext("核对通过"), whose, forms)


def _returned(run: Run, tallies: Mapping[LineState, Tally], right: int, by: Act) -> Next:
    failed = tallies.get(LineState.FAILED, NOTHING).count
    sent = tallies.get(LineState.SENT, NOTHING).count
    mine = by.scope.holds(*CLOSERS, at=run.area_id)
    forms = ("return",) if by.scope.holds(*READERS, at=run.area_id) else ()
    if right and by.scope.holds(*PREPARERS, at=run.area_id):
        forms = ("repay", *forms)
    if sent:
        return Next(gettext("银行还有 %(n)s 笔没有答复") % {"n": sent}, gettext(FINANCE), forms)
    if right:
        return Next(gettext("编制退票补发 %(n)s 笔") % {"n": right}, gettext(FINANCE), forms)
    if failed:
        whose = gettext("乡镇（街道）经办，另一人确认")
        return Next(gettext("更正 %(n)s 笔退票的账户") % {"n": failed}, whose, forms)
    for again in repaid_by(run, by):
        if again.stage in (RunStage.FROZEN, RunStage.CHECKED, RunStage.APPROVED):
            return Next(gettext("等退票补发 %(n)s 送银行") % {"n": again.number}, gettext(FINANCE), forms)
    return Next(gettext("结清"), gettext(FINANCE), ("close", *forms) if mine else forms)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
