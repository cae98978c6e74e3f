"""提标方案 stand outside the wall: standards are public facts, and a township reads what its district has issued."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import area_wall

WALL = area_wall("casework_uprating")


class Migration(migrations.Migration):
    dependencies = [("casework", "0141_objection_walls")]

    operations = [RunSQL(WALL.reverse_sql, WALL.sql)]
