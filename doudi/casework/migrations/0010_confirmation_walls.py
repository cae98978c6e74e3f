"""第二道墙 of the confirmation: behind the area wall, following their case; what was said and decided is kept, two
people decide, nobody votes who is recused, and a closed meeting stays as it was.
"""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

OF_A_CASE = (
    "casework_extension",
    "casework_noncooperation",
    "casework_proposal",
    "casework_appraisal",
    "casework_agendaitem",
    "casework_resolution",
    "casework_publicity",
    "casework_decision",
)
OF_A_TOWNSHIP = (
    "casework_panel",
    "casework_panelmember",
    "casework_meeting",
    "casework_attendance",
    "casework_stayedpower",
)
OF_AN_ITEM = ("casework_recusal", "casework_vote")
KEPT = ("casework_extension", "casework_noncooperation", "casework_proposal", "casework_resolution")
ADDED_ONCE = ("replaced_at", "taken_back_at", "taken_back_by", "taken_back_because")

# A decision may be taken back, or replaced by a corrected version, once; nothing else of it changes.
DECISION_KEPT = f"""
GRANT UPDATE ({", ".join(ADDED_ONCE)}) ON casework_decision TO doudi_app;
CREATE FUNCTION doudi_decision_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.taken_back_at IS NOT NULL OR OLD.replaced_at IS NOT NULL THEN
        RAISE EXCEPTION 'a decision taken back or replaced is not changed' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_decision_once BEFORE UPDATE OF {", ".join(ADDED_ONCE)} ON casework_decision
    FOR EACH ROW EXECUTE FUNCTION doudi_decision_once();
"""
DECISION_FREE = """
DROP TRIGGER casework_decision_once ON casework_decision; DROP FUNCTION doudi_decision_once();
"""
# Whoever decides neither proposed nor assessed; a decision is the panel's resolution; a correction repeats it.
DECISION_MADE = """
CREATE FUNCTION doudi_decision_made() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE resolved record; before record;
BEGIN
    SELECT r.outcome, r.scheme, r.monthly_fen, p.natural_person AS proposer, a.natural_person AS assessor
    INTO resolved
    FROM casework_resolution r
    JOIN casework_proposal p ON p.id = r.proposal_id
    JOIN casework_assessment a ON a.id = p.assessment_id
    WHERE r.id = NEW.resolution_id AND r.case_id = NEW.case_id AND a.id = NEW.assessment_id;
    IF NOT FOUND OR (resolved.outcome, resolved.scheme) IS DISTINCT FROM (NEW.outcome, NEW.scheme)
       OR (NEW.outcome = 'grant' AND resolved.monthly_fen IS DISTINCT FROM NEW.monthly_fen) THEN
        RAISE EXCEPTION 'a decision is what the panel resolved on this case' USING ERRCODE = '23514';
    END IF;
    IF NEW.decided_by = resolved.proposer OR NEW.decided_by = resolved.assessor THEN
        RAISE EXCEPTION 'who proposed or assessed does not decide' USING ERRCODE = '23514';
    END IF;
    IF NEW.corrects_id IS NOT NULL THEN
        SELECT d.case_id, d.outcome, d.scheme, d.monthly_fen, d.on, d.decided_by, d.persons INTO before
        FROM casework_decision d WHERE d.id = NEW.corrects_id;
        IF NOT FOUND OR (before.case_id, before.outcome, before.scheme, before.monthly_fen, before.on,
            before.decided_by, before.persons)
           IS DISTINCT FROM
           (NEW.case_id, NEW.outcome, NEW.scheme, NEW.monthly_fen, NEW.on, NEW.decided_by, NEW.persons) THEN
            RAISE EXCEPTION 'a correction changes neither outcome, scheme, people nor amount'
                USING ERRCODE = '23514';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_decision_made BEFORE INSERT ON casework_decision
    FOR EACH ROW EXECUTE FUNCTION doudi_decision_made();
"""
DECISION_UNMADE = """
DROP TRIGGER casework_decision_made ON casework_decision; DROP FUNCTION doudi_decision_made();
"""
NO_VOTE = """
CREATE FUNCTION doudi_vote_is_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM casework_recusal r WHERE r.item_id = NEW.item_id AND r.member_id = NEW.member_id)
    THEN RAISE EXCEPTION 'who is recused does not vote' USING ERRCODE = '23514'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_vote_free BEFORE INSERT OR UPDATE ON casework_vote
    FOR EACH ROW EXECUTE FUNCTION doudi_vote_is_free();
"""
ANY_VOTE = "DROP TRIGGER casework_vote_free ON casework_vote; DROP FUNCTION doudi_vote_is_free();"
# A row may still move along with its case; anything else of a closed meeting is refused.
CLOSED = """
CREATE FUNCTION doudi_meeting_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told jsonb; of_meeting uuid;
BEGIN
    IF TG_OP = 'UPDATE' AND (to_jsonb(OLD) - 'area_id') IS NOT DISTINCT FROM (to_jsonb(NEW) - 'area_id') THEN
        RETURN NEW;
    END IF;
    told := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    of_meeting := coalesce(
        told ->> 'meeting_id',
        (SELECT i.meeting_id::text FROM casework_agendaitem i WHERE i.id = (told ->> 'item_id')::uuid)
    )::uuid;
    IF EXISTS (SELECT 1 FROM casework_meeting m WHERE m.id = of_meeting AND m.closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a closed meeting is not changed' USING ERRCODE = '42501';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION doudi_meeting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a closed meeting is not changed' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER casework_meeting_stays BEFORE UPDATE ON casework_meeting
    FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION doudi_meeting_stays();
"""
OPENED = """
DROP TRIGGER casework_meeting_stays ON casework_meeting; DROP FUNCTION doudi_meeting_stays();
DROP FUNCTION doudi_meeting_is_open();
"""
OF_A_MEETING = ("casework_attendance", "casework_agendaitem", *OF_AN_ITEM)


def held_by_the_meeting(table: str) -> RunSQL:
    return RunSQL(
        f"CREATE TRIGGER {table}_open BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION doudi_meeting_is_open();",
        f"DROP TRIGGER {table}_open ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_returned_walls")]

    operations = [
        *(area_wall(table) for table in (*OF_A_CASE, *OF_A_TOWNSHIP, *OF_AN_ITEM)),
        *(area_follows(table, "case_id", "casework_case") for table in OF_A_CASE),
        area_anchor("casework_agendaitem"),
        *(area_follows(table, "item_id", "casework_agendaitem") for table in OF_AN_ITEM),
        *(append_only(table, spared=("area_id",)) for table in KEPT),
        append_only("casework_decision", spared=("area_id", *ADDED_ONCE)),
        RunSQL(DECISION_KEPT, DECISION_FREE),
        RunSQL(DECISION_MADE, DECISION_UNMADE),
        RunSQL(NO_VOTE, ANY_VOTE),
        RunSQL(CLOSED, OPENED),
        *(held_by_the_meeting(table) for table in OF_A_MEETING),
    ]
