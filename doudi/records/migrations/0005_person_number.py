"""An index on the identity number alone: searches in one's own scope do not name the district."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0004_evidence_walls")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["id_blind"], name="person_number"),
        ),
    ]
