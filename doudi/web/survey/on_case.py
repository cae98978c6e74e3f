"""件页的入户调查：who is sent, how far the survey has come, neighbours and care; and the form that sends two out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop

from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import Case
from doudi.casework.survey import queries
from doudi.casework.survey.investigators import SURVEYED_AT, plan_survey
from doudi.records.access import Act
from doudi.web.cases.parts import CaseSection, CaseStep
from doudi.web.typed import Typed


def _shown(case: Case, by: Act) -> dict[str, Any] | None:
    """Nothing before acceptance."""
    sent = queries.assignment(case, by)
    visits = queries.visits(case, by)
    if sent is None and case.stage not in SURVEYED_AT:
        return None
    return {
        "sent": sent,
        "visits": visits,
        "still": queries.still_lacking(case, by),
        "heard": len(queries.neighbours(case, by)),
        "clerk": by.scope.holds(*CLERKS, at=case.area_id),
    }


def _first(case: Case, by: Act) -> dict[str, Any]:
    own = next((row for row in queries.who_may_go(case, by) if row.name == by.scope.name and row.sees), None)
    return {"planned_on": by.day, "first": own.username if own else "", "second": ""}


def _choices(case: Case, by: Act) -> dict[str, Any]:
    rows = queries.who_may_go(case, by)
    return {
        "people": [(row.username, f"{row.name}（{row.unit}）") for row in rows if not row.because],
        "kept_away": [row.because for row in rows if row.because],
        "again": queries.assignment(case, by) is not None,
    }


def _plan(case: Case, typed: Typed, by: Act) -> None:
    pair = (
        typed.text("first", gettext("请选第一名调查人。")),
        typed.text("second", gettext("请选第二名调查人。")),
    )
    day, companion, why = typed.day("planned_on"), typed.text("companion"), typed.text("why")
    typed.refuse_wrong()
    plan_survey(
        case=case.pk,
        pair=pair,
        planned_on=day,
        companion=companion,
        why=why,
        expected=typed.expected,
        by=by,
    )


def _nobody_sent(case: Case, by: Act) -> bool:
    return queries.assignment(case, by) is None


def _somebody_sent(case: Case, by: Act) -> bool:
    return not _nobody_sent(case, by)


SECTIONS = (CaseSection("survey", gettext_noop("入户调查"), "web/survey/on_case.html", _shown),)
STEPS = tuple(
    CaseStep(
        name,
        title,
        "web/survey/plan.html",
        _plan,
        SURVEYED_AT,
        CLERKS,
        told=gettext_noop("已派查"),
        main=main,
        first=_first,
        shown=_choices,
        offered=offered,
    )
    for name, title, main, offered in (
        ("send-out", gettext_noop("派人入户调查"), True, _nobody_sent),
        ("send-again", gettext_noop("重新派人入户调查"), False, _somebody_sent),
    )
)
