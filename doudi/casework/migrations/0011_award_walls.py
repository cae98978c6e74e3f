"""第二道墙 of the awards; and the exclusion: nobody holds in one month what excludes itself, seen past every wall."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

OF_AN_AWARD = ("casework_awardperson", "casework_awardterms", "casework_awardcorrection")
# What one holds lies in two places, 1 the money to live on and 2 the standing of the family: a range that takes one or
# both, so that one constraint says which pairs exclude each other.
ONCE = """
ALTER TABLE casework_awardperson ADD CONSTRAINT awardperson_once EXCLUDE USING gist (
    person_id WITH =,
    int4range(CASE WHEN living THEN 1 ELSE 2 END, CASE WHEN status THEN 3 ELSE 2 END) WITH &&,
    daterange(since, until) WITH &&
) WHERE (NOT void);
"""
# What somebody holds from a month on, wherever it lies: scheme, place and months; no name, no amount.
HELD = """
CREATE FUNCTION doudi_awards_held(people uuid[], since_month date)
RETURNS TABLE (person_id uuid, area_id integer, scheme text, since date, until date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.person_id, p.area_id, a.scheme, p.since, p.until
    FROM casework_awardperson p JOIN casework_award a ON a.id = p.award_id
    WHERE NOT p.void AND p.person_id = ANY (people) AND (p.until IS NULL OR p.until > since_month)
        AND p.since IS DISTINCT FROM p.until
    ORDER BY p.since, p.name;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_confirmation_walls")]

    operations = [
        BtreeGistExtension(),
        *(area_wall(table) for table in ("casework_award", *OF_AN_AWARD)),
        area_anchor("casework_award"),
        area_follows("casework_award", "household_id", "records_household"),
        *(area_follows(table, "award_id", "casework_award") for table in OF_AN_AWARD),
        *(
            append_only(table, spared=("area_id",))
            for table in ("casework_awardterms", "casework_awardcorrection")
        ),
        RunSQL(ONCE, "ALTER TABLE casework_awardperson DROP CONSTRAINT awardperson_once;"),
        RunSQL(HELD, "DROP FUNCTION doudi_awards_held(uuid[], date);"),
    ]
