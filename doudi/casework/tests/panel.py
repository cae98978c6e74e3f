"""松岭镇的联审联确认小组：five members in four capacities, and cases brought before them."""

from collections.abc import Iterable
from uuid import UUID

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.models import Case, Mark
from doudi.casework.cases.stages import locked, mark
from doudi.casework.confirmation.closing import close
from doudi.casework.confirmation.meetings import (
    call_meeting,
    call_roll,
    eligible,
    put_on_agenda,
    record_votes,
)
from doudi.casework.confirmation.models import AgendaItem, Choice, Proposal
from doudi.casework.confirmation.panel_models import Capacity, Meeting, Panel, PanelMember
from doudi.casework.confirmation.panels import open_panel, seat
from doudi.casework.confirmation.proposals import propose
from doudi.casework.intake.actions import publish_counter_phone
from doudi.casework.intake.notices import complete
from doudi.casework.survey.models import Assignment, NeighbourStatement, Visit, VisitState
from doudi.casework.tests.office import Family, Office
from doudi.casework.verification.findings import Report
from doudi.casework.verification.models import Request
from doudi.config.tests.town import NEW_YEAR, SONGLING
from doudi.policy.days import months_after
from doudi.records.access import Act, acting_as
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import About, issue_paper
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.queries import papers_of_matter, unscanned
from doudi.records.documents.scans import file_scan
from doudi.records.documents.tests.files import photo
from doudi.records.ids import new_id
from doudi.records.vault.secret import Secret

MEMBERS = (
    ("he", Capacity.PARTY, "镇党委副书记"),
    ("lu", Capacity.GOVERNMENT, "副镇长"),
    ("tan", Capacity.DEPARTMENT, "财政所"),
    ("du", Capacity.DEPARTMENT, "人社所"),
    ("hu", Capacity.VILLAGE, "东岗村党支部书记"),
)


def seated(office: Office) -> dict[str, PanelMember]:
    """The panel of 松岭镇 with its members, by account; set up once."""
    by = office.act("liu")
    with acting_as(by.scope):
        panel = Panel.objects.filter(area_id=office.songling).first()
        if panel is not None:
            names = {office.town.officer(who).person_id: who for who, _, _ in MEMBERS}
            return {names.get(each.person_id, each.name): each for each in panel.members.all()}
    clerk = office.act("min", NEW_YEAR)
    publish_counter_phone(area=office.town.area(SONGLING), phone="024-72810001", since=NEW_YEAR, by=clerk)
    panel = open_panel(area=office.town.area(SONGLING), since=NEW_YEAR, document="松镇发〔2022〕1号", by=by)
    return {
        who: seat(
            panel=panel.pk,
            person=office.town.officer(who).person,
            capacity=capacity,
            unit=unit,
            since=NEW_YEAR,
            by=by,
        )
        for who, capacity, unit in MEMBERS
    }


def look_into(office: Office, case: Case, by: Act) -> None:
    """What the centre's report and the two investigators' visit leave behind; how they come about is told elsewhere."""
    clerk, second = office.town.officer("zhang"), office.town.officer("lin")
    checked = {
        "number": f"WT-{case.receipt_number}",
        "purpose": "applying",
        "sources": [],
        "asked_on": by.day,
    }
    issued = {
        "number": f"BG-{case.receipt_number}",
        "issued_on": by.day,
        "valid_until": months_after(by.day, 6),
    }
    pair = {"first_person": clerk.person_id, "first_name": "张敏", "first_unit": "松岭镇"}
    pair |= {"second_person": second.person_id, "second_name": "林晓", "second_unit": "松岭镇"}
    with acting_as(by.scope):
        of_case = {"case": case, "area_id": case.area_id}
        request = Request.objects.create(
            **of_case, **checked, reply_by=by.day, at=by.at, name="张敏", closed_on=by.day
        )
        Report.objects.create(
            request=request,
            area_id=case.area_id,
            **issued,
            conclusion="与申报一致",
            content=Secret("{}"),
            content_sm3=bytes(32),
            false_declaration=False,
            unanswered=0,
            at=by.at,
            prepared_name="陈静",
            prepared_by=new_id(),
            issued_name="陶然",
            issued_by=new_id(),
        )
        sent = Assignment.objects.create(
            **of_case, **pair, number=1, planned_on=by.day, second_sees=True, at=by.at, name="张敏"
        )
        visit = Visit.objects.create(
            **of_case,
            id=new_id(),
            assignment=sent,
            number=1,
            state=VisitState.DONE,
            begun_on=by.day,
            begun_at=by.at,
            begun_by="张敏",
            content=Secret("{}"),
            content_sm3=bytes(32),
            frozen_at=by.at,
            closed_at=by.at,
        )
        _signed_and_scanned(visit, by)
        for number in (1, 2):
            NeighbourStatement.objects.create(
                **of_case,
                assignment=sent,
                number=number,
                visited_on=by.day,
                witness=Secret(f"邻居{number}"),
                relation="邻居",
                statement=Secret("与申报一致"),
                agrees=True,
                at=by.at,
                name="张敏",
            )
        held = locked(case.pk, by)
        for reached in (Mark.VERIFYING, Mark.VERIFIED, Mark.SURVEYING, Mark.SURVEYED):
            mark(held, reached, by=by)


