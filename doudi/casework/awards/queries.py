"""待遇查询：who holds what in a month, on which terms, for how much, and whether a fresh reckoning agrees.

Everything through `seen_by`. A month is any day of it; the tables keep its first day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from doudi.casework.awards import terms
from doudi.casework.awards.care import agreed_on
from doudi.casework.awards.models import Award, AwardCorrection, AwardPerson, AwardTerms, Mode, TermsReason
from doudi.casework.awards.months import first_of, months_on, spoken_month
from doudi.casework.awards.reckoning import Reckoned, read, reckon
from doudi.casework.awards.rows import AwardRow, TermsRow, terms_held
from doudi.casework.awards.urban import standard_in
from doudi.casework.cases.places import place_of
from doudi.policy.question import yuan
from doudi.records.access import Act, one_seen_by
from doudi.records.figures.queries import place_noted
from doudi.records.people.models import Household, Membership
from doudi.records.people.queries import held_on, people_among
from doudi.records.worded import worded

NO_AGREEMENT = "未签照料服务协议，照料护理费暂不发放，请先签订协议。"


@dataclass(frozen=True, slots=True)
class MonthAmount:
    """一个月应发：whole fen by part, the terms they come from, and what is held back with the sentence that says why."""

    month: date
    monthly_fen: int
    base_fen: int
    supplement_fen: int
    care_fen: int
    terms: AwardTerms | None
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Benefit:
    """一户的一项待遇, as it stands in a month."""

    award: Award
    names: tuple[str, ...]
    state: str
    amount: MonthAmount


def award(which: UUID, by: Act) -> Award:
    """One award in scope, or NotFound."""
    rows = Award.objects.select_related("household", "case", "decision")
    found: Award = one_seen_by(rows, by.scope, id=which)
    return found


def in_force(month: date) -> Q:
    """The condition for an award in force in the month of a day."""
    first = first_of(month)
    until = Q(until_month__isnull=True) | Q(until_month__gt=first)
    return Q(first_month__lte=first, annulled_at__isnull=True) & until


def awards_in_force(month: date, by: Act) -> QuerySet[Award]:
    """Every award in force in the month of a day, by area and head: what a roster is built from."""
    seen = Award.objects.seen_by(by.scope).filter(in_force(month))
    return seen.order_by("area_id", "head_name", "id")


@worded
def awards_of(household: Household, by: Act) -> QuerySet[Award]:
    """Every award that a household ever had, first to last, annulled ones too."""
    rows = Award.objects.seen_by(by.scope).filter(household=household)
    return rows.order_by("first_month", "opened_at", "id")


def awards_of_case(case: UUID, by: Act) -> Sequence[Award]:
    """The awards that rest on a case's decision, paid ones first."""
    rows = _of_case(case, by)
    return sorted(rows, key=lambda each: (each.annulled, each.scheme == "margin", each.head_name))


@worded
def _of_case(case: UUID, by: Act) -> QuerySet[Award]:
    return Award.objects.seen_by(by.scope).filter(case_id=case).select_related("household")


def persons(which: Award, month: date, by: Act) -> Sequence[AwardPerson]:
    """Whom an award covers in the month of a day."""
    rows = _persons(which, first_of(month), by)
    return sorted(rows, key=lambda each: (each.person_id != which.head_id, each.since, each.id))


@worded
def _persons(which: Award, first: date, by: Act) -> QuerySet[AwardPerson]:
    return AwardPerson.objects.seen_by(by.scope).filter(held_on(first), award=which, void=False)


def numbers_covered(month: date, awards: Iterable[UUID], by: Act) -> dict[UUID, int]:
    """How many people each of many awards covers in the month of a day, in one question."""
    rows = AwardPerson.objects.seen_by(by.scope).filter(
        held_on(first_of(month)), award_id__in=list(awards), void=False
    )
    counted = rows.order_by().values("award_id").annotate(n=Count("id"))
    return dict(counted.values_list("award_id", "n"))


def covering_named(name: str, by: Act) -> QuerySet[AwardPerson, UUID]:
    """The awards that cover somebody whose name begins so, by number."""
    rows = AwardPerson.objects.seen_by(by.scope).filter(name__startswith=name, void=False)
    return rows.values_list("award_id", flat=True)


def payee_names(awards: Iterable[Award], by: Act) -> dict[UUID, str]:
    """Award → who receives. Who has moved out of the reader's sight keeps the name that the household's file has."""
    found = {each.pk: each.head_name for each in awards if each.payee_id == each.head_id}
    others = {each.pk: each.payee_id for each in awards if each.pk not in found}
    if others:
        rows = Membership.objects.seen_by(by.scope).filter(person_id__in=others.values()).order_by("since")
        kept = dict(rows.values_list("person_id", "name"))
        people = people_among(others.values(), by)
        for award, payee in others.items():
            found[award] = people[payee].name if payee in people else kept.get(payee, "")
    return found


def terms_on(which: Award, month: date) -> AwardTerms | None:
    """The terms that hold for an award in the month of a day."""
    return terms.terms_of(which, first_of(month))


