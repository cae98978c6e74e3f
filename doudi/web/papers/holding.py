"""等签字的文书：which papers of a case hold up its next step until they come back signed; and, in a demonstration, the
one press that files them all as if they had.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop

from doudi.casework.cases.models import Case, Stage
from doudi.casework.confirmation.deciding import MINUTES
from doudi.casework.confirmation.proposals import SIGNED_AT_INTAKE
from doudi.casework.confirmation.publicity import APPRAISED
from doudi.records.access import Act
from doudi.records.documents.filing import OFFICE
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.queries import file_of, lacking_scan, newest, paper_bytes
from doudi.records.documents.scans import file_scan
from doudi.web.cases.parts import CaseStep
from doudi.web.papers.on_case import matters_of
from doudi.web.typed import Typed

HELD_UP: Mapping[str, tuple[str, ...]] = {
    Stage.ACCEPTED: (*SIGNED_AT_INTAKE, "D06", "D07"),
    Stage.REVIEWING: (APPRAISED,),
    Stage.REVIEWED: (MINUTES,),
    Stage.CONFIRMED: ("D13", "D14-1"),
    Stage.REFUSED: ("D14-2",),
}


def holding(case: Case, by: Act) -> list[FiledPaper]:
    """The newest versions of papers without whose signed scan this stage does not go on."""
    codes = HELD_UP.get(case.stage, ())
    if not codes:
        return []
    papers = file_of(case.pk, by, also=matters_of(case, by) if MINUTES in codes else ())
    return lacking_scan(each for each in newest(papers) if each.code in codes)


def _file_all(case: Case, typed: Typed, by: Act) -> None:
    """The printed page stands for its signed scan."""
    for paper in holding(case, by):
        file_scan(paper=paper.pk, content=paper_bytes(paper.pk, by), name=f"{paper.code}.pdf", by=by)


def _shown(case: Case, by: Act) -> dict[str, Any]:
    return {"papers": holding(case, by)}


STEPS = (
    CaseStep(
        "as-signed",
        gettext_noop("演示：当作已签字，扫描归档"),
        "web/papers/as_signed.html",
        _file_all,
        tuple(HELD_UP),
        OFFICE,
        gettext_noop("已归档。"),
        main=True,
        shown=_shown,
        offered=lambda case, by: bool(holding(case, by)),
        demonstration=True,
    ),
)
