"""批次上所办：what each form on the page of a run orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from doudi.money.payments.approving import approve
from doudi.money.payments.checking import judge, pass_checks
from doudi.money.payments.closing import close, repay
from doudi.money.payments.explaining import say_why, settle_explanation
from doudi.money.payments.exporting import export
from doudi.money.payments.models import Judgement, Run
from doudi.money.payments.returns import read_return
from doudi.money.payments.rolls import void
from doudi.records.access import Act
from doudi.web.typed import Typed

MOST_BYTES = 20 * 1024 * 1024
Answer = Mapping[str, Any] | None
Do = Callable[[Run, HttpRequest, Act], Answer]


def _judge(run: Run, request: HttpRequest, by: Act) -> Answer:
    typed = Typed(request.POST)
    hold = typed.id("hold")
    judgement = typed.choice("judgement", Judgement.values, gettext("请选照发或暂不发。"))
    why = typed.text("why", gettext("请写明理由。"))
    typed.refuse_wrong()
    judge(hold=hold, judgement=Judgement(judgement), why=why, by=by)
    return None


def _pass(run: Run, request: HttpRequest, by: Act) -> Answer:
    pass_checks(run=run.pk, expected=Typed(request.POST).expected, by=by)
    return None


def _void(run: Run, request: HttpRequest, by: Act) -> Answer:
    typed = Typed(request.POST)
    why = typed.text("why", gettext("请写明作废的原因。"))
    typed.refuse_wrong()
    void(run=run.pk, why=why, expected=typed.expected, by=by)
    return None


def _approve(run: Run, request: HttpRequest, by: Act) -> Answer:
    """What is signed is the digest that the page showed, not what the batch holds by now."""
    typed = Typed(request.POST)
    text = typed.text("batch_sm3", gettext("表单不完整：请刷新页面后再提交。"))
    try:
        shown = bytes.fromhex(text)
    except ValueError:
        shown = b""
        typed.wrong("batch_sm3", gettext("表单不完整：请刷新页面后再提交。"))
    typed.refuse_wrong()
    approve(run=run.pk, batch_sm3=shown, expected=typed.expected, by=by)
    return None


def _export(run: Run, request: HttpRequest, by: Act) -> Answer:
    export(run=run.pk, expected=Typed(request.POST).expected, by=by)
    return None


def _return(run: Run, request: HttpRequest, by: Act) -> Answer:
    typed = Typed(request.POST)
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        typed.wrong("file", gettext("请选择银行给的回盘文件。"))
    elif (sent.size or 0) > MOST_BYTES:
        typed.wrong("file", gettext("文件超过 20 MB，不像回盘文件：请核对后重新选择。"))
    typed.refuse_wrong()
    assert isinstance(sent, UploadedFile)
    kept = read_return(run=run.pk, content=sent.read(), name=sent.name or "", expected=typed.expected, by=by)
    return {"paid": kept.paid, "failed": kept.failed}


def _repay(run: Run, request: HttpRequest, by: Act) -> Answer:
    return {"run": str(repay(run=run.pk, by=by).pk)}


def _close(run: Run, request: HttpRequest, by: Act) -> Answer:
    close(run=run.pk, expected=Typed(request.POST).expected, by=by)
    return None


def _explain(run: Run, request: HttpRequest, by: Act) -> Answer:
    typed = Typed(request.POST)
    line = typed.id("line")
    why = typed.text("why", gettext("请写明不再补发的原因。"))
    document = typed.text("document", gettext("请写明依据材料。"))
    typed.refuse_wrong()
    say_why(line=line, why=why, document=document, by=by)
    return None


def _settle(run: Run, request: HttpRequest, by: Act) -> Answer:
    typed = Typed(request.POST)
    explanation = typed.id("explanation")
    granted = typed.choice("granted", ("yes", "no"), gettext("请选同意或不同意。"))
    opinion = typed.text("opinion", gettext("请写明决定意见。"))
    typed.refuse_wrong()
    settle_explanation(explanation=explanation, granted=granted == "yes", opinion=opinion, by=by)
    return None


def leads_to(run: Run, answer: Mapping[str, Any]) -> str:
    """The page of the run; after a repayment that of the new one."""
    return reverse("web:payment_run", args=[answer.get("run") or run.pk])


ORDERS: dict[str, tuple[Do, str]] = {
    "judge": (_judge, gettext_noop("疑点已处理。")),
    "pass": (_pass, gettext_noop("已核对通过，等两人审批。")),
    "void": (_void, gettext_noop("批次已作废，这些月份可以重新编册。")),
    "approve": (_approve, gettext_noop("已签名。")),
    "export": (_export, gettext_noop("代发文件已出：请取文件，连同控制单送银行。")),
    "return": (_return, gettext_noop("回盘已读入。")),
    "repay": (_repay, gettext_noop("补发批次已编制，请核对。")),
    "explain": (_explain, gettext_noop("已说明，等另一人决定。")),
    "settle": (_settle, gettext_noop("说明已决定。")),
    "close": (_close, gettext_noop("批次已结清。")),
}