def terms_history(which: Award, by: Act) -> Sequence[AwardTerms]:
    """Every terms of an award, in the order in which they were written."""
    return list(AwardTerms.objects.seen_by(by.scope).filter(award=which).order_by("number"))


def corrections(which: Award, by: Act) -> Sequence[AwardCorrection]:
    """Every slip set right on an award."""
    return list(AwardCorrection.objects.seen_by(by.scope).filter(award=which).order_by("at", "id"))


def terms_in(month: date, awards: Iterable[UUID]) -> dict[UUID, AwardTerms]:
    """The terms of many awards in the month of a day, in one question."""
    return {row.award_id: row for row in terms_held(month, awards)}


def amount_for(which: Award, month: date) -> MonthAmount:
    """What is due for the month of a day: nothing outside of its months, care only while an agreement is in force."""
    first = first_of(month)
    held = terms.terms_of(which, first)
    if held is None or not _runs_in(which, first):
        return MonthAmount(first, 0, 0, 0, 0, None)
    return due_by(which, held, first, agreed_on(which.head_id, first) if held.care_fen else True)


def due_by(which: Award, held: AwardTerms, month: date, agreed: bool) -> MonthAmount:
    """What terms pay in a month, told whether the care agreement is in force."""
    parts = parts_due(which, held, agreed)
    alerts = () if parts["care"] == held.care_fen else (NO_AGREEMENT,)
    return MonthAmount(
        month, sum(parts.values()), parts["base"], parts["supplement"], parts["care"], held, alerts
    )


def parts_due(which: Award | AwardRow, held: AwardTerms | TermsRow, agreed: bool) -> dict[str, int]:
    """What terms pay in a month by its parts, in fen: base, supplement, and care unless a dispersed person's agreement
    is called for and missing.
    """
    kept = held.care_needs_agreement and which.mode == Mode.DISPERSED and not agreed
    return {"base": held.base_fen, "supplement": held.supplement_fen, "care": 0 if kept else held.care_fen}


def reckon_month(which: Award, month: date, by: Act) -> Reckoned | None:
    """The month reckoned from scratch: frozen facts, who is covered, the figures of its first day known today.

    Months of grace are reckoned with the figures of their terms (原额发放); None where nothing can be reckoned
    (outside of its months, suspended, or brought over without an assessment).
    """
    first = first_of(month)
    held = terms.terms_of(which, first)
    if held is None or held.assessment is None or not _runs_in(which, first):
        return None
    if held.reason == TermsReason.SUSPENDED:
        return None
    frozen_amount = held.reason == TermsReason.GRACE
    day, known = (held.figures_on, held.known_on) if frozen_amount else (first, max(by.day, first))
    place = place_noted(held.place, day) if frozen_amount else place_of(which.area_id, by.day)
    facts = read(held.assessment)
    urban = held.urban if frozen_amount else standard_in(which.area_id, place, first, facts.urban)
    return reckon(which.scheme, facts, terms.covered_in(which, first), place, day, known, urban)


def disagrees(which: Award, month: date, by: Act) -> str:
    """Where the stored terms of a month differ from a fresh reckoning: one sentence, empty when they agree."""
    fresh, held = reckon_month(which, month, by), terms_on(which, month)
    if fresh is None or held is None:
        return ""
    stored = (held.monthly_fen, held.base_fen, held.supplement_fen, held.care_fen, held.persons)
    again = (fresh.monthly_fen, fresh.base_fen, fresh.supplement_fen, fresh.care_fen, fresh.persons)
    if stored == again:
        return ""
    return f"{spoken_month(first_of(month))}：所存每月 {yuan(stored[0])} 元，现在重算 {yuan(again[0])} 元，请核对是否应当调整。"


def benefit_list(household: Household, month: date, by: Act) -> list[Benefit]:
    """Everything a household was given, as it stands in the month of a day; what is in force comes first."""
    first = first_of(month)
    found = [
        Benefit(
            each,
            tuple(row.name for row in persons(each, _within(each, first), by)),
            state_of(each, first),
            amount_for(each, first),
        )
        for each in awards_of(household, by)
    ]
    return sorted(found, key=lambda each: (each.state != IN_FORCE, each.award.first_month))


IN_FORCE, TO_COME, ENDED, ANNULLED = "在享", "待发", "已停止", "已撤销"


def state_of(which: Award, month: date) -> str:
    """How an award stands in a month, in one word."""
    first = first_of(month)
    if which.annulled:
        return ANNULLED
    if which.first_month > first:
        return TO_COME
    return IN_FORCE if _runs_in(which, first) else ENDED


def _runs_in(which: Award, first: date) -> bool:
    ended = which.until_month is not None and which.until_month <= first
    return not which.annulled and which.first_month <= first and not ended


def _within(which: Award, first: date) -> date:
    """The month itself, or the nearest one in which the award runs."""
    if which.until_month is not None and first >= which.until_month:
        return max(which.first_month, months_on(which.until_month, -1))
    return max(first, which.first_month)
