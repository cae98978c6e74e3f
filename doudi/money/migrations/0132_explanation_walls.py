"""说明的墙：the area wall; what was said stays, and what was decided about it is not changed again."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import area_follows, area_wall

TABLE = "money_explanation"
KEPT = f"""
CREATE TRIGGER {TABLE}_kept BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN ((OLD.granted IS NOT NULL OR (OLD.line_id, OLD.why, OLD.document, OLD.said_by, OLD.said_on)
           IS DISTINCT FROM (NEW.line_id, NEW.why, NEW.document, NEW.said_by, NEW.said_on))
          AND (to_jsonb(OLD) - ARRAY['area_id']::text[]) IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['area_id']::text[]))
    EXECUTE FUNCTION doudi_refuse_change();
REVOKE DELETE, TRUNCATE ON {TABLE} FROM doudi_app;
"""
# A line is explained only where two people said so, whoever writes its state.
CONFIRMED = """
CREATE FUNCTION doudi_line_explained() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state <> 'failed' OR NOT EXISTS (
        SELECT 1 FROM money_explanation WHERE line_id = NEW.id AND granted
    ) THEN
        RAISE EXCEPTION '没有两人的说明' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER money_line_explained BEFORE UPDATE ON money_line FOR EACH ROW
    WHEN (NEW.state = 'explained' AND OLD.state <> 'explained') EXECUTE FUNCTION doudi_line_explained();
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0131_explanations")]

    operations = [
        area_wall(TABLE),
        area_follows(TABLE, "line_id", "money_line"),
        RunSQL(KEPT, f"DROP TRIGGER {TABLE}_kept ON {TABLE}; GRANT DELETE ON {TABLE} TO doudi_app;"),
        RunSQL(
            CONFIRMED,
            "DROP TRIGGER money_line_explained ON money_line; DROP FUNCTION doudi_line_explained();",
        ),
    ]
