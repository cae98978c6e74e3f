"""停付：what `doudi verify` found stops a district's payments until one person explained it and another clears it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from doudi.money.payments.stop_models import PaymentStop
from doudi.money.payments.verify import Fault
from doudi.records.access import Act, action, require
from doudi.records.areas.queries import district_of
from doudi.records.audit.trail import record
from doudi.records.hands import Step, refuse_hands, step_of
from doudi.records.refusals import BadInput, NotFound, Refusal, WrongPost

EXPLAINERS = ("finance_clerk", "district_clerk")
CLEARERS = ("district_decider",)
EXPLAIN, CLEAR = "stops.explain", "stops.clear"
# By it payments that stood still go on.
STOP_STEPS = (
    Step(EXPLAIN, "查明", ("", "explained"), "explained", EXPLAINERS),
    Step(CLEAR, "解除停付", ("explained",), "cleared", CLEARERS, {EXPLAIN: "由您本人查明的，须由另一人解除，换一个账号也不行。"},
         pays=True),
)  # fmt: skip


class AlreadyCleared(Refusal):
    """已经解除：somebody else has cleared the stop."""


@action
def stop_payments(*, found: Iterable[Fault], by: Act) -> list[PaymentStop]:
    """停付 for each fault that does not stop the district already, also for one that was cleared as put right and is
    there again. By the walk of `doudi verify`, which holds no post.
    """
    new = []
    for fault in found:
        district = district_of(fault.area, by.day)
        known = PaymentStop.objects.filter(area_id=district, told=fault.told)
        if known.filter(Q(cleared_on__isnull=True) | Q(remains=True)).exists():
            continue
        stop = PaymentStop.objects.create(
            area_id=district, run_id=fault.run, told=fault.told, found_on=by.day, found_at=by.at
        )
        record(by=by, did="payments.stopped", to=stop, told=fault.told)
        new.append(stop)
    return new


@action
def explain(*, stop: UUID, finding: str, remains: bool = False, by: Act) -> PaymentStop:
    """查明: what happened and what was done about it, in the words of who looked into it. `remains`: it cannot be put
    right; cleared so, the same fault does not stop the district again.
    """
    held = _locked(stop, by)
    require(by, *EXPLAINERS, at=held.area_id)
    if by.scope.natural_person is None:
        raise WrongPost("停付须由本人账号查明。")
    if not finding.strip():
        raise BadInput("请写明查到的原因和处理。")
    held.finding, held.remains, held.explained_on = finding.strip(), remains, by.day
    held.explained_by, held.explained_by_name = by.scope.natural_person, by.scope.name
    held.save()
    record(by=by, did="payments.stop_explained", to=held, why=held.finding, remains=remains)
    return held


@action
def clear(*, stop: UUID, opinion: str, by: Act) -> PaymentStop:
    """解除停付 by another natural person than the one who looked into it. Raises SamePerson, AlreadyCleared."""
    held = _locked(stop, by)
    require(by, *CLEARERS, at=held.area_id)
    if held.explained_by is None:
        raise BadInput("还没有查明原因：请先由财政或区民政经办写明查到的情况。")
    refuse_hands(step_of(STOP_STEPS, CLEAR), {EXPLAIN: (held.explained_by,)}, by)
    if not opinion.strip():
        raise BadInput("请写明解除的意见。")
    held.opinion, held.cleared_on = opinion.strip(), by.day
    held.cleared_by, held.cleared_by_name = by.scope.natural_person, by.scope.name
    held.save()
    record(by=by, did="payments.stop_cleared", to=held, why=held.opinion)
    return held


def _locked(which: UUID, by: Act) -> PaymentStop:
    rows = PaymentStop.objects.seen_by(by.scope).select_for_update(of=("self",))
    held: PaymentStop | None = rows.filter(pk=which).first()
    if held is None:
        raise NotFound
    if held.cleared_on is not None:
        raise AlreadyCleared(f"这项停付已由{held.cleared_by_name}于 {held.cleared_on} 解除，请刷新页面。")
    return held
