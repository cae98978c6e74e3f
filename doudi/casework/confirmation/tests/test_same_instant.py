"""同一时刻与断线：two people over one case — one decision; and a decision cut off between any two writes — none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections

from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import WrongStage
from doudi.casework.confirmation.decisions import refuse, send_back, take_back
from doudi.casework.confirmation.models import Decision
from doudi.casework.confirmation.tests.test_deciding import NO, to_refuse
from doudi.casework.tests.office import Office
from doudi.casework.tests.test_same_instant import at_once
from doudi.config.tests.town import DISTRICT, NEW_YEAR, PASSWORD, SONGLING, invented_id
from doudi.records.access import Act, acting_as
from doudi.records.audit.verify import verify
from doudi.records.staff.actions import appoint, open_account
from doudi.records.vault.ciphers import sm3

WRITES = ("INSERT", "UPDATE", "DELETE")
MOST_WRITES = 60


@pytest.fixture
def counters(committing: str, office: Office) -> Office:
    """The office, in a database of its own that commits."""
    return office


def second_decider(office: Office) -> Act:
    """沈岳, who decides for 松岭镇 beside 赵明: another natural person."""
    setup = office.town.nobody([office.town.area(DISTRICT).pk])
    officer = open_account(
        username="shen",
        name="沈岳",
        id_number=invented_id("19790909", 97),
        password=PASSWORD,
        area=office.town.area(DISTRICT),
        by=setup,
    )
    township = office.town.area(SONGLING)
    appoint(
        officer=officer, post="township_decider", area=township, since=NEW_YEAR, document="任命", by=setup
    )
    return office.act("shen")


def test_two_people_decide_one_case(counters: Office, at_size: Callable[[int, int], int]) -> None:
    case, zhao, shen = to_refuse(counters), counters.act("zhao"), second_decider(counters)
    for _ in range(at_size(4, 100)):
        answers, refusals = at_once(
            partial(refuse, case=case.pk, opinion=NO, by=zhao),
            partial(refuse, case=case.pk, opinion=NO, by=shen),
        )
        assert (len(answers), [type(each) for each in refusals]) == (1, [WrongStage])
        with acting_as(zhao.scope):
            assert Decision.objects.filter(case=case, taken_back_at__isnull=True).count() == 1
        take_back(case=case.pk, why="再来一次", by=zhao)
    assert verify().sound


def test_one_refuses_while_the_other_sends_back(counters: Office) -> None:
    case, zhao = to_refuse(counters), counters.act("zhao")
    answers, refusals = at_once(
        partial(refuse, case=case.pk, opinion=NO, by=zhao),
        partial(send_back, case=case.pk, why="再核实", by=zhao),
    )
    assert (len(answers), len(refusals)) == (1, 1)
    with acting_as(zhao.scope):
        held = Case.objects.get(pk=case.pk)
        assert (held.stage == Stage.REFUSED) == Decision.objects.filter(case=case).exists()


def everything() -> dict[str, bytes]:
    """A digest of every table of records and casework, as the owner sees them."""
    models = [model for room in ("casework", "records") for model in apps.get_app_config(room).get_models()]
    return {
        model.__name__: sm3(
            repr(list(model._base_manager.using("owner").order_by("pk").values_list())).encode()
        )
        for model in models
    }


@contextmanager
def cut_off_after(writes: int) -> Iterator[list[str]]:
    """The connection dies before the next write, as when the program is killed with -9."""
    done: list[str] = []

    def watched(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            if len(done) == writes:
                with connections["owner"].cursor() as cursor:
                    pid = connection.connection.info.backend_pid
                    cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            done.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watched):
        yield done


def test_a_decision_cut_off_between_any_two_writes_leaves_nothing(counters: Office) -> None:
    case, zhao = to_refuse(counters), counters.act("zhao")
    before = everything()
    for writes in range(MOST_WRITES):
        with cut_off_after(writes) as done:
            try:
                refuse(case=case.pk, opinion=NO, by=zhao)
            except DatabaseError:
                connection.close()
                assert everything() == before, f"after {writes} writes: {done[-1]}"
                continue
        break
    assert 8 < writes < MOST_WRITES
    with acting_as(zhao.scope):
        assert Case.objects.get(pk=case.pk).stage == Stage.REFUSED
        assert Decision.objects.filter(case=case).count() == 1
    assert verify().sound
