"""Figures and notices: what was entered is never changed, an issue never taken back but by its own columns."""

from django.db import migrations
from django.db.migrations import RunSQL

FATE = (
    "issued_by_id",
    "issued_at",
    "edition",
    "withdrawn_edition",
    "withdrawn_because",
    "dropped_because",
)


def kept(table: str, fate: tuple[str, ...], decided: str) -> RunSQL:
    """Refuse DELETE; an UPDATE may fill the columns of a row's fate, each once, and nothing else."""
    names = "ARRAY[" + ",".join(f"'{column}'" for column in fate) + "]"
    return RunSQL(
        f"REVOKE DELETE, TRUNCATE ON {table} FROM doudi_app;"
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();"
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW"
        f" WHEN ((to_jsonb(OLD) - {names}) IS DISTINCT FROM (to_jsonb(NEW) - {names}) OR ({decided}))"
        " EXECUTE FUNCTION doudi_refuse_change();",
        f"DROP TRIGGER {table}_kept ON {table}; DROP TRIGGER {table}_fixed ON {table};"
        f"GRANT DELETE ON {table} TO doudi_app;",
    )


ISSUED = "OLD.issued_at IS NOT NULL AND (OLD.issued_at, OLD.issued_by_id) IS DISTINCT FROM (NEW.issued_at, NEW.issued_by_id)"
EDITIONS = (
    "(OLD.edition IS NOT NULL AND OLD.edition IS DISTINCT FROM NEW.edition)"
    " OR (OLD.withdrawn_edition IS NOT NULL AND OLD.withdrawn_edition IS DISTINCT FROM NEW.withdrawn_edition)"
    " OR (OLD.dropped_because <> '' AND NEW.edition IS NOT NULL)"
)


class Migration(migrations.Migration):
    dependencies = [("records", "0005_background_walls")]

    operations = [
        kept("records_figure", FATE, f"({ISSUED}) OR {EDITIONS}"),
        kept("records_holidaynotice", ("issued_by_id", "issued_at"), ISSUED),
    ]
