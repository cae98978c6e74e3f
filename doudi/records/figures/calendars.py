"""放假安排：a notice of the State Council that came out since Doudi did, entered by one person, put in force by another.

It holds for every district here. Who loads one also has the due dates reckoned again: that action lies with the cases.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from doudi.policy.calendars import load_calendar
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.figures.actions import ENTERS, ISSUES, AlreadyIssued
from doudi.records.figures.models import HolidayNotice
from doudi.records.refusals import BadInput, NotFound, SamePerson, SecondFactorMissing, WrongPost


@action
def enter_notice(
    *,
    number: str,
    issued: date,
    year: int | None,
    off: Sequence[date],
    work: Sequence[date],
    by: Act,
) -> HolidayNotice:
    """录入 a notice: its days of rest and make-up working days; `year` when it arranges the whole year."""
    person = _holding(by, *ENTERS)
    if not number.strip() or issued > by.day or not off:
        raise BadInput("请写文号和休息日；印发日期不能晚于今天。")
    if set(off) & set(work):
        raise BadInput(f"{min(set(off) & set(work))} 不能既休息又补班，请对照通知改正。")
    if year is not None and any(day.year != year for day in off):
        raise BadInput(f"全年安排的休息日都应在 {year} 年内，请对照通知改正。")
    if HolidayNotice.objects.filter(number=number.strip()).exists() or _came_along(number, off):
        raise BadInput(f"{number.strip()} 已在日历里，不用再录。")
    notice = HolidayNotice.objects.create(
        number=number.strip(),
        issued=issued,
        year=year,
        off=sorted(set(off)),
        work=sorted(set(work)),
        entered_by_id=person,
        entered_at=by.at,
    )
    record(
        by=by, did="figures.notice_entered", to=notice, why=notice.number, off=notice.off, work=notice.work
    )
    return notice


@action
def put_in_force(*, notice: UUID, by: Act) -> HolidayNotice:
    """生效: by another person, who compared it with the published text."""
    person = _holding(by, ISSUES)
    held = HolidayNotice.objects.select_for_update().filter(pk=notice).first()
    if held is None:
        raise NotFound
    if held.issued_at is not None:
        raise AlreadyIssued("这份放假安排已经生效，请刷新后看清。")
    if held.entered_by_id == person:
        raise SamePerson("不能核对自己录入的放假安排，请由另一位标准签发人办理。")
    held.issued_by_id, held.issued_at = person, by.at
    held.save(update_fields=["issued_by", "issued_at"])
    record(by=by, did="figures.notice_in_force", to=held, why=held.number)
    return held


def _holding(by: Act, *posts: str) -> UUID:
    """The natural person, who holds one of these posts anywhere: a notice holds everywhere."""
    held = [duty for duty in by.scope.duties if duty.post in posts]
    if not held or by.scope.natural_person is None:
        raise WrongPost("您今天没有录入或签发数值的岗位，请联系岗位管理员。")
    if all(duty.decides for duty in held) and not by.scope.second_factor:
        raise SecondFactorMissing("这个岗位须先完成两步验证，请输入动态口令后再办理。")
    return by.scope.natural_person


def _came_along(number: str, off: Sequence[date]) -> bool:
    calendar = load_calendar()
    return any(number.strip() in calendar.year(year).numbers for year in {day.year for day in off})
