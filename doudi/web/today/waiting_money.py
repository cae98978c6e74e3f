"""资金等着办的：runs and returns, temporary aid and reserve funds, reckonings and what is to be made up."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from doudi.money.aid.models import AidStage
from doudi.money.aid.queries import aids, to_decide, to_follow_up
from doudi.money.payments.approving import APPROVERS
from doudi.money.payments.checking import JUDGES
from doudi.money.payments.explaining import DECIDERS as EXPLANATION_DECIDERS
from doudi.money.payments.exporting import SENDERS
from doudi.money.payments.models import RunStage
from doudi.money.payments.queries import failed, runs, stops, to_settle, to_sign
from doudi.money.payments.returns import READERS
from doudi.money.payments.rolls import PREPARERS
from doudi.money.payments.stops import CLEARERS, EXPLAINERS
from doudi.money.price_subsidy.indices import DECIDERS as INDEX_DECIDERS
from doudi.money.price_subsidy.queries import to_confirm, to_freeze
from doudi.money.recovery.arrears import waiting as arrears_waiting
from doudi.money.recovery.claims import DECIDERS as WRITE_OFF_DECIDERS
from doudi.money.recovery.models import ReckoningStage
from doudi.money.recovery.queries import reckonings, write_offs_waiting
from doudi.money.recovery.reckoning import DECIDERS as RECKONING_DECIDERS
from doudi.money.reserve.queries import open_requests, standings
from doudi.records.worded import counted
from doudi.web.navigation import CLERKS
from doudi.web.today.one_line import Waiting


def _run_at(title: str, posts: tuple[str, ...], stage: RunStage) -> Waiting:
    return Waiting(
        title, posts, counted(lambda by: runs(by).filter(stage=stage)), "web:payments", (("stage", stage),)
    )


PAYING: tuple[Waiting, ...] = (
    _run_at(gettext_noop("发放批次，等核对"), JUDGES, RunStage.FROZEN),
    Waiting(
        gettext_noop("发放批次，等您审批签名"),
        APPROVERS,
        counted(lambda by: to_sign(by)),
        "web:payments",
        (("stage", RunStage.CHECKED),),
    ),
    _run_at(gettext_noop("发放批次已审批，等送银行"), SENDERS, RunStage.APPROVED),
    _run_at(gettext_noop("发放批次已送银行，等回盘"), READERS, RunStage.EXPORTED),
    _run_at(gettext_noop("发放批次已回盘，没有结清"), ("finance_clerk",), RunStage.RETURNED),
    Waiting(
        gettext_noop("退票，等更正账户和补发"),
        (*CLERKS, "township_cashier", "finance_clerk"),
        counted(lambda by: failed(by)),
        "web:payment_failed",
    ),
)
HELPING: tuple[Waiting, ...] = (
    Waiting(
        gettext_noop("先行救助，等补办手续"),
        CLERKS,
        counted(lambda by: aids(by, AidStage.PAID_FIRST)),
        "web:aids",
        (("stage", AidStage.PAID_FIRST),),
    ),
    Waiting(
        gettext_noop("临时救助，等您决定"),
        ("township_decider", "district_decider"),
        lambda by: to_decide(by).count(),
        "web:aids",
        (("stage", AidStage.PROPOSED),),
    ),
    Waiting(
        gettext_noop("临时救助，该回访了"),
        (*CLERKS, "village_worker"),
        counted(lambda by: to_follow_up(by)),
        "web:aids",
        (("visit", "due"),),
    ),
    Waiting(
        gettext_noop("备用金补充申请，等您答复"),
        ("finance_releaser",),
        counted(lambda by: open_requests(by)),
        "web:reserves",
    ),
    Waiting(
        gettext_noop("备用金余额偏低"),
        ("township_cashier",),
        lambda by: sum(each.low for each in standings(by)),
        "web:reserves",
    ),
)
EXPLAINING: tuple[Waiting, ...] = (
    Waiting(
        gettext_noop("退票不再补发的说明，等您决定"),
        EXPLANATION_DECIDERS,
        lambda by: to_settle(by).count(),
        "web:payments",
        (("stage", RunStage.RETURNED),),
    ),
)
STOPPED: tuple[Waiting, ...] = (
    Waiting(
        gettext_noop("已停付，等查明和解除"),
        (*EXPLAINERS, *CLEARERS),
        lambda by: stops(by).filter(cleared_on__isnull=True).count(),
        "web:payment_stops",
    ),
)
SUBSIDISING: tuple[Waiting, ...] = (
    Waiting(
        gettext_noop("价格指数，等您复核"),
        INDEX_DECIDERS,
        counted(lambda by: to_confirm(by)),
        "web:price_indices",
    ),
    Waiting(
        gettext_noop("价格补贴已启动，等编册"),
        PREPARERS,
        lambda by: len(to_freeze(by)),
        "web:price_indices",
    ),
)
RECOVERING: tuple[Waiting, ...] = (
    Waiting(
        gettext_noop("核算，等您决定"),
        RECKONING_DECIDERS,
        counted(lambda by: reckonings(by, ReckoningStage.PROPOSED)),
        "web:reckonings",
        (("stage", ReckoningStage.PROPOSED),),
    ),
    Waiting(
        gettext_noop("核销，等您决定"),
        WRITE_OFF_DECIDERS,
        counted(lambda by: write_offs_waiting(by)),
        "web:claims",
        (("owing", "write-off"),),
    ),
    Waiting(
        gettext_noop("待补发，等编册"),
        PREPARERS,
        counted(lambda by: arrears_waiting(by)),
        "web:arrears",
    ),
)
