"""在享样本：families of 松岭镇 who are paid, and what hangs on them — awards, money, lists, checks and plans.

Everything is as it stands at the end of October 2022; the access matrix opens each page of it as each officer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import granted
from doudi.casework.brought_over.models import OpeningBatch
from doudi.casework.objections.actions import receive
from doudi.casework.objections.models import Kind as Said
from doudi.casework.objections.models import Objection
from doudi.casework.regrouping.actions import propose as regroup
from doudi.casework.regrouping.models import Kind as Grouping
from doudi.casework.regrouping.models import Regrouping
from doudi.casework.regrouping.tests.families import served, sun_family
from doudi.casework.tests.centre import Centre, feng_family, written
from doudi.casework.uprating.actions import issue, propose, try_out
from doudi.casework.uprating.models import Invitation, Uprating
from doudi.casework.uprating.models import Kind as Raised
from doudi.casework.uprating.tests.register import ISSUER, JUNE, P2, bring_over, open_issuer, work
from doudi.casework.verification.models import Returned
from doudi.config.tests.town import DISTRICT, DONGGANG, SONGLING
from doudi.money.aid.models import Aid
from doudi.money.aid.tests.test_aid import burnt, home
from doudi.money.ledger.models import Account, Entry
from doudi.money.payments.models import Run
from doudi.money.payments.tests.test_tekun import house
from doudi.money.price_subsidy.indices import enter_index
from doudi.money.price_subsidy.models import PriceIndex
from doudi.money.recovery.models import Cause, Claim, Reckoning
from doudi.money.recovery.reckoning import confirm_reckoning, reckon_again
from doudi.money.recovery.tests.paid import Paid, fan_family
from doudi.money.reserve.models import Fund
from doudi.money.tests.purse import Purse
from doudi.oversight.disclosure.actions import prepare, publish
from doudi.oversight.disclosure.models import Disclosure
from doudi.oversight.inspections.actions import draw
from doudi.oversight.inspections.models import Inspection
from doudi.records.access import acting_as
from doudi.records.institutions.models import Institution
from doudi.records.people.models import Person

TODAY = date(2022, 10, 24)
# Heads of families of 松岭镇 whom nobody next door may read of.
NAMES = ("范明", "杜文广", "孙长河", "冯大伟")


@dataclass(frozen=True)
class Living:
    """What is there to open: one of each."""

    award: Award
    aid: Aid
    fund: Fund
    uprating: Uprating
    invitation: Invitation
    run: Run
    entry: Entry
    account: Account
    reckoning: Reckoning
    claim: Claim
    index: PriceIndex
    institution: Institution
    batch: OpeningBatch
    regrouping: Regrouping
    objection: Objection
    inspection: Inspection
    disclosure: Disclosure
    returned: Returned
    village: int


def _which(name: str) -> Callable[[Living], dict[str, Any]]:
    return lambda living: {"which": getattr(living, name).pk}


def _named(name: str) -> Callable[[Living], dict[str, Any]]:
    return lambda living: {name: getattr(living, name).pk}


# The routes of what lives on; each way to change something is named with a step that exists.
LIVING: Mapping[str, Callable[[Living], dict[str, Any]]] = {
    "web:award": _named("award"),
    "web:declare_award": _named("award"),
    "web:award_step": lambda living: {"award": living.award.pk, "name": "propose-change"},
    "web:award_month": lambda living: {"award": living.award.pk, "month": "2022-09"},
    "web:reckon": _named("award"),
    "web:reckoning": _which("reckoning"),
    "web:reckoning_order": lambda living: {"which": living.reckoning.pk, "name": "drop"},
    "web:claim": _named("claim"),
    "web:claim_order": lambda living: {"claim": living.claim.pk, "name": "plan"},
    "web:uprating": _which("uprating"),
    "web:uprating_lines": _which("uprating"),
    "web:uprating_do": lambda living: {"which": living.uprating.pk, "what": "undo"},
    "web:invitation": _which("invitation"),
    "web:invitation_settle": _which("invitation"),
    "web:brought_over_batch": _which("batch"),
    "web:brought_over_differences": _which("batch"),
    "web:brought_over_copy": _which("batch"),
    "web:brought_over_do": lambda living: {"which": living.batch.pk, "what": "enter"},
    "web:regrouping": _which("regrouping"),
    "web:regrouping_order": lambda living: {"which": living.regrouping.pk, "name": "drop"},
    "web:objection": _which("objection"),
    "web:objection_order": lambda living: {"which": living.objection.pk, "name": "answer"},
    "web:inspection": _which("inspection"),
    "web:inspection_check": _which("inspection"),
    "web:disclosure": _which("disclosure"),
    "web:disclosure_sheet": lambda living: {"which": living.disclosure.pk, "village": living.village},
    "web:disclosure_order": lambda living: {"which": living.disclosure.pk, "name": "withdraw"},
    "web:price_index": _which("index"),
    "web:price_people": _which("index"),
    "web:price_index_order": lambda living: {"which": living.index.pk, "name": "confirm"},
    "web:institution": _which("institution"),
    "web:institution_order": lambda living: {"which": living.institution.pk, "name": "count"},
    "web:reserve": _named("fund"),
    "web:reserve_book": _named("fund"),
    "web:reserve_order": lambda living: {"fund": living.fund.pk, "name": "ask"},
    "web:aid_one": _named("aid"),
    "web:aid_paper": lambda living: {"aid": living.aid.pk, "code": "D17-1"},
    "web:aid_order": lambda living: {"aid": living.aid.pk, "name": "grant"},
    "web:entry": _named("entry"),
    "web:account": _named("account"),
    **{f"web:payment_{name}": _named("run") for name in ("run", "roll", "control", "file")},
    "web:payment_order": lambda living: {"run": living.run.pk, "name": "pass"},
    "web:verification_returned": _which("returned"),
    "web:verification_copy": _which("returned"),
}


def let_live(purse: Purse) -> Living:
    """A year of 松岭镇: urgent help, a first day, raised standards, three months paid, and what was found out late."""
    district, songling = purse.town.area(DISTRICT), purse.town.area(SONGLING)
    clerk, township = purse.act("min", TODAY), purse.act("zhang", TODAY)
    fund = purse.fund(20_000_00)
    aid = burnt(purse, home(purse))
    uprating = _raised(purse)
    award, run, reckoning, claim = _paid_and_found_out(purse)
    with acting_as(clerk.scope):
        case = award.case_id
        account = Account.objects.filter(person=award.payee).latest("id")
        entry = Entry.objects.filter(postings__account=account).latest("id")
        invitation = Invitation.objects.get(uprating=uprating)
        batch = OpeningBatch.objects.latest("id")
    return Living(
        award=award, aid=aid, fund=fund, uprating=uprating, invitation=invitation, run=run, entry=entry,
        account=account, reckoning=reckoning, claim=claim, batch=batch,
        index=enter_index(
            district=district, month=date(2022, 9, 1), cpi_percent=Decimal("3.2"), food_percent=Decimal("5.5"),
            released_on=date(2022, 10, 14), source="国家统计局示例调查队", by=clerk,
        ),
        institution=house(purse),
        regrouping=_split(purse),
        objection=receive(
            area=songling, kind=Said.REPORT, case=case, said_by="王福", said="他家有车", received_on=TODAY,
            answer_by=date(2022, 11, 24), by=township,
        ),
        inspection=_drawn(purse),
        disclosure=_published(purse),
        returned=_returned(purse),
        village=purse.town.area(DONGGANG).pk,
    )  # fmt: skip


def _raised(purse: Purse) -> Uprating:
    """S09: the register of a first day, its standards raised from June, and who may now apply."""
    open_issuer(purse)
    bring_over(purse)
    may, district = date(2022, 5, 20), purse.town.area(DISTRICT)
    clerk = purse.act("min", may)
    plan = try_out(district=district, kind=Raised.STANDARDS, changes=P2, since=JUNE, by=clerk)
    work()
    propose(uprating=plan.pk, document="示例区民发〔2022〕6号 一", issued=may, by=clerk)
    issue(uprating=plan.pk, by=purse.act(ISSUER, may))
    work()
    return plan


def _paid_and_found_out(purse: Purse) -> tuple[Award, Run, Reckoning, Claim]:
    """S18: 范明 is paid from August to October; a car of July comes to light."""
    paid = Paid(purse)
    award = paid.award(fan_family(), (7, 4), (7, 11), (7, 13))
    with acting_as(purse.act("min", TODAY).scope):
        others = [each.payee for each in Award.objects.exclude(pk=award.pk).select_related("payee")]
    for number, person in enumerate(others):
        paid.month.account(person, f"62000000000003{number:02d}", since=date(2022, 7, 1))
    *_, run = paid.pay(8, 9, 10)
    change = paid.changed(award, "assets", date(2022, 7, 12), date(2022, 10, 11), date(2022, 10, 20))
    why, by = "7月12日购车，10月11日比对发现", purse.act("min", date(2022, 10, 21))
    made = reckon_again(award=award.pk, cause=Cause.FACTS, why=why, change=change.pk, by=by)
    claim = confirm_reckoning(reckoning=made.pk, opinion="应予追回", by=purse.act("gao", TODAY))
    assert claim is not None
    return award, run, made, claim


def _split(purse: Purse) -> Regrouping:
    """何桂芝's son lives apart from now on."""
    (sun,) = granted(purse, sun_family(), (3, 7), (3, 22), (3, 25))
    served(purse, sun)
    by = purse.act("zhang", TODAY)
    with acting_as(by.scope):
        son = Person.objects.get(name="孙立新")
    nothing = {"financial": 0, "homes": 0, "vehicles": 0, "businesses": 0}
    return regroup(
        household=sun.household_id, kind=Grouping.SPLIT, to=purse.town.area(DONGGANG), people={son.pk: "本人"},
        head=son.pk, address="三组 9 号", assets=nothing, why="结婚后另住，户口已分。", event_on=by.day, by=by,
    )  # fmt: skip


def _published(purse: Purse) -> Disclosure:
    made = prepare(township=purse.town.area(SONGLING), month=TODAY, by=purse.act("zhang", TODAY))
    return publish(disclosure=made.pk, by=purse.act("liu", TODAY))


def _drawn(purse: Purse) -> Inspection:
    by = purse.act("min", TODAY)
    drawn = draw(township=purse.town.area(SONGLING), month=date(2022, 7, 1), by=by)
    with acting_as(by.scope):
        return Inspection.objects.get(sampling=drawn)


def _returned(purse: Purse) -> Returned:
    """A sheet about 冯大伟's family came back with a cell that says nothing."""
    centre = Centre(purse, 10)
    _, request = centre.asked(feng_family())
    rows = centre.rows(centre.batch("vehicle", request))
    rows[3][3] = "或许"
    returned = centre.back(written(rows)).returned
    assert returned is not None
    return returned
