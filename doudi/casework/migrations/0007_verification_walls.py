"""第二道墙 of the check of means: requests and findings follow their case, batches and raw answers lie with the district.

What was asked, answered, said and reported is only added.
"""

from django.db import migrations

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

FOLLOWS = (
    ("casework_memberrefusal", "case_id", "casework_case"),
    ("casework_request", "case_id", "casework_case"),
    ("casework_subject", "request_id", "casework_request"),
    ("casework_discrepancy", "request_id", "casework_request"),
    ("casework_report", "request_id", "casework_request"),
    ("casework_explanation", "discrepancy_id", "casework_discrepancy"),
    ("casework_conclusion", "discrepancy_id", "casework_discrepancy"),
    ("casework_batchrow", "batch_id", "casework_batch"),
    ("casework_reply", "batch_id", "casework_batch"),
    ("casework_answer", "batch_id", "casework_batch"),
)
ANCHORS = ("casework_request", "casework_discrepancy", "casework_batch")
KEPT = {
    "casework_memberrefusal": ("area_id",),
    "casework_subject": ("area_id", "id_number"),
    "casework_explanation": ("area_id", "account"),
    "casework_report": ("area_id", "content"),
    "casework_batchrow": ("area_id",),
    "casework_reply": ("area_id",),
    "casework_answer": ("area_id", "records"),
}


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_papers_follow")]

    operations = [
        *(area_wall(table) for table, _, _ in FOLLOWS),
        area_wall("casework_batch"),
        *(area_anchor(table) for table in ANCHORS),
        *(area_follows(table, key, parent) for table, key, parent in FOLLOWS),
        *(append_only(table, spared=spared) for table, spared in KEPT.items()),
    ]
