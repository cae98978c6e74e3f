"""一件到待遇：a family's case as it stands before the decision, and the awards that follow, through `actions`.

The check of means and the visit have stories of their own; here only what they leave behind is there.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from doudi.casework.assessment.actions import assess
from doudi.casework.awards.actions import confirm
from doudi.casework.awards.models import Award
from doudi.casework.cases.models import Case
from doudi.casework.confirmation.meetings import call_meeting, call_roll, put_on_agenda, record_votes
from doudi.casework.confirmation.models import Choice
from doudi.casework.confirmation.panel_models import Capacity, PanelMember
from doudi.casework.confirmation.panels import open_panel, seat
from doudi.casework.confirmation.proposals import propose
from doudi.casework.intake.actions import publish_counter_phone
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Family, Office, lin_family
from doudi.casework.tests.panel import closed, look_into
from doudi.config.tests.town import SONGLING
from doudi.records.access import Act, acting_as

SEATS = (
    ("zhao", Capacity.PARTY),
    ("liu", Capacity.GOVERNMENT),
    ("zhou", Capacity.DEPARTMENT),
    ("wu", Capacity.VILLAGE),
)


def panel(office: Office, code: str = SONGLING) -> list[PanelMember]:
    """The panel of a township, from the first day of 2022 on."""
    by = office.on("zhou", 1, 4)
    publish_counter_phone(area=office.town.area(code), phone="024-72810001", since=date(2022, 1, 4), by=by)
    opened = open_panel(area=office.town.area(code), since=date(2022, 1, 4), document="成立文件", by=by)
    return [
        seat(
            panel=opened.pk,
            person=office.town.officer(who).person,
            capacity=capacity,
            since=date(2022, 1, 4),
            by=by,
        )
        for who, capacity in SEATS
    ]


def accepted(office: Office, family: Family, month: int, day: int, who: str = "zhang") -> Case:
    by = office.on(who, month, day)
    return complete(case=office.take(family, by).pk, by=by)


def reviewed(office: Office, case: Case, month: int, day: int, who: str = "zhang") -> Case:
    """Checked, visited, assessed, proposed, and passed by the panel on this day."""
    by = office.on(who, month, day)
    look_into(office, case, by)
    made = assess(case=case.pk, by=by)
    propose(case=case.pk, assessment=made.pk, reasons="符合条件", by=by)
    with acting_as(by.scope):
        members = list(PanelMember.objects.filter(area_id=case.responsible_id).order_by("id"))
        members = members or panel(office)
        held = Case.objects.get(pk=case.pk)
    meet(office, [held], members, office.on("liu" if who == "zhang" else who, month, day))
    with acting_as(by.scope):
        return Case.objects.get(pk=case.pk)


def meet(office: Office, cases: Sequence[Case], members: Sequence[PanelMember], by: Act) -> None:
    """One meeting at which everybody is there and agrees."""
    chair = next(each for each in members if each.capacity == Capacity.PARTY)
    meeting = call_meeting(area=cases[0].area, on=by.day, place="会议室", chair=chair.pk, by=by)
    items = [put_on_agenda(meeting=meeting.pk, case=case.pk, by=by) for case in cases]
    everybody = [each.pk for each in members]
    call_roll(meeting=meeting.pk, present=everybody, by=by)
    for item in items:
        record_votes(item=item.pk, votes=dict.fromkeys(everybody, Choice.AGREE), by=by)
    closed(meeting.pk, by)


def confirmed(
    office: Office,
    case: Case,
    month: int,
    day: int,
    who: str = "zhao",
    payees: dict[UUID, UUID] | None = None,
) -> list[Award]:
    """The awards that the decision of this day opens."""
    return confirm(case=case.pk, opinion="同意确认", payees=payees, by=office.on(who, month, day))


def granted(office: Office, family: Family, *days: tuple[int, int]) -> list[Award]:
    """Accepted, passed and confirmed on these three days."""
    taken, met, decided = days
    case = reviewed(office, accepted(office, family, *taken), *met)
    return confirmed(office, case, *decided)


LIN_DAYS = (3, 7), (3, 22), (3, 25)


def with_lin(office: Office) -> Office:
    """The office after 林秀兰 was granted 低保 from April on: taken in on 2022-03-07, passed on the 22nd, confirmed on
    the 25th.
    """
    granted(office, lin_family(), *LIN_DAYS)
    return office


def only_award(office: Office) -> Award:
    """The award of an office that has only one."""
    with acting_as(office.act("zhang").scope):
        return Award.objects.get()
