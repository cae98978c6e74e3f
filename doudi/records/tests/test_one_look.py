"""一次查看：within one look the same question is put once; never across scopes, never inside an action."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.config.tests.town import Town
from doudi.records.access import Act, acting_as, action, asked_once, one_look

pytestmark = pytest.mark.django_db


@asked_once
def seen_in(setting: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [setting])
        return str(cursor.fetchone()[0])


@action
def told_in_an_action(*, by: Act) -> tuple[str, str]:
    return seen_in("doudi.areas"), seen_in("doudi.areas")


def asked(setting: str, times: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert len({seen_in(setting) for _ in range(times)}) == 1
    return len(queries)


def test_without_a_look_every_question_is_put(town: Town) -> None:
    with acting_as(town.act("lin").scope):
        assert asked("doudi.areas", 3) == 3


def test_within_a_look_it_is_put_once_and_the_next_look_puts_it_again(town: Town) -> None:
    with acting_as(town.act("lin").scope):
        for _ in range(2):
            with one_look():
                assert asked("doudi.areas", 3) == 1
                assert asked("doudi.audits", 2) == 1


def test_what_one_scope_was_answered_is_never_told_to_another(town: Town) -> None:
    lin, zhou = town.act("lin").scope, town.act("zhou").scope
    with acting_as(lin), one_look():
        here = seen_in("doudi.areas")
        with acting_as(zhou):
            there = seen_in("doudi.areas")
            assert {*map(int, there.strip("{}").split(","))} == zhou.areas != lin.areas
        assert seen_in("doudi.areas") == here


def test_an_action_inside_a_look_reads_for_itself(town: Town) -> None:
    lin = town.act("lin")
    with acting_as(lin.scope), one_look():
        seen_in("doudi.areas")
        with CaptureQueriesContext(connection) as queries:
            told_in_an_action(by=lin)
        assert sum("current_setting" in query["sql"] for query in queries.captured_queries) == 2


def test_an_error_is_not_kept(town: Town) -> None:
    tries = []

    @asked_once
    def sometimes(number: int) -> int:
        tries.append(number)
        if len(tries) == 1:
            raise ValueError
        return number

    with one_look():
        with pytest.raises(ValueError):
            sometimes(1)
        assert (sometimes(1), sometimes(1), len(tries)) == (1, 1, 2)
