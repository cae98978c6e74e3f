"""外键：every key by which a row points to another is held by the database, by its own constraint or by a wider one."""

import pytest
from django.apps import apps
from django.db import connection, models

pytestmark = pytest.mark.django_db
ROOMS = ("records", "casework", "money", "oversight")
HELD = """
SELECT conrelid::regclass::text, confrelid::regclass::text, array_agg(attname::text ORDER BY position),
    bool_and(attnotnull)
FROM pg_constraint, unnest(conkey) WITH ORDINALITY AS told (number, position), pg_attribute
WHERE contype = 'f' AND convalidated AND attrelid = conrelid AND attnum = number
GROUP BY pg_constraint.oid
"""
AREAS = "records_area"


def held() -> list[tuple[str, str, list[str], bool]]:
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return cursor.fetchall()


def is_held(keys: list[tuple[str, str, list[str], bool]], table: str, column: str, target: str) -> bool:
    """By itself; with its area; or as the area of a subject that is always there and whose own area is held."""
    mine = [(to, columns, known) for each, to, columns, known in keys if each == table]
    return any(
        (to == target and columns in ([column], [column, "area_id"]))
        or (
            column == columns[-1] == "area_id"
            and target == AREAS
            and known
            and is_held(keys, to, "area_id", AREAS)
        )
        for to, columns, known in mine
    )


def test_no_key_was_let_go_that_nothing_else_holds() -> None:
    keys = held()
    told = [
        (model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and model._meta.managed
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and not isinstance(field.related_model, str)
    ]
    assert len(told) > 300
    assert [each for each in told if not is_held(keys, *each)] == []


def test_what_follows_its_subject_is_looked_up_once() -> None:
    keys = held()
    wide = {(table, columns[0], to) for table, to, columns, _ in keys if columns[1:] == ["area_id"]}
    assert ("records_personkey", "person_id", "records_person") in wide
    assert ("casework_awardterms", "award_id", "casework_award") in wide
    narrow = {(table, columns[0], to) for table, to, columns, _ in keys if len(columns) == 1}
    assert wide & narrow == set(), "put walls.keys_once() at the end of the migration"
    assert ("records_personkey", "area_id", AREAS) not in narrow
    assert ("records_person", "area_id", AREAS) in narrow
