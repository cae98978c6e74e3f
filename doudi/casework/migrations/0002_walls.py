"""第二道墙：row-level security, rows that follow their case, what is only added, two looks past the wall."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

OF_A_CASE = (
    "casework_casemember",
    "casework_stagechange",
    "casework_pause",
    "casework_duedate",
    "casework_application",
    "casework_nearrelativefiling",
    "casework_declaration",
    "casework_paperreceived",
    "casework_correctionnotice",
)
KEPT = (
    "casework_stagechange",
    "casework_application",
    "casework_nearrelativefiling",
    "casework_declaration",
    "casework_paperreceived",
    "casework_correctionnotice",
)
# Where the open case of somebody lies: township, scheme and stage; no name, no amount, no number of the case.
OPEN_CASES = """
CREATE FUNCTION doudi_open_cases(people uuid[])
RETURNS TABLE (person_id uuid, township_id integer, scheme text, stage text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.person_id, c.responsible_id, coalesce(nullif(c.scheme, ''), c.asked_for), c.stage
    FROM casework_casemember m JOIN casework_case c ON c.id = m.case_id
    WHERE m.open AND m.person_id = ANY (people) ORDER BY c.received_on, m.name;
$$;
"""
OPEN_CASE_OF = """
CREATE FUNCTION doudi_open_case_of(in_district integer, blinds bytea[])
RETURNS TABLE (township_id integer, scheme text, stage text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.township_id, o.scheme, o.stage
    FROM doudi_open_cases(ARRAY(
        SELECT id FROM records_person WHERE district_id = in_district AND id_blind = ANY (blinds)
    )) o LIMIT 1;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_tables"), ("records", "0007_public_looks")]

    operations = [
        *(area_wall(table) for table in ("casework_case", "casework_receipt", *OF_A_CASE)),
        area_anchor("casework_case"),
        *(area_follows(table, "case_id", "casework_case") for table in OF_A_CASE),
        *(append_only(table, spared=("area_id",)) for table in KEPT),
        append_only("casework_receipt"),
        RunSQL(OPEN_CASES, "DROP FUNCTION doudi_open_cases(uuid[]);"),
        RunSQL(OPEN_CASE_OF, "DROP FUNCTION doudi_open_case_of(integer, bytea[]);"),
    ]
