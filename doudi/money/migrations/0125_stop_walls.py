"""停付的墙：the area wall; what was found stays, and a stop that was cleared is not changed again."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import area_wall

TABLE = "money_paymentstop"
KEPT = f"""
CREATE TRIGGER {TABLE}_kept BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (OLD.cleared_on IS NOT NULL OR (OLD.told, OLD.area_id, OLD.found_on, OLD.run_id)
          IS DISTINCT FROM (NEW.told, NEW.area_id, NEW.found_on, NEW.run_id))
    EXECUTE FUNCTION doudi_refuse_change();
REVOKE DELETE, TRUNCATE ON {TABLE} FROM doudi_app;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0124_stop_tables")]

    operations = [
        area_wall(TABLE),
        RunSQL(KEPT, f"DROP TRIGGER {TABLE}_kept ON {TABLE}; GRANT DELETE ON {TABLE} TO doudi_app;"),
    ]
