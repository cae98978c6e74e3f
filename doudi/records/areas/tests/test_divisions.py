"""区划：units merge, split, change name and parent, and every day keeps its own truth."""

from datetime import date

import pytest

from doudi.config.tests.town import DISTRICT, DONGGANG, LIUXI, SHIQIAO, SONGLING, THE_DAY, XIDIAN, Town
from doudi.records.areas.actions import (
    NoLonger,
    classify,
    found,
    merge,
    rename,
    split,
    transfer,
    unify,
)
from doudi.records.areas.queries import (
    area_by_code,
    children_of,
    district_of,
    over,
    path_of,
    period_of,
    standing_of,
    township_of,
    under,
)
from doudi.records.reference import load_reference
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db
MAY = date(2022, 5, 1)


def names(area: int, on: date) -> list[str]:
    return [period.name for period in children_of(area, on)]


def test_the_seeded_district_has_its_five_townships_and_fifty_three_villages() -> None:
    qinghe = area_by_code("211204000000", THE_DAY)
    townships = children_of(qinghe.pk, THE_DAY)
    assert [each.name for each in townships] == ["红旗街道", "向阳街道", "张相镇", "杨木林子镇", "聂家满族乡"]
    assert [len(children_of(each.area_id, THE_DAY)) for each in townships] == [7, 6, 15, 15, 10]


def test_the_four_statistical_units_are_on_file_but_govern_nothing() -> None:
    inside = under([area_by_code("211204000000", THE_DAY).pk], THE_DAY)
    assert len(inside) == 1 + 5 + 53 + 4
    assert not area_by_code("211204001412", THE_DAY).governed


def test_loading_the_reference_twice_changes_nothing(town: Town) -> None:
    before = names(town.area(DISTRICT).pk, THE_DAY)
    load_reference(by=town.nobody())
    assert names(town.area(DISTRICT).pk, THE_DAY) == before


def test_a_new_name_holds_from_its_day_and_the_old_one_before(town: Town) -> None:
    village = town.area(DONGGANG)
    rename(area=village, name="东岗新村", on=MAY, document="示例政发〔2022〕1号", by=town.act("wu"))
    assert [period_of(village.pk, day).name for day in (THE_DAY, MAY)] == ["东岗村", "东岗新村"]


def test_a_merged_village_is_no_more_but_its_records_stay_in_view(town: Town) -> None:
    gone, stays = town.area(XIDIAN), town.area(DONGGANG)
    merge(areas=[gone], into=stays, on=MAY, document="示例政发〔2022〕2号", by=town.act("wu"))
    assert "西甸村" in names(town.area(SONGLING).pk, THE_DAY)
    assert "西甸村" not in names(town.area(SONGLING).pk, MAY)
    assert gone.pk in under([stays.pk], MAY)
    assert gone.pk not in under([stays.pk], THE_DAY)


def merge_townships(town: Town) -> None:
    """柳溪乡 becomes part of 松岭镇 in May."""
    into, by = town.area(SONGLING), town.act("wu")
    merge(areas=[town.area(LIUXI)], into=into, on=MAY, document="示例政发〔2022〕3号", by=by)


def test_what_an_area_is_under_is_told_the_same_from_below_and_from_above(town: Town) -> None:
    merge_townships(town)
    units = [town.area(code).pk for code in (DONGGANG, XIDIAN, SHIQIAO, SONGLING, LIUXI, DISTRICT)]
    for day in (THE_DAY, MAY):
        for below in units:
            assert over(below, day) & set(units) == {each for each in units if below in under([each], day)}


def test_a_merged_township_brings_its_villages_along(town: Town) -> None:
    merge_townships(town)
    assert town.area(SHIQIAO).pk in under([town.area(SONGLING).pk], MAY)
    assert township_of(town.area(SHIQIAO).pk, MAY) == town.area(SONGLING).pk
    assert township_of(town.area(SHIQIAO).pk, THE_DAY) == town.area(LIUXI).pk
    lin = town.act("lin", MAY)
    assert {town.area(LIUXI).pk, town.area(SHIQIAO).pk} <= lin.scope.areas


