"""Background work: Procrastinate's own tables (its migrations, run by the owner) and the progress of a job."""

from django.db import migrations, models
from django.db.migrations import RunSQL

import doudi.records.ids

# Events are only added; the app role keeps what deferring, fetching, finishing and deleting a job need.
GRANT_LESS = "REVOKE UPDATE, DELETE ON procrastinate_events FROM doudi_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_person_number"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        RunSQL(GRANT_LESS, "GRANT UPDATE, DELETE ON procrastinate_events TO doudi_app;"),
        migrations.CreateModel(
            name="Progress",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=doudi.records.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.TextField(verbose_name="作业")),
                ("title", models.TextField(verbose_name="事项")),
                ("asked_by", models.UUIDField(null=True, verbose_name="交办账号")),
                ("asked_name", models.TextField(verbose_name="交办人")),
                ("at", models.DateTimeField(verbose_name="业务时间")),
                ("asked_at", models.DateTimeField(verbose_name="交办时间")),
                ("of", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已办")),
                ("started_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("broken", models.PositiveSmallIntegerField(default=0, verbose_name="中断次数")),
                ("sentence", models.TextField(blank=True, verbose_name="未完成的原因")),
                ("answer", models.JSONField(default=dict, verbose_name="结果")),
            ],
            options={
                "indexes": [models.Index(fields=["asked_by", "asked_at"], name="progress_asked_by")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", models.F("of"))), name="progress_within_its_whole"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sentence", ""), ("ended_at__isnull", False), _connector="OR"
                        ),
                        name="progress_fails_when_ended",
                    ),
                ],
            },
        ),
    ]
