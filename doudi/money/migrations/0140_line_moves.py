"""一笔的走动：fifty thousand lines move at once when a run is sent and answered, so a line has no index twice, and what
of it is frozen is compared column by column instead of through JSON: the same rule. A test holds that no column is
forgotten.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations import RunSQL

MAY_MOVE = ("state", "reason", "settled_on", "account", "account_blind", "area_id")
FROZEN = (
    "id", "run_id", "position", "household_id", "award_id", "terms_id", "person_id", "person_name", "payee_id",
    "payee_name", "institution_id", "persons", "scheme", "month", "purpose", "sequence", "parts", "amount_fen",
    "bank", "holder", "rests_on", "repays_id",
)  # fmt: skip


def guard(condition: str) -> str:
    return f"""
DROP TRIGGER money_line_frozen ON money_line;
CREATE TRIGGER money_line_frozen BEFORE UPDATE ON money_line FOR EACH ROW WHEN ({condition})
    EXECUTE FUNCTION doudi_refuse_change();
"""


def columns(of: str) -> str:
    return "ROW(" + ", ".join(f"{of}.{name}" for name in FROZEN) + ")"


def as_json(of: str) -> str:
    return f"(to_jsonb({of}) - ARRAY{list(MAY_MOVE)}::text[])"


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0173_uprating_job'),
        ('money', '0132_explanation_walls'),
        ('records', '0140_cleared_scans'),
    ]

    operations = [
        migrations.AlterField(
            model_name='line',
            name='area',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.area'),
        ),
        migrations.AlterField(
            model_name='line',
            name='award',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.award'),
        ),
        migrations.AlterField(
            model_name='line',
            name='household',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.household'),
        ),
        migrations.AlterField(
            model_name='line',
            name='run',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='money.run'),
        ),
        RunSQL(
            guard(f"{columns('OLD')} IS DISTINCT FROM {columns('NEW')}"),
            guard(f"{as_json('OLD')} IS DISTINCT FROM {as_json('NEW')}"),
        ),
    ]
