"""第二道墙 of background work: Procrastinate's own tables, made by its migrations, which the owner runs."""

from django.db import migrations
from django.db.migrations import RunSQL

# Events are only added; the app role keeps what deferring, fetching, finishing and deleting a job need.
GRANT_LESS = "REVOKE UPDATE, DELETE ON procrastinate_events FROM doudi_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_document_walls"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [RunSQL(GRANT_LESS, "GRANT UPDATE, DELETE ON procrastinate_events TO doudi_app;")]
