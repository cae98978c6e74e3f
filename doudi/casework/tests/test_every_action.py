"""每个动作：whoever may not, at whatever stage it may not, with a stale form, or when the disk fails — nothing is left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db.models import Model

from doudi.casework.assessment.actions import assess
from doudi.casework.cases.actions import end_by_death, pause_clock, resume_clock, withdraw
from doudi.casework.cases.exception_models import Extension, NonCooperation
from doudi.casework.cases.models import ACCEPTED_ON, BEFORE_DECISION, Case, Pause, Stage
from doudi.casework.cases.stages import StaleForm, WrongStage
from doudi.casework.confirmation.ends import end_by_moving, end_uncooperative
from doudi.casework.confirmation.extending import extend_clock
from doudi.casework.confirmation.proposals import recall
from doudi.casework.confirmation.terminations import CLAUSES, print_termination
from doudi.casework.intake.actions import declare_again, publish_counter_phone, receive_paper
from doudi.casework.intake.handover import hand_over
from doudi.casework.intake.notices import complete, lapse, one_time_notice
from doudi.casework.survey.care import (
    Wished,
    admit,
    draft_agreement,
    end_agreement,
    sign_agreement,
    state_wish,
)
from doudi.casework.survey.investigators import plan_survey
from doudi.casework.survey.neighbours import take_statement
from doudi.casework.survey.photos import add_photo
from doudi.casework.survey.rounds import Item
from doudi.casework.survey.self_care import CARED_FOR, assess_self_care
from doudi.casework.survey.tests.home import FOUND, VISIT, scan
from doudi.casework.survey.tests.test_care import AGREED, HOME
from doudi.casework.survey.visits import (
    Signed,
    begin_visit,
    finish_visit,
    nobody_home,
    save_visit,
    sign_visit,
    take_visit_back,
)
from doudi.casework.tests.office import Office, open_office, stranger, zhou_family
from doudi.casework.verification.requests import ask, record_refusal
from doudi.config.tests.database import opened_once
from doudi.config.tests.town import LIUXI, SHIQIAO, Town
from doudi.policy.self_care import ITEMS
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.tests.files import photo
from doudi.records.people.models import Person
from doudi.records.refusals import NotFound, WrongPost
from doudi.records.vault.ciphers import sm3

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NEXT_MONTH = date(2022, 6, 20)
THE_NINTH = date(2022, 5, 9)
AGAIN = {"why": "林晓请假"}
HEARD = {"witness": "王福", "relation": "邻居", "statement": "属实。", "visited_on": THE_NINTH}
SIX = {
    "member": "b",
    "items": {item: Item(True) for item in ITEMS},
    "assessed_on": THE_NINTH,
    "unit": "民政办",
}
NO = {"of": "b", "said_on": date(2022, 5, 9)}
SAID = {"facts": zhou_family().facts, "said_by": "周建国", "why": "想起一笔收入"}


@dataclass(frozen=True)
class Doing:
    """One action, what it needs beside the case, who may do it, at which stages, and on which audit word it ends."""

    action: Callable[..., Any]
    stages: tuple[Stage, ...]
    did: str
    needs: dict[str, Any]
    who: str = "zhang"
    may_not: str = "liu"


EVERYWHERE = (Stage.SUBMITTED, Stage.CORRECTING, Stage.ACCEPTED)
UNDECIDED = (Stage.SUBMITTED, Stage.CORRECTING, *reversed(ACCEPTED_ON))
AT_ZHOU = {
    **{name: text for name, text in FOUND.items() if name[:2] not in ("m.", "s.")},
    **{f"m.{short}.{what}": "一般" for short in "ab" for what in ("health", "work")},
    "at": "2022-05-07T09:00",
}
SURVEY: dict[str, tuple[Callable[..., Any], str, dict[str, Any]]] = {
    "plan survey": (
        plan_survey,
        "planned",
        {"pair": ("zhang", "min"), "planned_on": date(2022, 5, 10)} | AGAIN,
    ),
    "begin visit": (begin_visit, "begun", {"visit": UUID(int=8)}),
    "save visit": (save_visit, "saved", {"visit": VISIT, "changes": {"land": "3 亩"}, "based_on": 1}),
    "nobody home": (nobody_home, "nobody_home", {"visit": VISIT, "note": "明天再来"}),
    "finish visit": (finish_visit, "finished", {"visit": VISIT, "family": Signed("周建国", "签名")}),
    "sign visit": (sign_visit, "signed", {"visit": VISIT}),
    "take visit back": (take_visit_back, "taken_back", {"visit": VISIT, "why": "漏记"}),
    "photo": (
        add_photo,
        "photo_added",
        {"visit": VISIT, "photo": VISIT, "content": photo(), "shows": "室内"},
    ),
    "neighbour": (take_statement, "neighbour_heard", HEARD),
    "self care": (assess_self_care, "self_care_assessed", SIX),
    "wish": (
        state_wish,
        "wish_stated",
        {"member": "b", "wished": Wished("dispersed"), "stated_on": THE_NINTH},
    ),
    "draft agreement": (draft_agreement, "agreement_drafted", {"member": "b", "agreed": AGREED}),
    "sign agreement": (
        sign_agreement,
        "agreement_signed",
        {"member": "b", "signed_on": THE_NINTH, "signed_by": "周建国 签名"},
    ),
    "end agreement": (
        end_agreement,
        "agreement_ended",
        {"member": "b", "ended_on": date(2022, 7, 1), "why": "搬走"},
    ),
    "admit": (admit, "admitted", {"member": "b", "entrusted": HOME}),
}
DOINGS = {
    "notice": Doing(one_time_notice, (Stage.SUBMITTED,), "intake.notified", {"complete_by": NEXT_MONTH}),
    "complete": Doing(complete, (Stage.SUBMITTED, Stage.CORRECTING), "intake.accepted", {}),
    "lapse": Doing(lapse, (Stage.CORRECTING,), "intake.lapsed", {}),
    "paper": Doing(receive_paper, UNDECIDED, "intake.paper_received", {"code": "proxy"}),
    "declare": Doing(declare_again, EVERYWHERE, "intake.declared_again", SAID),
    "hand over": Doing(hand_over, (Stage.ACCEPTED,), "intake.handed_over", {}),
    "ask": Doing(ask, ACCEPTED_ON, "verification.asked", {}),
    "refusal": Doing(record_refusal, BEFORE_DECISION, "verification.member_refused", NO),
    "assess": Doing(assess, (Stage.ACCEPTED,), "assessment.assessed", {}),
    "withdraw": Doing(withdraw, UNDECIDED, "cases.withdrawn", {"why": "子女接走赡养"}),
    "death": Doing(end_by_death, UNDECIDED, "cases.ended_by_death", {}),
    **{
        name: Doing(action, (Stage.ACCEPTED,) if "member" not in needs else CARED_FOR, f"survey.{did}", needs)
        for name, (action, did, needs) in SURVEY.items()
    },
    "recall": Doing(
        recall, (Stage.REVIEWING,), "confirmation.recalled", {"why": "漏了一笔收入"}, "liu", "zhao"
    ),
    "extend": Doing(
        extend_clock,
        ACCEPTED_ON,
        "confirmation.clock_extended",
        {"cause": Extension.Cause.ELSEWHERE, "why": "人在外地"},
        "liu",
        "zhang",
    ),
    "moved": Doing(
        end_by_moving,
        UNDECIDED,
        "confirmation.ended_by_moving",
        {"moved_on": THE_NINTH, "document": "户口迁移证"},
    ),
    "uncooperative": Doing(
        end_uncooperative,
        UNDECIDED,
        "confirmation.ended_uncooperative",
        {"who": "周阳", "what": NonCooperation.What.SURVEY, "on": THE_NINTH, "explained": "当面告知"},
        "liu",
        "zhang",
    ),
    "tell end": Doing(print_termination, tuple(CLAUSES), "confirmation.termination_printed", {}),
    "pause": Doing(
        pause_clock,
        ACCEPTED_ON,
        "cases.clock_paused",
        {"first": date(2022, 5, 9), "cause": "鉴定", "basis": "批复"},
        "liu",
        "zhang",
    ),
    "resume": Doing(
        resume_clock, ACCEPTED_ON, "cases.clock_resumed", {"last": date(2022, 5, 9)}, "liu", "zhang"
    ),
}


def _applied(town: Town) -> None:
    """周建国's application with every paper, 孙二's without the pledge, both at 松岭镇."""
    office = open_office(town)
    for family in (zhou_family(), stranger(1, SHIQIAO).without("pledge", "a")):
        office.take(family, office.on("zhang", 5, 6))


django_db_setup = opened_once(_applied, scope="module")


def standing(office: Office, stage: Stage, doing: Doing) -> Case:
    """An application as it must stand for the action to go through, at this stage."""
    by, action = office.on("zhang", 5, 6), doing.action
    with acting_as(office.on("min", 5, 6).scope):
        case = Case.objects.get(applicant_name="孙二" if action is one_time_notice else "周建国")
        if stage in CARED_FOR or action in (pause_clock, resume_clock):
            case = complete(case=case.pk, by=by) if action is not one_time_notice else case
        if action is resume_clock:
            Pause.objects.create(
                case=case, area_id=case.area_id, first=date(2022, 5, 9), cause="鉴定", basis="批复"
            )
        if doing.did.startswith("confirmation."):
            phone = {"phone": "024-72810002", "since": date(2022, 1, 1)}
            publish_counter_phone(area=office.town.area(LIUXI), **phone, by=office.on("min", 5, 6))
        if doing.did.startswith("survey."):
            survey_so_far(office, case.pk, action)
        if action is end_by_death:
            Person.objects.filter(pk=case.applicant_id).update(died=date(2022, 5, 8))
        Case.objects.filter(pk=case.pk).update(stage=stage)
        return Case.objects.get(pk=case.pk)


def survey_so_far(office: Office, case: UUID, action: Callable[..., Any]) -> None:
    """What must have happened at 周建国's home before this action, done by 张敏 and 赵敏."""
    zhang, min_ = office.on("zhang", 5, 7), office.on("min", 5, 7)
    plan_survey(case=case, pair=("zhang", "min"), planned_on=zhang.day, by=zhang)
    if action in (save_visit, nobody_home, finish_visit, sign_visit, take_visit_back, add_photo):
        begin_visit(case=case, visit=VISIT, by=zhang)
        save_visit(case=case, visit=VISIT, changes=AT_ZHOU, based_on=0, by=zhang)
    if action in (sign_visit, take_visit_back):
        finish_visit(case=case, visit=VISIT, family=Signed("周建国", "签名"), by=min_)
    if action in (draft_agreement, sign_agreement, end_agreement, admit):
        for by in (zhang, min_):
            assess_self_care(case=case, **{**SIX, "assessed_on": by.day}, by=by)
    if action is admit:
        wished = Wished("institution", institution="松岭镇敬老院")
        state_wish(case=case, member="b", wished=wished, stated_on=zhang.day, by=zhang)
    if action in (sign_agreement, end_agreement):
        draft_agreement(case=case, member="b", agreed=AGREED, by=zhang)
        scan(office, Case.objects.get(pk=case), "D16-3", zhang)
    if action is end_agreement:
        sign_agreement(case=case, member="b", signed_on=zhang.day, signed_by="周建国 签名", by=zhang)


