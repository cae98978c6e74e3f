"""第二道墙 for evidence: by area, following its subject, and never changed."""

from django.db import migrations

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall


class Migration(migrations.Migration):
    dependencies = [("records", "0002_walls")]

    operations = [
        area_wall("records_evidence"),
        area_wall("records_retraction"),
        append_only("records_evidence", spared=["area_id", "sealed"]),
        append_only("records_retraction", spared=["area_id"]),
        area_follows("records_evidence", "person_id", "records_person"),
        area_follows("records_evidence", "household_id", "records_household"),
        area_follows("records_evidence", "supporter_id", "records_supporter"),
        area_anchor("records_evidence"),
        area_follows("records_retraction", "evidence_id", "records_evidence"),
    ]
