"""同一时刻：two officers, two counters, two submissions — on real connections that commit. One wins, one is told."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from doudi.casework.cases.actions import withdraw
from doudi.casework.cases.models import Case, StageChange
from doudi.casework.cases.opening import AlreadyApplied
from doudi.casework.cases.stages import WrongStage
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, stranger
from doudi.config.tests.town import SONGLING
from doudi.records.access import acting_as
from doudi.records.audit.commands import once
from doudi.records.audit.verify import verify
from doudi.records.ids import new_id
from doudi.records.refusals import Refusal


@pytest.fixture
def counters(committing: str, office: Office) -> Office:
    """The office, in a database of its own that commits."""
    return office


def at_once(*doings: Callable[[], Any]) -> tuple[list[Any], list[Refusal]]:
    """Start all at one instant, each on its own connection; answers and refusals, in no order."""
    start = Barrier(len(doings))
    answers: list[Any] = []
    refusals: list[Refusal] = []

    def run(doing: Callable[[], Any]) -> None:
        try:
            start.wait()
            answers.append(doing())
        except Refusal as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(doing,)) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, refusals


def test_two_officers_move_one_case(counters: Office, at_size: Callable[[int, int], int]) -> None:
    mine, yours = counters.on("zhang", 3, 7), counters.on("min", 3, 7)
    for number in range(at_size(4, 100)):
        with acting_as(mine.scope):
            for case in Case.objects.filter(stage="submitted"):
                case.members.update(open=False)
        case = counters.take(stranger(number), mine)
        answers, refusals = at_once(
            partial(complete, case=case.pk, by=mine),
            partial(complete, case=case.pk, by=yours),
        )
        assert (len(answers), len(refusals)) == (1, 1)
        assert isinstance(refusals[0], WrongStage)
        assert "办到“已受理”" in str(refusals[0])
        with acting_as(mine.scope):
            assert StageChange.objects.filter(case=case).count() == 2
            withdraw(case=case.pk, why="换一件再试", by=mine)
    assert verify().sound


def test_two_counters_take_one_person_in(counters: Office) -> None:
    mine, yours = counters.on("zhang", 3, 7), counters.on("min", 3, 7)
    counters.take(stranger(1), mine)  # puts the person on file
    with acting_as(mine.scope):
        withdraw(case=Case.objects.get().pk, why="改日再来", by=mine)
    answers, refusals = at_once(
        lambda: counters.take(stranger(1), mine),
        lambda: counters.take(stranger(1), yours, at=SONGLING),
    )
    assert (len(answers), len(refusals)) == (1, 1)
    assert isinstance(refusals[0], AlreadyApplied)
    assert "孙二已在松岭镇申请社会救助（已提交），不能重复申请" in str(refusals[0])


def test_one_click_sent_twice(counters: Office) -> None:
    by, command = counters.on("zhang", 3, 7), new_id()

    def send() -> dict[str, Any]:
        return once(
            command=command,
            kind="intake.take_in",
            body={"applicant": "孙二"},
            do=lambda: {"case": str(counters.take(stranger(1), by).pk)},
            by=by,
        )

    answers, refusals = at_once(send, send)
    assert refusals == []
    assert answers[0] == answers[1]
    with acting_as(by.scope):
        assert Case.objects.count() == 1


def test_numbers_given_out_at_one_instant_differ(counters: Office) -> None:
    by = counters.on("zhang", 3, 7)
    answers, refusals = at_once(*(partial(counters.take, stranger(n), by) for n in range(4)))
    assert refusals == []
    assert sorted(case.receipt_number[-5:] for case in answers) == ["00001", "00002", "00003", "00004"]
