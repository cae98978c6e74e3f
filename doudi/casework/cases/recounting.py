"""重算期限：what is issued or announced later moves the due dates of open cases, and a job reckons them again."""

from uuid import UUID

from doudi.casework.cases import dues
from doudi.casework.cases.models import ENDS, Case
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.figures import actions as figures
from doudi.records.figures import calendars
from doudi.records.figures.models import Figure, HolidayNotice
from doudi.records.jobs.actions import ask
from doudi.records.jobs.running import Running, house_scope, job

AT_ONCE = 100


@job("cases.recount", title="重算在办各件的期限")
def recount_job(running: Running) -> None:
    """Every case not ended, some at a time, so that nobody waits for the whole."""
    with acting_as(running.by.scope):
        seen = Case.objects.seen_by(running.by.scope).exclude(stage__in=ENDS)
        waiting = list(seen.order_by("pk").values_list("pk", flat=True))
    running.whole(len(waiting))
    changed = 0
    for first in range(0, len(waiting), AT_ONCE):
        part = waiting[first : first + AT_ONCE]
        changed += recount(cases=part, by=running.by)
        running.step(first + len(part))
    running.answer(changed=changed)


@action
def recount(*, cases: list[UUID], by: Act) -> int:
    """重算 the due dates of these cases from their events; answers how many changed."""
    held = Case.objects.seen_by(by.scope).select_for_update().filter(pk__in=cases).order_by("pk")
    changed = dues.rebuild(held)
    if changed:
        record(by=by, did="cases.recounted", cases=len(cases), changed=changed)
    return changed


@action
def load_notice(*, notice: UUID, by: Act) -> HolidayNotice:
    """放假安排生效, and with it the provisional due dates of every district become final ones."""
    held = calendars.put_in_force(notice=notice, by=by)
    ask(job=recount_job, arguments={}, by=_house(by))
    return held


@action
def issue_figure(*, figure: UUID, by: Act) -> Figure:
    """签发数值, and reckon again what rests on it: a limit in days may be among the figures."""
    held = figures.issue_figure(figure=figure, by=by)
    ask(job=recount_job, arguments={}, by=_house(by))
    return held


def _house(by: Act) -> Act:
    """What follows from a figure or a notice is the house's own work, whoever issued it."""
    return Act(house_scope("重算期限"), by.at)
