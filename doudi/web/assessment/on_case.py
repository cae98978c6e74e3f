"""件页的审核：the readings of the law so far, and reading it now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_noop

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.printing import print_reckonings, reckonings_to_print
from doudi.casework.assessment.queries import assessments
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import BEFORE_DECISION, Case, Stage
from doudi.policy.sheet import CLASS_TITLES
from doudi.records.access import Act
from doudi.records.documents.papers.catalogue import paper_of
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


def _waiting(case: Case, by: Act) -> dict[str, Any]:
    return {"papers": [paper_of(code).title for code in reckonings_to_print(case, by)]}


def _print(case: Case, typed: Typed, by: Act) -> dict[str, Any]:
    issued = print_reckonings(case=case.pk, expected=typed.expected, by=by)
    return {"case": str(case.pk), "papers": [str(each.pk) for each in issued]}


def _just_printed(answer: Mapping[str, Any]) -> str:
    address = reverse("web:intake_papers", args=[answer["case"]])
    return f"{address}?{urlencode({'paper': answer['papers']}, doseq=True)}"


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
    CaseStep(
        "print-reckonings",
        gettext_noop("打印赡养费测算表、刚性支出核减表"),
        "web/assessment/print_reckonings.html",
        _print,
        BEFORE_DECISION,
        CLERKS,
        gettext_noop("测算表已归卷：签字后扫描上传。"),
        shown=_waiting,
        offered=lambda case, by: bool(reckonings_to_print(case, by)),
        to=_just_printed,
    ),
)
