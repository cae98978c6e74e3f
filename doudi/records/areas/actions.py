"""区划变更：founding, renaming, moving, merging and splitting, each dated and with its document."""

from collections.abc import Mapping, Sequence
from datetime import date

from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area, AreaPeriod, Succession, Unified, UrbanRural
from doudi.records.areas.queries import period_of
from doudi.records.audit.trail import BulkRow, record, record_bulk
from doudi.records.refusals import BadInput, Refusal, WrongPost

REGISTRAR = "area_registrar"


class NoLonger(Refusal):
    """这个单位当日已不存在：a unit that has ended, or has not begun, cannot change."""


@action
def load_divisions(*, rows: Sequence[Mapping[str, str]], since: date, by: Act) -> int:
    """Take in a list of divisions, parents before children; codes already known are left as they are.

    Columns: code12, name, level, parent (a code), governed (0 or 1), urban (0, 1 or empty), document. For the
    set-up and for a new county; answers how many areas were made.
    """
    if by.scope.officer is not None:
        raise WrongPost("成批装入区划只在安装时进行，请使用区划变更。")
    known = dict(AreaPeriod.objects.order_by("since").values_list("code", "area_id"))
    told = []
    for row in rows:
        if row["code12"] in known:
            continue
        if row["parent"] and row["parent"] not in known:
            raise BadInput(f"区划 {row['code12']} 的上级 {row['parent']} 还没有，请把上级排在前面。")
        area = Area.objects.create(since=since, governed=row["governed"] == "1")
        known[row["code12"]] = area.pk
        _begin(
            area, since, row["code12"], row["name"], row["level"], known.get(row["parent"]), row["document"]
        )
        if row["urban"]:
            UrbanRural.objects.create(
                area=area,
                since=since,
                urban=row["urban"] == "1",
                document="按居委会、村委会推定",
                unverified=True,
            )
        told.append(BulkRow("area", str(area.pk), area.pk, {"code": row["code12"], "name": row["name"]}))
    if told:
        record_bulk(by=by, did="areas.loaded", rows=told)
    return len(told)


@action
def found(*, code: str, name: str, kind: str, parent: Area, since: date, document: str, by: Act) -> Area:
    """设立 a new unit under a parent."""
    require(by, REGISTRAR, at=parent.pk)
    _standing(parent, since)
    area = Area.objects.create(since=since)
    _begin(area, since, code, name, kind, parent.pk, document)
    record(
        by=by, did="areas.founded", to=area, area=parent.pk, why=document, code=code, name=name, since=since
    )
    return area


@action
def rename(*, area: Area, name: str, on: date, document: str, code: str = "", by: Act) -> AreaPeriod:
    """更名 from a day on, with a new code when the document gives one; the old name stays true before it."""
    require(by, REGISTRAR, at=area.pk)
    old = _standing(area, on)
    new = _begin(area, on, code or old.code, name, old.kind, old.parent_id, document)
    record(
        by=by, did="areas.renamed", to=area, area=area.pk, why=document, before=old.name, after=name, on=on
    )
    return new


@action
def transfer(*, area: Area, parent: Area, on: date, document: str, code: str = "", by: Act) -> AreaPeriod:
    """划转 a unit to another parent from a day on; officers of the new parent see its records from then."""
    require(by, REGISTRAR, at=area.pk)
    require(by, REGISTRAR, at=parent.pk)
    _standing(parent, on)
    old = _standing(area, on)
    new = _begin(area, on, code or old.code, old.name, old.kind, parent.pk, document)
    record(
        by=by,
        did="areas.transferred",
        to=area,
        area=area.pk,
        why=document,
        before=old.parent_id,
        after=parent.pk,
        on=on,
    )
    return new


@action
def merge(*, areas: Sequence[Area], into: Area, on: date, document: str, by: Act) -> None:
    """合并 units into another: they end, and their records come into view of the officers of the one that stays.

    What belonged to them directly (villages of a merged township) is transferred with the same document.
    """
    _standing(into, on)
    for area in sorted(areas, key=lambda each: each.pk):
        require(by, REGISTRAR, at=area.pk)
        _standing(area, on)
        for child in _belonging_to(area, on):
            transfer(area=child, parent=into, on=on, document=document, by=by)
        _end(area, on)
        Succession.objects.create(old=area, new=into, on=on, whole=True, document=document)
        record(by=by, did="areas.merged", to=area, area=area.pk, why=document, into=into.pk, on=on)


@action
def split(*, area: Area, into: Sequence[Area], on: date, document: str, by: Act) -> None:
    """拆分 a unit into others, founded before. Its old records stay under its last parent until each is reassigned."""
    require(by, REGISTRAR, at=area.pk)
    _standing(area, on)
    for part in into:
        _standing(part, on)
        Succession.objects.create(old=area, new=part, on=on, whole=False, document=document)
    _end(area, on)
    record(
        by=by, did="areas.split", to=area, area=area.pk, why=document, into=[part.pk for part in into], on=on
    )


@action
def classify(*, area: Area, urban: bool, since: date, document: str, by: Act) -> UrbanRural:
    """登记城乡分类 from a day on."""
    require(by, REGISTRAR, at=area.pk)
    said = UrbanRural.objects.create(area=area, urban=urban, since=since, document=document)
    record(by=by, did="areas.classified", to=area, area=area.pk, why=document, urban=urban, since=since)
    return said


@action
def unify(*, area: Area, unified: bool, since: date, document: str, by: Act) -> Unified:
    """登记城乡统筹 of a township from a day on, or its end."""
    require(by, REGISTRAR, at=area.pk)
    said = Unified.objects.create(area=area, unified=unified, since=since, document=document)
    record(by=by, did="areas.unified", to=area, area=area.pk, why=document, unified=unified, since=since)
    return said


def _begin(
    area: Area, since: date, code: str, name: str, kind: str, parent: int | None, document: str
) -> AreaPeriod:
    if len(code) != 12 or not code.isascii() or not code.isdigit():
        raise BadInput(f"区划代码应为 12 位数字，现为“{code}”。")
    if AreaPeriod.objects.filter(area=area, since__gte=since).exists():
        raise BadInput(f"这个单位在 {since} 或以后已有登记，请改用更晚的日期。")
    return AreaPeriod.objects.create(
        area=area, since=since, code=code, name=name, kind=kind, parent_id=parent, document=document
    )


def _standing(area: Area, on: date) -> AreaPeriod:
    """Lock the unit and answer its period on the day; NoLonger when it has ended or not begun."""
    held = Area.objects.select_for_update().get(pk=area.pk)
    if held.since > on or (held.until is not None and held.until <= on):
        raise NoLonger("这个区划单位在该日期不存在，请核对变更日期。")
    return period_of(area.pk, on)


def _end(area: Area, on: date) -> None:
    Area.objects.filter(pk=area.pk).update(until=on)


def _belonging_to(area: Area, on: date) -> list[Area]:
    latest = AreaPeriod.objects.filter(since__lte=on).order_by("area_id", "-since").distinct("area_id")
    inside = [period.area_id for period in latest if period.parent_id == area.pk]
    return list(Area.objects.filter(pk__in=inside, until__isnull=True).order_by("pk"))