def do(doing: Doing, office: Office, case: UUID, who: str = "", **more: Any) -> Any:
    return doing.action(case=case, **doing.needs, **more, by=office.on(who or doing.who, 5, 9))


def everything(office: Office) -> dict[str, bytes]:
    """A digest of each table of the room and of the papers filed, as the district sees it."""
    with acting_as(office.on("min", 5, 9).scope):
        tables: list[type[Model]] = [*apps.get_app_config("casework").get_models(), FiledPaper]
        rows = {table.__name__: list(table._default_manager.order_by("pk").values_list()) for table in tables}
    return {name: sm3(repr(held).encode()) for name, held in rows.items()}


@pytest.mark.parametrize("name", DOINGS)
def test_where_it_may_be_done_it_is_done_and_told(office: Office, name: str) -> None:
    doing = DOINGS[name]
    case = standing(office, doing.stages[-1], doing)
    before = everything(office)
    do(doing, office, case.pk, expected=case.steps)
    assert everything(office) != before
    with acting_as(office.act("sun").scope):
        assert AuditLine.objects.order_by("-seq")[0].did == doing.did


@pytest.mark.parametrize("name", DOINGS)
def test_at_every_stage_where_it_may_not_be_done_it_is_refused(office: Office, name: str) -> None:
    doing = DOINGS[name]
    case = standing(office, doing.stages[0], doing)
    before = everything(office)
    for stage in set(Stage) - set(doing.stages):
        put(office, case, stage)
        with pytest.raises(WrongStage, match=r"张敏已于5月6日10:00把这件办到.*。$"):
            do(doing, office, case.pk)
    put(office, case, doing.stages[0])
    assert everything(office) == before


def put(office: Office, case: Case, stage: Stage) -> None:
    with acting_as(office.on("min", 5, 9).scope):
        Case.objects.filter(pk=case.pk).update(stage=stage)


@pytest.mark.parametrize("name", DOINGS)
def test_the_wrong_post_the_neighbour_and_the_stale_form_leave_nothing(office: Office, name: str) -> None:
    doing = DOINGS[name]
    case = standing(office, doing.stages[0], doing)
    before = everything(office)
    with pytest.raises(WrongPost):
        do(doing, office, case.pk, doing.may_not)
    with pytest.raises(NotFound):
        do(doing, office, case.pk, "wang")
    with pytest.raises(NotFound):
        do(doing, office, UUID(int=7))
    with pytest.raises(StaleForm):
        do(doing, office, case.pk, expected=case.steps + 1)
    assert everything(office) == before


@pytest.mark.parametrize("name", DOINGS)
def test_a_failure_at_the_last_write_leaves_nothing(
    office: Office, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing = DOINGS[name]
    case = standing(office, doing.stages[-1], doing)
    before = everything(office)

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(f"{doing.action.__module__}.record", broken)
    with pytest.raises(OSError):
        do(doing, office, case.pk)
    assert everything(office) == before
