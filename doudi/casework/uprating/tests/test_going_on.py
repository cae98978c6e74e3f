"""接着办：a reckoning whose worker died twice begins again at a person's word, and does nothing twice."""

from datetime import date
from uuid import UUID

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from doudi.casework.awards.models import AwardTerms
from doudi.casework.tests.office import Office
from doudi.casework.uprating import queries
from doudi.casework.uprating.actions import issue, propose
from doudi.casework.uprating.going_on import NotBroken, go_on, stopped
from doudi.casework.uprating.models import State, UpratingLine
from doudi.casework.uprating.tests.register import ISSUER, JUNE, work
from doudi.casework.uprating.tests.test_uprating import AFTER, DOCUMENT, amounts, tried
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.jobs.actions import mark_broken
from doudi.records.jobs.running import Running
from doudi.records.refusals import NotFound, WrongPost

pytestmark = pytest.mark.django_db


def test_a_job_that_broke_twice_goes_on_where_it_stopped_and_does_nothing_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = date(2022, 5, 20)
    clerk, second = office.act("min", on), office.act(ISSUER, on)
    plan = tried(office, clerk)
    propose(uprating=plan.pk, document=DOCUMENT, issued=on, by=clerk)
    issue(uprating=plan.pk, by=second)
    with pytest.raises(NotBroken, match="没有中断"):
        go_on(uprating=plan.pk, by=second)
    monkeypatch.setattr("doudi.casework.uprating.jobs.AT_ONCE", 2)
    _break_down()
    with acting_as(second.scope):
        held = queries.plan(plan.pk, second)
        assert (held.state, AwardTerms.objects.filter(reason="standard").count()) == (State.ISSUED, 2)
        broken = stopped(held)
        assert broken is not None and (broken.done, broken.of) == (2, 4)
    for who in ("zhang", "gao"):
        with pytest.raises((WrongPost, NotFound)):
            go_on(uprating=plan.pk, by=office.act(who, on))
    go_on(uprating=plan.pk, by=office.act(ISSUER, date(2022, 5, 23)))
    work()
    assert amounts(office, JUNE) == AFTER
    with acting_as(second.scope):
        held = queries.plan(plan.pk, second)
        assert (held.state, stopped(held)) == (State.DONE, None)
        assert AwardTerms.objects.filter(reason="standard").count() == 4
        assert UpratingLine.objects.filter(uprating=held).count() == 4
    with acting_as(office.town.act("sun").scope):
        line = AuditLine.objects.get(did="uprating.gone_on")
        assert (line.facts["state"], line.facts["broken"]) == ("issued", str(broken.pk))


class _Killed(BaseException):
    """The worker was killed."""


def _break_down() -> None:
    """The worker dies over the job after its first part, and again when it is begun anew."""
    row = ProcrastinateJob.objects.get(status="todo")
    with pytest.MonkeyPatch.context() as patch:
        told = Running.step

        def step(running: Running, done: int) -> None:
            told(running, done)
            raise _Killed

        patch.setattr(Running, "step", step)
        with pytest.raises(_Killed):
            app.tasks[row.task_name](**row.args)
    ProcrastinateJob.objects.filter(pk=row.pk).update(status="failed")
    assert mark_broken(UUID(row.args["progress"]))
    assert not mark_broken(UUID(row.args["progress"]))
