"""演示经办：who acts on which day, and the single steps that a case takes, each through its action."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from uuid import UUID

from doudi.casework.assessment.actions import assess
from doudi.casework.cases.desk import at_the_counter
from doudi.casework.cases.models import Case
from doudi.casework.confirmation.closing import close
from doudi.casework.confirmation.meetings import (
    call_meeting,
    call_roll,
    eligible,
    put_on_agenda,
    record_votes,
)
from doudi.casework.confirmation.models import Choice
from doudi.casework.confirmation.panel_models import Capacity, Panel, PanelMember
from doudi.casework.confirmation.panels import open_panel, seat
from doudi.casework.confirmation.proposals import propose
from doudi.casework.intake.actions import publish_counter_phone, receive_paper, take_in
from doudi.casework.intake.form import Handed
from doudi.casework.intake.papers import missing
from doudi.config.demo_families import Family
from doudi.config.demo_officers import TOWNSHIPS, Township
from doudi.records.access import Act, Scope, acting_as
from doudi.records.areas.models import Area
from doudi.records.areas.queries import area_by_code
from doudi.records.clock import CHINA
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.queries import paper_bytes, papers_of_matter
from doudi.records.documents.scans import file_scan
from doudi.records.staff.models import Officer
from doudi.records.staff.queries import scope_of

PANEL_SINCE = date(2022, 1, 4)
PANEL = (
    ("lian1", Capacity.PARTY, "党委副书记"),
    ("lian2", Capacity.GOVERNMENT, "副镇长"),
    ("lian3", Capacity.DEPARTMENT, "财政所"),
    ("lian4", Capacity.DEPARTMENT, "人社所"),
    ("lian5", Capacity.VILLAGE, "村党支部"),
)


def act(username: str, day: date, hour: int = 10) -> Act:
    """An officer of the demonstration at an hour of a day, with the second factor shown."""
    return Act(_scope(username, day), datetime.combine(day, time(hour), CHINA).astimezone(UTC))


@lru_cache(maxsize=4096)
def _scope(username: str, day: date) -> Scope:
    officer = Officer.objects.select_related("person").get(username=username)
    return scope_of(officer, day, second_factor=True)


@lru_cache(maxsize=256)
def area(code: str) -> Area:
    """A unit by its code, as it is today and was since the demonstration's first day."""
    return area_by_code(code, PANEL_SINCE)


@lru_cache(maxsize=64)
def township_of(village: str) -> Township:
    """The township in which a village of the demonstration lies."""
    return next(each for each in TOWNSHIPS if each.code[:9] == village[:9])


def accepted_papers(case: UUID, by: Act, but: Sequence[str] = ()) -> None:
    """Every paper that is still missing comes in, but for those of these codes."""
    with acting_as(by.scope):
        held = Case.objects.get(pk=case)
    wide = at_the_counter(at=held.area_id, responsible=held.responsible_id, by=by)
    with acting_as(wide.scope):
        lacking = missing(held, by.day, wide)
    for each in [each for each in lacking if each.code not in but]:
        receive_paper(case=case, code=each.code, of=each.of, by=by)


def taken(family: Family, day: date, at: Township | None = None, left_out: Sequence[str] = ()) -> Case:
    """收件 at the counter of the own township, or at another; who is in `left_out` has signed no authorisation yet."""
    counter = at or township_of(family.village)
    by = act(counter.stem, day)
    signers = [*family.newcomers, *family.supporters]
    papers = (
        Handed("application", next(iter(family.newcomers))),
        *(Handed("verification", each) for each in signers if each not in left_out),
    )
    return take_in(
        at=area(counter.code),
        village=area(family.village),
        address=family.address,
        newcomers=family.newcomers,
        supporters=family.supporters,
        facts=family.facts,
        applied=family.applied(papers),
        by=by,
    )


def proposed(case: UUID, township: Township, day: date, reasons: str) -> None:
    """裁量 by the clerk and 审核意见 by the reviewer, on one day."""
    made = assess(case=case, by=act(township.stem, day))
    propose(case=case, assessment=made.pk, reasons=reasons, by=act(f"{township.stem}3", day, 14))


def township_opened(township: Township) -> dict[str, int]:
    """The counter's telephone is published and the panel sits."""
    number = f"024-700000{TOWNSHIPS.index(township)}"
    publish_counter_phone(
        area=area(township.code), phone=number, since=PANEL_SINCE, by=act(township.stem, PANEL_SINCE)
    )
    return {"members": len(panel_of(township))}


def panel_of(township: Township) -> list[PanelMember]:
    """The panel of a township and its five members, set up when there is none."""
    by = act(f"{township.stem}3", PANEL_SINCE)
    with acting_as(by.scope):
        panel = Panel.objects.filter(area=area(township.code)).first()
        if panel is not None:
            return list(panel.members.order_by("id"))
    panel = open_panel(
        area=area(township.code), since=PANEL_SINCE, document=f"{township.name}〔2022〕1号（演示）", by=by
    )
    return [
        seat(
            panel=panel.pk,
            person=Officer.objects.select_related("person").get(username=f"{township.stem}{ending}").person,
            capacity=capacity,
            unit=unit,
            since=PANEL_SINCE,
            by=by,
        )
        for ending, capacity, unit in PANEL
    ]


def met(cases: Sequence[UUID], township: Township, day: date) -> None:
    """联审联确认 of these cases in one meeting: everybody is there and agrees with what was proposed."""
    members = panel_of(township)
    by = act(f"{township.stem}3", day)
    chair = next(each for each in members if each.capacity == Capacity.PARTY)
    meeting = call_meeting(
        area=area(township.code), on=day, place=f"{township.name}三楼会议室", chair=chair.pk, by=by
    )
    items = [put_on_agenda(meeting=meeting.pk, case=case, by=by) for case in cases]
    call_roll(meeting=meeting.pk, present=[each.pk for each in members], by=by)
    for item in items:
        with acting_as(by.scope):
            free = eligible(item)
        record_votes(item=item.pk, votes=dict.fromkeys(free, Choice.AGREE), by=by)
    close(meeting=meeting.pk, by=by)
    with acting_as(by.scope):
        minutes = list(papers_of_matter(meeting.pk, by))
    came_back(minutes, act(f"{township.stem}3", day, 11))


def came_back(papers: Iterable[FiledPaper], by: Act) -> None:
    """Papers come back signed; the printed page stands for the scan of it."""
    with acting_as(by.scope):
        contents = {each.pk: (each.code, paper_bytes(each.pk, by)) for each in papers}
    for paper, (code, content) in contents.items():
        file_scan(paper=paper, content=content, name=f"{code}.pdf", by=by)
