"""后台工人：stopped it puts the job back, killed it begins again once, and nothing is done twice."""

from pathlib import Path

import pytest

from doudi.config.tests.jobs_sample import STEPS, WROTE, slow
from doudi.config.tests.town import Town
from doudi.config.tests.workers import PATIENCE_SECONDS, waited, worker
from doudi.records.audit.models import AuditLine
from doudi.records.jobs.actions import ask
from doudi.records.jobs.models import Progress

pytestmark = pytest.mark.postgres
SAMPLE = ("-m", "doudi.config.tests.jobs_sample")


def written() -> list[int]:
    told = AuditLine.objects.using("owner").filter(did=WROTE).order_by("seq")
    return [line.facts["number"] for line in told]


def of(asked: Progress) -> Progress:
    return Progress.objects.get(pk=asked.pk)


def test_a_killed_worker_s_job_is_begun_again_by_the_next_and_nothing_is_done_twice(
    committing: str, data_folder: Path, town: Town
) -> None:
    asked = ask(job=slow, arguments={}, by=town.act("lin"))
    with worker(data_folder, committing, SAMPLE) as first:
        waited(lambda: len(written()) >= 4, "the first worker does not begin")
        first.kill()
    assert of(asked).running
    with worker(data_folder, committing, SAMPLE):
        waited(lambda: not of(asked).running, "the second worker does not go on")
    told = of(asked)
    assert (told.done, told.of, told.broken, told.sentence) == (STEPS, STEPS, 1, "")
    assert written() == list(range(STEPS))


def test_a_worker_told_to_stop_puts_its_job_back_and_the_next_goes_on(
    committing: str, data_folder: Path, town: Town
) -> None:
    asked = ask(job=slow, arguments={}, by=town.act("lin"))
    with worker(data_folder, committing, SAMPLE) as first:
        waited(lambda: len(written()) >= 2, "the worker does not begin")
        first.terminate()
        assert first.wait(PATIENCE_SECONDS) == 0
    assert 0 < len(written()) < STEPS and of(asked).broken == 0
    with worker(data_folder, committing, SAMPLE):
        waited(lambda: not of(asked).running, "the next worker does not go on")
    assert len(written()) == STEPS == of(asked).done


def test_a_worker_whose_parent_is_gone_leaves_by_itself(committing: str, data_folder: Path) -> None:
    with worker(data_folder, committing, SAMPLE) as orphan:
        assert orphan.stdin is not None
        orphan.stdin.close()
        orphan.wait(PATIENCE_SECONDS)
    assert Progress.objects.count() == 0
