"""其他终止：the applicant moved away, or a member refuses what the law must know."""

from datetime import date
from uuid import UUID

from doudi.casework.cases.actions import PAUSERS
from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.exception_models import NonCooperation
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import move
from doudi.casework.confirmation.papers import termination_notice
from doudi.records.access import Act, acting_as, action
from doudi.records.areas.queries import district_of
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.people.models import Person
from doudi.records.people.queries import registration_on
from doudi.records.refusals import BadInput, Refusal

CLAUSE = "民发〔2021〕57号 第二十九条"
MOVED_CLAUSE = "民发〔2021〕57号 第九条（向户籍所在地或者经常居住地申请）"


class NotMoved(Refusal):
    """没有迁出的证明：neither the registration nor a document shows that the applicant has left."""


@action
def end_by_moving(
    *, case: UUID, moved_on: date, document: str = "", expected: int | None = None, by: Act
) -> Case:
    """申请人迁出终止 before the decision: registered elsewhere by now, or by a document that shows the move.

    The new place takes a new application; nothing is held against the family. Raises NotMoved.
    """
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if moved_on > by.day:
        raise BadInput("迁出日期不能晚于今天。")
    with acting_as(wide.scope):
        away = _registered_away(held, by.day, wide)
    if not away and not document.strip():
        raise NotMoved(f"{held.applicant_name}的户籍还在本区：请先登记户籍迁出，或写明迁出的证明材料。")
    why = f"申请人于 {moved_on} 迁出（{document.strip() or '户籍登记'}）"
    held = move(held, Stage.MOVED, why=why, by=by)
    _tell(held, why, MOVED_CLAUSE, by)
    record(by=by, did="confirmation.ended_by_moving", to=held, why=why, moved_on=moved_on)
    return held


@action
def end_uncooperative(
    *,
    case: UUID,
    who: str,
    what: NonCooperation.What,
    on: date,
    explained: str,
    expected: int | None = None,
    by: Act,
) -> Case:
    """拒绝核对终止, by a reviewer: a member or supporter refused although the consequence was explained.

    The refusal stands on file with its clause, and the notice in writing falls out of it.
    """
    held, _ = take_up(case, *PAUSERS, expected=expected, by=by)
    if on > by.day or what not in NonCooperation.What or not who.strip() or not explained.strip():
        raise BadInput("请写明谁在哪一天拒绝了什么，以及怎样告知了后果。")
    refused = NonCooperation(
        case=held,
        area_id=held.area_id,
        who=who.strip(),
        what=what,
        on=on,
        explained=explained.strip(),
        clause=CLAUSE,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
    held = move(held, Stage.UNCOOPERATIVE, why=f"{refused}（{CLAUSE}）", by=by)
    refused.save(force_insert=True)
    _tell(held, f"{refused}：{refused.explained}", CLAUSE, by)
    record(by=by, did="confirmation.ended_uncooperative", to=held, why=str(refused), on=on)
    return held


def _tell(case: Case, reason: str, clause: str, by: Act) -> None:
    """终止办理告知书: why, on which clause, what the family may do."""
    issue_paper(
        code="D14-5",
        data=termination_notice(case, reason, clause, by.day),
        dated=by.day,
        folder=Folder(case.area_id, case=case.pk),
        by=by,
    )


def _registered_away(case: Case, day: date, by: Act) -> bool:
    """Does the registration on file lie outside the district that is responsible?"""
    registered = registration_on(Person.objects.get(pk=case.applicant_id), day, by)
    if registered is None:
        return False
    if registered.place_id is None:
        return True
    return district_of(registered.place_id, day) != district_of(case.responsible_id, day)
