"""每个键只查一次：what a key with its area implies is not looked up apart, in all tables of all rooms."""

from django.db import migrations

from doudi.records.walls import keys_once


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0004_inspection_walls"),
        ("money", "0140_line_moves"),
        ("casework", "0173_uprating_job"),
        ("records", "0140_cleared_scans"),
    ]

    operations = [keys_once()]
