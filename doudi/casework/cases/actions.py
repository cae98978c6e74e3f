"""件的办理：what ends a case before a decision, and what stops its clock."""

from datetime import date
from uuid import UUID

from doudi.casework.cases import dues
from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import ACCEPTED_ON, Case, Pause, Stage
from doudi.casework.cases.stages import WrongStage, move, told
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, Refusal

PAUSERS = ("township_reviewer", "district_decider")


class NotDead(Refusal):
    """没有死亡登记：the death of the applicant is put on file first, with its proof."""


class AlreadyPaused(Refusal):
    """已在中止：one pause ends before the next begins."""


@action
def withdraw(*, case: UUID, why: str, expected: int | None = None, by: Act) -> Case:
    """撤回申请 at the applicant's wish, at any stage before the decision."""
    held, _ = take_up(case, *CLERKS, expected=expected, by=by)
    if not why.strip():
        raise BadInput("请写明申请人撤回的原因。")
    held = move(held, Stage.WITHDRAWN, why=why.strip(), by=by)
    record(by=by, did="cases.withdrawn", to=held, why=why.strip())
    return held


@action
def end_by_death(*, case: UUID, expected: int | None = None, by: Act) -> Case:
    """申请人死亡终止 before the decision; those left behind may apply at once. The death is on file already.

    Raises NotDead.
    """
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    with acting_as(wide.scope):
        died = Person.objects.get(pk=held.applicant_id).died
    if died is None:
        raise NotDead(f"{held.applicant_name}没有死亡登记：请先凭证明登记死亡，再终止这件。")
    held = move(held, Stage.DIED, why=f"申请人于 {died} 死亡", by=by)
    record(by=by, did="cases.ended_by_death", to=held, died=died)
    return held


@action
def pause_clock(
    *, case: UUID, first: date, cause: str, basis: str, expected: int | None = None, by: Act
) -> Pause:
    """中止计时 of the confirmation, from a day on, by a reviewer and not by who prepares. Raises AlreadyPaused."""
    held, _ = take_up(case, *PAUSERS, expected=expected, by=by)
    if held.stage not in ACCEPTED_ON:
        raise WrongStage(f"{told(held)}，没有在走的期限可以中止。")
    begun = dues.first_days(held)[Stage.ACCEPTED]
    if not begun <= first <= by.day or not cause.strip() or not basis.strip():
        raise BadInput(f"中止起日应在受理日 {begun} 和今天之间，并写明事由和依据。")
    if Pause.objects.filter(case=held, last__isnull=True).exists():
        raise AlreadyPaused("这件已在中止计时，请先恢复。")
    if Pause.objects.filter(case=held, last__gte=first).exists():
        raise BadInput("这段日子已经中止过，请从上一次中止结束以后起算。")
    pause = Pause.objects.create(
        case=held, area_id=held.area_id, first=first, cause=cause.strip(), basis=basis.strip()
    )
    dues.rewrite(held)
    record(by=by, did="cases.clock_paused", to=pause, why=cause.strip(), case=held.pk, first=first)
    return pause


@action
def resume_clock(*, case: UUID, last: date, expected: int | None = None, by: Act) -> Pause:
    """恢复计时 after the last paused day; the due dates move by the working days between."""
    held, _ = take_up(case, *PAUSERS, expected=expected, by=by)
    pause = Pause.objects.filter(case=held, last__isnull=True).first()
    if pause is None or held.stage not in ACCEPTED_ON:
        raise WrongStage(f"{told(held)}，没有中止计时，不用恢复。")
    if not pause.first <= last <= by.day:
        raise BadInput(f"中止的最后一天应在 {pause.first} 和今天之间。")
    pause.last = last
    pause.save(update_fields=["last"])
    dues.rewrite(held)
    record(by=by, did="cases.clock_resumed", to=pause, case=held.pk, last=last)
    return pause
