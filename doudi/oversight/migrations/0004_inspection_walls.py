"""第二道墙 of the inspections: they follow their case; a sampling is never changed, a check and an accepted finding stay
as they are, and a sampling cannot be drawn anew.
"""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

SAMPLING, INSPECTION, FINDING = "oversight_sampling", "oversight_inspection", "oversight_finding"
SETTLED = f"""
REVOKE DELETE, TRUNCATE ON {INSPECTION}, {FINDING} FROM doudi_app;
CREATE TRIGGER {INSPECTION}_settled BEFORE UPDATE ON {INSPECTION} FOR EACH ROW
    WHEN (OLD.checked_on IS NOT NULL
        AND (to_jsonb(OLD) - ARRAY['area_id', 'told']) IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['area_id', 'told']))
    EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER {FINDING}_settled BEFORE UPDATE ON {FINDING} FOR EACH ROW
    WHEN (OLD.accepted_on IS NOT NULL
        AND (to_jsonb(OLD) - ARRAY['area_id', 'what', 'rectified_told'])
            IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['area_id', 'what', 'rectified_told']))
    EXECUTE FUNCTION doudi_refuse_change();
"""
FREE = f"""
DROP TRIGGER {INSPECTION}_settled ON {INSPECTION}; DROP TRIGGER {FINDING}_settled ON {FINDING};
GRANT DELETE ON {INSPECTION}, {FINDING} TO doudi_app;
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0003_inspections")]

    operations = [
        *(area_wall(table) for table in (SAMPLING, INSPECTION, FINDING)),
        area_follows(INSPECTION, "case_id", "casework_case"),
        area_anchor(INSPECTION),
        area_follows(FINDING, "inspection_id", INSPECTION),
        append_only(SAMPLING, spared=("area_id",)),
        RunSQL(SETTLED, FREE),
    ]
