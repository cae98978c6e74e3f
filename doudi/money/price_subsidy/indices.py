"""指数登记：entered by one person with its release and source, confirmed by another, who thereby says what follows."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from doudi.money.price_subsidy.models import IndexStage, PriceIndex
from doudi.money.price_subsidy.reading import read_index
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import DISTRICT_KINDS, period_of
from doudi.records.audit.trail import record
from doudi.records.hands import Step, refuse_hands, step_of
from doudi.records.refusals import BadInput, NotFound, Refusal, WrongPost

CLERKS = ("district_clerk",)
DECIDERS = ("district_decider",)
ENTER, CONFIRM = "indices.enter_index", "indices.confirm_index"
INDEX_STEPS = (
    Step(ENTER, "登记指数", ("",), "entered", CLERKS),
    Step(CONFIRM, "复核指数", ("entered",), "confirmed", DECIDERS,
         {ENTER: "这个指数由您本人录入，须由另一人复核，换一个账号也不行。"}, pays=True),
)  # fmt: skip
WIDEST = 100  # a rise of a hundred per cent and more is a slip of the pen


class AlreadyEntered(Refusal):
    """已登记：one index a month; a wrong one is dropped first."""


class IndexDone(Refusal):
    """已经办过：the index was confirmed or dropped meanwhile."""


@action
def enter_index(
    *,
    district: Area,
    month: date,
    cpi_percent: Decimal,
    food_percent: Decimal,
    released_on: date,
    source: str,
    by: Act,
) -> PriceIndex:
    """登记指数 of a month as it was released. Raises AlreadyEntered."""
    require(by, *CLERKS, at=district.pk)
    if period_of(district.pk, by.day).kind not in DISTRICT_KINDS:
        raise BadInput("价格指数按区登记。")
    if by.scope.natural_person is None:
        raise WrongPost("价格指数须由本人账号登记。")
    if not source.strip():
        raise BadInput("请写明指数的来源：哪个统计调查机构、哪一份公报。")
    first = month.replace(day=1)
    if not first < released_on.replace(day=1) or released_on > by.day:
        raise BadInput("发布之日应在指数月份之后，不晚于今天。")
    if any(abs(each) >= WIDEST for each in (cpi_percent, food_percent)):
        raise BadInput("同比涨幅以百分数填写，如 3.2，请核对。")
    try:
        with transaction.atomic():
            index = PriceIndex.objects.create(
                area=district,
                month=first,
                cpi_percent=cpi_percent,
                food_percent=food_percent,
                released_on=released_on,
                source=source.strip(),
                entered_on=by.day,
                entered_by=by.scope.natural_person,
                entered_by_name=by.scope.name,
            )
    except IntegrityError:
        raise AlreadyEntered(f"{first:%Y-%m} 的指数已经登记：录错的请先撤回。") from None
    record(by=by, did="price_subsidy.entered", to=index, month=first, cpi=str(cpi_percent),
           food=str(food_percent), released_on=released_on)  # fmt: skip
    return index


@action
def confirm_index(*, index: UUID, expected: int | None = None, by: Act) -> PriceIndex:
    """复核 by another natural person: whether it triggers, the amounts and the last day of payment are fixed."""
    held = locked_index(index, expected, by)
    require(by, *DECIDERS, at=held.area_id)
    refuse_hands(step_of(INDEX_STEPS, CONFIRM), {ENTER: (held.entered_by,)}, by)
    told = read_index(held, by)
    held.triggered, held.because, held.basis = told.triggered, told.because, told.basis
    held.pay_by, held.provisional = told.pay_by, told.provisional
    held.rural_fen, held.urban_fen = told.rural_fen, told.urban_fen
    held.stage, held.steps, held.confirmed_on = IndexStage.CONFIRMED, held.steps + 1, by.day
    held.confirmed_by, held.confirmed_by_name = by.scope.natural_person, by.scope.name
    held.save()
    record(by=by, did="price_subsidy.confirmed", to=held, month=held.month, triggered=held.triggered,
           rural_fen=held.rural_fen, urban_fen=held.urban_fen, pay_by=held.pay_by)  # fmt: skip
    return held


@action
def drop_index(*, index: UUID, why: str, expected: int | None = None, by: Act) -> PriceIndex:
    """撤回 an index that was entered wrong, before it is confirmed."""
    held = locked_index(index, expected, by)
    require(by, *CLERKS, *DECIDERS, at=held.area_id)
    if not why.strip():
        raise BadInput("请写明撤回的原因。")
    held.stage, held.steps, held.dropped_because = IndexStage.DROPPED, held.steps + 1, why.strip()
    held.save()
    record(by=by, did="price_subsidy.dropped", to=held, why=why.strip(), month=held.month)
    return held


def locked_index(which: UUID, expected: int | None, by: Act) -> PriceIndex:
    """The entered index in scope, its row locked. NotFound, IndexDone."""
    rows = PriceIndex.objects.seen_by(by.scope).select_for_update(of=("self",))
    held: PriceIndex | None = rows.filter(pk=which).first()
    if held is None:
        raise NotFound
    if held.stage != IndexStage.ENTERED or (expected is not None and expected != held.steps):
        who = held.confirmed_by_name or held.entered_by_name
        raise IndexDone(f"{held.month:%Y-%m} 的指数{held.stage_title}（{who}），请刷新页面。")
    return held
