"""第二道墙 of the survey: behind the area wall, following their case; what was said is only added, what was frozen or
signed is not changed, and a survey is done only when both who were sent have signed — held by the database itself.
"""

from django.db import migrations

from doudi.records.walls import append_only, area_follows, area_wall

SAID = {
    "assignment": (),
    "visitsignature": (),
    "visitphoto": (),
    "neighbourstatement": ("witness", "statement"),
    "selfcaresheet": ("items",),
    "selfcareconclusion": ("failed",),
    "carewish": ("said",),
    "admission": ("guardian_phone",),
}
GROWING = ("visit", "careagreement")


def said(name, sealed):
    table = f"casework_{name}"
    return [
        area_wall(table),
        area_follows(table, "case_id", "casework_case"),
        append_only(table, spared=("area_id", *sealed)),
    ]


def growing(name):
    table = f"casework_{name}"
    return [
        area_wall(table),
        area_follows(table, "case_id", "casework_case"),
        migrations.RunSQL(
            f"REVOKE DELETE, TRUNCATE ON {table} FROM doudi_app;", f"GRANT DELETE ON {table} TO doudi_app;"
        ),
    ]


# A change of key is the owner's; everything else of a row that is laid down stays, whoever asks.
FROZEN = """
CREATE FUNCTION doudi_visit_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may text[] := ARRAY['area_id'];
BEGIN
  IF OLD.closed_at IS NULL AND OLD.frozen_at IS NOT NULL THEN
    may := may || ARRAY['state', 'closed_at', 'note'];
  END IF;
  IF current_user <> 'doudi_app' THEN
    may := may || ARRAY['content'];
  END IF;
  IF (OLD.frozen_at IS NOT NULL OR OLD.closed_at IS NOT NULL)
     AND (to_jsonb(OLD) - may) IS DISTINCT FROM (to_jsonb(NEW) - may) THEN
    RAISE EXCEPTION '入户调查已定稿：UPDATE 被拒绝' USING ERRCODE = '42501';
  END IF;
  IF NEW.state = 'done' AND OLD.state <> 'done' AND (
       SELECT count(DISTINCT s.natural_person) FROM casework_visitsignature s
       JOIN casework_assignment a ON a.id = NEW.assignment_id
       WHERE s.visit_id = NEW.id AND s.natural_person IN (a.first_person, a.second_person)) < 2 THEN
    RAISE EXCEPTION '两名调查人没有都签名：UPDATE 被拒绝' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER casework_visit_frozen BEFORE UPDATE ON casework_visit
  FOR EACH ROW EXECUTE FUNCTION doudi_visit_frozen();
CREATE FUNCTION doudi_agreement_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may text[] := ARRAY['area_id'];
BEGIN
  IF OLD.ended_on IS NULL THEN
    may := may || ARRAY['ended_on', 'ended_because'];
  END IF;
  IF OLD.signed_on IS NULL THEN
    may := may || ARRAY['signed_on', 'signed_for', 'signed_by'];
  END IF;
  IF current_user <> 'doudi_app' THEN
    may := may || ARRAY['carer_id_number', 'carer_blind', 'carer_phone'];
  END IF;
  IF (to_jsonb(OLD) - may) IS DISTINCT FROM (to_jsonb(NEW) - may) THEN
    RAISE EXCEPTION '照料服务协议不改：UPDATE 被拒绝' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER casework_careagreement_kept BEFORE UPDATE ON casework_careagreement
  FOR EACH ROW EXECUTE FUNCTION doudi_agreement_signed();
"""
THAWED = """
DROP TRIGGER casework_visit_frozen ON casework_visit;
DROP FUNCTION doudi_visit_frozen();
DROP TRIGGER casework_careagreement_kept ON casework_careagreement;
DROP FUNCTION doudi_agreement_signed();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_verification_walls")]

    operations = [
        *(step for name, sealed in SAID.items() for step in said(name, sealed)),
        *(step for name in GROWING for step in growing(name)),
        migrations.RunSQL(FROZEN, THAWED),
    ]
