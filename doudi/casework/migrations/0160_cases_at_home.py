"""村里的件：which cases are of households in one's own villages, and where they lie. No name, no amount, no stage."""

from django.db import migrations
from django.db.migrations import RunSQL

# `villages` narrows, the areas in force decide: nobody asks for a village beyond the own scope.
AT_HOME = """
CREATE FUNCTION doudi_cases_at_home(villages integer[], which uuid)
RETURNS TABLE (case_id uuid, township_id integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.area_id
    FROM records_household h JOIN casework_case c ON c.household_id = h.id
    WHERE h.area_id = ANY (villages)
      AND h.area_id = ANY ((SELECT nullif(current_setting('doudi.areas', true), ''))::int[])
      AND (which IS NULL OR c.id = which);
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0171_regrouping_walls")]

    operations = [RunSQL(AT_HOME, "DROP FUNCTION doudi_cases_at_home(integer[], uuid);")]
