"""迁移只由所有者角色执行：tables are made by the owner role; the app role never migrates."""

from typing import Any


class OwnerMigrates:
    """Database router: everything is read and written as the app, and migrated as the owner."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
