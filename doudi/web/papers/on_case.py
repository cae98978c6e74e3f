"""件页的文书：every paper of the case with its life, printing those of intake, and the table of contents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_noop

from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import BEFORE_DECISION, Case, Stage
from doudi.casework.cases.places import place_of, value_on
from doudi.casework.confirmation.queries import resolutions
from doudi.casework.intake.issuing import FIELDS, issue, lacks_phone, print_contents, to_print
from doudi.records.access import Act
from doudi.records.documents.contents import CONTENTS
from doudi.records.documents.filing import OFFICE
from doudi.records.documents.queries import file_of
from doudi.web.cases.parts import CaseSection, CaseStep
from doudi.web.papers.life import READERS, paper_row
from doudi.web.typed import Typed


def matters_of(case: Case, by: Act) -> list[UUID]:
    """The meetings that treated a case: their minutes belong to its file too."""
    return list(dict.fromkeys(each.item.meeting_id for each in resolutions(case, by)))


def _papers(case: Case, by: Act) -> dict[str, Any]:
    rows = [paper_row(each) for each in file_of(case.pk, by, also=matters_of(case, by))]
    current = [each for each in rows if not each.replaced]
    return {
        "rows": current,
        "older": [each for each in rows if each.replaced],
        "lacking": sum(not each.done for each in current),
        "kept": value_on(place_of(case.responsible_id, by.day), "retention", by.day),
        "prints": [each for each in current if each.paper.code in FIELDS],
    }


def _printing(case: Case, by: Act) -> dict[str, Any]:
    waiting = to_print(case, by)
    notices = any(each.code in ("D04", "D05") for each in waiting)
    return {"waiting": waiting, "asks_phone": notices and lacks_phone(case, by)}


def _print(case: Case, typed: Typed, by: Act) -> Mapping[str, Any]:
    issued = issue(
        case=case.pk,
        papers=typed.all("paper"),
        office_phone=typed.text("office_phone"),
        expected=typed.expected,
        by=by,
    )
    return {"case": str(case.pk), "papers": [str(each.pk) for each in issued]}


def _just_printed(answer: Mapping[str, Any]) -> str:
    """Those of this order alone: what was printed before is not printed again."""
    address = reverse("web:intake_papers", args=[answer["case"]])
    return f"{address}?{urlencode({'paper': answer['papers']}, doseq=True)}"


def _contents(case: Case, typed: Typed, by: Act) -> Mapping[str, Any]:
    made = print_contents(case=case.pk, also=matters_of(case, by), expected=typed.expected, by=by)
    return {"paper": str(made.pk)}


def _has_papers(case: Case, by: Act) -> bool:
    return any(paper.code != CONTENTS for paper in file_of(case.pk, by))


SECTIONS = (CaseSection("documents", gettext_noop("文书"), "web/papers/on_case.html", _papers, READERS),)
STEPS = (
    CaseStep(
        "print-papers",
        gettext_noop("打印受理用的全部文书"),
        "web/papers/print_papers.html",
        _print,
        BEFORE_DECISION,
        CLERKS,
        gettext_noop("文书已归卷：签字后扫描上传。"),
        main=True,
        shown=_printing,
        offered=lambda case, by: bool(to_print(case, by)),
        to=_just_printed,
    ),
    CaseStep(
        "print-contents",
        gettext_noop("打印卷内目录"),
        "web/papers/print_contents.html",
        _contents,
        tuple(Stage.values),
        OFFICE,
        offered=_has_papers,
        to=lambda answer: reverse("web:paper_pdf", args=[answer["paper"]]),
    ),
)
