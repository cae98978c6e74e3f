"""中途断电：a worker killed while it enters leaves nothing half written; the next one enters everything, once."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connections

from doudi.casework.awards.models import Award, AwardTerms
from doudi.casework.brought_over.actions import HandedFile, enter, hand_in
from doudi.casework.brought_over.models import OpeningBatch, State
from doudi.casework.brought_over.sheets import HOUSEHOLDS, MEMBERS
from doudi.casework.brought_over.tests.day_one import household, member, sheet
from doudi.casework.cases.models import Case
from doudi.casework.tests.office import Office, open_office
from doudi.config.tests.town import SONGLING, Town, invented_id
from doudi.config.tests.workers import waited, worker
from doudi.records.audit.models import AuditLine
from doudi.records.people.models import Household, Person

pytestmark = pytest.mark.postgres
FAMILIES = 300
BUSY = """
SELECT count(*) FROM pg_locks
WHERE relation = 'records_person'::regclass AND mode = 'RowExclusiveLock' AND granted
"""


def state() -> str:
    return OpeningBatch.objects.using("owner").get().state


def counts() -> list[int]:
    return [each.objects.using("owner").count() for each in (Case, Award, AwardTerms, Household, Person)]


def writing() -> bool:
    """Is somebody in the middle of the entry: are people being written?"""
    with connections["owner"].cursor() as cursor:
        cursor.execute(BUSY)
        return bool(cursor.fetchone()[0])


def test_killed_in_the_middle_of_entering_nothing_is_there_and_the_next_worker_enters_all(
    committing: str, data_folder: Path, town: Town
) -> None:
    open_office(town)
    office = Office(town)
    ids = [invented_id("19600101", number).reveal() for number in range(FAMILIES // 2)]
    ids += [invented_id("19600102", number).reveal() for number in range(FAMILIES // 2)]
    files = {
        HOUSEHOLDS: HandedFile(
            "户.xlsx", sheet(HOUSEHOLDS, [household("张三", each, monthly=450) for each in ids])
        ),
        MEMBERS: HandedFile("人.xlsx", sheet(MEMBERS, [member(each, "张三", each) for each in ids])),
    }
    batch = hand_in(
        unit=town.area(SONGLING), paid_month=date(2022, 2, 1), files=files, by=office.act("zhang")
    ).batch
    with worker(data_folder, committing):
        waited(lambda: state() == State.CHECKED, "the sheets are not checked")
    before = counts()
    enter(batch=batch.pk, by=office.act("liu"))
    with worker(data_folder, committing) as first:
        waited(writing, "the first worker does not begin to write")
        first.kill()
    waited(lambda: not writing(), "the killed worker's transaction does not end")
    assert (counts(), state()) == (before, State.ENTERING)
    with worker(data_folder, committing):
        waited(lambda: state() == State.ENTERED, "the second worker does not enter")
    assert counts()[:3] == [FAMILIES] * 3
    assert AuditLine.objects.using("owner").filter(did="brought_over.entered").count() == 1
