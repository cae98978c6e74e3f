"""两笔交办相撞：two orders that hold what the other needs. The database gives one up; it is done again by itself, its
officer gets the one page that everybody gets, and every fen moved once.
"""

from functools import partial
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, QueryDict

from doudi.config import postgres
from doudi.config.tests.workers import waited
from doudi.money.ledger.models import Kind
from doudi.money.reserve.actions import ask, release
from doudi.money.tests.purse import Purse
from doudi.records.audit.commands import TIMES, once
from doudi.records.ids import new_id
from doudi.web.orders import Refused, order

pytestmark = pytest.mark.postgres
HEAD = "SELECT seq FROM doudi_chain_head()"
POOL = "SELECT 1 FROM money_account WHERE kind = 'pool' FOR UPDATE"
WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted"


def test_an_order_given_up_by_the_database_is_done_again_and_answers_one_page(
    committing: str, purse: Purse, data_folder: Any
) -> None:
    """The order holds the pool and wants the chain; a second session holds the chain and wants the pool."""
    fund, tried = purse.fund(0), []
    asked = ask(fund=fund, amount_fen=300_00, why="补足", by=purse.act("fang"))
    by = purse.act("xu")

    def do() -> dict[str, Any]:
        tried.append(connection.connection.info.backend_pid)
        return {"released": str(release(request=asked, by=by).pk)}

    def refused(sentence: Refused) -> HttpResponse:
        raise AssertionError(sentence)

    def press(answers: list[HttpResponse]) -> None:
        request = HttpRequest()
        request.method, request.path = "POST", "/reserve/"
        request.POST = QueryDict(f"command={new_id()}")
        try:
            answers.append(order(request, by, form="release", do=do, to="/done/", again=refused))
        finally:
            connection.close()

    answers: list[HttpResponse] = []
    with psycopg.connect(postgres.conninfo(data_folder, postgres.SUPERUSER, committing)) as other:
        other.execute(HEAD)
        pressing = Thread(target=press, args=(answers,))
        pressing.start()
        waited(lambda: other.execute(WAITING).fetchone() is not None, "order waits for the chain")
        other.execute("SET LOCAL deadlock_timeout = '60s'")  # it is the order that gives way
        other.execute(POOL)
    pressing.join()
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(303, "/done/")]
    assert len(tried) == 2, "it did cross, and was done again"
    assert purse.holds(Kind.RESERVE, purse.act("feng")) == 300_00


def test_two_orders_that_always_cross_end_with_a_fault_and_nothing_done(
    committing: str, purse: Purse
) -> None:
    tried: list[int] = []

    def crossing() -> dict[str, Any]:
        tried.append(1)
        raise OperationalError from psycopg.errors.SerializationFailure()

    press = partial(once, command=new_id(), kind="test", body={}, by=purse.act("feng"))
    with pytest.raises(OperationalError):
        press(do=crossing)
    assert len(tried) == TIMES
    assert press(do=lambda: {"done": True}) == {"done": True}
