"""等着办的：what waits for an officer beside the due dates. A room adds its own lines to WAITING, here and only here.

A line counts within the officer's scope and leads to the list that holds exactly what it counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from doudi.casework.brought_over.actions import SECONDS
from doudi.casework.brought_over.queries import waiting as sheets_waiting
from doudi.casework.cases.models import Stage
from doudi.casework.cases.queries import cases
from doudi.casework.changes.queries import waiting as changes_waiting
from doudi.casework.confirmation.deciding import DECIDERS
from doudi.casework.confirmation.queries import waiting_for_meeting
from doudi.casework.objections.actions import RECEIVERS
from doudi.casework.objections.queries import unanswered
from doudi.casework.regrouping.queries import waiting as regroupings_waiting
from doudi.casework.reviews.queries import overdue as reviews_overdue
from doudi.casework.survey.queries import homes_to_survey
from doudi.casework.uprating.queries import invitations
from doudi.casework.uprating.queries import waiting as plans_waiting
from doudi.casework.verification.queries import overdue_batches, queue, to_conclude, to_confirm
from doudi.casework.verification.requests import CENTRE
from doudi.casework.verification.workload import TO_TAKE
from doudi.oversight.disclosure.actions import PUBLISHERS
from doudi.oversight.disclosure.queries import WAITS, to_publish
from doudi.oversight.inspections.actions import INSPECTORS
from doudi.oversight.inspections.queries import to_check
from doudi.records.access import Act
from doudi.records.documents.queries import how_many_papers_wait
from doudi.records.worded import counted
from doudi.web.today.one_line import Waiting
from doudi.web.today.waiting_money import EXPLAINING, HELPING, PAYING, RECOVERING, STOPPED, SUBSIDISING
from doudi.web.working import holds_any

CLERKS = ("township_clerk", "district_clerk")


@dataclass(frozen=True, slots=True)
class Counted:
    """一类待办 with its number."""

    title: str
    count: int
    address: str


def _at_stage(stage: Stage) -> Callable[[Act], int]:
    return counted(lambda by: cases(by, stage))


WAITING: tuple[Waiting, ...] = (
    Waiting(
        gettext_noop("待遇变动，等您决定"),
        tuple(DECIDERS.values()),
        counted(lambda by: changes_waiting(by)),
        "web:changes",
    ),
    Waiting(
        gettext_noop("分户、并户、迁移，等您决定"),
        tuple(DECIDERS.values()),
        lambda by: regroupings_waiting(by).filter(to_area_id__in=by.scope.areas).count(),
        "web:regroupings",
        (("state", "proposed"),),
    ),
    Waiting(
        gettext_noop("提标方案，等您签发"),
        ("figures_issuer",),
        lambda by: plans_waiting(by).count(),
        "web:upratings",
    ),
    Waiting(
        gettext_noop("提标后可能新增的户，等您上门告知"),
        CLERKS,
        counted(lambda by: invitations(by, open_only=True)),
        "web:invitations",
        (("open", "open"),),
    ),
    Waiting(
        gettext_noop("存量表，等您复核录入"),
        SECONDS,
        counted(lambda by: sheets_waiting(by)),
        "web:brought_over",
    ),
    Waiting(
        gettext_noop("待遇超期没有复核"),
        (*CLERKS, "township_reviewer"),
        counted(lambda by: reviews_overdue(by)),
        "web:reviews",
        (("late", "late"),),
    ),
    Waiting(
        gettext_noop("新收件，等您看材料"),
        CLERKS,
        _at_stage(Stage.SUBMITTED),
        "web:cases",
        (("stage", Stage.SUBMITTED),),
    ),
    Waiting(
        gettext_noop("已告知补正，等申请人"),
        CLERKS,
        _at_stage(Stage.CORRECTING),
        "web:cases",
        (("stage", Stage.CORRECTING),),
    ),
    Waiting(
        gettext_noop("已受理，在审核中"),
        CLERKS,
        _at_stage(Stage.ACCEPTED),
        "web:cases",
        (("stage", Stage.ACCEPTED),),
    ),
    Waiting(
        gettext_noop("派给您的入户调查"),
        ("village_worker",),
        homes_to_survey,
        "web:surveys",
    ),
    Waiting(
        gettext_noop("等联审联确认会议"),
        ("township_reviewer", *CLERKS),
        counted(lambda by: waiting_for_meeting(by)),
        "web:meetings",
    ),
    Waiting(
        gettext_noop("联审通过，等确认"),
        ("township_decider", "district_decider"),
        _at_stage(Stage.REVIEWED),
        "web:cases",
        (("stage", Stage.REVIEWED),),
    ),
    Waiting(
        gettext_noop("已确认，等送达"),
        ("township_reviewer", *CLERKS),
        _at_stage(Stage.CONFIRMED),
        "web:cases",
        (("stage", Stage.CONFIRMED),),
    ),
    Waiting(
        gettext_noop("不予确认，等送达"),
        ("township_reviewer", *CLERKS),
        _at_stage(Stage.REFUSED),
        "web:cases",
        (("stage", Stage.REFUSED),),
    ),
    Waiting(
        gettext_noop("新的核对委托，等接收"),
        CENTRE,
        counted(lambda by: queue(by).filter(taken_on__isnull=True)),
        "web:verification_requests",
        (("state", TO_TAKE),),
    ),
    Waiting(
        gettext_noop("核对不一致，等拟结论"),
        ("verification_clerk",),
        counted(lambda by: to_conclude(by)),
        "web:verification_disputed",
        (("state", "open"),),
    ),
    Waiting(
        gettext_noop("核对结论，等您复核"),
        ("verification_lead",),
        counted(lambda by: to_confirm(by)),
        "web:verification_disputed",
        (("state", "proposed"),),
    ),
    Waiting(
        gettext_noop("核对批次逾期未答复"),
        CENTRE,
        counted(lambda by: overdue_batches(by)),
        "web:verification_batches",
        (("open", "late"),),
    ),
    *STOPPED,
    *PAYING,
    *EXPLAINING,
    *HELPING,
    *SUBSIDISING,
    *RECOVERING,
    Waiting(
        gettext_noop("异议、投诉等答复"),
        RECEIVERS,
        counted(lambda by: unanswered(by)),
        "web:objections",
        (("state", "open"),),
    ),
    Waiting(
        gettext_noop("抽中的件，等检查"),
        INSPECTORS,
        counted(lambda by: to_check(by)),
        "web:inspections",
        (("state", "open"),),
    ),
    Waiting(
        gettext_noop("公示已生成，等您公布"),
        PUBLISHERS,
        counted(lambda by: to_publish(by).exclude(prepared_by=by.scope.natural_person)),
        "web:disclosures",
        (("state", WAITS),),
    ),
    Waiting(
        gettext_noop("文书等签名、盖章、扫描或送达"),
        ("village_worker", "township_reviewer", *CLERKS),
        how_many_papers_wait,
        "web:papers",
    ),
)


def waiting_for(by: Act) -> list[Counted]:
    """What waits for this officer, without what there is none of."""
    held = [each for each in WAITING if holds_any(by.scope, each.posts)]
    counted = (Counted(each.title, each.count(by), each.address) for each in held)
    return [each for each in counted if each.count]
