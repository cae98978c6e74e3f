"""发放的墙：the area wall; frozen columns stay; a run passes to the bank only with two signatures over its digest."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

TABLES = (
    "money_run",
    "money_line",
    "money_hold",
    "money_approval",
    "money_returnfile",
)
# A run's head is fixed when it is frozen; digest, counts and stage follow by the actions.
FROZEN_RUN = """
CREATE FUNCTION doudi_run_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE signed bigint;
BEGIN
    IF (OLD.number, OLD.month, OLD.purpose, OLD.bank_format, OLD.prepared_by, OLD.area_id, OLD.repays_id)
       IS DISTINCT FROM
       (NEW.number, NEW.month, NEW.purpose, NEW.bank_format, NEW.prepared_by, NEW.area_id, NEW.repays_id)
       OR (OLD.batch_sm3 IS NOT NULL AND OLD.batch_sm3 IS DISTINCT FROM NEW.batch_sm3)
       OR (OLD.file_sm3 IS NOT NULL AND OLD.file_sm3 IS DISTINCT FROM NEW.file_sm3) THEN
        RAISE EXCEPTION '批次已冻结，不能改' USING ERRCODE = '42501';
    END IF;
    IF NEW.stage IN ('approved', 'exported', 'returned', 'closed') THEN
        SELECT count(DISTINCT natural_person) INTO signed FROM money_approval
        WHERE run_id = NEW.id AND batch_sm3 = NEW.batch_sm3 AND natural_person <> NEW.prepared_by;
        IF signed < 2 THEN
            RAISE EXCEPTION '批次没有两人的签名' USING ERRCODE = '42501';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER money_run_guard BEFORE UPDATE ON money_run FOR EACH ROW EXECUTE FUNCTION doudi_run_guard();
"""
# No line joins a batch that has its digest.
CLOSED_BATCH = """
CREATE FUNCTION doudi_batch_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM money_run r JOIN added a ON a.run_id = r.id WHERE r.stage <> 'frozen') THEN
        RAISE EXCEPTION '批次已核对，不能再加' USING ERRCODE = '42501';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER money_line_batch AFTER INSERT ON money_line
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION doudi_batch_closed();
"""
# Sealed values may be written anew under another key by the owner; everything else of a frozen line stays.
FROZEN_LINE = """
CREATE TRIGGER money_line_frozen BEFORE UPDATE ON money_line FOR EACH ROW
    WHEN ((to_jsonb(OLD) - ARRAY['state', 'reason', 'settled_on', 'account', 'account_blind', 'area_id']::text[])
          IS DISTINCT FROM
          (to_jsonb(NEW) - ARRAY['state', 'reason', 'settled_on', 'account', 'account_blind', 'area_id']::text[]))
    EXECUTE FUNCTION doudi_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON money_line FROM doudi_app;
GRANT UPDATE (state, reason, settled_on) ON money_line TO doudi_app;
REVOKE DELETE, TRUNCATE ON money_run FROM doudi_app;
REVOKE DELETE, TRUNCATE ON money_hold FROM doudi_app;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0002_walls")]

    operations = [
        *(area_wall(table) for table in TABLES),
        area_anchor("money_line"),
        area_follows("money_line", "household_id", "records_household"),
        area_follows("money_hold", "line_id", "money_line"),
        append_only("money_approval"),
        append_only("money_returnfile"),
        RunSQL(FROZEN_RUN, "DROP TRIGGER money_run_guard ON money_run; DROP FUNCTION doudi_run_guard();"),
        RunSQL(CLOSED_BATCH, "DROP TRIGGER money_line_batch ON money_line; DROP FUNCTION doudi_batch_closed();"),
        RunSQL(
            FROZEN_LINE,
            "DROP TRIGGER money_line_frozen ON money_line; GRANT UPDATE, DELETE ON money_line TO doudi_app;"
            "GRANT DELETE ON money_run, money_hold TO doudi_app;",
        ),
    ]
