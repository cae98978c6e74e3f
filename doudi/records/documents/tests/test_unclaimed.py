"""无人认领的扫描件：kept for its days and for whoever claims it, then gone by night, with a line that says so."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from doudi.config.tests.town import SHIQIAO, SONGLING, THE_DAY, Town
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents.models import ClearedScan, StoredFile
from doudi.records.documents.queries import file_bytes, unclaimed_scans
from doudi.records.documents.scans import file_scan, file_scans
from doudi.records.documents.sweeping import clear_unclaimed, sweep_library
from doudi.records.documents.tests.desk import SIGNED, household, issue
from doudi.records.documents.tests.files import photo
from doudi.records.documents.verify import faults
from doudi.records.jobs.running import house_scope
from doudi.records.refusals import NotFound

DAYS = 30


@pytest.fixture(autouse=True)
def library(committing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(settings, "DOCUMENT_FOLDER", tmp_path / "documents")
    monkeypatch.setattr(settings, "UNCLAIMED_SCAN_DAYS", DAYS)
    return tmp_path / "documents"


def left(
    town: Town, who: str = "lin", area: str = SONGLING, size: tuple[int, int] = (300, 400)
) -> StoredFile:
    """A photograph in which nothing is recognised."""
    waiting = file_scans(content=photo(size), area=town.area(area).pk, by=town.act(who)).waiting
    assert waiting is not None
    return waiting


def night(town: Town, after: int) -> int:
    """The house's night so many days later."""
    by = Act(house_scope("清理文件库"), town.act("lin", THE_DAY).at + timedelta(days=after, hours=1))
    cleared = clear_unclaimed(by=by)
    sweep_library(by=by)
    return cleared


def files(library: Path) -> int:
    return sum(path.is_file() for path in library.rglob("*"))


def test_pages_that_nobody_claims_are_kept_for_their_days_and_then_gone(town: Town, library: Path) -> None:
    waiting, by = left(town), town.act("lin")
    other = left(town, "qian", SHIQIAO, (310, 400))
    assert night(town, DAYS - 1) == 0
    with acting_as(by.scope):
        assert [each.pk for each in unclaimed_scans(by)] == [waiting.pk]
        assert file_bytes(waiting.pk, by)
    assert (night(town, DAYS), night(town, DAYS)) == (2, 0)
    assert files(library) == 0 and list(faults()) == []
    for row, who in ((waiting, "lin"), (other, "qian")):
        by = town.act(who)
        with acting_as(by.scope):
            assert unclaimed_scans(by) == []
            with pytest.raises(NotFound):
                file_bytes(row.pk, by)
            (line,) = AuditLine.objects.filter(did="documents.scan_cleared")
            assert (line.object_id, line.facts) == (str(row.pk), {"days": DAYS})
            assert [each.file_id for each in ClearedScan.objects.all()] == [row.pk]


def test_claimed_pages_are_never_cleared_and_the_same_picture_may_come_again(
    town: Town, library: Path
) -> None:
    printed, by = issue(town, household(town), SIGNED), town.act("lin")
    waiting = left(town)
    with acting_as(by.scope):
        content = file_bytes(waiting.pk, by)
    scan = file_scan(paper=printed.pk, content=content, by=by).file
    assert scan is not None
    assert night(town, DAYS * 100) == 0
    with acting_as(by.scope):
        assert file_bytes(scan.pk, by) == file_bytes(waiting.pk, by) == content

    first = left(town, size=(320, 400))
    assert night(town, DAYS) == 1
    again = left(town, size=(320, 400))
    assert bytes(again.sm3) == bytes(first.sm3)
    with acting_as(by.scope):
        assert file_bytes(again.pk, by) and [each.pk for each in unclaimed_scans(by)] == [again.pk]
    assert list(faults()) == []


def test_a_night_that_breaks_off_clears_nothing_and_loses_nothing(
    town: Town, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, by = left(town), town.act("lin")

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("doudi.records.documents.sweeping.record", broken)
        with pytest.raises(OSError):
            night(town, DAYS)
    with acting_as(by.scope):
        assert file_bytes(waiting.pk, by) and not ClearedScan.objects.exists()
    assert list(faults()) == []


def test_clearing_stands_and_one_without_its_line_is_found(town: Town, library: Path) -> None:
    waiting = left(town)
    house = replace(house_scope("清理文件库"), name="清理文件库")
    night(town, DAYS)
    with pytest.raises(DatabaseError), acting_as(house), transaction.atomic():
        ClearedScan.objects.filter(pk=waiting.pk).delete()
    hidden = left(town, size=(330, 400))
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_clearedscan (file_id, area_id, at, after_days) VALUES (%s, %s, now(), 1)",
            [hidden.pk, hidden.area_id],
        )
    assert any(str(hidden.pk) in each for each in faults())
