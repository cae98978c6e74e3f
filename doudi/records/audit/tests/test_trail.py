"""留痕查找：the lines of one object and those that name it, by indexes however long the chain is."""

from __future__ import annotations

import pytest
from django.db import connection, connections

from doudi.config.tests.town import DONGGANG, SHIQIAO, Town
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AccessLine
from doudi.records.audit.queries import lines_of, looks_at
from doudi.records.audit.trail import record
from doudi.records.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def plan(by: Act) -> str:
    """How the database would find them, were a scan of the whole chain forbidden."""
    with acting_as(by.scope), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        query, given = lines_of("case", str(new_id()), by).query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", given)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_no_search_of_the_trail_reads_the_whole_chain(town: Town) -> None:
    by = town.act("zhou")
    for number in range(30):
        with acting_as(by.scope):
            record(by=by, did="people.looked", case=new_id(), number=number)
    found = plan(by)
    assert "auditline_object" in found and "Seq Scan" not in found
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute('EXPLAIN SELECT seq FROM records_auditline WHERE facts @> \'{"case": "1"}\'::jsonb')
        assert "auditline_facts" in "\n".join(row[0] for row in cursor.fetchall())


def test_who_looked_at_an_object_is_found_by_its_index_and_in_scope(town: Town) -> None:
    person, lin, qian = new_id(), town.act("lin"), town.act("qian")
    for by, code in ((lin, DONGGANG), (qian, SHIQIAO)):
        with acting_as(by.scope):
            AccessLine.objects.bulk_create(
                AccessLine(
                    machine_at=by.at,
                    at=by.at,
                    name=by.scope.name,
                    area_id=town.area(code).pk,
                    did="people.looked",
                    kind="person",
                    object_id=str(person),
                )
                for _ in range(20)
            )
    with acting_as(lin.scope), connection.cursor() as cursor:
        assert {row.name for row in looks_at("person", str(person), lin)} == {"林晓"}
        cursor.execute("SET LOCAL enable_seqscan = off")
        query, given = looks_at("person", str(new_id()), lin).query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", given)
        assert "accessline_object" in "\n".join(row[0] for row in cursor.fetchall())


def test_lines_that_name_the_object_are_found_and_those_of_a_neighbour_are_not(town: Town) -> None:
    case, lin, qian = new_id(), town.act("lin"), town.act("qian")
    for by, code in ((lin, DONGGANG), (qian, SHIQIAO)):
        with acting_as(by.scope):
            record(by=by, did="people.looked", area=town.area(code).pk, case=case)
            record(by=by, did="people.looked", area=town.area(code).pk, case=new_id())
    for by in (lin, qian):
        with acting_as(by.scope):
            assert [line.name for line in lines_of("case", str(case), by)] == [by.scope.name]
