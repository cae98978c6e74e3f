"""后补追缴的墙：the area wall; what was reckoned, agreed and received stays; a decided reckoning is not undone."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

TABLES = (
    "money_reckoning",
    "money_reckonedmonth",
    "money_claim",
    "money_plan",
    "money_instalment",
    "money_receipt",
    "money_writeoff",
)
# What was decided stays as it was decided; what a claim was for never changes.
DECIDED = """
CREATE TRIGGER money_reckoning_decided BEFORE UPDATE ON money_reckoning FOR EACH ROW
    WHEN (OLD.stage <> 'proposed'
          AND (to_jsonb(OLD) - ARRAY['area_id']::text[]) IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['area_id']::text[]))
    EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER money_reckoning_fixed BEFORE UPDATE ON money_reckoning FOR EACH ROW
    WHEN ((OLD.award_id, OLD.over_fen, OLD.short_fen, OLD.proposed_by, OLD.facts_from)
          IS DISTINCT FROM (NEW.award_id, NEW.over_fen, NEW.short_fen, NEW.proposed_by, NEW.facts_from))
    EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER money_writeoff_decided BEFORE UPDATE ON money_writeoff FOR EACH ROW
    WHEN ((OLD.stage <> 'proposed' OR (OLD.amount_fen, OLD.proposed_by, OLD.claim_id)
           IS DISTINCT FROM (NEW.amount_fen, NEW.proposed_by, NEW.claim_id))
          AND (to_jsonb(OLD) - ARRAY['area_id']::text[]) IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['area_id']::text[]))
    EXECUTE FUNCTION doudi_refuse_change();
REVOKE DELETE, TRUNCATE ON money_reckoning, money_claim, money_writeoff FROM doudi_app;
"""
UNDECIDED = """
DROP TRIGGER money_reckoning_decided ON money_reckoning;
DROP TRIGGER money_reckoning_fixed ON money_reckoning;
DROP TRIGGER money_writeoff_decided ON money_writeoff;
GRANT DELETE ON money_reckoning, money_claim, money_writeoff TO doudi_app;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0120_recovery_tables")]

    operations = [
        *(area_wall(table) for table in TABLES),
        *(area_anchor(table) for table in ("money_reckoning", "money_claim", "money_plan")),
        area_follows("money_reckoning", "household_id", "records_household"),
        area_follows("money_reckonedmonth", "reckoning_id", "money_reckoning"),
        area_follows("money_claim", "household_id", "records_household"),
        area_follows("money_plan", "claim_id", "money_claim"),
        area_follows("money_instalment", "plan_id", "money_plan"),
        area_follows("money_receipt", "claim_id", "money_claim"),
        area_follows("money_writeoff", "claim_id", "money_claim"),
        append_only("money_plan", spared=("area_id",)),
        append_only("money_instalment", spared=("area_id",)),
        append_only("money_reckonedmonth", spared=("area_id", "line_id")),
        append_only("money_claim", spared=("area_id", "left_fen", "closed_on")),
        append_only("money_receipt", spared=("area_id", "taken_back_on", "taken_back_because")),
        RunSQL(
            "GRANT UPDATE (line_id) ON money_reckonedmonth TO doudi_app;"
            "GRANT UPDATE (left_fen, closed_on) ON money_claim TO doudi_app;"
            "GRANT UPDATE (taken_back_on, taken_back_because) ON money_receipt TO doudi_app;",
            "REVOKE UPDATE (line_id) ON money_reckonedmonth FROM doudi_app;"
            "REVOKE UPDATE (left_fen, closed_on) ON money_claim FROM doudi_app;"
            "REVOKE UPDATE (taken_back_on, taken_back_because) ON money_receipt FROM doudi_app;",
        ),
        RunSQL(DECIDED, UNDECIDED),
    ]
