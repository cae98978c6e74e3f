"""第二道墙：row-level security, append-only tables, and the few functions that look past them."""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import (
    append_only,
    area_anchor,
    area_follows,
    area_wall,
    auditors_wall,
    refusing_function,
)

WALLED = (
    "records_authorisation",
    "records_bankaccount",
    "records_household",
    "records_membership",
    "records_person",
    "records_personkey",
    "records_registration",
    "records_supporter",
)
FOLLOWING = (
    ("records_membership", "household_id", "records_household"),
    ("records_personkey", "person_id", "records_person"),
    ("records_registration", "person_id", "records_person"),
    ("records_supporter", "person_id", "records_person"),
    ("records_bankaccount", "person_id", "records_person"),
    ("records_authorisation", "person_id", "records_person"),
    ("records_authorisation", "supporter_id", "records_supporter"),
)
KEPT = ("records_auditline", "records_bulkline", "records_accessline", "records_command")
CHAIN_LOCK = 0x444F55444901

# In one function, because each of its statements takes a new snapshot after the lock has been won.
CHAIN_HEAD = f"""
CREATE FUNCTION doudi_chain_head() RETURNS TABLE (seq bigint, sm3 bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({CHAIN_LOCK});
    RETURN QUERY SELECT a.seq, a.sm3 FROM records_auditline a ORDER BY a.seq DESC LIMIT 1;
END $$;
"""
# The database itself refuses a line that does not follow the last one.
CHAIN_LINK = """
CREATE FUNCTION doudi_chain_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last_seq bigint := 0; last_sm3 bytea := decode(repeat('00', 32), 'hex');
BEGIN
    SELECT a.seq, a.sm3 INTO last_seq, last_sm3 FROM records_auditline a ORDER BY a.seq DESC LIMIT 1;
    IF NOT FOUND THEN last_seq := 0; last_sm3 := decode(repeat('00', 32), 'hex'); END IF;
    IF NEW.seq <> last_seq + 1 OR NEW.prev <> last_sm3 THEN
        RAISE EXCEPTION '审计链接不上：第 % 行', NEW.seq USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_auditline_link BEFORE INSERT ON records_auditline
    FOR EACH ROW EXECUTE FUNCTION doudi_chain_link();
"""
TIMES_DONE = """
CREATE FUNCTION doudi_times_done(who uuid, what text, after_moment timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM records_auditline
    WHERE natural_person = who AND did = what AND machine_at > after_moment;
$$;
"""
AREA_KEEPING = """
CREATE FUNCTION doudi_area_keeping(in_district integer, blinds bytea[]) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT area_id FROM records_person WHERE district_id = in_district AND id_blind = ANY (blinds) LIMIT 1;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_tables")]

    operations = [
        refusing_function(),
        *(area_wall(table) for table in WALLED),
        *(area_anchor(table) for table in ("records_person", "records_household", "records_supporter")),
        *(area_follows(table, key, parent) for table, key, parent in FOLLOWING),
        *(append_only(table) for table in KEPT),
        *(auditors_wall(table) for table in ("records_auditline", "records_bulkline", "records_accessline")),
        RunSQL(CHAIN_HEAD, "DROP FUNCTION doudi_chain_head();"),
        RunSQL(
            CHAIN_LINK,
            "DROP TRIGGER records_auditline_link ON records_auditline; DROP FUNCTION doudi_chain_link();",
        ),
        RunSQL(TIMES_DONE, "DROP FUNCTION doudi_times_done(uuid, text, timestamptz);"),
        RunSQL(AREA_KEEPING, "DROP FUNCTION doudi_area_keeping(integer, bytea[]);"),
    ]
