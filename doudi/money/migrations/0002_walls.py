"""账的墙：the area wall; entries and postings are only added; balances are kept by the database, entries balance at
the end of the transaction, and a posting only comes with its entry.
"""

from django.db import migrations
from django.db.migrations import RunSQL

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

TABLES = (
    "money_account",
    "money_entry",
    "money_posting",
    "money_entryseries",
    "money_fund",
    "money_draw",
    "money_replenishment",
    "money_cashcount",
)
# A statement's postings move their accounts and are counted on their entries, once for all of them.
BALANCE = """
CREATE FUNCTION doudi_post() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE money_account a SET balance_fen = a.balance_fen + s.fen
    FROM (SELECT account_id, sum(fen) AS fen FROM added GROUP BY account_id ORDER BY account_id) s
    WHERE a.id = s.account_id;
    UPDATE money_entry e SET sum_fen = e.sum_fen + s.fen, legs = e.legs + s.legs
    FROM (SELECT entry_id, sum(fen) AS fen, count(*) AS legs FROM added GROUP BY entry_id) s
    WHERE e.id = s.entry_id;
    RETURN NULL;
END $$;
CREATE TRIGGER money_posting_balance AFTER INSERT ON money_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION doudi_post();
"""
BALANCED = """
CREATE FUNCTION doudi_balanced() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE told record;
BEGIN
    SELECT sum_fen, legs INTO told FROM money_entry WHERE id = NEW.id;
    IF told.sum_fen <> 0 OR told.legs < 2 THEN
        RAISE EXCEPTION '分录 % 借贷不平：差 % 分，% 笔', NEW.id, told.sum_fen, told.legs USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER money_entry_balanced AFTER INSERT OR UPDATE ON money_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION doudi_balanced();
"""
# Locking a row needs a right to update some column; the trigger of append_only refuses the update itself.
OPENED = """
GRANT UPDATE (kind) ON money_account TO doudi_app;
CREATE TRIGGER money_account_opened BEFORE INSERT ON money_account
    FOR EACH ROW WHEN (NEW.balance_fen <> 0) EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER money_entry_opened BEFORE INSERT ON money_entry
    FOR EACH ROW WHEN (NEW.sum_fen <> 0 OR NEW.legs <> 0) EXECUTE FUNCTION doudi_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0001_tables"), ("records", "0007_public_looks")]

    operations = [
        *(area_wall(table) for table in TABLES),
        area_anchor("money_account"),
        area_follows("money_posting", "account_id", "money_account"),
        append_only("money_account", spared=("balance_fen",)),
        append_only("money_entry", spared=("sum_fen", "legs")),
        append_only("money_posting"),
        append_only("money_cashcount"),
        RunSQL(BALANCE, "DROP TRIGGER money_posting_balance ON money_posting; DROP FUNCTION doudi_post();"),
        RunSQL(BALANCED, "DROP TRIGGER money_entry_balanced ON money_entry; DROP FUNCTION doudi_balanced();"),
        RunSQL(
            OPENED,
            "DROP TRIGGER money_account_opened ON money_account; DROP TRIGGER money_entry_opened ON money_entry;"
            "REVOKE UPDATE (kind) ON money_account FROM doudi_app;",
        ),
    ]
