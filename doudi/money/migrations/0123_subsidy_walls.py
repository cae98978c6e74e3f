"""价格补贴的墙：the area wall; a confirmed index stays as it was confirmed; who was counted is only added or made void."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_follows, area_wall

CONFIRMED = """
CREATE TRIGGER money_priceindex_confirmed BEFORE UPDATE ON money_priceindex FOR EACH ROW
    WHEN ((OLD.month, OLD.cpi_percent, OLD.food_percent, OLD.released_on, OLD.source, OLD.entered_by, OLD.area_id)
          IS DISTINCT FROM
          (NEW.month, NEW.cpi_percent, NEW.food_percent, NEW.released_on, NEW.source, NEW.entered_by, NEW.area_id)
          OR (OLD.stage <> 'entered' AND (to_jsonb(OLD) - ARRAY['run_id']::text[])
              IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['run_id']::text[])))
    EXECUTE FUNCTION doudi_refuse_change();
REVOKE DELETE, TRUNCATE ON money_priceindex FROM doudi_app;
GRANT UPDATE (void) ON money_recipient TO doudi_app;
"""
UNCONFIRMED = """
DROP TRIGGER money_priceindex_confirmed ON money_priceindex;
GRANT DELETE ON money_priceindex TO doudi_app;
REVOKE UPDATE (void) ON money_recipient FROM doudi_app;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0122_subsidy_tables")]

    operations = [
        area_wall("money_priceindex"),
        area_wall("money_recipient"),
        area_follows("money_recipient", "line_id", "money_line"),
        append_only("money_recipient", spared=("area_id", "void")),
        RunSQL(CONFIRMED, UNCONFIRMED),
    ]
