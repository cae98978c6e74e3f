"""送达：how and when a paper reached the family. Every remedy period counts from here."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.documents.filing import CARRIERS
from doudi.records.documents.models import Event, FiledPaper, PaperEvent, Way
from doudi.records.documents.signing import happened, names, open_paper
from doudi.records.refusals import BadInput, Refusal

FEWEST_WITNESSES = 2  # 民事诉讼法 (2023) 第八十九条：留置送达


class NotServed(Refusal):
    """不用送达：this kind of paper goes to nobody."""


class NotStamped(Refusal):
    """还没有盖章：a paper under seal is not served without it."""


class AlreadyServed(Refusal):
    """已经送达：periods have begun to run; a wrong entry is taken back first."""


@action
def serve(
    *,
    paper: UUID,
    way: str,
    on: date,
    received_by: str = "",
    witnesses: Sequence[str] = (),
    tracking: str = "",
    posted_on: date | None = None,
    until: date | None = None,
    place: str = "",
    note: str = "",
    by: Act,
) -> PaperEvent:
    """登记送达. `on` is the day of receipt, of leaving it, or on which the public notice was put up; `until` the last
    day of the notice, `posted_on` the day on which the letter was sent. Raises NotServed, NotStamped, AlreadyServed.
    """
    held = open_paper(paper, by)
    require(by, *CARRIERS, at=held.area_id)
    _refuse_unready(held)
    by_notice, seen_by = way == Way.PUBLIC_NOTICE, names(witnesses)
    _refuse_half_told(way, on, received_by, seen_by, tracking, posted_on, until, note, by)
    told = {
        "counted_on": until if by_notice else on,
        "who": received_by.strip(),
        "how": way,
        "witnesses": seen_by,
        "tracking": tracking.strip(),
        "place": place.strip(),
        "note": note.strip(),
    }
    event = happened(held, Event.SERVED, posted_on or on, by, **told)
    counted: dict[str, Any] = {"way": str(way), "counted_on": event.counted_on}
    record(by=by, did="documents.served", to=event, paper=held.pk, code=held.code, **counted)
    return event


def _refuse_unready(paper: FiledPaper) -> None:
    if not paper.served:
        raise NotServed(f"{paper}不用送达，归卷即可。")
    live = PaperEvent.objects.filter(paper=paper, voided_by__isnull=True)
    earlier = live.filter(kind=Event.SERVED).first()
    if earlier is not None:
        raise AlreadyServed(f"{paper}已登记于 {earlier.counted_on} 送达，录错的请先作废原记录。")
    if paper.seals and not live.filter(kind__in=(Event.STAMPED, Event.SCANNED)).exists():
        raise NotStamped(f"{paper}还没有登记盖章，请先盖章再送达。")


def _refuse_half_told(
    way: str,
    on: date,
    received_by: str,
    witnesses: Sequence[str],
    tracking: str,
    posted_on: date | None,
    until: date | None,
    note: str,
    by: Act,
) -> None:
    if way not in Way.values:
        raise BadInput(f"请选送达方式：{'、'.join(Way.labels)}。")
    if on > by.day or (posted_on is not None and (way != Way.BY_POST or posted_on > on)):
        raise BadInput("送达日期不能晚于今天；交邮日期只用于邮寄，不能晚于收件日期。")
    if way in (Way.IN_PERSON, Way.BY_POST) and not received_by.strip():
        raise BadInput("请写明由谁签收。")
    if way == Way.BY_POST and not tracking.strip():
        raise BadInput("邮寄送达请写明邮件编号。")
    if way == Way.LEFT and (len(witnesses) < FEWEST_WITNESSES or not note.strip()):
        raise BadInput("留置送达请写明拒收的原因和两名见证人。")
    if (way == Way.PUBLIC_NOTICE) != (until is not None) or (until is not None and until <= on):
        raise BadInput("公告送达请写明张贴之日和公告期满之日；其他方式不填公告期。")
