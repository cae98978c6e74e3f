"""件页的核对：how the check stands, what does not agree, and the township's steps — ask, explain, note a refusal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop

from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import ACCEPTED_ON, BEFORE_DECISION, Case, Stage
from doudi.casework.intake.queries import parties_of
from doudi.casework.verification import queries
from doudi.casework.verification.concluding import explain
from doudi.casework.verification.findings import Discrepancy
from doudi.casework.verification.reconsidering import Objection, reconsider
from doudi.casework.verification.requests import CENTRE, ask, record_refusal
from doudi.records.access import Act
from doudi.web.cases.parts import CaseSection, CaseStep
from doudi.web.typed import Typed


def _shown(case: Case, by: Act) -> dict[str, Any] | None:
    """Nothing before acceptance, unless somebody has said no."""
    held = queries.verified(case, by)
    no = queries.refusals(case, by)
    if held.request is None and not no and case.stage not in ACCEPTED_ON:
        return None
    rows = queries.discrepancies(held.request, by) if held.request else ()
    return {
        "verified": held,
        "lacking": queries.not_signed(case, by) if held.request is None and not case.ended else [],
        "subjects": queries.subjects(held.request, by) if held.request else (),
        "refusals": no,
        "disputed": [(row, queries.title_of(row)) for row in rows],
        "centre": held.request is not None and by.scope.holds(*CENTRE, at=case.area_id),
    }


def _may_ask(case: Case, by: Act) -> bool:
    held = queries.verified(case, by)
    if held.refusers or queries.not_signed(case, by):
        return False
    return held.request is None or (held.request.closed_on is not None and not held.in_date)


def _ask(case: Case, typed: Typed, by: Act) -> None:
    ask(case=case.pk, expected=typed.expected, by=by)


def _open(case: Case, by: Act) -> list[Discrepancy]:
    """Discrepancies about which the family may still say something."""
    held = queries.verified(case, by)
    if held.request is None or held.request.closed_on is not None:
        return []
    rows = [row for row in queries.discrepancies(held.request, by) if row.gone_on is None]
    return sorted(rows, key=lambda row: bool(row.explanations.all()))  # what nobody has explained comes first


def _choices(case: Case, by: Act) -> dict[str, Any]:
    return {"disputed": [(str(row.pk), f"{queries.title_of(row)}：{row}") for row in _open(case, by)]}


def _explain(case: Case, typed: Typed, by: Act) -> None:
    which = typed.id("discrepancy")
    said_by = typed.text("said_by", gettext("请写由谁说明。"))
    said_on = typed.day("said_on")
    account = typed.long_text("account", gettext("请写家庭怎样说明。"))
    proofs = typed.text("proofs")
    typed.refuse_wrong()
    explain(
        discrepancy=which,
        said_by=said_by,
        said_on=said_on,
        account=account,
        proofs=proofs,
        expected=typed.expected,
        by=by,
    )


def _people(case: Case, by: Act) -> dict[str, Any]:
    return {"people": parties_of(case, by)}


def _refuse(case: Case, typed: Typed, by: Act) -> None:
    of = typed.text("of", gettext("请选是谁不同意。"))
    said_on = typed.day("said_on")
    why = typed.text("why")
    typed.refuse_wrong()
    record_refusal(case=case.pk, of=of, said_on=said_on, why=why, expected=typed.expected, by=by)


def _reported(case: Case, by: Act) -> dict[str, Any]:
    """What the report says against the family, to be objected to row by row."""
    request = queries.verified(case, by).request
    rows = [row for row in queries.discrepancies(request, by) if row.gone_on is None] if request else []
    told = [{"key": str(row.pk), "item": queries.title_of(row), "reported": row.found} for row in rows]
    return {"reported": told}


def _reconsider(case: Case, typed: Typed, by: Act) -> None:
    said_on = typed.day("said_on")
    objections = []
    for row in _reported(case, by)["reported"]:
        account, evidence = typed.long_text(f"account-{row['key']}"), typed.text(f"evidence-{row['key']}")
        if account or evidence:
            objections.append(Objection(row["item"], row["reported"], account, evidence))
    free = [typed.text("item"), typed.text("reported"), typed.long_text("account"), typed.text("evidence")]
    if any(free):
        objections.append(Objection(*free))
    typed.refuse_wrong()
    reconsider(case=case.pk, objections=objections, said_on=said_on, expected=typed.expected, by=by)


SECTIONS = (CaseSection("verification", gettext_noop("核对"), "web/verification/on_case.html", _shown),)
STEPS = (
    CaseStep(
        "ask",
        gettext_noop("委托核对"),
        "web/verification/ask.html",
        _ask,
        ACCEPTED_ON,
        CLERKS,
        gettext_noop("已委托核对中心，委托书在文书里。"),
        main=True,
        shown=lambda case, by: {"again": queries.verified(case, by).request is not None},
        offered=_may_ask,
    ),
    CaseStep(
        "explain",
        gettext_noop("登记家庭说明"),
        "web/verification/explain.html",
        _explain,
        tuple(Stage),
        CLERKS,
        gettext_noop("说明已登记，等核对中心结论。"),
        main=True,
        first=lambda case, by: {"said_by": case.applicant_name, "said_on": by.day},
        shown=_choices,
        offered=lambda case, by: not case.ended and bool(_open(case, by)),
    ),
    CaseStep(
        "refuse-check",
        gettext_noop("登记不同意核对"),
        "web/verification/refuse.html",
        _refuse,
        BEFORE_DECISION,
        CLERKS,
        gettext_noop("已登记；本人重新签字以前不能核对。"),
        first=lambda case, by: {"said_on": by.day},
        shown=_people,
    ),
    CaseStep(
        "reconsider",
        gettext_noop("登记复核申请"),
        "web/verification/reconsider.html",
        _reconsider,
        ACCEPTED_ON,
        CLERKS,
        gettext_noop("已再次委托核对中心；复核申请书在文书里，请打印签字。"),
        first=lambda case, by: {"said_on": by.day},
        shown=_reported,
        offered=lambda case, by: queries.verified(case, by).report is not None,
    ),
)
