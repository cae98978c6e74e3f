"""命令：what is ordered twice is done once."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from doudi.config.tests.town import Town
from doudi.records.audit.commands import AnotherBody, once
from doudi.records.audit.models import Command
from doudi.records.refusals import BadInput


def test_the_same_order_twice_answers_the_same_and_is_done_once(committing: str, town: Town) -> None:
    done: list[int] = []

    def do() -> dict[str, Any]:
        done.append(1)
        return {"number": len(done)}

    order: dict[str, Any] = {
        "command": uuid4(),
        "kind": "test.pay",
        "body": {"amount_fen": 73_400},
        "do": do,
        "by": town.act("lin"),
    }
    assert [once(**order), once(**order)] == [{"number": 1}, {"number": 1}]
    assert done == [1]


def test_the_same_number_with_another_body_is_refused(committing: str, town: Town) -> None:
    order: dict[str, Any] = {
        "command": uuid4(),
        "kind": "test.pay",
        "body": {"amount_fen": 73_400},
        "do": dict,
        "by": town.act("lin"),
    }
    once(**order)
    for changed in ({"body": {"amount_fen": 73_500}}, {"kind": "test.stop"}, {"by": town.act("qian")}):
        with pytest.raises(AnotherBody):
            once(**(order | changed))


def test_a_refused_order_may_be_tried_again(committing: str, town: Town) -> None:
    command, by = uuid4(), town.act("lin")

    def refuse() -> dict[str, Any]:
        raise BadInput("少填一项")

    with pytest.raises(BadInput):
        once(command=command, kind="test.pay", body={}, do=refuse, by=by)
    assert once(command=command, kind="test.pay", body={}, do=lambda: {"done": True}, by=by) == {"done": True}


def test_fifty_arrivals_at_one_instant_have_one_effect(committing: str, town: Town) -> None:
    command, by, done, answers = uuid4(), town.act("lin"), [], []
    barrier = threading.Barrier(50)

    def do() -> dict[str, Any]:
        done.append(1)
        return {"effect": len(done)}

    def arrive() -> None:
        barrier.wait()
        try:
            answers.append(once(command=command, kind="test.pay", body={"n": 1}, do=do, by=by))
        finally:
            connection.close()

    threads = [threading.Thread(target=arrive) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (done, answers) == ([1], [{"effect": 1}] * 50)
    assert Command.objects.count() == 1
