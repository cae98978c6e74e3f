"""夜里改账：what the owner of the database or of the disk might alter — a line's state, a signature, a posting, one byte
of the file — is found by `doudi verify`; and a household that moves is no tampering.
"""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, connections

from doudi.config.tests.town import DONGGANG, SHIQIAO
from doudi.money.payments.explaining import say_why, settle_explanation
from doudi.money.payments.models import LineState
from doudi.money.payments.returns import read_return
from doudi.money.payments.tests.month import ROLL_DAY, Month
from doudi.money.payments.verify import faults
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.records.people.actions import move_household
from doudi.records.people.models import Household


def altered(table: str, change: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {change}")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def told() -> str:
    return "".join(fault.told for fault in faults())


def test_each_kind_of_alteration_is_found_and_gone_when_it_is_put_right(
    committing: str, purse: Purse
) -> None:
    purse.appropriated()
    month, by = Month(purse), purse.act("feng", ROLL_DAY)
    run = month.exported("fixed_csv")
    read_return(run=run.pk, content=month.answer(run, {2: "户名不符"}), name="回盘", by=by)
    assert told() == ""
    for column, value in (("persons", "2"), ("parts", "'{}'"), ("institution_id", "gen_random_uuid()")):
        with (
            connections["owner"].cursor() as cursor,
            pytest.raises(ProgrammingError, match="只增不改"),
        ):
            cursor.execute(f"UPDATE money_line SET {column} = {value}")
    altered("money_line", "state = 'paid' WHERE position = 2")
    assert "各笔的状态与账不符" in told()
    altered("money_line", "state = 'failed' WHERE position = 2")
    signer = purse.act("gao").scope.natural_person
    for digest, found in ((b"\xab" * 32, "没有两人"), (bytes(run.batch_sm3 or b""), "")):
        sealed = f"batch_sm3 = decode('{digest.hex()}', 'hex')"
        altered("money_approval", f"{sealed} WHERE natural_person = '{signer}'")
        assert found in told() and bool(found) == bool(told())
    altered("money_posting", "fen = fen + 1 WHERE id = (SELECT max(id) FROM money_posting)")
    assert "借贷差 1 分" in told()
    altered("money_posting", "fen = fen - 1 WHERE id = (SELECT max(id) FROM money_posting)")
    assert told() == ""
    assert flipped("代发文件缺失或被改动") and told() == ""


def flipped(sentence: str) -> bool:
    """Is one byte of a kept file, turned on the disk, told of with this sentence? It is turned back."""
    for path in sorted(Path(settings.DOCUMENT_FOLDER).rglob("*")):
        if path.is_file():
            kept = path.read_bytes()
            path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
            found = sentence in told()
            path.write_bytes(kept)
            if found:
                return True
    return False


def test_a_household_that_moves_meanwhile_is_booked_where_it_was_owed(committing: str, purse: Purse) -> None:
    purse.appropriated()
    month, by = Month(purse), purse.act("feng", ROLL_DAY)
    run = month.exported("fixed_csv")
    for line in month.lines(run)[:2]:
        here = line.area_id == purse.town.area(SHIQIAO).pk
        to = purse.town.area(DONGGANG if here else SHIQIAO)
        with acting_as(by.scope):
            home = Household.objects.get(pk=line.household_id)
        move_household(household=home, area=to, address="二组", why="搬迁", by=purse.act("min", ROLL_DAY))
    read_return(run=run.pk, content=month.answer(run, {2: "销户"}), name="回盘", by=by)
    (failed,) = month.lines(run, LineState.FAILED)
    said = say_why(line=failed.pk, why="已迁出", document="说明1号", by=by)
    settle_explanation(explanation=said.pk, granted=True, opinion="同意", by=purse.act("xu", ROLL_DAY))
    assert told() == ""
