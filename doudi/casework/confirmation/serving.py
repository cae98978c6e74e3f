"""送达：the notice reaches the family; from that day remedies run, and the case ends."""

from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import DECIDED, Case, Stage
from doudi.casework.cases.stages import WrongStage, move
from doudi.casework.cases.stages import told as standing
from doudi.casework.confirmation.deciding import decision_in_force
from doudi.casework.confirmation.models import Decision
from doudi.casework.confirmation.notices import form_of, issue_notice, notice_of, served_day
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.documents import delivery
from doudi.records.documents.models import FiledPaper, Way
from doudi.records.documents.queries import paper as paper_with_events
from doudi.records.documents.queries import refuse_unscanned
from doudi.records.documents.signing import mark_stamped
from doudi.records.refusals import BadInput, Refusal

SERVERS = ("township_reviewer", *CLERKS)
ENDED = {Stage.CONFIRMED: Stage.GRANTED, Stage.REFUSED: Stage.DECLINED}


class NotYetServed(Refusal):
    """还没有送达：the notice still hangs, or nothing was served."""


@action
def print_notice(*, case: UUID, expected: int | None = None, by: Act) -> FiledPaper:
    """出具告知书 of the decision that stands, where the step that decided made none."""
    held, decision = _decided(case, expected, by)
    if notice_of(held, decision) is not None:
        raise BadInput("告知书已经出具，可以直接盖章、送达。")
    paper = issue_notice(held, decision, by=by)
    record(by=by, did="confirmation.notice_printed", to=decision, case=held.pk, paper=paper.pk)
    return paper


@action
def serve(
    *,
    case: UUID,
    way: str,
    on: date,
    stamped_on: date | None = None,
    expected: int | None = None,
    by: Act,
    **told: Any,
) -> Case:
    """送达告知书, and with it the end of the case on the day from which the remedies count. `stamped_on` notes the seal
    in the same breath; `told` is what the way asks for (received_by, witnesses, tracking …). By public notice the
    case ends when its last day is over (`end_served`). The form of the decision (D13) is signed and filed before the
    notice goes out, and who hands it over brings the signed receipt back.

    Raises WrongStage, ScanMissing and what `documents.delivery.serve` raises.
    """
    held, decision = _decided(case, expected, by)
    paper = notice_of(held, decision)
    if paper is None:
        raise BadInput("还没有告知书：请先出具，盖章后再送达。")
    if not decision.on <= on <= by.day:
        raise BadInput(f"送达日期应在决定之日 {decision.on} 和今天之间。")
    refuse_unscanned(form_of(held, decision, by))
    if way == Way.IN_PERSON:
        refuse_unscanned([paper_with_events(paper.pk, by)])
    if stamped_on is not None:
        mark_stamped(paper=paper.pk, on=stamped_on, by=by)
    event = delivery.serve(paper=paper.pk, way=way, on=on, **told, by=by)
    if event.counted_on is not None and event.counted_on <= by.day:
        held = move(held, ENDED[Stage(held.stage)], on=event.counted_on, by=by)
    record(by=by, did="confirmation.served", to=decision, case=held.pk, on=on, counted_on=event.counted_on)
    return held


@action
def end_served(*, case: UUID, expected: int | None = None, by: Act) -> Case:
    """公告期满办结: the notice was put up, its last day is over. Raises NotYetServed."""
    held, decision = _decided(case, expected, by)
    day = served_day(held, decision)
    if day is None or day > by.day:
        raise NotYetServed("告知书还没有送达，或公告还没有期满：请到期以后再办结。")
    held = move(held, ENDED[Stage(held.stage)], on=day, by=by)
    record(by=by, did="confirmation.ended_served", to=decision, case=held.pk, on=day)
    return held


def _decided(case: UUID, expected: int | None, by: Act) -> tuple[Case, Decision]:
    held, _ = take_up(case, *SERVERS, expected=expected, by=by)
    decision = decision_in_force(held)
    if held.stage not in DECIDED or decision is None:
        raise WrongStage(f"{standing(held)}，没有要送达的决定：请刷新页面，看清后再办。")
    return held, decision