def _signed_and_scanned(visit: Visit, by: Act) -> None:
    """The form of the visit (D06) as it comes back with its signatures."""
    paper = issue_paper(
        code="D06",
        data=SAMPLES["D06"][0],
        dated=by.day,
        folder=Folder(visit.area_id, case=visit.case_id),
        about=About(visit.pk, "第1次入户"),
        by=by,
    )
    file_scan(paper=paper.pk, content=photo(), by=by)


def established(office: Office, family: Family, month: int = 3, day: int = 7) -> tuple[Case, Assessment]:
    """An accepted case, checked and visited, and assessed on the same day by 张敏."""
    by = office.on("zhang", month, day)
    case = complete(case=office.take(family, by).pk, by=by)
    look_into(office, case, by)
    return case, assess(case=case.pk, by=by)


def proposed(office: Office, family: Family, month: int = 3, day: int = 7) -> Proposal:
    """A case before the panel, on 刘洋's proposal."""
    case, made = established(office, family, month, day)
    return propose(
        case=case.pk, assessment=made.pk, reasons="调查核对与申报一致", by=office.on("liu", month, day)
    )


def meeting_of(
    office: Office, cases: Iterable[UUID], month: int, day: int
) -> tuple[Meeting, list[AgendaItem]]:
    """A meeting called by 刘洋, everybody there, with these cases on its agenda."""
    by, members = office.on("liu", month, day), seated(office)
    meeting = call_meeting(
        area=office.town.area(SONGLING),
        on=by.day,
        place="镇政府三楼会议室",
        chair=members["he"].pk,
        by=by,
    )
    items = [put_on_agenda(meeting=meeting.pk, case=case, by=by) for case in cases]
    call_roll(meeting=meeting.pk, present=[each.pk for each in members.values()], by=by)
    return meeting, items


def all_say(item: AgendaItem, choice: Choice, by: Act) -> None:
    """Everybody who is there and free says the same."""
    with acting_as(by.scope):
        free = eligible(item)
    record_votes(item=item.pk, votes=dict.fromkeys(free, choice), by=by)


def minutes_back(meeting: UUID, by: Act) -> None:
    """The minutes (D12) come back signed."""
    with acting_as(by.scope):
        (paper,) = papers_of_matter(meeting, by)
    file_scan(paper=paper.pk, content=photo(), by=by)


def closed(meeting: UUID, by: Act) -> None:
    """散会, and the minutes signed."""
    close(meeting=meeting, by=by)
    minutes_back(meeting, by)


def signed_back(case: UUID, by: Act, codes: Iterable[str] = ("D13", "D14-1", "D14-2")) -> None:
    """The form of the decision and the receipt of the notice come back signed."""
    with acting_as(by.scope):
        papers = unscanned(case, codes, by)
    for paper in papers:
        file_scan(paper=paper.pk, content=photo(), by=by)


def reviewed(office: Office, family: Family, month: int = 3, day: int = 7) -> Case:
    """A case that the panel passed on the same day, waiting for its decision."""
    proposal = proposed(office, family, month, day)
    by = office.on("liu", month, day)
    meeting, (item,) = meeting_of(office, [proposal.case_id], month, day)
    all_say(item, Choice.AGREE, by)
    closed(meeting.pk, by)
    with acting_as(by.scope):
        return Case.objects.get(pk=proposal.case_id)
