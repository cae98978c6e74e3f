"""真的断电：the process that decides is killed with -9 before each of its writes; nothing is half written, and the same
button pressed again does the rest once.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connections

from doudi.casework.awards.actions import confirm, take_back
from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import accepted, reviewed
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import WrongStage
from doudi.casework.confirmation.models import Decision
from doudi.casework.confirmation.tests.test_deciding import to_refuse
from doudi.casework.confirmation.tests.test_same_instant import everything, second_decider
from doudi.casework.tests.office import Office, lin_family
from doudi.casework.tests.test_same_instant import at_once
from doudi.records.access import acting_as
from doudi.records.audit.commands import once
from doudi.records.audit.models import Command
from doudi.records.audit.verify import verify
from doudi.records.ids import new_id

pytestmark = pytest.mark.postgres
MOST_WRITES, PROGRAM = 120, "doudi.casework.awards.tests.decider_program"
Order = Callable[[int], str]


@pytest.fixture
def counters(committing: str, office: Office) -> Office:
    """The office, in a database of its own that commits."""
    return office


@contextmanager
def decider(name: str, data: Path, *order: object) -> Iterator[Order]:
    """The officer's process; answers how an order ended that was to be killed after so many writes."""
    place = connections["default"].settings_dict
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "doudi.config.settings",
        "DATABASE_URL": f"postgresql://doudi_app@/{name}?" + urlencode({"host": place["HOST"]}),
        "DOUDI_DATA": str(data),
        "DOUDI_KEY_FILE": str(settings.VAULT_KEY_FILE),
        "DOUDI_ANCHOR_FILE": str(settings.ANCHOR_FILE),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", PROGRAM, *map(str, order)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=variables,
        cwd=Path(__file__).parents[4],
    )
    assert process.stdin is not None and process.stdout is not None

    def pressed(writes: int) -> str:
        assert process.stdin is not None and process.stdout is not None
        print(writes, file=process.stdin, flush=True)
        return process.stdout.readline().strip()

    try:
        yield pressed
    finally:
        process.kill()
        process.wait()


def to_grant(office: Office) -> Case:
    """林秀兰's family, passed by the panel."""
    return reviewed(office, accepted(office, lin_family(), 3, 7), 3, 7)


@pytest.mark.parametrize("outcome", ["refuse", "grant"])
def test_killed_before_any_write_it_is_not_begun_and_pressed_again_it_is_done_once(
    outcome: str,
    committing: str,
    data_folder: Path,
    counters: Office,
    at_size: Callable[[int, int], int],
) -> None:
    """`make proof` kills before every write; `make test` before every seventh."""
    case = to_refuse(counters) if outcome == "refuse" else to_grant(counters)
    before, command, answer = everything(), new_id(), "killed"
    with decider(committing, data_folder, outcome, case.pk, command) as press:
        for writes in range(0, MOST_WRITES, at_size(7, 1)):
            answer = press(writes)
            if answer != "killed":
                break
            assert everything() == before, f"killed after {writes} writes"
            assert not Command.objects.using("owner").filter(id=command).exists()
        assert 8 < writes < MOST_WRITES
        told = json.loads(answer)
        _is_decided(case, outcome, told)
        done = everything()
        assert json.loads(press(-1)) == told, "the second press answers the same"
    assert everything() == done, "and does nothing"
    assert looked_up(counters, case, outcome, command) == told
    assert verify().sound


def looked_up(office: Office, case: Case, outcome: str, command: UUID) -> dict[str, Any]:
    """What the command id answers to whoever asks again after the cut."""

    def never() -> dict[str, Any]:
        raise AssertionError("done twice")

    body = {"case": str(case.pk), "outcome": outcome}
    return once(command=command, kind="decide", body=body, do=never, by=office.act("zhao"))


def _is_decided(case: Case, outcome: str, told: dict[str, Any]) -> None:
    held = Case.objects.using("owner").get(pk=case.pk)
    (decision,) = Decision.objects.using("owner").filter(case=case)
    awards = {str(each.pk) for each in Award.objects.using("owner").all()}
    if outcome == "refuse":
        assert (held.stage, awards, told) == (Stage.REFUSED, set(), {"decision": str(decision.pk)})
    else:
        assert (held.stage, awards) == (Stage.CONFIRMED, set(told["awards"])) and awards


def test_two_deciders_grant_one_case_at_the_same_instant(
    counters: Office, at_size: Callable[[int, int], int]
) -> None:
    case = to_grant(counters)
    zhao, other = counters.act("zhao"), second_decider(counters)
    for _ in range(at_size(4, 100)):
        answers, refusals = at_once(
            partial(confirm, case=case.pk, opinion="同意确认", by=zhao),
            partial(confirm, case=case.pk, opinion="同意确认", by=other),
        )
        assert (len(answers), [type(each) for each in refusals]) == (1, [WrongStage])
        with acting_as(zhao.scope):
            assert Decision.objects.filter(case=case, taken_back_at__isnull=True).count() == 1
            assert Award.objects.filter(case=case, annulled_at__isnull=True).count() == 1
        take_back(case=case.pk, why="再来一次", by=zhao)
    assert verify().sound
