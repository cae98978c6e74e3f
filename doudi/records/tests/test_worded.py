"""Queries that are put into words once: they answer as the QuerySet would, and keep nothing of their first asker."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from doudi.config.tests.town import SHIQIAO, XIDIAN, Town
from doudi.records.access import Act, acting_as
from doudi.records.people.actions import found_household, register_person
from doudi.records.people.models import Household, Membership, Person
from doudi.records.worded import NotWordable, counted, worded

pytestmark = pytest.mark.django_db


def one_more(town: Town, who: str, code: str, name: str) -> Household:
    by, area = town.act(who), town.area(code)
    person = register_person(area=area, name=name, id_number=None, male=None, born=None, by=by)
    return found_household(area=area, head=person, address="", since=by.day, members={}, by=by)


@pytest.fixture
def homes(town: Town) -> tuple[Household, Household]:
    return one_more(town, "lin", XIDIAN, "林一"), one_more(town, "qian", SHIQIAO, "钱二")


@worded
def people_seen(by: Act) -> QuerySet[Person]:
    return Person.objects.seen_by(by.scope).order_by("name")


@counted
def how_many(by: Act) -> QuerySet[Person]:
    return Person.objects.seen_by(by.scope)


@worded
def living_in(household: Household, died: None, by: Act) -> QuerySet[Membership]:
    rows = Membership.objects.seen_by(by.scope).filter(household=household, person__died=died)
    return rows.select_related("person")


@worded
def among(numbers: list[UUID], by: Act) -> QuerySet[Person]:
    return Person.objects.seen_by(by.scope).filter(pk__among=numbers)


def test_each_asker_is_answered_within_the_own_scope(town: Town, homes: tuple[Household, Household]) -> None:
    for who, name in (("lin", "林一"), ("qian", "钱二"), ("lin", "林一")):
        by = town.act(who)
        with acting_as(by.scope):
            assert [person.name for person in people_seen(by)] == [name]
            assert how_many(by) == 1


def test_the_second_wall_stands_behind_it_too(town: Town, homes: tuple[Household, Household]) -> None:
    """Whoever would ask with another's act inside an own scope sees no row."""
    with acting_as(town.act("lin").scope):
        assert people_seen(town.act("qian")) == []


def test_it_is_put_into_words_once_and_asked_each_time(
    town: Town, homes: tuple[Household, Household]
) -> None:
    by = town.act("lin")
    with acting_as(by.scope), CaptureQueriesContext(connection) as asked:
        first, second = living_in(homes[0], None, by), living_in(homes[0], None, by)
    assert len(asked) == 2
    assert [each.person.name for each in first] == [each.person.name for each in second] == ["林一"]


def test_many_keys_are_one_value(town: Town, homes: tuple[Household, Household]) -> None:
    by = town.act("lin")
    head = homes[0].head_id
    with acting_as(by.scope):
        assert among([], by) == []
        assert [each.pk for each in among([uuid4(), head, uuid4()], by)] == [head]


def test_it_refuses_to_lose_an_argument_or_to_keep_one(
    town: Town, homes: tuple[Household, Household]
) -> None:
    @worded
    def forgetful(name: str, by: Act) -> QuerySet[Person]:
        return Person.objects.seen_by(by.scope)

    @worded
    def by_duty(by: Act) -> QuerySet[Person]:
        return Person.objects.filter(area_id__among=by.scope.duties[0].areas)

    @worded
    def by_address(household: Household, by: Act) -> QuerySet[Household]:
        return Household.objects.seen_by(by.scope).filter(address=household.address)

    by = town.act("lin")
    with acting_as(by.scope):
        with pytest.raises(NotWordable):
            forgetful("林一", by)
        with pytest.raises(AttributeError):
            by_duty(by)
        with pytest.raises(NotWordable):
            by_address(homes[0], by)
