"""成批写入：rows told as plain values are what an action would have written; walls, keys and seals hold for them too."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from doudi.config.tests.town import DISTRICT, DONGGANG, SHIQIAO, Town, invented_id
from doudi.records import many
from doudi.records.access import acting_as
from doudi.records.ids import new_id
from doudi.records.many import Many, flowing
from doudi.records.people.models import Household, Person
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db
NAMES = ("王秀英", 'a "b"', "c\\d", "{e,f}", "NULL", "两\n行", "'; DROP", "")


def people(town: Town) -> Many:
    district = town.area(DISTRICT).pk
    return Many(Person, "id", "area_id", "name", "born", "male", "id_number", "phone", district_id=district)


def test_every_value_is_read_back_as_it_was_told(town: Town) -> None:
    by, area = town.act("lin"), town.area(DONGGANG).pk
    rows, ids = people(town), [new_id() for _ in NAMES]
    with acting_as(by.scope):
        for number, (key, name) in enumerate(zip(ids, NAMES, strict=True)):
            known = number % 2 == 0
            rows.add(
                key,
                area,
                name,
                date(1960, 1, 1) if known else None,
                known or None,
                invented_id("19600101", number) if known else None,
                Secret("13800000000") if known else None,
            )
        assert len(rows) == len(NAMES)
        rows.write()
        assert len(rows) == 0
        found = Person.objects.in_bulk(ids)
        assert [found[key].name for key in ids] == list(NAMES)
        kept = found[ids[0]].id_number
        assert kept is not None and kept.reveal() == invented_id("19600101", 0).reveal()
        assert (found[ids[0]].born, found[ids[0]].male) == (date(1960, 1, 1), True)
        assert (found[ids[1]].born, found[ids[1]].id_number, found[ids[1]].id_blind) == (None, None, None)
        again = Person(id=new_id(), id_number=invented_id("19600101", 0))
        field = Person._meta.get_field("id_blind")
        assert bytes(found[ids[0]].id_blind) == field.pre_save(again, add=True)


def test_the_wall_stops_a_neighbours_row(town: Town) -> None:
    by = town.act("lin")
    rows = people(town)
    rows.add(new_id(), town.area(SHIQIAO).pk, "外人", None, None, None, None)
    with pytest.raises(ProgrammingError), acting_as(by.scope):
        rows.write()


def test_one_refused_row_ends_all_that_flowed(town: Town) -> None:
    by, area = town.act("lin"), town.area(DONGGANG).pk
    homes = Many(Household, "id", "area_id", "head_id", since=date(2022, 1, 1))
    rows, head = people(town), new_id()
    rows.add(head, area, "头一个", None, None, None, None)
    homes.add(new_id(), area, head)
    homes.add(new_id(), area, new_id())  # nobody
    with acting_as(by.scope):
        with pytest.raises(IntegrityError), transaction.atomic(), flowing() as plan_anew:
            rows.write()
            plan_anew()
            homes.write()
            Many(
                Household, "id", "area_id", "head_id", since=date(2022, 1, 1)
            ).write()  # nothing told: nothing sent
        assert not Person.objects.filter(pk=head).exists()


def test_what_was_refused_long_ago_stops_what_would_still_be_told(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "UNDERWAY", 1)
    by, area = town.act("lin"), town.area(DONGGANG).pk
    rows, key = people(town), new_id()
    with acting_as(by.scope):
        with pytest.raises(IntegrityError), transaction.atomic(), flowing() as plan_anew:
            for _ in range(2):
                rows.add(key, area, "同一个号", None, None, None, None)
                rows.write()
            for _ in range(3):
                plan_anew()
            pytest.fail("told on and on, though refused")
        assert not Person.objects.filter(name="同一个号").exists()


def test_a_fault_of_the_program_leaves_nothing_on_its_way(town: Town) -> None:
    by, area = town.act("lin"), town.area(DONGGANG).pk
    rows = people(town)
    with acting_as(by.scope):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), flowing():
            rows.add(new_id(), area, "半路", None, None, None, None)
            rows.write()
            raise ZeroDivisionError
        assert not Person.objects.filter(name="半路").exists()
        rows.add(new_id(), area, "半路", None, None, None, None)
        rows.write()
        assert Person.objects.filter(name="半路").count() == 1


def test_a_column_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(AssertionError):
        Many(Household, "id", "area_id", "nobody", since=date(2022, 1, 1))
