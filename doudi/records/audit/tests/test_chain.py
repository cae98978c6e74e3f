"""审计链：what is done leaves exactly one line, and no single change to the lines goes unseen."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from doudi.config.tests.database import cloned
from doudi.config.tests.town import SONGLING, Town
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.models import AuditLine, BulkLine
from doudi.records.audit.trail import BulkRow, line_digest, record, record_bulk
from doudi.records.audit.verify import verify
from doudi.records.refusals import Refusal
from doudi.records.vault.secret import Secret


@action
def note(*, what: str, by: Act) -> AuditLine:
    return record(by=by, did="test.noted", what=what, area=None)


@pytest.fixture(scope="module")
def shared(
    data_folder: Path,
    template_database: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[int]:
    """One database for all tampering: twenty lines at the end of the chain; the number of the first of them."""
    folder = tmp_path_factory.mktemp("chain")
    with django_db_blocker.unblock(), cloned(data_folder, template_database, folder):
        by = Town().act("lin")
        lines = [note(what=f"第 {number} 件", by=by) for number in range(20)]
        assert verify().faults == []
        yield lines[0].seq


@pytest.fixture
def twenty_lines(shared: int, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The shared chain, in a transaction of the owner that is rolled back: each test tampers with a whole one."""
    with django_db_blocker.unblock(), transaction.atomic(using="owner"):
        yield shared
        transaction.set_rollback(True, using="owner")


