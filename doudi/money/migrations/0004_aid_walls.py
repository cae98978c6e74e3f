"""临时救助的墙，and the sum that a year already gave to some people, in whatever township: a number and nothing else."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import area_follows, area_wall

TABLE = "money_aid"
OF_YEAR = """
CREATE FUNCTION doudi_aid_of_year(of_people uuid[], since date, without uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(CASE WHEN a.stage = 'granted' THEN a.amount_fen
                             WHEN a.stage IN ('paid_first', 'proposed') THEN coalesce(d.amount_fen, 0)
                             ELSE 0 END), 0)::bigint
    FROM money_aid a LEFT JOIN money_draw d ON d.id = a.draw_id
    WHERE a.people && of_people AND coalesce(a.decided_on, a.opened_on) >= since
    AND a.id IS DISTINCT FROM without;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0003_payment_walls")]

    operations = [
        area_wall(TABLE),
        area_follows(TABLE, "household_id", "records_household"),
        RunSQL(f"REVOKE DELETE, TRUNCATE ON {TABLE} FROM doudi_app;", f"GRANT DELETE ON {TABLE} TO doudi_app;"),
        RunSQL(OF_YEAR, "DROP FUNCTION doudi_aid_of_year(uuid[], date, uuid);"),
    ]
