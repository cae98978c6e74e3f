"""Papers and files of a case lie where the case lies: a key of the database moves them along with it.

The lower room keeps the number of a case without knowing what a case is; the room that does puts the key under it.
"""

from django.db import migrations

from doudi.records.walls import area_follows


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_milestone_walls")]

    operations = [
        area_follows("records_storedfile", "case_id", "casework_case"),
        area_follows("records_filedpaper", "case_id", "casework_case"),
    ]
