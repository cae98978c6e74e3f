"""查阅记录：looks are noted, and each finished minute is sealed."""

from datetime import timedelta

import pytest
from django.db import connections

from doudi.config.tests.town import DONGGANG, Town
from doudi.records.access import acting_as
from doudi.records.audit import minutes, trail
from doudi.records.audit.minutes import minute_of, seal_minutes
from doudi.records.audit.models import AccessLine
from doudi.records.audit.trail import look
from doudi.records.audit.verify import verify
from doudi.records.clock import machine_now


@pytest.fixture
def sealed(committing: str, town: Town, monkeypatch: pytest.MonkeyPatch) -> int:
    """Three looks in each of two past minutes, sealed; how many minutes were."""
    start = minute_of(machine_now()) - timedelta(minutes=5)
    by, area = town.act("lin"), town.area(DONGGANG)
    for number in range(6):
        monkeypatch.setattr(trail, "machine_now", lambda at=start + timedelta(seconds=20 * number): at)
        with acting_as(by.scope):
            look(by=by, did="people.seen", to=None, area=area.pk)
    monkeypatch.undo()
    return seal_minutes(by=town.act("sun"))


def test_finished_minutes_are_sealed_once(sealed: int, town: Town) -> None:
    assert sealed == 2
    assert seal_minutes(by=town.act("sun")) == 0
    assert verify().faults == []


def test_the_running_minute_stays_open(committing: str, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    now = machine_now()
    for module in (trail, minutes):
        monkeypatch.setattr(module, "machine_now", lambda: now)
    by = town.act("lin")
    with acting_as(by.scope):
        look(by=by, did="people.seen", area=town.area(DONGGANG).pk)
    assert seal_minutes(by=town.act("sun")) == 0


@pytest.mark.parametrize(
    "vandalism",
    [
        "UPDATE records_accessline SET why = '公务' WHERE id = (SELECT id FROM records_accessline LIMIT 1)",
        "DELETE FROM records_accessline WHERE id = (SELECT id FROM records_accessline LIMIT 1)",
        "DELETE FROM records_accessline",
        "INSERT INTO records_accessline SELECT gen_random_uuid(), machine_at - interval '1 hour', at, name, officer,"
        " natural_person, credential, address, area_id, did, kind, object_id, why FROM records_accessline LIMIT 1",
    ],
)
def test_a_sealed_minute_cannot_be_touched_unseen(sealed: int, vandalism: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE records_accessline DISABLE TRIGGER USER")
        cursor.execute(vandalism)
    assert verify().faults


def test_a_look_is_seen_by_the_auditor_and_by_nobody_next_door(sealed: int, town: Town) -> None:
    for username, seen in (("sun", 6), ("qian", 0)):
        with acting_as(town.act(username).scope):
            assert AccessLine.objects.count() == seen
