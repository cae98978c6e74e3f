"""件页的审核：the readings of the law so far, and reading it now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.queries import assessments
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import Case, Stage
from doudi.policy.sheet import CLASS_TITLES
from doudi.records.access import Act
from doudi.web.cases.parts import CaseSection, CaseStep
from doudi.web.typed import Typed


def _assessments(case: Case, by: Act) -> dict[str, Any] | None:
    """Every reading, the latest first; nothing before there is one."""
    rows = [(each, CLASS_TITLES[each.classification]) for each in reversed(assessments(case, by))]
    return {"assessments": rows} if rows else None


def _assess(case: Case, typed: Typed, by: Act) -> dict[str, str]:
    on = typed.maybe_day("on")
    typed.refuse_wrong()
    made = assess(case=case.pk, on=on, expected=typed.expected, by=by)
    return {"case": str(case.pk), "assessment": str(made.pk)}


SECTIONS = (CaseSection("assessments", gettext_noop("审核"), "web/assessment/on_case.html", _assessments),)
STEPS = (
    CaseStep(
        "assess",
        gettext_noop("计算认定"),
        "web/assessment/assess.html",
        _assess,
        (Stage.ACCEPTED,),
        CLERKS,
        gettext_noop("已按冻结的事实计算一次。"),
        main=True,
        first=lambda case, by: {"on": by.day},
        to=lambda answer: reverse("web:assessment", args=[answer["case"], answer["assessment"]]),
    ),
)
