"""建表：many tables in one operation of a migration.

After every change Django makes the classes of all models anew that the changed one touches, and every table
here touches the areas: a hundred tables take a hundred times a hundred classes, three quarters of a first start.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class _AtOnce(Operation):
    """`operations` in their order; models are made once, as they are after the last of them."""

    def __init__(self, *operations: Any) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        made = {each.name_lower for each in self.operations if isinstance(each, CreateModel)}
        for operation in self.operations:
            # A new table is made with all that the operations after it say of it.
            if isinstance(operation, CreateModel) or getattr(operation, "model_name_lower", "") not in made:
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(each.describe() for each in self.operations)


def at_once(*operations: Any) -> list[Operation]:
    """The `operations` of a migration that makes or changes tables; it cannot be run backwards."""
    return [_AtOnce(*operations)]
