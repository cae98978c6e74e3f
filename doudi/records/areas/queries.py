"""区划查询：names, parents and what lies under an area on a day. Divisions are public: no scope is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from doudi.records.access import as_array, asked_once
from doudi.records.areas.models import Area, AreaPeriod, Unified, UrbanRural
from doudi.records.prepared import ask
from doudi.records.refusals import NotFound
from doudi.records.worded import worded

DISTRICT_KINDS = ("市辖区", "县", "县级市", "自治县", "旗", "自治旗", "特区", "林区")
TOWNSHIP_KINDS = ("街道", "镇", "乡", "民族乡", "区公所", "苏木", "民族苏木")
VILLAGE_KINDS = ("居委会", "村委会")

# Merged units hang under the one that took them over, so that their old records stay in view.
LINKED = """
WITH RECURSIVE latest AS (
    SELECT DISTINCT ON (area_id) area_id, parent_id FROM records_areaperiod
    WHERE since <= %(on)s ORDER BY area_id, since DESC
), link (child, up) AS (
    SELECT area_id, parent_id FROM latest WHERE parent_id IS NOT NULL
    UNION ALL SELECT old_id, new_id FROM records_succession WHERE whole AND "on" <= %(on)s
)"""
UNDER = f"""{LINKED}, under (id) AS (
    SELECT unnest(%(tops)s::int[]) UNION SELECT child FROM link JOIN under ON up = under.id
) SELECT id FROM under
"""
OVER = f"""{LINKED}, over_it (id) AS (
    SELECT %(area)s::int UNION SELECT up FROM link JOIN over_it ON child = over_it.id
) SELECT id FROM over_it
"""
# The period of an area on a day, of its parent on that day, and so on.
UPWARDS = """
WITH RECURSIVE up (id, parent_id, steps) AS (
    (SELECT id, parent_id, 0 FROM records_areaperiod
     WHERE area_id = %(area)s AND since <= %(on)s ORDER BY since DESC LIMIT 1)
    UNION ALL
    SELECT p.id, p.parent_id, up.steps + 1 FROM up CROSS JOIN LATERAL
        (SELECT id, parent_id FROM records_areaperiod
         WHERE area_id = up.parent_id AND since <= %(on)s ORDER BY since DESC LIMIT 1) p
) SELECT period.id, area_id, since, code, name, kind, period.parent_id, document
FROM up JOIN records_areaperiod period USING (id) ORDER BY up.steps DESC
"""
PERIOD = ("id", "area_id", "since", "code", "name", "kind", "parent_id", "document")


@dataclass(frozen=True, slots=True)
class Standing:
    """城乡属性：whether the urban standard holds for a place on a day, and the sentence that says why."""

    urban: bool
    unified: bool
    reason: str
    unverified: bool


def under(tops: Iterable[int], on: date) -> frozenset[int]:
    """Ids of these areas and everything under them on a day, with units that were merged into any of them."""
    return _under(tuple(sorted(tops)), on)


@asked_once
def _under(tops: tuple[int, ...], on: date) -> frozenset[int]:
    return frozenset(row[0] for row in ask(UNDER, {"on": on, "tops": as_array(list(tops))}))


@asked_once
def over(area: int, on: date) -> frozenset[int]:
    """Ids of every area that this one is under on a day, itself among them: `under` asked the other way round."""
    return frozenset(row[0] for row in ask(OVER, {"on": on, "area": area}))


@asked_once
def period_of(area: int, on: date) -> AreaPeriod:
    """What an area was called and belonged to on a day. NotFound before its first day."""
    found = _periods(area, on)
    if not found:
        raise NotFound("这一天还没有这个区划单位，请核对日期。")
    return found[0]


def names_on(areas: Iterable[int], on: date) -> dict[int, str]:
    """What several areas were called on a day, by id, in one query."""
    return {period.area_id: period.name for period in _latest(set(areas), on)}


def townships_among(areas: Iterable[int], on: date) -> list[AreaPeriod]:
    """Those of these areas that are townships on a day, in order of code."""
    return governed_among(areas, TOWNSHIP_KINDS, on)


def governed_among(areas: Iterable[int], kinds: tuple[str, ...], on: date) -> list[AreaPeriod]:
    """Those of these areas that are of one of these kinds and still stand on a day, in order of code."""
    return [each for each in units_among(areas, kinds, on) if not _ended(each.area, on)]


@asked_once
def path_of(area: int, on: date) -> Sequence[AreaPeriod]:
    """From the highest unit down to the area itself. NotFound before its first day."""
    path = [AreaPeriod.from_db("default", PERIOD, row) for row in ask(UPWARDS, {"area": area, "on": on})]
    if not path:
        raise NotFound("这一天还没有这个区划单位，请核对日期。")
    return path


def district_of(area: int, on: date) -> int:
    """The district or county an area lies in. NotFound for a province or prefecture."""
    return _ancestor(area, on, DISTRICT_KINDS)


def district_period(area: int, on: date) -> AreaPeriod:
    """What the district or county of an area was called on a day. NotFound for a province or prefecture."""
    return _ancestor_period(area, on, DISTRICT_KINDS)


def township_of(area: int, on: date) -> int:
    """The township an area lies in. NotFound above townships."""
    return _ancestor(area, on, TOWNSHIP_KINDS)


def area_by_code(code: str, on: date) -> Area:
    """The unit that bears this 12-digit code on a day, however often codes were given again."""
    for period in (
        AreaPeriod.objects.filter(code=code, since__lte=on).select_related("area").order_by("-since")
    ):
        if period_of(period.area_id, on).pk == period.pk and not _ended(period.area, on):
            return period.area
    raise NotFound(f"{on} 没有代码为 {code} 的区划单位，请核对代码和日期。")


def children_of(area: int, on: date) -> list[AreaPeriod]:
    """The governed units directly under an area on a day, in order of code."""
    latest = (
        AreaPeriod.objects.filter(since__lte=on, area__governed=True)
        .order_by("area_id", "-since")
        .distinct("area_id")
        .select_related("area")
    )
    inside = [period for period in latest if period.parent_id == area and not _ended(period.area, on)]
    return sorted(inside, key=lambda period: period.code)


def units_among(areas: Iterable[int], kinds: tuple[str, ...], on: date) -> list[AreaPeriod]:
    """Those of these areas that are of one of these kinds on a day, in order of code."""
    held = (each for each in _latest(set(areas), on) if each.kind in kinds)
    return sorted(held, key=lambda period: period.code)


def standing_of(area: int, on: date) -> Standing:
    """Which standard holds in a village on a day: a unified township pays the urban one, else the village's class.

    NotFound when nobody has said whether the village is urban or rural: never a guess.
    """
    path = path_of(area, on)
    for period in path:
        unified = Unified.objects.filter(area_id=period.area_id, since__lte=on).order_by("-since").first()
        if unified and unified.unified:
            reason = f"{period.name}自 {unified.since} 起城乡统筹（{unified.document}），执行城镇标准。"
            return Standing(True, True, reason, False)
    for period in reversed(path):
        said = UrbanRural.objects.filter(area_id=period.area_id, since__lte=on).order_by("-since").first()
        if said:
            note = said.document + ("，未见文件" if said.unverified else "")
            return Standing(
                said.urban, False, f"{period.name}自 {said.since} 起为{said}（{note}）。", said.unverified
            )
    raise NotFound(f"{path[-1].name}在 {on} 没有城乡分类，请先由区划管理员登记。")


@worded
def _periods(area: int, on: date) -> QuerySet[AreaPeriod]:
    return (
        AreaPeriod.objects.filter(area_id=area, since__lte=on).select_related("area").order_by("-since")[:1]
    )


@worded
def _latest(areas: set[int], on: date) -> QuerySet[AreaPeriod]:
    """The period of each of these areas on a day."""
    latest = AreaPeriod.objects.filter(area_id__among=areas, since__lte=on).order_by("area_id", "-since")
    return latest.distinct("area_id").select_related("area")


def _ancestor(area: int, on: date, kinds: tuple[str, ...]) -> int:
    return _ancestor_period(area, on, kinds).area_id


def _ancestor_period(area: int, on: date, kinds: tuple[str, ...]) -> AreaPeriod:
    for period in reversed(path_of(area, on)):
        if period.kind in kinds:
            return period
    raise NotFound(f"这个区划单位不在任何{kinds[0]}之内，请选择更低一级的单位。")


def _ended(area: Area, on: date) -> bool:
    return area.until is not None and area.until <= on
