"""公示的动作：make the list, drop it or publish it under a second signature, take it down again."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from doudi.casework.awards.months import first_of, months_on
from doudi.casework.cases.places import place_of, value_on
from doudi.casework.intake.queries import counter_phone
from doudi.oversight.disclosure.models import DisclosedRow, Disclosure
from doudi.oversight.disclosure.scanning import Found, names_of_children, scanned
from doudi.oversight.disclosure.showing import Shown, shown_rows
from doudi.policy.value_keys import whole
from doudi.policy.values import Value
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput, NotFound, Refusal

PREPARERS = ("township_clerk", "district_clerk")
PUBLISHERS = ("township_reviewer", "township_decider", "district_decider")
BATCH_ROWS = 2_000


class AlreadyMade(Refusal):
    """这个月已有公示：one list of a township and month stands at a time."""


class NobodyToShow(Refusal):
    """没有可公示的：nobody receives money in that month."""


class NoPhone(Refusal):
    """没有监督电话：a list without a telephone for objections is not published."""


class Overdisclosed(Refusal):
    """公示内容过多：a cell holds what must not be shown."""


class OwnList(Refusal):
    """自己生成的公示：whoever made it does not publish it."""


class NotShown(Refusal):
    """这期公示不在可办的状态."""


@action
def prepare(*, township: Area, month: date, by: Act) -> Disclosure:
    """生成一期公示 from what is in force in a month: nothing is shown before a second person publishes it.

    Raises AlreadyMade, NobodyToShow, NoPhone.
    """
    require(by, *PREPARERS, at=township.pk)
    first = first_of(month)
    if first > by.day:
        raise BadInput("公示的月份不能晚于本月。")
    if first < months_on(first_of(by.day), -1):
        raise BadInput("只公示本月或上月在享的户：更早的，情况已经变了。")
    if Disclosure.objects.filter(area=township, month=first, withdrawn_on__isnull=True).exists():
        raise AlreadyMade(f"{first:%Y-%m} 的公示已经生成：要重做，请先撤下那一期。")
    phone = counter_phone(township.pk, by.day)
    if not phone:
        raise NoPhone("请先公布这个乡镇（街道）的受理电话，公示表上要印监督电话。")
    asked = publicity_value(township.pk, by.day)
    rows = shown_rows(township.pk, first, bool(asked.keys["show_amount"]), by)
    if not rows:
        raise NobodyToShow(f"{first:%Y-%m} 没有在享的户，不用公示。")
    made = Disclosure.objects.create(
        area=township,
        month=first,
        phone=phone,
        shows_amount=bool(asked.keys["show_amount"]),
        basis=asked.basis,
        many=len(rows),
        prepared_on=by.day,
        prepared_at=by.at,
        prepared_by=by.scope.natural_person,
        prepared_name=by.scope.name,
    )
    DisclosedRow.objects.bulk_create(
        [_row(made, number, each) for number, each in enumerate(rows, 1)], batch_size=BATCH_ROWS
    )
    record(by=by, did="disclosure.prepared", to=made, month=first, rows=len(rows))
    return made


@action
def publish(*, disclosure: UUID, by: Act) -> Disclosure:
    """公布: by another person than who made it, after every cell was read; it ends by itself. Raises Overdisclosed."""
    held = _locked(disclosure, by)
    require(by, *PUBLISHERS, at=held.area_id)
    if held.published or held.withdrawn_on:
        raise NotShown("这期公示已经公布或撤下：请刷新页面，看清后再办。")
    if by.scope.natural_person is None or by.scope.natural_person == held.prepared_by:
        raise OwnList("公布须由生成人以外的另一人办理。")
    found = findings(held, by)
    if held.prepared_on < first_of(by.day):
        raise NotShown("这一期是上月以前生成的，在享情况可能已变：请撤下后重新生成。")
    if found:
        more = f"；另有 {len(found) - 3} 处" if len(found) > 3 else ""
        told = "；".join(map(str, found[:3]))
        raise Overdisclosed(f"不能公布：{told}{more}。请更正档案，撤下这一期后重新生成。")
    days = whole(publicity_value(held.area_id, by.day).keys["days"])
    held.first, held.last = by.day, by.day + timedelta(days=days - 1)
    held.published_at, held.published_by, held.published_name = by.at, by.scope.natural_person, by.scope.name
    held.save(update_fields=["first", "last", "published_at", "published_by", "published_name"])
    record(by=by, did="disclosure.published", to=held, month=held.month, last=held.last, rows=held.many)
    return held


@action
def withdraw(*, disclosure: UUID, why: str, by: Act) -> Disclosure:
    """撤下: a list that was made or published wrongly; it stays on file, and another may be made for the month."""
    held = _locked(disclosure, by)
    require(by, *PREPARERS, *PUBLISHERS, at=held.area_id)
    if held.withdrawn_on:
        raise NotShown("这期公示已经撤下。")
    if not why.strip():
        raise BadInput("请写明撤下的原因。")
    held.withdrawn_on, held.withdrawn_name, held.withdrawn_because = by.day, by.scope.name, why.strip()
    held.save(update_fields=["withdrawn_on", "withdrawn_name", "withdrawn_because"])
    record(by=by, did="disclosure.withdrawn", to=held, why=why.strip())
    return held


def findings(held: Disclosure, by: Act) -> Sequence[Found]:
    """What a list holds that must not be shown; empty where it may be published."""
    rows = list(DisclosedRow.objects.seen_by(by.scope).filter(disclosure=held).order_by("number"))
    children = names_of_children((row.award_id for row in rows), by.day, by)
    return scanned(rows, children)


def publicity_value(township: int, on: date) -> Value:
    """长期公示的要求: whether amounts are shown, and how many days a list hangs."""
    return value_on(place_of(township, on), "long_term_publicity", on)


def _row(made: Disclosure, number: int, each: Shown) -> DisclosedRow:
    return DisclosedRow(
        disclosure=made,
        area_id=made.area_id,
        award_id=each.award,
        village_id=each.village,
        number=number,
        village_name=each.village_name,
        head_name=each.head_name,
        scheme=each.scheme,
        persons=each.persons,
        amount_fen=each.amount_fen,
        near_relative=each.near_relative,
    )


def _locked(which: UUID, by: Act) -> Disclosure:
    held: Disclosure | None = (
        Disclosure.objects.seen_by(by.scope).select_for_update().filter(pk=which).first()
    )
    if held is None:
        raise NotFound
    return held
