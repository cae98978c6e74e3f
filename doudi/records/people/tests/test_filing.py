"""成批建档：many households by one action, with one line of the chain; nobody twice, all or none."""

from datetime import date

import pytest

from doudi.config.tests.town import DISTRICT, DONGGANG, SHIQIAO, Town, invented_id
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine, BulkLine
from doudi.records.people.actions import AlreadyOnFile, register_person
from doudi.records.people.bulk import NewPerson
from doudi.records.people.filing import NewHousehold, file_households
from doudi.records.people.models import Household, Membership, Person
from doudi.records.people.queries import find_people
from doudi.records.refusals import WrongPost

pytestmark = pytest.mark.django_db
DAY = date(2022, 3, 7)


def families(town: Town, where: str = DONGGANG, first: int = 0) -> list[NewHousehold]:
    """张一 with a child who has no number yet, and 李二 alone."""
    area = town.area(where).pk
    child = NewPerson("张小一", None, "子", None, True, date(2021, 5, 1))
    return [
        NewHousehold(area, "1组", [NewPerson("张一", invented_id("19700101", first), "本人"), child]),
        NewHousehold(area, "2组", [NewPerson("李二", invented_id("19700102", first), "本人")]),
    ]


def filed(town: Town, who: str = "lin", **more: list[NewHousehold]) -> int:
    households = more.get("households", families(town))
    return file_households(
        district=town.area(DISTRICT).pk, households=households, since=DAY, why="整村入户", by=town.act(who)
    )


def test_households_are_on_file_found_by_name_and_stand_under_one_line(town: Town) -> None:
    by = town.act("lin")
    assert filed(town) == 3
    with acting_as(by.scope):
        assert {each.head.name: each.address for each in Household.objects.select_related("head")} == {
            "张一": "1组",
            "李二": "2组",
        }
        told = {(each.name, each.relation) for each in Membership.objects.all()}
        assert told == {("张一", "本人"), ("张小一", "子"), ("李二", "本人")}
        assert [each.name for each in find_people("zhangxiaoyi", by)] == ["张小一"]
        assert Person.objects.get(name="张一").born == date(1970, 1, 1)
    with acting_as(town.act("sun").scope):
        (line,) = AuditLine.objects.filter(did="people.filed")
        assert (line.why, line.facts["rows"]) == ("整村入户", 2)
        assert BulkLine.objects.filter(batch=line.facts["batch"]).count() == 2


def test_a_number_on_file_or_twice_leaves_nothing(town: Town) -> None:
    by = town.act("lin")
    register_person(area=town.area(DONGGANG), name="张一", id_number=invented_id("19700101", 0), by=by)
    twice = families(town, first=7)
    for households in (families(town), [*twice, twice[0]]):
        with pytest.raises(AlreadyOnFile):
            filed(town, households=households)
    with acting_as(by.scope):
        assert not Household.objects.exists()
        assert not AuditLine.objects.filter(did="people.filed").exists()


def test_only_a_clerk_of_every_area_may_and_a_neighbour_sees_none(town: Town) -> None:
    for who in ("zhao", "qian"):
        with pytest.raises(WrongPost):
            filed(town, who=who)
    with pytest.raises(WrongPost):
        filed(town, households=[*families(town), *families(town, SHIQIAO, 9)])
    filed(town)
    with acting_as(town.act("qian").scope):
        assert not Household.objects.exists()
