"""后台作业：asked for in a transaction, done under the same person, told to who waits, ended with a sentence."""

from collections.abc import Iterator

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from doudi.config.tests.town import SONGLING, Town, moment
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.minutes import SEALED
from doudi.records.audit.models import AccessLine, AuditLine
from doudi.records.jobs import running
from doudi.records.jobs.actions import ask, mark_broken
from doudi.records.jobs.models import Progress
from doudi.records.jobs.queries import jobs, progress
from doudi.records.jobs.running import Running, job
from doudi.records.refusals import BadInput, NotFound
from doudi.records.staff.queries import job_scope

SEEN: list[Act] = []


@job("test.count", title="数数")
def count(running: Running, *, to: int) -> None:
    """Counts, and remembers under whom."""
    SEEN.append(running.by)
    running.whole(to)
    for number in range(1, to + 1):
        running.step(number)
    running.answer(counted=to)


@job("test.refused", title="办不成的事")
def refused(running: Running) -> None:
    """Is refused in the middle."""
    running.whole(2)
    running.step(1)
    raise BadInput("请先填写日期。")


@job("test.faulty", title="有差错的事")
def faulty(running: Running) -> None:
    """Meets a fault of the program."""
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def nothing_seen() -> Iterator[None]:
    SEEN.clear()
    yield
    running.stopping.clear()


def work() -> None:
    """What a worker does with the jobs on the list, in this thread and its transaction."""
    for row in list(ProcrastinateJob.objects.filter(status="todo").order_by("id")):
        app.tasks[row.task_name](**row.args)


@pytest.mark.django_db
def test_a_job_runs_under_who_asked_for_it_on_the_day_of_asking(town: Town) -> None:
    by = town.act("lin")
    asked = ask(job=count, arguments={"to": 3}, by=by)
    assert (asked.running, asked.done, asked.started_at) == (True, 0, None)
    work()
    told = progress(asked.pk, by)
    assert (told.done, told.of, told.running, told.failed, told.answer) == (
        3,
        3,
        False,
        False,
        {"counted": 3},
    )
    (acted,) = SEEN
    assert (acted.day, acted.scope.areas) == (by.day, by.scope.areas)
    assert acted.scope.name == "林晓（后台作业）"
    assert acted.scope.natural_person == by.scope.natural_person
    with acting_as(town.act("sun").scope):
        assert AuditLine.objects.filter(did="jobs.asked", object_id=str(asked.pk)).count() == 1


@pytest.mark.django_db
def test_a_named_scope_keeps_its_posts_and_areas_through_the_list(town: Town) -> None:
    songling = town.area(SONGLING).pk
    day = town.act("lin")
    by = Act(job_scope("核对回填", [songling], day.day, "township_clerk"), day.at)
    asked = ask(job=count, arguments={"to": 1}, by=by)
    work()
    (acted,) = SEEN
    assert (acted.scope.name, acted.scope.areas, acted.scope.officer) == ("核对回填", by.scope.areas, None)
    assert acted.scope.holds("township_clerk", at=songling)
    assert progress(asked.pk, town.act("qian")).title == "数数", "the house's own jobs are told to everybody"


@pytest.mark.django_db
def test_a_job_of_another_officer_is_not_there(town: Town) -> None:
    asked = ask(job=count, arguments={"to": 1}, by=town.act("lin"))
    with pytest.raises(NotFound):
        progress(asked.pk, town.act("qian"))
    assert list(jobs(town.act("lin"))) == [asked]
    assert list(jobs(town.act("qian"))) == []


@pytest.mark.django_db
def test_a_job_of_a_rolled_back_action_never_existed(town: Town) -> None:
    @action
    def ask_and_fail(*, by: Act) -> None:
        ask(job=count, arguments={"to": 1}, by=by)
        raise BadInput("不行。")

    with pytest.raises(BadInput):
        ask_and_fail(by=town.act("lin"))
    assert not ProcrastinateJob.objects.exists() and not Progress.objects.exists()


@pytest.mark.django_db
def test_a_refused_job_ends_with_its_sentence(town: Town) -> None:
    asked = ask(job=refused, arguments={}, by=town.act("lin"))
    work()
    asked.refresh_from_db()
    assert (asked.sentence, asked.done, asked.of, asked.running) == ("请先填写日期。", 1, 2, False)


@pytest.mark.django_db
def test_a_fault_tells_the_waiting_person_and_goes_on_to_the_log(town: Town) -> None:
    asked = ask(job=faulty, arguments={}, by=town.act("lin"))
    with pytest.raises(ZeroDivisionError):
        work()
    asked.refresh_from_db()
    assert asked.failed and "系统管理员" in asked.sentence


@pytest.mark.django_db
def test_a_job_that_stops_with_its_worker_is_not_ended(town: Town) -> None:
    asked = ask(job=count, arguments={"to": 5}, by=town.act("lin"))
    running.stopping.set()
    with pytest.raises(running.Stopped):
        work()
    asked.refresh_from_db()
    assert asked.running and asked.done == 1


@pytest.mark.django_db
def test_a_job_whose_worker_dies_begins_again_once(town: Town) -> None:
    asked = ask(job=count, arguments={"to": 5}, by=town.act("lin"))
    assert mark_broken(asked.pk) is True
    assert mark_broken(asked.pk) is False
    asked.refresh_from_db()
    assert (asked.broken, asked.running) == (2, False)
    assert "两次中断" in asked.sentence


@pytest.mark.django_db
def test_the_command_of_a_step_is_the_same_in_every_run(town: Town) -> None:
    asked = ask(job=count, arguments={"to": 1}, by=town.act("lin"))
    one, again = Running(asked.pk, town.act("lin")), Running(asked.pk, town.act("lin"))
    assert one.command("第3户") == again.command("第3户") != one.command("第4户")


@pytest.mark.django_db
def test_the_house_seals_the_minutes_of_looks_by_itself(town: Town) -> None:
    by = town.act("sun")
    AccessLine.objects.bulk_create(
        [AccessLine(machine_at=moment(by.day), at=by.at, name="孙正", did="people.looked")]
    )
    app.perform_import_paths()  # as a worker does
    app.tasks["封存查阅记录"](timestamp=0)
    with acting_as(by.scope):
        sealed = AuditLine.objects.get(did=SEALED)
    assert (sealed.name, sealed.facts["rows"]) == ("封存查阅记录", 1)
