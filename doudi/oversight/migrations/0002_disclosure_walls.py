"""公示的墙：behind the area wall, what was published is never changed; and two narrow functions for everybody, which
tell what hangs on a day and nothing of who it is beyond that.
"""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

LIST, ROWS = "oversight_disclosure", "oversight_disclosedrow"
# Once published, a list can only be withdrawn; once withdrawn, nothing.
KEPT = f"""
REVOKE DELETE, TRUNCATE ON {LIST} FROM doudi_app;
CREATE FUNCTION doudi_disclosure_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] := ARRAY['withdrawn_on', 'withdrawn_name', 'withdrawn_because'];
BEGIN
    IF OLD.withdrawn_on IS NULL AND OLD.published_at IS NULL THEN
        free := free || ARRAY['first', 'last', 'published_at', 'published_by', 'published_name'];
    END IF;
    IF OLD.withdrawn_on IS NOT NULL OR (to_jsonb(OLD) - free) IS DISTINCT FROM (to_jsonb(NEW) - free) THEN
        RAISE EXCEPTION 'a published list is not changed' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {LIST}_kept BEFORE UPDATE ON {LIST} FOR EACH ROW EXECUTE FUNCTION doudi_disclosure_kept();
"""
FREE = f"""
DROP TRIGGER {LIST}_kept ON {LIST}; DROP FUNCTION doudi_disclosure_kept(); GRANT DELETE ON {LIST} TO doudi_app;
"""
HANGS = "d.published_at IS NOT NULL AND d.withdrawn_on IS NULL AND on_day BETWEEN d.first AND d.last"
# Of several lists that hang at once the one of the newest month is shown.
NEWEST = f"""d.month = (SELECT max(n.month) FROM {LIST} n WHERE n.area_id = d.area_id
    AND n.published_at IS NOT NULL AND n.withdrawn_on IS NULL AND on_day BETWEEN n.first AND n.last)"""
PUBLIC = f"""
CREATE FUNCTION doudi_published(of_village integer, on_day date)
RETURNS TABLE (head_name text, scheme text, persons integer, amount_fen bigint, near_relative boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.head_name, r.scheme, r.persons, r.amount_fen, r.near_relative
    FROM {ROWS} r JOIN {LIST} d ON d.id = r.disclosure_id
    WHERE r.village_id = of_village AND {HANGS} AND {NEWEST}
    ORDER BY r.number;
$$;
CREATE FUNCTION doudi_published_villages(on_day date)
RETURNS TABLE (village integer, name text, township integer, month date, first date, last date, phone text, many bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.village_id, min(r.village_name), d.area_id, d.month, d.first, d.last, d.phone, count(*)
    FROM {ROWS} r JOIN {LIST} d ON d.id = r.disclosure_id
    WHERE {HANGS} AND {NEWEST}
    GROUP BY d.id, r.village_id ORDER BY d.area_id, r.village_id;
$$;
"""
PRIVATE = "DROP FUNCTION doudi_published(integer, date); DROP FUNCTION doudi_published_villages(date);"


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_disclosure")]

    operations = [
        area_wall(LIST),
        area_wall(ROWS),
        area_anchor(LIST),
        area_follows(ROWS, "disclosure_id", LIST),
        append_only(ROWS, spared=("area_id",)),
        RunSQL(KEPT, FREE),
        RunSQL(PUBLIC, PRIVATE),
    ]
