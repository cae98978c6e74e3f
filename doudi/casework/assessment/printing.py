"""出具测算表、核减表：D09-1 and D10 of the latest reading, into the file of the case, to be checked and signed."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.papers import NotReckoned, needed, spending_deducted, support_reckoned
from doudi.casework.assessment.queries import assessments
from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import BEFORE_DECISION, Case
from doudi.casework.cases.stages import WrongStage, told
from doudi.records.access import Act, acting_as, action, asked_once
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import About, issue_paper
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.queries import file_of

FIELDS: Mapping[str, Callable[[Assessment, Act], dict[str, Any]]] = {
    "D09-1": support_reckoned,
    "D10": spending_deducted,
}


@asked_once
def reckonings_to_print(case: Case, by: Act) -> list[str]:
    """Which of D09-1 and D10 the latest reading asks for and the file does not hold yet."""
    made = assessments(case, by) if case.stage in BEFORE_DECISION else ()
    if not made:
        return []
    latest = made[-1]
    held = {paper.code for paper in file_of(case.pk, by) if paper.about == latest.pk}
    return [code for code in needed(latest) if code not in held]


@action
def print_reckonings(*, case: UUID, expected: int | None = None, by: Act) -> list[FiledPaper]:
    """出具赡养费测算表、刚性支出核减表 of the latest reading. Raises NotReckoned, WrongStage."""
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if held.stage not in BEFORE_DECISION:
        raise WrongStage(f"{told(held)}，不再出具测算表。")
    codes = reckonings_to_print(held, by)
    if not codes:
        raise NotReckoned("没有要出具的：还没有计算认定，或者这次计算的表已经在卷里。")
    latest = Assessment.objects.filter(case=held).order_by("-number")[0]
    issued = [_issued(latest, code, wide, by) for code in codes]
    record(by=by, did="assessment.reckonings_printed", to=held, assessment=latest.pk, codes=codes)
    return issued


def _issued(latest: Assessment, code: str, wide: Act, by: Act) -> FiledPaper:
    with acting_as(wide.scope):
        data = FIELDS[code](latest, wide)
    return issue_paper(
        code=code,
        data=data,
        dated=by.day,
        folder=Folder(latest.area_id, case=latest.case_id),
        about=About(latest.pk, f"第{latest.number}次计算"),
        by=by,
    )
