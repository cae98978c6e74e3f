"""成批写入：very many rows of one table, told as plain values, sent column by column and sealed on the way.

`bulk_create` makes an object of every row, which is most of what a hundred thousand of them cost. Inside
`flowing()` the database works at one part while the next is being put together. The walls, keys and checks hold as
for any other row.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import psycopg
from django.db import connection, models, transaction

from doudi.records.vault.fields import BlindField, SealedField, seal_column

if TYPE_CHECKING:
    Field = models.Field[Any, Any]
Row = TypeVar("Row")
NULL = "NULL"
AT_ONCE = 2_000
UNDERWAY = 32  # statements
WRITER = json.JSONEncoder(ensure_ascii=False)


@contextmanager
def flowing() -> Iterator[Callable[[], None]]:
    """Send what is written by a thread of its own, in order; a row refused ends the block with Django's own error.

    What is asked of the database inside waits for everything that was sent before. Call what is yielded after each
    part: how the session looks up keys was planned while the tables were small and would read through half of them
    for every row; it is planned anew. Keys are looked up as rows come, not all at the end: while the database does
    that, the program goes on.
    """
    assert connection.in_atomic_block, "rows on their way belong to one transaction"
    with connection.wrap_database_errors, ThreadPoolExecutor(1, "flow") as sender:
        flow = _Flow(sender, connection.connection)
        before = FLOW.set(flow)
        try:
            flow.send(b"SET CONSTRAINTS ALL IMMEDIATE")
            yield lambda: flow.send(b"DISCARD PLANS")
            flow.send(b"SET CONSTRAINTS ALL DEFERRED")
            flow.arrive()
        finally:
            FLOW.reset(before)
            sender.shutdown(cancel_futures=True)


class _Flow:
    """流：statements on their way over one connection, so many at most that memory stays small."""

    def __init__(self, sender: Executor, held: "psycopg.Connection[Any]") -> None:
        self._sender, self._held = sender, held
        self._underway: deque[Future[None]] = deque()

    def send(self, statement: bytes, told: Sequence[Any] = ()) -> None:
        """Put one at the end of the queue. Raises what was refused some statements before."""
        while len(self._underway) >= UNDERWAY:
            self._underway.popleft().result()
        self._underway.append(self._sender.submit(_execute, self._held, statement, told))

    def arrive(self) -> None:
        """Wait until all are done. Raises the first that was refused."""
        while self._underway:
            self._underway.popleft().result()


FLOW: ContextVar[_Flow | None] = ContextVar("flow", default=None)


def _execute(held: "psycopg.Connection[Any]", statement: bytes, told: Sequence[Any] = ()) -> None:
    with psycopg.Cursor(held) as cursor:
        cursor.execute(statement, told or None)


class Many:
    """成批的行 of one table: `names` in the order in which `add` is told them, `same` what is alike in every row.

    The row's key comes first where anything of it is sealed. A column told nowhere has the model's own default. With
    `unless_there` a row that a key of the table has already is left out.
    """

    def __init__(
        self, model: type[models.Model], *names: str, unless_there: bool = False, **same: Any
    ) -> None:
        fields = {each.attname: each for each in model._meta.concrete_fields}
        assert set(names) | set(same) <= set(fields), f"{model.__name__} has no {set(names) | set(same)}"
        self._table = model._meta.db_table
        self._rows: list[tuple[Any, ...]] = []
        self._fields = [fields[each] for each in names]
        self._blind = [
            (names.index(each.of), each)
            for each in fields.values()
            if isinstance(each, BlindField) and each.of in names and each.attname not in names
        ]
        blind = [each.attname for _, each in self._blind]
        alike = {
            name: same[name] if name in same else each.get_default()
            for name, each in fields.items()
            if name not in (*names, *blind) and not isinstance(each, models.AutoField)
        }
        self._alike = [
            None if value is None else fields[name].get_db_prep_save(value, connection)
            for name, value in alike.items()
        ]
        told = [fields[each] for each in (*names, *blind)]
        self._insert = _insert(self._table, told, [fields[each] for each in alike])
        if unless_there:
            self._insert += b" ON CONFLICT DO NOTHING"

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, *values: Any) -> None:
        """One row."""
        self._rows.append(values)

    def write(self) -> None:
        """Send the rows told so far, and forget them."""
        if not self._rows:
            return
        columns = list(zip(*self._rows, strict=True))
        arrays = [
            _array(seal_column(column, self._table, field.attname, columns[0]), _bytes)
            if isinstance(field, SealedField)
            else _array(column, SPELLED.get(_kind(field), str))
            for field, column in zip(self._fields, columns, strict=True)
        ]
        for place, field in self._blind:
            arrays.append(_array(field.indexes_of(columns[place]), _bytes))
        self._rows.clear()
        connection.ensure_connection()
        flow = FLOW.get()
        if flow is not None:
            flow.send(self._insert, [*self._alike, *arrays])
            return
        with connection.wrap_database_errors:
            _execute(connection.connection, self._insert, [*self._alike, *arrays])


def write_rows(rows: Sequence[models.Model], unless_there: bool = False) -> None:
    """Rows that are made already, as objects of one model; like `bulk_create`, but column by column.

    Very many flow: the database works at one part while the next is sealed and spelled.
    """
    in_parts(rows, lambda part: _write_part(part, unless_there))


def in_parts(rows: Sequence[Row], write: Callable[[Sequence[Row]], None]) -> None:
    """Write few rows at once; of very many a part at a time, while the database works at those before."""
    if len(rows) <= AT_ONCE:
        write(rows)
        return
    with transaction.atomic(), flowing() as plan_anew:
        for first in range(0, len(rows), AT_ONCE):
            write(rows[first : first + AT_ONCE])
            plan_anew()


def _write_part(rows: Sequence[models.Model], unless_there: bool) -> None:
    if not rows:
        return
    fields = [each for each in type(rows[0])._meta.concrete_fields if not isinstance(each, models.AutoField)]
    blind = [each for each in fields if isinstance(each, BlindField)]
    names = [each.attname for each in fields]
    many = Many(type(rows[0]), *names, unless_there=unless_there)
    for row in rows:
        held = row.__dict__
        for each in blind:
            each.pre_save(row, add=True)
        many.add(*[held[name] for name in names])
    many.write()


def _array(values: Iterable[Any], spelled: Callable[[Any], str]) -> str:
    return "{" + ",".join([NULL if value is None else spelled(value) for value in values]) + "}"


def _insert(table: str, told: "list[Field]", alike: list[Any]) -> bytes:
    """The statement: what is alike first, then one array for each column that is told row by row."""
    names = ", ".join(f'"{each.column}"' for each in (*alike, *told))
    constants = "".join(f"%s::{each.db_type(connection)}, " for each in alike)
    columns = ", ".join(f"c{number}" for number in range(len(told)))
    arrays = ", ".join(f"%s::{each.db_type(connection)}[]" for each in told)
    text = f'INSERT INTO "{table}" ({names}) SELECT {constants}{columns} FROM unnest({arrays}) AS told ({columns})'
    return text.encode()


def _kind(field: "Field") -> str:
    """The sort of a column: a key has that of what it points to."""
    return (field.target_field if isinstance(field, models.ForeignKey) else field).get_internal_type()


def _text(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'


def _bytes(value: bytes) -> str:
    return '"\\\\x' + value.hex() + '"'


def _json(value: Any) -> str:
    return _text(WRITER.encode(value))


def _key(value: UUID) -> str:
    return f"{value.int:032x}"


SPELLED: dict[str, Callable[[Any], str]] = {
    "UUIDField": _key,
    "TextField": _text,
    "JSONField": _json,
    "BinaryField": _bytes,
    "SealedField": _bytes,
    "BlindField": _bytes,
    "DateTimeField": lambda value: value.isoformat(),
}
