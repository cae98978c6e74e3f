"""交办：what a form orders is done once; a refusal comes back beside the form with everything that was typed.

A form carries a command id and the steps it was opened at (`{% order_fields %}`); the view calls `order`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from doudi.casework.cases.stages import StaleForm
from doudi.records.access import Act, one_look
from doudi.records.audit.canon import spelled
from doudi.records.audit.commands import AnotherBody, once
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput, NotFound, Refusal, SecondFactorMissing
from doudi.records.vault.ciphers import sm3
from doudi.records.vault.fields import blind
from doudi.web.typed import WrongFields

COMMAND = "command"
NOT_ORDERED = frozenset((COMMAND, "csrfmiddlewaretoken"))


@dataclass(frozen=True, slots=True)
class Refused:
    """未办成：which form was refused, with what sentence, and what had been typed into it."""

    form: str
    sentence: str
    status: int
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    needs_second_factor: bool = False
    gone_on: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """一份表单：what its fields show, and what is wrong with them. `sentence` is the refusal, beside its button."""

    name: str
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    needs_second_factor: bool = False


class SeeOther(HttpResponseRedirect):
    """303：the order is done; the browser gets the page that shows it."""

    status_code = 303


def order(
    request: HttpRequest,
    by: Act,
    *,
    form: str,
    do: Callable[[], Mapping[str, Any] | None],
    to: str | Callable[[Mapping[str, Any]], str],
    again: Callable[[Refused], HttpResponse],
    told: str = "",
) -> HttpResponse:
    """Do it once, say `told`, lead to `to`; refused, show the page `again` with the sentence and what was typed.

    `do` reads the fields, calls actions and answers plain JSON that `to` may need (a new object's number).
    NotFound goes on to the one page for "not there" and "not yours".
    """
    try:
        answer = ordered(request, by, form=form, do=do)
    except NotFound:
        raise
    except Refusal as refusal:
        if refusal.trace is not None:
            did, facts = refusal.trace
            record(by=by, did=did, **facts)
        with one_look():
            return again(_refused(form, refusal, request))
    if told:
        messages.success(request, told)
    return SeeOther(to(answer) if callable(to) else to)


def ordered(
    request: HttpRequest, by: Act, *, form: str, do: Callable[[], Mapping[str, Any] | None]
) -> Mapping[str, Any]:
    """Do it once and answer the plain JSON; a refusal goes on to the caller, who has a page of another kind."""
    kind = f"{request.path} {form}"

    def done() -> dict[str, Any]:
        for file in [each for _, sent in request.FILES.lists() for each in sent]:
            file.seek(0)  # an order that crossed another is done a second time, with the whole file again
        return dict(do() or {})

    return once(command=_command(request), kind=kind, body=_body(request), do=done, by=by)


def filled(name: str, /, refused: Refused | None = None, **first: Any) -> Filled:
    """A form as it is first shown, or as it was typed when it is this one that was refused."""
    shown = {key: "" if value is None else str(value) for key, value in first.items()}
    if refused is None or refused.form != name:
        return Filled(name, shown)
    sentence = refused.sentence
    return Filled(name, {**shown, **refused.typed}, refused.errors, sentence, refused.needs_second_factor)


def status_of(refused: Refused | None) -> int:
    """The status of a page that is shown with or without a refusal."""
    return 200 if refused is None else refused.status


def _refused(form: str, refusal: Refusal, request: HttpRequest) -> Refused:
    errors = refusal.errors if isinstance(refusal, WrongFields) else {}
    typed = {name: value for name, value in request.POST.items() if name not in NOT_ORDERED}
    typed.pop("expected", None)
    return Refused(
        form,
        str(refusal),
        refusal.status,
        errors,
        {name: str(value) for name, value in typed.items()},
        isinstance(refusal, SecondFactorMissing),
        isinstance(refusal, StaleForm | AnotherBody),
    )


def _command(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get(COMMAND, ""))
    except ValueError:
        raise BadInput(gettext("表单不完整：请刷新页面后再提交。")) from None


def _body(request: HttpRequest) -> Mapping[str, object]:
    """Everything ordered, by one blind index: what was typed may hold an identity number."""
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_ORDERED}
    files = {name: [_digest(file) for file in sent] for name, sent in request.FILES.lists()}
    return {"fields": blind("command", sm3(spelled({"fields": fields, "files": files})).hex()).hex()}


def _digest(sent: UploadedFile) -> str:
    content = sent.read()
    sent.seek(0)
    return sm3(content).hex()
