"""家庭情况重新申报：what a family that holds an award says now — who left is gone, who joined has a place of their own."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards.models import Award
from doudi.casework.awards.queries import award as one_award
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import Case
from doudi.casework.changes.reassessing import NoCase, reassess
from doudi.casework.intake.queries import declared_facts, people_behind
from doudi.records.access import Act
from doudi.records.people.models import Membership
from doudi.records.people.queries import living_on
from doudi.web.intake.again import ROWS, SUBMIT, as_draft, facts_again, read_again, shown_again
from doudi.web.orders import Filled, Refused, filled, order
from doudi.web.trial.draft import Draft
from doudi.web.trial.views import change_rows
from doudi.web.typed import Typed
from doudi.web.working import officer_page


@officer_page(*CLERKS, methods=("GET", "POST"))
def declare_award(request: HttpRequest, by: Act, award: UUID) -> HttpResponse:
    """The facts of everybody who lives in the household today; a POST adds a line or reads the law on them anew."""
    held = one_award(award, by)
    if held.case is None:
        raise NoCase(gettext("这项待遇没有办件依据：请先补录家庭情况再核定。"))
    case: Case = held.case
    said, new = _said(held, case, by)
    if request.method != "POST":
        return _shown(request, by, held, as_draft(said), filled("again", said_by=held.head_name), new)
    draft = read_again(request, said)
    form = Filled("again", {key: request.POST.get(key, "") for key in ("said_by", "why")})
    wish = request.POST.get("do", SUBMIT)
    if wish.startswith(ROWS):
        return _shown(request, by, held, draft, form, new, focus=change_rows(draft, wish))
    facts, errors = facts_again(draft, said, case, by)
    if errors:
        return _shown(request, by, held, draft, form, new, errors)
    return order(
        request,
        by,
        form="again",
        do=lambda: _reassess(held, facts, new, Typed(request.POST), by),
        to=reverse("web:award", args=[held.pk]),
        again=lambda refused: _shown(
            request, by, held, draft, filled("again", refused), new, refused=refused
        ),
        told=gettext("已按家庭现在的情况重新核定，请看结果再提出变动。"),
    )


def _reassess(
    held: Award, facts: Mapping[str, Any], new: Mapping[str, Membership], typed: Typed, by: Act
) -> None:
    said_by = typed.text("said_by", gettext("请写由谁申报。"))
    why = typed.text("why", gettext("请写为什么重新申报。"))
    typed.refuse_wrong()
    newcomers = {short: row.person_id for short, row in new.items()}
    reassess(
        award=held.pk,
        facts=facts,
        said_by=said_by,
        why=why,
        newcomers=newcomers,
        expected=typed.expected,
        by=by,
    )


def _said(held: Award, case: Case, by: Act) -> tuple[Mapping[str, Any], Mapping[str, Membership]]:
    """What was said last of those who still live there, and an empty place for each who joined."""
    said = deepcopy(dict(declared_facts(case, by)))
    behind = people_behind(case)
    living = {row.person_id: row for row in living_on(held.household, by.day, by)}
    rows = [row for row in said["members"] if behind.get(str(row["id"])) in living]
    known = {behind[str(row["id"])] for row in rows}
    taken = {*behind, *(str(each["id"]) for each in said.get("supporters") or ())}
    new = {}
    for person, row in living.items():
        if person not in known:
            short = next(f"n{n}" for n in range(1, 1000) if f"n{n}" not in taken)
            taken.add(short)
            new[short] = row
            rows.append({"id": short, **({"birth": str(row.person.born)} if row.person.born else {})})
    said["members"] = rows
    here = {str(row["id"]) for row in rows}
    if said.get("supporters") is not None:
        kept = [{**s, "supports": [e for e in s["supports"] if str(e) in here]} for s in said["supporters"]]
        said["supporters"] = [each for each in kept if each["supports"]]
    return said, new


def _shown(
    request: HttpRequest,
    by: Act,
    held: Award,
    draft: Draft,
    form: Filled,
    new: Mapping[str, Membership],
    errors: Mapping[str, str] | None = None,
    focus: str = "",
    refused: Refused | None = None,
) -> HttpResponse:
    assert held.case is not None
    names = {short: row.name for short, row in new.items()}
    place = {"back": reverse("web:award", args=[held.pk]), "steps": held.terms.count(), "joined": names}
    return shown_again(request, by, held.case, draft, form, errors, focus, refused, place=place)
