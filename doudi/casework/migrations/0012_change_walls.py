"""第二道墙 of the changes: they lie where their award lies; what was decided is not decided again."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import area_anchor, area_follows, area_wall

TABLES = ("casework_change", "casework_grace")
# A decided or dropped change stays as it is, but for the area that follows its award.
SETTLED = """
CREATE TRIGGER casework_change_settled BEFORE UPDATE ON casework_change FOR EACH ROW
    WHEN (OLD.state <> 'proposed'
        AND (to_jsonb(OLD) - 'area_id') IS DISTINCT FROM (to_jsonb(NEW) - 'area_id'))
    EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER casework_change_kept BEFORE DELETE ON casework_change
    FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
"""
UNDO = """
DROP TRIGGER casework_change_settled ON casework_change;
DROP TRIGGER casework_change_kept ON casework_change;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_award_walls")]

    operations = [
        *(area_wall(table) for table in TABLES),
        area_anchor("casework_change"),
        *(area_follows(table, "award_id", "casework_award") for table in TABLES),
        RunSQL(SETTLED, UNDO),
    ]
