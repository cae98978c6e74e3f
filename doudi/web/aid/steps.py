"""临时救助所办：what each form on the page of an aid orders, and to whom it is offered."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext, gettext_noop

from doudi.money.aid.actions import follow_up, propose
from doudi.money.aid.deciding import grant, refuse
from doudi.money.aid.desk import CLERKS, DECIDERS
from doudi.money.aid.entitlement import LEVEL_TITLES
from doudi.money.aid.models import Aid, AidStage
from doudi.money.recovery.claims import claim_draw
from doudi.money.recovery.queries import claim_of_draw
from doudi.records.access import Act
from doudi.web.typed import Typed

Do = Callable[[Aid, Typed, Act], None]
VISITORS = (*CLERKS, "village_worker")


def offered(aid: Aid, by: Act) -> tuple[str, ...]:
    """The forms that the officer at hand may use now."""
    here = aid.area_id
    if aid.stage in (AidStage.APPLIED, AidStage.PAID_FIRST):
        return ("propose",) if by.scope.holds(*CLERKS, at=here) else ()
    if aid.stage == AidStage.PROPOSED:
        return ("grant", "refuse") if by.scope.holds(*DECIDERS[aid.route], at=here) else ()
    if aid.stage == AidStage.GRANTED and aid.followed_up_on is None and by.scope.holds(*VISITORS, at=here):
        return ("follow",)
    if aid.stage == AidStage.REFUSED and aid.draw_id and by.scope.holds(*CLERKS, at=here):
        return () if claim_of_draw(aid.draw_id, by) else ("claim",)
    return ()


def whose_turn(aid: Aid) -> str:
    """Who is next, in words; empty when nobody is."""
    if aid.stage in (AidStage.APPLIED, AidStage.PAID_FIRST):
        return gettext("下一步：提出救助意见（乡镇经办）")
    if aid.stage == AidStage.PROPOSED:
        decides = gettext("区民政分管领导") if aid.route == "district" else gettext("乡镇分管领导")
        return gettext("下一步：决定（%(who)s）") % {"who": decides}
    if aid.stage == AidStage.GRANTED and aid.followed_up_on is None and aid.follow_up_on:
        return gettext("下一步：%(on)s 回访") % {"on": aid.follow_up_on.isoformat()}
    return ""


def _propose(aid: Aid, typed: Typed, by: Act) -> None:
    level = typed.choice("level", list(LEVEL_TITLES), gettext("请选择困难程度。"))
    amount = typed.fen("amount") if typed.text("amount") else None
    minutes = typed.text("minutes")
    typed.refuse_wrong()
    propose(aid=aid.pk, level=level, amount_fen=amount, minutes=minutes, expected=typed.expected, by=by)


def _grant(aid: Aid, typed: Typed, by: Act) -> None:
    grant(aid=aid.pk, expected=typed.expected, by=by)


def _refuse(aid: Aid, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写明不予确认的事实和理由。"))
    typed.refuse_wrong()
    refuse(aid=aid.pk, why=why, expected=typed.expected, by=by)


def _follow(aid: Aid, typed: Typed, by: Act) -> None:
    still = typed.choice("still", ("yes", "no"), gettext("请选择回访结果。"))
    typed.refuse_wrong()
    follow_up(aid=aid.pk, still_in_need=still == "yes", expected=typed.expected, by=by)


def _claim(aid: Aid, typed: Typed, by: Act) -> None:
    assert aid.draw_id is not None
    claim_draw(draw=aid.draw_id, by=by)


ORDERS: dict[str, tuple[Do, str]] = {
    "propose": (_propose, gettext_noop("救助意见已提出，等决定。")),
    "grant": (_grant, gettext_noop("已确认救助。")),
    "refuse": (_refuse, gettext_noop("已不予确认。")),
    "claim": (_claim, gettext_noop("已登记追缴，在追缴台账上继续办理。")),
    "follow": (_follow, gettext_noop("回访已记录。")),
}