def test_a_split_village_leaves_its_records_with_the_township(town: Town) -> None:
    by, old, township = town.act("wu"), town.area(DONGGANG), town.area(SONGLING)
    parts = [
        found(
            code=f"99020410121{number}",
            name=f"东岗{side}村",
            kind="村委会",
            parent=township,
            since=MAY,
            document="示例政发〔2022〕4号",
            by=by,
        )
        for number, side in enumerate("东西")
    ]
    split(area=old, into=parts, on=MAY, document="示例政发〔2022〕4号", by=by)
    assert old.pk in under([township.pk], MAY)
    assert old.pk not in under([part.pk for part in parts], MAY)
    with pytest.raises(NoLonger):
        rename(area=old, name="再改", on=date(2022, 6, 1), document="x", by=by)


def test_a_village_moved_to_another_township_leaves_the_old_clerks_view(town: Town) -> None:
    village = town.area(DONGGANG)
    transfer(area=village, parent=town.area(LIUXI), on=MAY, document="示例政发〔2022〕5号", by=town.act("wu"))
    assert village.pk in town.act("lin", THE_DAY).scope.areas
    assert village.pk not in town.act("lin", MAY).scope.areas
    assert village.pk in town.act("qian", MAY).scope.areas


def test_codes_given_again_name_the_unit_of_the_day(town: Town) -> None:
    by, old = town.act("wu"), town.area(XIDIAN)
    merge(areas=[old], into=town.area(DONGGANG), on=MAY, document="x", by=by)
    again = found(
        code=XIDIAN,
        name="新西甸村",
        kind="村委会",
        parent=town.area(SONGLING),
        since=MAY,
        document="x",
        by=by,
    )
    assert area_by_code(XIDIAN, THE_DAY).pk == old.pk
    assert area_by_code(XIDIAN, MAY).pk == again.pk


def test_the_path_leads_from_the_province_to_the_village(town: Town) -> None:
    village = town.area(DONGGANG).pk
    assert [period.name for period in path_of(village, THE_DAY)] == [
        "示例省",
        "示例市",
        "示例区",
        "松岭镇",
        "东岗村",
    ]
    assert district_of(village, THE_DAY) == town.area(DISTRICT).pk


def test_a_unified_township_pays_the_urban_standard_from_its_day(town: Town) -> None:
    village = town.area(DONGGANG).pk
    assert (standing_of(village, THE_DAY).urban, standing_of(village, THE_DAY).unverified) == (False, True)
    unify(
        area=town.area(SONGLING), unified=True, since=MAY, document="示例民发〔2022〕9号", by=town.act("wu")
    )
    after = standing_of(village, MAY)
    assert (after.urban, after.unified) == (True, True)
    assert "松岭镇" in after.reason and "示例民发〔2022〕9号" in after.reason
    unify(area=town.area(SONGLING), unified=False, since=date(2022, 7, 1), document="x", by=town.act("wu"))
    assert not standing_of(village, date(2022, 7, 1)).urban


def test_a_village_becomes_urban_on_a_day(town: Town) -> None:
    village = town.area(DONGGANG)
    classify(area=village, urban=True, since=MAY, document="示例统字〔2022〕6号", by=town.act("wu"))
    assert [standing_of(village.pk, day).urban for day in (THE_DAY, MAY)] == [False, True]


def test_nobody_guesses_where_nothing_was_said(town: Town) -> None:
    by = town.act("wu")
    new = found(
        code="990204101300",
        name="新村",
        kind="村委会",
        parent=town.area(SONGLING),
        since=MAY,
        document="x",
        by=by,
    )
    with pytest.raises(NotFound, match="没有城乡分类"):
        standing_of(new.pk, MAY)
    with pytest.raises(NotFound):
        period_of(new.pk, THE_DAY)


def test_divisions_are_changed_by_their_registrar_only(town: Town) -> None:
    with pytest.raises(WrongPost):
        rename(area=town.area(DONGGANG), name="x", on=MAY, document="x", by=town.act("lin"))


@pytest.mark.parametrize("code", ["99020410130", "9902041013000", "99020410130X", "９９０２０４１０１３００"])
def test_a_code_has_twelve_digits(town: Town, code: str) -> None:
    with pytest.raises(BadInput, match="12 位"):
        found(
            code=code,
            name="新村",
            kind="村委会",
            parent=town.area(SONGLING),
            since=MAY,
            document="x",
            by=town.act("wu"),
        )
