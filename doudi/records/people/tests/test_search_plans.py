"""检索计划：behind row-level security, as the app role, every search goes by an index."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from doudi.config.tests.database import cloned
from doudi.config.tests.town import ANPING, DONGGANG, QIANPU, SHIQIAO, XIDIAN, Town, invented_id
from doudi.records.access import acting_as
from doudi.records.people.actions import register_person
from doudi.records.people.queries import find_people
from doudi.records.vault.secret import Secret

PEOPLE = 8_000


@pytest.fixture(scope="module")
def crowded(
    data_folder: Path,
    template_database: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Eight thousand people with four keys each, written past the actions for their number's sake alone."""
    folder = tmp_path_factory.mktemp("crowd")
    with django_db_blocker.unblock(), cloned(data_folder, template_database, folder) as name:
        _fill(Town())
        yield name


@pytest.fixture
def crowd(crowded: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock():
        yield crowded


def _fill(town: Town) -> None:
    areas = [town.area(code).pk for code in (DONGGANG, XIDIAN, QIANPU, SHIQIAO, ANPING)]
    district = next(iter(town.act("zhou").scope.duties)).areas - set(areas)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_person (id, area_id, district_id, name, id_blind, tail_blind, phone_blind)"
            " SELECT gen_random_uuid(), (%s::int[])[1 + n %% 5], %s, '人' || n, decode(md5('i' || n), 'hex'),"
            " decode(md5('t' || n %% 11000), 'hex'), decode(md5('p' || n), 'hex') FROM generate_series(1, %s) n",
            [areas, min(district), PEOPLE],
        )
        cursor.execute(
            "INSERT INTO records_personkey (person_id, area_id, key)"
            " SELECT id, area_id, chr(97 + k) || md5(id::text || k) FROM records_person, generate_series(1, 4) k"
        )
        cursor.execute("ANALYZE")
    register_person(
        area=town.area(DONGGANG),
        name="林秀兰",
        id_number=invented_id("19500412", 12),
        phone=Secret("19900001234"),
        by=town.act("lin"),
    )


def scans(plan: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Every scan in a plan: the table and how it is read."""
    if "Relation Name" in plan:
        yield str(plan["Relation Name"]), str(plan["Node Type"])
    for inner in plan.get("Plans", []):  # type: ignore[attr-defined]
        yield from scans(inner)


def plan_of(question: str) -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + question)
        (told,) = cursor.fetchone()
    plan: list[dict[str, dict[str, object]]] = json.loads(told) if isinstance(told, str) else told
    return plan[0]["Plan"]


@pytest.mark.parametrize("clerk", ["lin", "zhou"])
def test_every_search_goes_by_an_index(crowd: str, town: Town, clerk: str) -> None:
    by, whole = town.act(clerk), invented_id("19500412", 12).reveal()
    for typed in ("林秀兰", "秀兰", "linxiu", "lxl", whole[-4:], whole, "19900001234"):
        with acting_as(by.scope):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                found = find_people(typed, by)
            assert [each.name for each in found] == ["林秀兰"], typed
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_user")
                assert cursor.fetchone() == ("doudi_app",)
                ways = [
                    way
                    for query in asked.captured_queries
                    if 'FROM "records_' in query["sql"]
                    for way in scans(plan_of(query["sql"]))
                ]
        assert ways and all(way != "Seq Scan" for _, way in ways), (typed, ways)


def test_one_letter_reads_no_more_rows_than_it_shows(crowd: str, town: Town) -> None:
    """A quarter of all keys begin with "c"; sorting them all by name would take as long as the town is large."""
    by = town.act("zhou")
    with acting_as(by.scope), CaptureQueriesContext(connection) as asked:
        assert len(find_people("c", by)) == 50
    (keys,) = [query["sql"] for query in asked.captured_queries if 'FROM "records_personkey"' in query["sql"]]
    with acting_as(by.scope):
        plan = plan_of(keys)
    assert [way for _, way in scans(plan)] == ["Index Only Scan"]
    assert "Sort" not in json.dumps(plan)
