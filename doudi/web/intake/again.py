"""再次申报：the family's economic situation as it was last declared, to be put right before anything is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import BEFORE_PROPOSAL, Case
from doudi.casework.cases.places import place_of
from doudi.casework.cases.queries import case as one_case
from doudi.casework.intake.actions import declare_again
from doudi.casework.intake.queries import declared_facts, parties_of
from doudi.records.access import Act
from doudi.records.refusals import BadInput
from doudi.web.orders import Filled, Refused, SeeOther, filled, order, status_of
from doudi.web.trial import draft as trial
from doudi.web.trial import words
from doudi.web.trial.question import Errors, slips, to_document, to_draft, try_draft
from doudi.web.trial.views import change_rows
from doudi.web.typed import Typed
from doudi.web.working import officer_page

REFUSED = 422
SUBMIT = "submit"
ROWS = ("add-income-", "remove-income-")


@officer_page(*CLERKS, methods=("GET", "POST"))
def declare(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """The facts as they stand; a POST adds or removes a line of income, or declares anew with the reason."""
    held = one_case(case, by)
    address = reverse("web:case", args=[held.pk])
    said = declared_facts(held, by)
    if request.method != "POST":
        if held.stage not in BEFORE_PROPOSAL:
            return SeeOther(address)
        return shown_again(request, by, held, as_draft(said), filled("again", said_by=held.applicant_name))
    draft = read_again(request, said)
    form = Filled("again", {key: request.POST.get(key, "") for key in ("said_by", "why")})
    wish = request.POST.get("do", SUBMIT)
    if wish.startswith(ROWS):
        return shown_again(request, by, held, draft, form, focus=change_rows(draft, wish))
    facts, errors = facts_again(draft, said, held, by)
    if errors:
        return shown_again(request, by, held, draft, form, errors)
    return order(
        request,
        by,
        form="again",
        do=lambda: _declare(held, facts, Typed(request.POST), by),
        to=address,
        again=lambda refused: shown_again(
            request, by, held, draft, filled("again", refused), refused=refused
        ),
        told=gettext("已重新申报：以前说的仍留在卷里；计算认定请再做一次。"),
    )


def _declare(case: Case, facts: Mapping[str, Any], typed: Typed, by: Act) -> None:
    said_by = typed.text("said_by", gettext("请写由谁申报。"))
    why = typed.text("why", gettext("请写为什么再次申报。"))
    typed.refuse_wrong()
    declare_again(case=case.pk, facts=facts, said_by=said_by, why=why, expected=typed.expected, by=by)


def as_draft(said: Mapping[str, Any]) -> trial.Draft:
    return to_draft({"facts": {**said, "standard": "rural"}})


def read_again(request: HttpRequest, said: Mapping[str, Any]) -> trial.Draft:
    """What was typed, about the people who were declared: nobody comes or goes here."""
    draft = trial.read_draft(request.POST, trial.Draft())
    before = as_draft(said)
    if (len(draft.members), len(draft.supporters)) != (len(before.members), len(before.supporters)):
        raise BadInput(gettext("表单不完整：请刷新页面后再提交。"))
    for row, known in zip(draft.members, before.members, strict=True):
        row.id, row.relation, row.birth, row.sex = known.id, known.relation, known.birth, known.sex
    for owing, known_owing in zip(draft.supporters, before.supporters, strict=True):
        owing.id, owing.relation, owing.supports = known_owing.id, known_owing.relation, known_owing.supports
    draft.no_supporters = before.no_supporters
    return draft


def facts_again(
    draft: trial.Draft, said: Mapping[str, Any], case: Case, by: Act
) -> tuple[Mapping[str, Any], Errors]:
    """The facts as `intake` wants them, and a sentence beside each field that is wrong."""
    asked = deepcopy(draft)
    asked.on, asked.values = by.day.isoformat(), place_of(case.responsible_id, by.day).folder
    errors = {**slips(asked), **try_draft(asked).errors}
    facts = dict(to_document(draft)["facts"])
    facts.pop("standard")
    if "lifted_out_of_poverty" not in said and not draft.lifted_out_of_poverty:
        facts.pop("lifted_out_of_poverty")
    return facts, errors


def shown_again(
    request: HttpRequest,
    by: Act,
    case: Case,
    draft: trial.Draft,
    form: Filled,
    errors: Mapping[str, str] | None = None,
    focus: str = "",
    refused: Refused | None = None,
    *,
    place: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page; `place` where it does not belong to a case in hand: the way back, the names, the count of steps."""
    for member in draft.members:
        if not member.income and not member.no_income:
            member.income.append(trial.Income())  # a line to type into; one left blank is not sent on
    wrong = {**(errors or {}), **form.errors}
    shown = {
        "case": case,
        "draft": draft,
        "names": dict(parties_of(case, by)),
        "back": reverse("web:case", args=[case.pk]),
        "steps": case.steps,
        "form": form,
        "errors": wrong,
        "wrongs": [
            {"field": name, "told": words.label_of(name), "sentence": told} for name, told in wrong.items()
        ],
        "focus": focus or next(iter(wrong), ""),
        "words": {name: getattr(words, name) for name in dir(words) if name.isupper()},
        "most_incomes": trial.MOST_INCOMES,
        **(place or {}),
    }
    shown["names"] |= shown.get("joined", {})
    status = status_of(refused) if refused else (REFUSED if wrong else 200)
    return render(request, "web/intake/again.html", shown, status=status)
