"""告知书：D14 made from the decision, once; after a correction a new version with its reason."""

from datetime import date
from typing import Any

from doudi.casework.cases.models import Case
from doudi.casework.confirmation.models import Decision, Outcome
from doudi.casework.confirmation.papers import Promised, grant_notice, refusal_notice
from doudi.records.access import Act
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import Event, FiledPaper, PaperEvent
from doudi.records.documents.queries import current_papers

CODES = {Outcome.GRANT: "D14-1", Outcome.REFUSE: "D14-2"}


def issue_notice(case: Case, decision: Decision, *, promised: Promised | None = None, by: Act) -> FiledPaper:
    """出具告知书 of a decision, inside the action that decided. Answers the paper, to be stamped and served."""
    return issue_paper(
        code=CODES[Outcome(decision.outcome)],
        data=_data(case, decision, promised, by),
        dated=decision.on,
        folder=Folder(case.area_id, case=case.pk),
        number=decision.number,
        by=by,
    )


def reissue_notice(case: Case, decision: Decision, why: str, *, by: Act) -> FiledPaper | None:
    """重新出具 with the corrected wording; what else the paper says stays. None where none was made."""
    old = notice_of(case, decision)
    if old is None:
        return None
    return issue_paper(
        code=old.code,
        data=_data(case, decision, None, by),
        dated=decision.on,
        folder=Folder(case.area_id, case=case.pk),
        replaces=old.pk,
        why=why,
        by=by,
    )


def notice_of(case: Case, decision: Decision) -> FiledPaper | None:
    """The newest version of the notice of this decision; read within the scope of who acts."""
    rows = FiledPaper.objects.filter(case_id=case.pk, number=decision.number, replacement__isnull=True)
    return rows.filter(code=CODES[Outcome(decision.outcome)]).first()


def form_of(case: Case, decision: Decision, by: Act) -> list[FiledPaper]:
    """审核确认表 (D13) of a grant; a refusal has none."""
    rows = current_papers(case.pk, "D13", by)
    return [each for each in rows if each.number == decision.number]


def served_day(case: Case, decision: Decision) -> date | None:
    """送达之日 of the notice of a decision, also one still to come; None where nothing was served."""
    paper = notice_of(case, decision)
    live = PaperEvent.objects.filter(paper=paper, kind=Event.SERVED, voided_by__isnull=True)
    event = live.order_by("at").last() if paper is not None else None
    return event.counted_on if event else None


def _data(case: Case, decision: Decision, promised: Promised | None, by: Act) -> dict[str, Any]:
    if decision.outcome == Outcome.GRANT:
        return grant_notice(case, decision, promised)
    return refusal_notice(case, decision, by)
