"""预备语句：a text that is asked again and again, which the server takes apart and plans once for a connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import psycopg
from django.db import connection, models

MOST_KEPT = 1000


def ask(text: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that answer a text. Its values go apart from it: Django's own cursor writes them into the text, and
    the server could keep nothing. Behind another server than ours nothing is kept, for a pooler may stand before it.
    """
    with _cursor() as cursor:
        cursor.execute(text, values)
        return cast("list[tuple[Any, ...]]", cursor.fetchall())


def write(row: models.Model) -> None:
    """Add one row that nobody asks back."""
    fields = row._meta.concrete_fields
    with _cursor() as cursor:
        cursor.execute(
            _insertion(type(row)),
            [each.get_db_prep_save(each.pre_save(row, add=True), connection) for each in fields],
        )


@cache
def _insertion(kind: type[models.Model]) -> str:
    columns = [connection.ops.quote_name(str(each.column)) for each in kind._meta.concrete_fields]
    table, places = connection.ops.quote_name(kind._meta.db_table), ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"


def _cursor() -> Any:
    connection.ensure_connection()
    held = cast("psycopg.Connection[Any]", connection.connection)
    held.prepared_max = MOST_KEPT
    made = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return made(cast(Any, psycopg.Cursor(held)))
