"""第二道墙 of the objections: they follow their case, corrections their award; what was answered and corrected stays."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_follows, area_wall

SAID, CORRECTED = "casework_objection", "casework_correction"
SEALED = "ARRAY['area_id', 'said_by', 'contact', 'said', 'answer']"
SETTLED = f"""
REVOKE DELETE, TRUNCATE ON {SAID} FROM doudi_app;
CREATE TRIGGER {SAID}_settled BEFORE UPDATE ON {SAID} FOR EACH ROW
    WHEN (OLD.answered_on IS NOT NULL
        AND (to_jsonb(OLD) - {SEALED}) IS DISTINCT FROM (to_jsonb(NEW) - {SEALED}))
    EXECUTE FUNCTION doudi_refuse_change();
"""
FREE = f"DROP TRIGGER {SAID}_settled ON {SAID}; GRANT DELETE ON {SAID} TO doudi_app;"


class Migration(migrations.Migration):
    dependencies = [("casework", "0140_objections")]

    operations = [
        area_wall(SAID),
        area_wall(CORRECTED),
        area_follows(SAID, "case_id", "casework_case"),
        area_follows(CORRECTED, "award_id", "casework_award"),
        append_only(CORRECTED, spared=("area_id",)),
        RunSQL(SETTLED, FREE),
    ]
