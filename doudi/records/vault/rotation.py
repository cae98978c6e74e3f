"""换钥：re-seal everything under the newest key, in small committed batches.

What is left to do is read off the rows themselves (the version in each value's first byte), so a killed run is
simply run again. Runs as the owner role, which row-level security and append-only tables let pass.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from doudi.records.vault.fields import BlindField, Ciphertext, SealedField, seal, unseal
from doudi.records.vault.keys import keys

BATCH = 1000
OWNER = "owner"


def reseal_all(batch: int = BATCH, told: Callable[[str, int], None] = lambda table, rows: None) -> int:
    """Bring every sealed value and blind index to the current key; answers how many rows were written.

    `told` hears table and row count after each committed batch.
    """
    written = 0
    for model in sealed_models():
        while done := _reseal_some(model, batch):
            written += done
            told(model._meta.db_table, done)
    return written


def versions_in_use() -> dict[int, int]:
    """How many sealed values lie under each key version; an old version may go when it is not listed."""
    counts: dict[int, int] = {}
    for model in sealed_models():
        for field in _fields(model, SealedField):
            column, table = field.column, model._meta.db_table
            with connections[OWNER].cursor() as cursor:
                cursor.execute(
                    f"SELECT get_byte({column}, 0), count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY 1"
                )
                for version, rows in cursor.fetchall():
                    counts[version] = counts.get(version, 0) + rows
    return counts


def sealed_models() -> Iterator[type[models.Model]]:
    """Every model with a sealed field."""
    return (model for model in apps.get_models() if _fields(model, SealedField))


def _fields(model: type[models.Model], kind: type[Any]) -> list[Any]:
    return [field for field in model._meta.local_fields if isinstance(field, kind)]


def _reseal_some(model: type[models.Model], batch: int) -> int:
    current = keys().current
    sealed, blinds = _fields(model, SealedField), _fields(model, BlindField)
    table, row_key = model._meta.db_table, model._meta.pk.column
    columns = [field.column for field in sealed]
    old = " OR ".join(f"get_byte({column}, 0) < %s" for column in columns)
    assignments = ", ".join(f"{column} = %s" for column in [*columns, *(field.column for field in blinds)])
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(
            f"SELECT {row_key}, {', '.join(columns)} FROM {table} WHERE {old}"
            f" ORDER BY {row_key} LIMIT {batch:d} FOR UPDATE",
            [current] * len(columns),
        )
        rows = cursor.fetchall()
        for row, *values in rows:
            opened = {
                field.name: None if value is None else unseal(Ciphertext(value), table, field.attname, row)
                for field, value in zip(sealed, values, strict=True)
            }
            new: list[bytes | None] = [
                None if secret is None else seal(secret, table, name, row) for name, secret in opened.items()
            ]
            for field in blinds:
                secret = opened[field.of]
                new.append(None if secret is None else field.index_of(secret))
            cursor.execute(f"UPDATE {table} SET {assignments} WHERE {row_key} = %s", [*new, row])
    return len(rows)
