"""机构的墙：the area wall; rows lie with their institution; a confirmed account and a count are not changed."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

TABLES = (
    "records_institution",
    "records_institutionaccount",
    "records_residence",
    "records_census",
)
KEPT = """
REVOKE DELETE, TRUNCATE ON records_institution, records_residence FROM doudi_app;
GRANT UPDATE (confirmed_at, confirmed_by, since, until) ON records_institutionaccount TO doudi_app;
CREATE TRIGGER records_institutionaccount_confirmed BEFORE UPDATE ON records_institutionaccount FOR EACH ROW
    WHEN (OLD.confirmed_by IS NOT NULL
          AND (OLD.confirmed_by, OLD.since) IS DISTINCT FROM (NEW.confirmed_by, NEW.since))
    EXECUTE FUNCTION doudi_refuse_change();
"""
FREE = """
GRANT DELETE ON records_institution, records_residence TO doudi_app;
REVOKE UPDATE (confirmed_at, confirmed_by, since, until) ON records_institutionaccount FROM doudi_app;
DROP TRIGGER records_institutionaccount_confirmed ON records_institutionaccount;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0120_institution_tables")]

    operations = [
        *(area_wall(table) for table in TABLES),
        area_anchor("records_institution"),
        *(area_follows(table, "institution_id", "records_institution") for table in TABLES[1:]),
        append_only(
            "records_institutionaccount",
            spared=(
                "area_id",
                "number",
                "number_blind",
                "confirmed_at",
                "confirmed_by",
                "since",
                "until",
            ),
        ),
        append_only("records_census", spared=("area_id",)),
        RunSQL(KEPT, FREE),
    ]
