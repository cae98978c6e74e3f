"""小组办理：setting up a township's panel, seating and unseating its members, staying a township's power."""

from datetime import date
from uuid import UUID

from doudi.casework.cases.desk import person_of
from doudi.casework.confirmation.panel_models import Capacity, Panel, PanelMember, StayedPower
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import TOWNSHIP_KINDS, period_of
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput, NotFound, Refusal
from doudi.records.staff.models import NaturalPerson

CONVENERS = ("township_reviewer", "township_clerk", "district_clerk")


class NoTownship(Refusal):
    """不是乡镇（街道）：a panel belongs to a township."""


class AlreadySeated(Refusal):
    """已是成员：one person sits on a panel once."""


class AlreadyStayed(Refusal):
    """已暂停：the power is stayed already."""


@action
def open_panel(*, area: Area, since: date, document: str, by: Act) -> Panel:
    """成立联审联确认小组 of a township by a document; the panel before it ends on that day, its members with it."""
    require(by, *CONVENERS, at=area.pk)
    if period_of(area.pk, since).kind not in TOWNSHIP_KINDS:
        raise NoTownship("联审联确认小组设在乡镇（街道），请选乡镇（街道）。")
    if not document.strip() or since > by.day:
        raise BadInput("请写明成立小组的文件，成立日期不能晚于今天。")
    earlier = Panel.objects.select_for_update().filter(area=area, until__isnull=True).first()
    if earlier is not None:
        if since <= earlier.since:
            raise BadInput(f"现有小组自 {earlier.since} 起，新小组应在其后成立。")
        PanelMember.objects.filter(panel=earlier, until__isnull=True).update(until=since)
        earlier.until = since
        earlier.save(update_fields=["until"])
    panel = Panel.objects.create(area=area, since=since, document=document.strip())
    record(by=by, did="confirmation.panel_opened", to=panel, since=since, document=document.strip())
    return panel


@action
def seat(
    *, panel: UUID, person: NaturalPerson, capacity: Capacity, unit: str = "", since: date, by: Act
) -> PanelMember:
    """增加小组成员 in one capacity from a day on. Raises AlreadySeated."""
    held = _panel(panel, by)
    if capacity not in Capacity or not held.since <= since or held.until is not None:
        raise BadInput("请选择身份；任期从小组成立以后的一天算起，已撤销的小组不再增加成员。")
    if PanelMember.objects.filter(panel=held, person=person, until__isnull=True).exists():
        raise AlreadySeated(f"{person.name}已经是这个小组的成员。")
    member = PanelMember.objects.create(
        panel=held,
        area_id=held.area_id,
        person=person,
        name=person.name,
        capacity=capacity,
        unit=unit.strip(),
        since=since,
    )
    record(by=by, did="confirmation.member_seated", to=member, who=person.pk, capacity=str(capacity))
    return member


@action
def unseat(*, member: UUID, until: date, why: str, by: Act) -> PanelMember:
    """减少小组成员 from a day on; meetings held with the member stay as they were."""
    held = PanelMember.objects.seen_by(by.scope).select_for_update().filter(pk=member).first()
    if held is None:
        raise NotFound
    require(by, *CONVENERS, at=held.area_id)
    if held.until is not None or until < held.since or not why.strip():
        raise BadInput("请写明原因；离任日期不能早于任职日期，已离任的不用再办。")
    held.until = until
    held.save(update_fields=["until"])
    record(by=by, did="confirmation.member_unseated", to=held, why=why.strip(), until=until)
    return held


@action
def stay_power(*, area: Area, since: date, document: str, why: str, by: Act) -> StayedPower:
    """暂停乡镇的确认权: from that day on the district confirms. Raises AlreadyStayed."""
    require(by, "district_decider", at=area.pk)
    if not document.strip() or not why.strip() or since < by.day:
        raise BadInput("请写明依据和原因；暂停从今天或以后的一天起。")
    if StayedPower.objects.filter(area=area, until__isnull=True).exists():
        raise AlreadyStayed("这个乡镇（街道）的确认权已经暂停。")
    stay = StayedPower.objects.create(
        area=area, since=since, document=document.strip(), why=why.strip(), stayed_by=person_of(by)
    )
    record(by=by, did="confirmation.power_stayed", to=stay, why=why.strip(), since=since)
    return stay


@action
def restore_power(*, stay: UUID, until: date, by: Act) -> StayedPower:
    """恢复乡镇的确认权 from a day on."""
    held = StayedPower.objects.seen_by(by.scope).select_for_update().filter(pk=stay).first()
    if held is None:
        raise NotFound
    require(by, "district_decider", at=held.area_id)
    if held.until is not None or until < by.day or until < held.since:
        raise BadInput("恢复日期应是今天或以后的一天，已恢复的不用再办。")
    held.until = until
    held.save(update_fields=["until"])
    record(by=by, did="confirmation.power_restored", to=held, until=until)
    return held


def _panel(which: UUID, by: Act) -> Panel:
    held: Panel | None = Panel.objects.seen_by(by.scope).select_for_update().filter(pk=which).first()
    if held is None:
        raise NotFound
    require(by, *CONVENERS, at=held.area_id)
    return held
