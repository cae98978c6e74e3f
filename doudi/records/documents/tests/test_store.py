"""文件库：once, sealed, whole; what a crash leaves is swept, what a hand changes is found."""

import os
import signal
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from procrastinate.contrib.django import app

from doudi.config.tests.town import DONGGANG, SHIQIAO, THE_DAY, Town
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents import store
from doudi.records.documents.filing import Folder
from doudi.records.documents.models import FiledPaper, StoredFile
from doudi.records.documents.papers.making import make_paper
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.queries import file_bytes, paper_bytes
from doudi.records.documents.scans import file_scan
from doudi.records.documents.signing import mark_stamped
from doudi.records.documents.store import LibraryBusy, LostFile, fetch, keep, reseal, sweep_orphans
from doudi.records.documents.sweeping import SWEEP
from doudi.records.documents.tests.desk import SEALED, household, issue
from doudi.records.documents.tests.files import photo
from doudi.records.documents.uploads import store_upload
from doudi.records.documents.verify import faults, stored_addresses
from doudi.records.vault.ciphers import Tampered, sm3
from doudi.records.vault.keys import add_version
from doudi.records.vault.rotation import reseal_all

CANARY = "姓名,证号\n金丝雀,990204195004120121\n".encode()


@pytest.fixture
def library(committing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(settings, "DOCUMENT_FOLDER", tmp_path / "documents")
    return tmp_path / "documents"


def files(library: Path) -> list[Path]:
    return sorted(path for path in library.rglob("*") if path.is_file())


def upload(town: Town, content: bytes = CANARY, who: str = "lin", village: str = DONGGANG) -> StoredFile:
    where = Folder(town.area(village).pk)
    return store_upload(content=content, name="名单.csv", purpose="附件", folder=where, by=town.act(who))


def test_the_same_bytes_are_stored_once_and_stay_apart_behind_two_walls(town: Town, library: Path) -> None:
    mine, theirs = upload(town), upload(town, who="qian", village=SHIQIAO)
    assert bytes(mine.sm3) == bytes(theirs.sm3) == sm3(CANARY)
    assert len(files(library)) == 1
    for row, who in ((mine, "lin"), (theirs, "qian")):
        by = town.act(who)
        with acting_as(by.scope):
            assert file_bytes(row.pk, by) == CANARY
            assert StoredFile.objects.count() == 1


def test_neither_the_file_nor_its_name_tells_what_it_holds(town: Town, library: Path) -> None:
    upload(town)
    (path,) = files(library)
    raw = path.read_bytes()
    assert CANARY not in raw and "金丝雀".encode() not in raw and b"990204" not in raw
    assert sm3(CANARY).hex() not in str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(library.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_name_that_a_file_came_with_lies_sealed(town: Town, library: Path) -> None:
    row = upload(town)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT f::text FROM records_storedfile f")
        assert "名单" not in cursor.fetchone()[0]
    assert row.name is not None and row.name.reveal() == "名单.csv"


def test_twenty_at_once_store_the_same_bytes_whole(town: Town, library: Path) -> None:
    def work(_: int) -> bytes:
        try:
            return bytes(upload(town).sm3)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(20))) == {sm3(CANARY)}
    assert len(files(library)) == 1
    assert fetch(sm3(CANARY)) == CANARY
    assert list(faults()) == []


# ---- a crash between two writes -----------------------------------------------------------------


