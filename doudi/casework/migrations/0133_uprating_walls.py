"""第二道墙 of uprating: lines and invitations lie where the award and the household lie; lines are only added."""

from django.db import migrations

from doudi.records.walls import append_only, area_follows, area_wall

PLAN, LINE, INVITATION = "casework_uprating", "casework_upratingline", "casework_invitation"


class Migration(migrations.Migration):
    dependencies = [("casework", "0132_uprating")]

    operations = [
        *(area_wall(table) for table in (PLAN, LINE, INVITATION)),
        area_follows(LINE, "award_id", "casework_award"),
        area_follows(INVITATION, "household_id", "records_household"),
        append_only(LINE, spared=("area_id",)),
    ]