def as_vandal(*statements: str) -> None:
    """What somebody with the owner's password and the triggers switched off could do."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE records_auditline DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE records_bulkline DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def rewrite_from(seq: int) -> None:
    """A clever forger: every digest from a line on reckoned again, so that the chain itself fits."""
    with connections["owner"].cursor() as cursor:
        for line in AuditLine.objects.using("owner").filter(seq__gte=seq).order_by("seq"):
            cursor.execute("SELECT sm3 FROM records_auditline WHERE seq = %s", [line.seq - 1])
            line.prev = bytes(cursor.fetchone()[0])
            digest = line_digest(line)
            cursor.execute(
                "UPDATE records_auditline SET prev = %s, sm3 = %s WHERE seq = %s",
                [line.prev, digest, line.seq],
            )


COLUMNS = {
    "at": "at + interval '1 microsecond'",
    "machine_at": "machine_at - interval '1 day'",
    "name": "'别人'",
    "officer": "gen_random_uuid()",
    "natural_person": "NULL",
    "credential": "'x'",
    "address": "'127.0.0.1'",
    "area_id": "1",
    "did": "'test.undone'",
    "kind": "'person'",
    "object_id": "'1'",
    "why": "'另有缘由'",
    "facts": '\'{"what": "别的事"}\'',
    "prev": "sm3",
    "sm3": "prev",
}


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_a_change_of_any_column_is_found(twenty_lines: int, column: str) -> None:
    as_vandal(f"UPDATE records_auditline SET {column} = {COLUMNS[column]} WHERE seq = {twenty_lines + 7}")
    assert verify().faults


def test_every_column_is_covered() -> None:
    assert {field.attname for field in AuditLine._meta.local_fields} == {*COLUMNS, "seq"}


@pytest.mark.parametrize("offset", [0, 7, 18, 19])
def test_a_missing_line_is_found(twenty_lines: int, offset: int) -> None:
    as_vandal(f"DELETE FROM records_auditline WHERE seq = {twenty_lines + offset}")
    assert verify().faults


def test_a_chain_closed_up_over_a_missing_line_is_found(twenty_lines: int) -> None:
    as_vandal(
        f"DELETE FROM records_auditline WHERE seq = {twenty_lines + 7}",
        f"UPDATE records_auditline SET seq = seq - 1 WHERE seq > {twenty_lines + 7}",
    )
    rewrite_from(twenty_lines + 7)
    assert verify().faults


def test_a_cut_off_tail_is_found(twenty_lines: int) -> None:
    as_vandal(f"DELETE FROM records_auditline WHERE seq >= {twenty_lines + 15}")
    assert ["末尾被截去" in fault for fault in verify().faults] == [True]


def test_two_exchanged_lines_are_found(twenty_lines: int) -> None:
    one, other = twenty_lines + 3, twenty_lines + 4
    as_vandal(
        f"UPDATE records_auditline SET seq = 0 WHERE seq = {one}",
        f"UPDATE records_auditline SET seq = {one} WHERE seq = {other}",
        f"UPDATE records_auditline SET seq = {other} WHERE seq = 0",
    )
    assert verify().faults


@pytest.mark.parametrize("offset", [0, 10, 19])
def test_a_rewritten_chain_that_fits_in_itself_is_found_by_its_anchors(
    twenty_lines: int, offset: int
) -> None:
    as_vandal(f"UPDATE records_auditline SET why = '改' WHERE seq = {twenty_lines + offset}")
    rewrite_from(twenty_lines + offset)
    assert len([fault for fault in verify().faults if "锚" in fault]) == 20 - offset


def test_without_its_anchors_a_chain_is_not_called_sound(
    twenty_lines: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ANCHOR_FILE", tmp_path / "gone.txt")
    assert ["没有库外的锚" in fault for fault in verify().faults] == [True]


def test_a_torn_last_anchor_is_passed_over(
    twenty_lines: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = Path(shutil.copy(settings.ANCHOR_FILE, tmp_path))
    with torn.open("a") as anchors:
        anchors.write("999 abc")
    monkeypatch.setattr(settings, "ANCHOR_FILE", torn)
    assert verify().faults == []


@pytest.mark.parametrize("alias", ["default", "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_auditline SET why = 'x'",
        "DELETE FROM records_auditline",
        "TRUNCATE records_auditline",
        "TRUNCATE records_bulkline",
        "TRUNCATE records_accessline",
        "TRUNCATE records_command",
    ],
)
def test_neither_app_nor_owner_may_change_a_line(
    twenty_lines: int, town: Town, alias: str, statement: str
) -> None:
    refusing = pytest.raises(DatabaseError, match=r"只增不改|permission denied")
    with refusing, transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)


def test_a_line_that_does_not_follow_the_last_is_refused_by_the_database(
    twenty_lines: int, town: Town
) -> None:
    by = town.act("sun")
    with acting_as(by.scope), pytest.raises(ProgrammingError, match="审计链接不上"):
        stray = AuditLine(
            seq=999_999, at=by.at, machine_at=by.at, name="x", did="x", prev=bytes(32), sm3=bytes(32)
        )
        AuditLine.objects.bulk_create([stray])


def test_a_refused_action_leaves_no_line(committing: str, town: Town) -> None:
    class Refused(Refusal):
        pass

    @action
    def fail(*, by: Act) -> None:
        record(by=by, did="test.never")
        raise Refused("拒绝")

    before = verify().lines
    with pytest.raises(Refused):
        fail(by=town.act("lin"))
    assert verify().lines == before
    assert verify().faults == []


def test_sixty_four_threads_make_one_whole_chain(committing: str, town: Town) -> None:
    by, before, failed = town.act("lin"), verify().lines, []
    barrier = threading.Barrier(64)

    def work(number: int) -> None:
        barrier.wait()
        try:
            for turn in range(4):
                note(what=f"{number}-{turn}", by=by)
        except DatabaseError as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    verdict = verify()
    assert (verdict.faults, verdict.lines) == ([], before + 256)


@pytest.mark.parametrize(
    "vandalism",
    [
        "UPDATE records_bulkline SET facts = '{}' WHERE position = 3",
        "DELETE FROM records_bulkline WHERE position = 4",
        "INSERT INTO records_bulkline SELECT gen_random_uuid(), gen_random_uuid(), 0, 1, 'a', 'b', '{}'",
        "UPDATE records_bulkline SET position = position + 100 WHERE position < 3",
    ],
)
def test_the_rows_of_a_bulk_job_stand_under_one_line(committing: str, town: Town, vandalism: str) -> None:
    by, area = town.act("zhou"), town.area(SONGLING)
    rows = [BulkRow("award", str(number), area.pk, {"amount_fen": 100 * number}) for number in range(11)]
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_bulkline")
        (earlier,) = cursor.fetchone()
    with acting_as(by.scope):
        line = record_bulk(by=by, did="test.uprated", rows=rows)
    assert (line.facts["rows"], BulkLine.objects.using("owner").count()) == (11, earlier + 11)
    assert verify().faults == []
    as_vandal(vandalism.replace("WHERE", f"WHERE batch = '{line.facts['batch']}' AND"))
    assert verify().faults


@pytest.mark.parametrize("fact", [1.5, Secret("990204195004120121")])
def test_floats_and_secrets_have_no_place_in_a_line(twenty_lines: int, town: Town, fact: object) -> None:
    by = town.act("lin")
    with acting_as(by.scope), pytest.raises(TypeError):
        record(by=by, did="test.noted", fact=fact)