def killed(work: Callable[[], Any]) -> None:
    """Do it in a process of its own, which must not live to its end."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the work went through"


def die(*told: Any, **more: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    "where",
    ["_write", "after _write", "StoredFile.save_base", "FiledPaper.save_base", "record", "rename", "commit"],
)
def test_a_kill_between_any_two_writes_leaves_no_half_paper(
    town: Town, library: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, whole = household(town), store._write
    pdf = make_paper(SEALED, SAMPLES[SEALED][0], dated=THE_DAY)  # the typesetter's threads outlive no fork

    def write_and_die(place: Path, sealed: bytes) -> None:
        whole(place, sealed)
        die()

    with monkeypatch.context() as broken:
        broken.setattr("doudi.records.documents.issue.make_paper", lambda *told, **more: pdf)
        if where == "after _write":
            broken.setattr(store, "_write", write_and_die)
        elif where == "_write":
            broken.setattr(store, "_write", die)
        elif where == "rename":
            broken.setattr(Path, "rename", die)
        elif where == "record":
            broken.setattr("doudi.records.documents.issue.record", die)
        elif where == "commit":
            broken.setattr("django.db.backends.base.base.BaseDatabaseWrapper._commit", die)
        else:
            broken.setattr({"S": StoredFile, "F": FiledPaper}[where[0]], "save_base", die)
        killed(lambda: issue(town, home))
    left = len(files(library))
    assert left == (0 if where == "_write" else 1)
    assert StoredFile.objects.using("owner").count() == FiledPaper.objects.using("owner").count() == 0
    assert list(faults()) == []
    printed = issue(town, home)  # the clerk presses again
    by = town.act("lin")
    assert sweep_orphans() == left
    with acting_as(by.scope):
        assert paper_bytes(printed.pk, by).startswith(b"%PDF")
    assert list(faults()) == []


def test_a_rolled_back_upload_is_swept_and_a_kept_one_is_not(
    town: Town, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = upload(town)

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched, pytest.raises(OSError):
        patched.setattr("doudi.records.documents.uploads.record", broken)
        upload(town, b"a,b\n1,2\n")
    assert len(files(library)) == 2
    assert (sweep_orphans(), sweep_orphans()) == (1, 0)
    by = town.act("lin")
    with acting_as(by.scope):
        assert file_bytes(kept.pk, by) == CANARY


def test_the_house_sweeps_at_night_once_and_leaves_its_line(town: Town, library: Path) -> None:
    kept, other = upload(town), upload(town, b"a,b\n3,4\n", "qian", SHIQIAO)
    (library / "ab").mkdir()
    for left in ("ab" + "0" * 62, "0123.part"):
        (library / "ab" / left).write_bytes(b"half a file")
    app.perform_import_paths()  # as a worker does
    for _ in range(2):
        app.tasks[SWEEP](timestamp=0)
    assert len(files(library)) == 2
    audit = town.act("sun")
    with acting_as(replace(audit.scope, audits=True)):
        (line,) = AuditLine.objects.filter(did="documents.swept")
    assert (line.name, line.facts["files"]) == (SWEEP, 2)
    for row, who in ((kept, "lin"), (other, "qian")):
        with acting_as(town.act(who).scope):
            assert file_bytes(row.pk, town.act(who))


def test_the_night_gives_way_to_who_is_keeping_a_file(
    town: Town, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LONGEST_WAIT_SECONDS", 1)
    with acting_as(town.act("lin").scope):
        keep(CANARY)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(at_night).result() is None
    assert len(files(library)) == 1
    at_night()
    assert files(library) == []


def at_night() -> None:
    try:
        app.tasks[SWEEP](timestamp=0)
    finally:
        connection.close()


def test_the_sweep_waits_for_a_file_whose_row_is_on_its_way(town: Town, library: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        with acting_as(town.act("lin").scope):
            keep(CANARY)

            def sweep() -> int:
                try:
                    return sweep_orphans()
                finally:
                    connections.close_all()

            waiting = pool.submit(sweep)
            assert not waiting.done() and len(files(library)) == 1
        assert waiting.result() == 1  # the transaction ended without a row


def test_a_sweep_that_cannot_get_in_says_so_and_holds_nobody_up(
    town: Town, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LONGEST_WAIT_SECONDS", 1)
    with acting_as(town.act("lin").scope):
        keep(CANARY)
        with pytest.raises(LibraryBusy, match="过几分钟再运行"):
            sweep_orphans()
    assert sweep_orphans() == 1


# ---- what a hand changes ------------------------------------------------------------------------


def life(town: Town) -> FiledPaper:
    home = household(town)
    printed = issue(town, home)
    mark_stamped(paper=printed.pk, on=THE_DAY, by=town.act("lin"))
    file_scan(paper=printed.pk, content=photo(), by=town.act("lin"))
    upload(town)
    return printed


def test_an_untouched_library_is_sound(town: Town, library: Path) -> None:
    life(town)
    assert (list(faults()), stored_addresses(), len(files(library))) == ([], 3, 3)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_every_changed_cut_swapped_or_missing_file_is_found(town: Town, library: Path, which: int) -> None:
    life(town)
    paths = files(library)
    path, other = paths[which], paths[which - 1]
    before = path.read_bytes()

    def found() -> str:
        (fault,) = faults()
        return fault

    for changed in (
        before[:-1],
        before[:40] + bytes([before[40] ^ 1]) + before[41:],
        other.read_bytes(),
        b"",
    ):
        path.write_bytes(changed)
        assert "被改动" in found()
    path.unlink()
    assert "缺失" in found()
    path.write_bytes(before)
    assert list(faults()) == []


def test_reading_a_changed_or_missing_file_is_a_fault(town: Town, library: Path) -> None:
    upload(town)
    (path,) = files(library)
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(Tampered):
        fetch(sm3(CANARY))
    path.unlink()
    with pytest.raises(LostFile, match="从备份中找回"):
        fetch(sm3(CANARY))


def test_uploading_the_right_bytes_again_mends_a_changed_file(town: Town, library: Path) -> None:
    upload(town)
    (path,) = files(library)
    path.write_bytes(b"x")
    upload(town)
    assert list(faults()) == []


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        for table in ("records_storedfile", "records_filedpaper", "records_paperevent"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE records_storedfile SET sm3 = (SELECT sm3 FROM records_storedfile LIMIT 1)",
            "与审计链所记的摘要不符",
        ),
        ("DELETE FROM records_paperevent WHERE file_id IS NOT NULL", "库中却没有这一行"),
        ("DELETE FROM records_storedfile WHERE purpose = '附件'", "库中却没有这一行"),
        (
            "INSERT INTO records_storedfile SELECT gen_random_uuid(), case_id, sm3, uploaded_sm3, sort, size, pages,"
            " NULL, purpose, at, received_by, received_by_name, area_id, household_id FROM records_storedfile"
            " WHERE purpose = '附件'",
            "没有审计记录",
        ),
    ],
)
def test_rows_that_a_hand_bends_no_longer_fit_the_chain(
    town: Town, library: Path, statement: str, says: str
) -> None:
    life(town)
    as_owner(statement)
    assert any(says in fault for fault in faults())


# ---- keys ---------------------------------------------------------------------------------------


def test_after_a_change_of_keys_every_file_lies_under_the_new_one(
    town: Town, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "keys.json"
    own.write_bytes(Path(settings.VAULT_KEY_FILE).read_bytes())
    own.chmod(0o600)
    monkeypatch.setattr(settings, "VAULT_KEY_FILE", own)
    printed, before = life(town), files(library)
    version = add_version(own)
    assert list(faults()) == []  # the old version still opens
    assert sweep_orphans() == 0
    reseal_all()
    assert (reseal(), reseal()) == (3, 0)
    after = files(library)
    assert len(after) == 3 and not set(before) & set(after)
    assert {path.read_bytes()[0] for path in after} == {version}
    by = town.act("lin")
    with acting_as(by.scope):
        assert paper_bytes(printed.pk, by).startswith(b"%PDF")
    assert list(faults()) == [] and sweep_orphans() == 0
