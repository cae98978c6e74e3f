"""后补追缴查询：what looks wrong, what waits, what is owed and how long, and who should have been stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from doudi.casework.awards.models import PAID, Award
from doudi.casework.cases.places import place_of
from doudi.casework.changes.models import Change, State
from doudi.casework.changes.queries import dead_still_covered
from doudi.money.aid.models import Aid, AidStage
from doudi.money.aid.queries import aids
from doudi.money.ledger.models import Posting
from doudi.money.payments.models import Line, LineState
from doudi.money.recovery.models import (
    Claim,
    Instalment,
    Plan,
    Reckoning,
    ReckoningStage,
    WriteOff,
    WriteOffStage,
)
from doudi.policy.asks.recovery import fine_range
from doudi.policy.values import read_value
from doudi.records.access import Act, one_seen_by

# 账龄 is a way of sorting a list, by no clause: within so many days, and the words for it.
AGES = ((30, "1 个月内"), (90, "1－3 个月"), (180, "3－6 个月"), (365, "6－12 个月"))
OLDEST = "1 年以上"


@dataclass(frozen=True, slots=True)
class Suspect:
    """疑似多发：an award whose paid months no longer fit what is known, and the sentence that says why."""

    award: Award
    change: Change | None
    told: str


@dataclass(frozen=True, slots=True)
class Aged:
    """账龄：claims by how long they have stood."""

    title: str
    count: int
    left_fen: int


@dataclass(frozen=True, slots=True)
class KeptTo:
    """计划执行：what is behind, and the next instalment that is not met, with what is missing of it."""

    behind_fen: int
    next_on: date | None
    next_fen: int


def suspects(by: Act) -> list[Suspect]:
    """Awards paid beyond their end, and decided changes whose facts lay before the months that were paid since."""
    done = Reckoning.objects.filter(award=OuterRef("pk")).exclude(stage=ReckoningStage.DROPPED)
    paid_after = Line.objects.filter(
        award=OuterRef("pk"), state=LineState.PAID, month__gte=OuterRef("until_month")
    )
    rows = Award.objects.seen_by(by.scope).filter(Exists(paid_after), ~Exists(done))
    found = [Suspect(each, None, f"已自 {each.until_month:%Y-%m} 起停止，此后仍有到账。") for each in rows]
    since = Line.objects.filter(award=OuterRef("award"), state=LineState.PAID, month__gt=OuterRef("event_on"))
    reckoned = Reckoning.objects.filter(change=OuterRef("pk")).exclude(stage=ReckoningStage.DROPPED)
    changes = Change.objects.seen_by(by.scope).filter(
        Exists(since.filter(month__lt=OuterRef("from_month"))),
        ~Exists(reckoned),
        state=State.DECIDED,
        event_on__lt=F("from_month"),
    )
    told = [
        Suspect(
            each.award,
            each,
            f"{each.kind_title}的情况发生于 {each.event_on}，执行到 {each.from_month:%Y-%m} 才改。",
        )
        for each in changes.select_related("award").order_by("decided_on", "id")
        if each.event_on is not None and each.from_month is not None
    ]
    return found + told


def should_have_stopped(by: Act) -> list[Award]:
    """应停未停：awards to live on that run this month though somebody covered died before it; each award once."""
    first = by.day.replace(day=1)
    gone = [each.row.award for each in dead_still_covered(by) if each.should_stop_from <= first]
    return list({award.pk: award for award in gone if award.scheme in PAID}.values())


def reckonings(by: Act, *stages: ReckoningStage) -> QuerySet[Reckoning]:
    """Reckonings in scope, the newest first."""
    rows = Reckoning.objects.seen_by(by.scope).select_related("award", "household", "change")
    rows = rows.order_by("-proposed_on", "-proposed_at", "id")
    return rows.filter(stage__in=stages) if stages else rows


def reckoning(which: UUID, by: Act) -> Reckoning:
    """One reckoning in scope, or NotFound."""
    found: Reckoning = one_seen_by(
        Reckoning.objects.select_related("award", "household", "change"), by.scope, pk=which
    )
    return found


def claims(by: Act, *, still_open: bool = False) -> QuerySet[Claim]:
    """追缴台账 in scope, the oldest open ones first."""
    rows = Claim.objects.seen_by(by.scope).select_related("reckoning", "draw", "household")
    rows = rows.order_by(F("closed_on").desc(nulls_first=True), "opened_on", "id")
    return rows.filter(left_fen__gt=0) if still_open else rows


def claim(which: UUID, by: Act) -> Claim:
    """One claim in scope, or NotFound."""
    rows = Claim.objects.select_related("reckoning__award", "draw", "household", "account")
    found: Claim = one_seen_by(rows, by.scope, pk=which)
    return found


def claim_of(held: Reckoning, by: Act) -> Claim | None:
    """The claim that a decided reckoning became, where something was paid too much."""
    found: Claim | None = Claim.objects.seen_by(by.scope).filter(reckoning=held).first()
    return found


def unclaimed(by: Act) -> Sequence[Aid]:
    """先行救助 that was refused afterwards and that nobody has claimed back."""
    claimed = Claim.objects.filter(draw=OuterRef("draw"))
    rows = aids(by, AidStage.REFUSED).filter(~Exists(claimed), draw__isnull=False)
    return list(rows.order_by("opened_on", "id"))


def aid_of(held: Claim, by: Act) -> UUID | None:
    """The aid that a claim gives back."""
    found: UUID | None = aids(by).filter(draw=held.draw_id).values_list("pk", flat=True).first()
    return found


def claim_of_draw(draw: UUID | None, by: Act) -> Claim | None:
    """The claim on what was paid first, where there is one."""
    found: Claim | None = Claim.objects.seen_by(by.scope).filter(draw=draw).first() if draw else None
    return found


def age_of(held: Claim, on: date) -> str:
    """账龄 of a claim on a day."""
    days = (on - held.opened_on).days
    return next((title for most, title in AGES if days <= most), OLDEST)


def ageing(by: Act) -> list[Aged]:
    """What is still owed, by how long it has stood."""
    rows = list(claims(by, still_open=True))
    titles = [*(title for _, title in AGES), OLDEST]
    return [
        Aged(title, len(of), sum(each.left_fen for each in of))
        for title in titles
        for of in [[each for each in rows if age_of(each, by.day) == title]]
    ]


def plan_of(held: Claim) -> Plan | None:
    """The plan that stands: the last one agreed."""
    found: Plan | None = held.plans.order_by("-number").first()
    return found


def kept_to(rows: Sequence[Claim], on: date) -> dict[UUID, KeptTo]:
    """Claim → how its plan is kept on a day, for those that have one and still owe; many claims in two questions."""
    owing = {each.pk: each for each in rows if each.left_fen}
    last = Plan.objects.filter(claim_id__in=owing).order_by("claim_id", "-number").distinct("claim_id")
    plans = {plan.pk: plan.claim_id for plan in last}
    parts: dict[UUID, list[Instalment]] = {claim: [] for claim in plans.values()}
    for part in Instalment.objects.filter(plan_id__in=plans).order_by("due_on"):
        parts[plans[part.plan_id]].append(part)
    return {claim: _kept_to(owing[claim], of, on) for claim, of in parts.items()}


def behind(held: Claim, on: date) -> int:
    """逾期未还: what the plan asked for before a day, less what came in since it was agreed; in fen, not below zero."""
    standing = kept_to([held], on).get(held.pk)
    return standing.behind_fen if standing else 0


def _kept_to(held: Claim, parts: Sequence[Instalment], on: date) -> KeptTo:
    """What came in meets the instalments in the order of their days."""
    met = sum(each.amount_fen for each in parts) - held.left_fen
    asked = sum(each.amount_fen for each in parts if each.due_on < on)
    open_parts, upto = [], 0
    for part in parts:
        upto += part.amount_fen
        if upto > met:
            open_parts.append((part.due_on, min(upto - met, part.amount_fen)))
    return KeptTo(max(asked - met, 0), *(open_parts[0] if open_parts else (None, 0)))


def postings_of(held: Claim, by: Act) -> Sequence[Posting]:
    """What moved the claim in the books: month by month as it was booked, then everything that met it."""
    rows = Posting.objects.seen_by(by.scope).filter(
        account=held.account_id, entry__about__in=[held.pk, held.reckoning_id or held.draw_id]
    )
    return list(rows.select_related("entry").order_by("entry__on", "entry__at", "entry__month", "id"))


def decided_changes(award: Award, by: Act) -> Sequence[Change]:
    """The decided changes that a reckoning may rest on, the last first."""
    rows = Change.objects.seen_by(by.scope).filter(award=award, state=State.DECIDED)
    return list(rows.order_by("-number"))


def write_offs_waiting(by: Act) -> QuerySet[WriteOff]:
    """Write-offs that wait for a decision."""
    rows = WriteOff.objects.seen_by(by.scope).filter(stage=WriteOffStage.PROPOSED)
    return rows.select_related("claim").order_by("proposed_on", "id")


def fine(held: Reckoning) -> tuple[int, int, str] | None:
    """The least and the most of the fine for fraud and its basis, by the law on the day of the act."""
    if held.fraud_on is None or not held.over_fen:
        return None
    value = read_value(place_of(held.area_id, held.fraud_on), "fraud_fine", held.fraud_on)
    return None if value is None else (*fine_range(value, held.over_fen), value.basis)
