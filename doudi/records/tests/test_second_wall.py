"""第二道墙：with the first wall switched off, the database itself shows and takes nothing foreign."""

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, models, transaction

from doudi.config.tests.town import DONGGANG, SHIQIAO, Town, invented_id
from doudi.records.access import Scope, acting_as
from doudi.records.areas.models import Area
from doudi.records.people.actions import found_household, register_person
from doudi.records.people.models import Household, Membership, Person, PersonKey
from doudi.records.people.queries import person as person_for
from doudi.records.refusals import NotFound, WrongPost
from doudi.records.walls import OUTSIDE

pytestmark = pytest.mark.django_db


def family(town: Town, village: str, clerk: str, name: str, serial: int) -> Person:
    by, area = town.act(clerk), town.area(village)
    head = register_person(area=area, name=name, id_number=invented_id("19500412", serial), by=by)
    found_household(area=area, head=head, address="一组 1 号", since=by.day, by=by)
    return head


@pytest.fixture
def two_families(town: Town) -> tuple[Person, Person]:
    return family(town, DONGGANG, "lin", "林秀兰", 12), family(town, SHIQIAO, "qian", "周建国", 31)


def test_without_the_first_wall_a_clerk_still_sees_only_the_own_township(
    town: Town, two_families: tuple[Person, Person]
) -> None:
    with acting_as(town.act("lin").scope):
        for table in (Person, Household, Membership, PersonKey):
            areas = set(table.objects.values_list("area_id", flat=True))
            assert areas == {town.area(DONGGANG).pk}, table


def test_outside_of_a_scope_no_row_is_seen(two_families: tuple[Person, Person]) -> None:
    assert Person.objects.count() == 0


def test_the_district_sees_both(town: Town, two_families: tuple[Person, Person]) -> None:
    with acting_as(town.act("zhou").scope):
        assert Person.objects.count() == 2


def test_a_foreign_row_is_neither_changed_nor_deleted(
    town: Town, two_families: tuple[Person, Person]
) -> None:
    with acting_as(town.act("lin").scope):
        assert Person.objects.filter(pk=two_families[1].pk).update(name="改名") == 0
        assert PersonKey.objects.filter(person=two_families[1].pk).delete()[0] == 0
    with acting_as(town.act("qian").scope):
        assert Person.objects.get().name == "周建国"


def test_a_row_cannot_be_put_or_pushed_into_a_foreign_area(
    town: Town, two_families: tuple[Person, Person]
) -> None:
    foreign = town.area(SHIQIAO)
    with acting_as(town.act("lin").scope):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Household.objects.create(area=foreign, head=two_families[0], since="2022-03-07")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Household.objects.update(area=foreign)


def test_not_there_and_not_yours_give_one_answer(town: Town, two_families: tuple[Person, Person]) -> None:
    by = town.act("lin")
    with acting_as(by.scope):
        with pytest.raises(NotFound) as not_yours:
            person_for(two_families[1].pk, by)
        with pytest.raises(NotFound) as not_there:
            person_for(Person().pk, by)
    assert str(not_yours.value) == str(not_there.value)


def test_a_clerk_cannot_act_in_the_next_township(town: Town) -> None:
    with pytest.raises(WrongPost):
        register_person(area=town.area(SHIQIAO), name="外人", by=town.act("lin"))


def test_a_nested_narrower_scope_gives_the_outer_one_back(
    town: Town, two_families: tuple[Person, Person]
) -> None:
    with acting_as(town.act("zhou").scope):
        with acting_as(town.act("qian").scope):
            assert [each.name for each in Person.objects.all()] == ["周建国"]
        assert Person.objects.count() == 2
        with pytest.raises(WrongPost), acting_as(town.act("lin").scope):
            raise WrongPost("拒绝")
        assert Person.objects.count() == 2


def test_reaching_opens_one_more_area_for_the_block_only(
    town: Town, two_families: tuple[Person, Person]
) -> None:
    with acting_as(town.act("lin").scope, reaching=[town.area(SHIQIAO).pk]):
        assert Person.objects.count() == 2
    with acting_as(town.act("lin").scope):
        assert Person.objects.count() == 1


def test_one_connection_used_by_all_in_turn_never_shows_the_last_ones_rows(
    town: Town, two_families: tuple[Person, Person]
) -> None:
    scopes = [
        (town.act(name).scope, seen) for name, seen in (("lin", 1), ("qian", 1), ("zhou", 2), ("wu", 2))
    ]
    scopes.append((Scope("空"), 0))
    for turn in range(200):
        scope, seen = scopes[turn % len(scopes)]
        with acting_as(scope):
            assert Person.objects.count() == seen
        assert Person.objects.count() == 0


def test_every_table_with_an_area_has_the_wall_or_a_reason(db: None) -> None:
    with_area = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label == "records"
        for field in model._meta.local_fields
        if field.attname == "area_id"
        or (isinstance(field, models.ForeignKey) and field.related_model is Area)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid WHERE relrowsecurity"
        )
        walled = {row[0] for row in cursor.fetchall()}
    assert with_area - walled - set(OUTSIDE) == set()
    assert set(OUTSIDE) & walled == set()


def test_the_app_owns_nothing_and_passes_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
            " (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("doudi_app", False, False, False, False, 0)
    for forbidden in ("CREATE TABLE mine (i int)", "ALTER TABLE records_person DISABLE ROW LEVEL SECURITY"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(forbidden)
