"""居民查询的频次：how often an address, or one code, was tried lately; counted past the wall, told as a number only."""

from django.db import migrations
from django.db.migrations import RunSQL

LOOKS = """
CREATE FUNCTION doudi_looks(what text, from_address text, at_object text, after_moment timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM records_accessline
    WHERE machine_at > after_moment AND did = what
    AND (from_address IS NULL OR address = from_address) AND (at_object IS NULL OR object_id = at_object);
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0006_figures_walls")]

    operations = [RunSQL(LOOKS, "DROP FUNCTION doudi_looks(text, text, text, timestamptz);")]
