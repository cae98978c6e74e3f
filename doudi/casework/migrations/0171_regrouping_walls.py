"""第二道墙 between two places: seen from either, each end lying where its household lies; a decision stays as it is."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import SCOPE, append_only

CHANGE, POINTER = "casework_regrouping", "casework_continuation"
SETTLED = f"""
CREATE TRIGGER {CHANGE}_settled BEFORE UPDATE ON {CHANGE} FOR EACH ROW
    WHEN (OLD.state <> 'proposed'
        AND (to_jsonb(OLD) - ARRAY['area_id', 'to_area_id', 'plan'])
            IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['area_id', 'to_area_id', 'plan']))
    EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER {CHANGE}_kept BEFORE DELETE ON {CHANGE}
    FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
"""
UNDO = f"DROP TRIGGER {CHANGE}_settled ON {CHANGE}; DROP TRIGGER {CHANGE}_kept ON {CHANGE};"
# The list of reasons was written down when the table was made: a database from before learns the new one.
REASONS = "opened standard review change grace grace_over reduced suspended resumed corrected brought_over continued"
KNOWN = """
ALTER TABLE casework_awardterms DROP CONSTRAINT awardterms_reason_known;
ALTER TABLE casework_awardterms ADD CONSTRAINT awardterms_reason_known CHECK (reason IN ({})) NOT VALID;
ALTER TABLE casework_awardterms VALIDATE CONSTRAINT awardterms_reason_known;
""".format(", ".join(f"'{each}'" for each in REASONS.split()))


def seen_from_both(table: str) -> RunSQL:
    """Row-level security for rows between two places."""
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_area ON {table}"
        f" USING (area_id = ANY ({SCOPE}) OR to_area_id = ANY ({SCOPE}));",
        f"DROP POLICY {table}_area ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def end_follows(table: str, key: str, column: str) -> RunSQL:
    """One end of a row lies where its household lies, and moves along with it."""
    name = f"{table}_{key}_{column}"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({key}, {column})"
        " REFERENCES records_household (id, area_id) ON UPDATE CASCADE;",
        f"ALTER TABLE {table} DROP CONSTRAINT {name};",
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0170_regrouping")]

    operations = [
        seen_from_both(CHANGE),
        seen_from_both(POINTER),
        end_follows(CHANGE, "household_id", "area_id"),
        end_follows(POINTER, "old_household_id", "area_id"),
        end_follows(POINTER, "new_household_id", "to_area_id"),
        append_only(POINTER, spared=("area_id", "to_area_id")),
        RunSQL(SETTLED, UNDO),
        RunSQL(KNOWN, RunSQL.noop),
    ]
