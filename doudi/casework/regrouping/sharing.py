"""待遇的承接：what becomes of each running award when a household splits, merges or moves, all from one month on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.classes import class_of, next_review, stricter
from doudi.casework.awards.models import Award, AwardTerms, Scheme, TermsReason
from doudi.casework.awards.opening import PERSONAL, cover
from doudi.casework.awards.reckoning import read
from doudi.casework.awards.switching import leave, leave_all
from doudi.casework.awards.terms import covered_in, reckoned_for, terms_of, write_terms
from doudi.casework.cases.models import Case
from doudi.casework.changes.models import Change, State
from doudi.casework.regrouping.models import Kind, Regrouping
from doudi.records.access import Act
from doudi.records.people.models import Household, Person
from doudi.records.refusals import Refusal

CLAUSES = {
    Kind.SPLIT: "民发〔2021〕57号 第七条、第三十二条：共同生活的家庭成员变化，分户后各自核定",
    Kind.MERGE: "民发〔2021〕57号 第七条、第三十二条：共同生活的家庭成员变化，并户后合并核定",
    Kind.MOVE: "民发〔2021〕57号 第五条、第三十二条：户籍所在地、居住地变化，由迁入地承接",
}
END_REASONS = {Kind.SPLIT: "split", Kind.MERGE: "merged", Kind.MOVE: "moved_within"}


class NotSettled(Refusal):
    """待遇上还有未了的事：a change that waits, grace or a suspension is settled before the household is regrouped."""


class NoLongerQualifies(Refusal):
    """重新核定后不再符合：a family is not put out of its award by a split or a move; that is a change of its own."""


@dataclass(frozen=True, slots=True)
class Target:
    """一户的去向: the household, the case and the assessment on which its awards rest, the people in it."""

    household: Household
    case: Case
    assessment: Assessment
    people: Mapping[UUID, Person]


@dataclass(frozen=True, slots=True)
class Passed:
    """一项待遇怎样了: the old award and what goes on with it, for whom, with the amounts before and after."""

    old: Award
    new: Award | None
    names: Sequence[str]
    before_fen: int
    stays_fen: int
    after_fen: int

    @property
    def now_fen(self) -> int:
        return self.stays_fen + self.after_fen


def held_by(household: Household, month: date) -> list[Award]:
    """The awards of a household that still run in a month, locked in the order of their numbers. NotSettled."""
    rows = Award.objects.select_for_update(of=("self",)).select_related("case")
    held = rows.filter(household=household, annulled_at__isnull=True).order_by("pk")
    found = [each for each in held if each.until_month is None or each.until_month > month]
    for each in found:
        if Change.objects.filter(award=each, state=State.PROPOSED).exists():
            raise NotSettled(f"{each}有待决定的变动：请先决定或撤回，再办理户的变动。")
        if each.until_month is not None:
            raise NotSettled(f"{each}在渐退期内：由原地发放到期满，或者先恢复，再办理户的变动。")
        terms = terms_of(each, month)
        if terms is not None and terms.reason == TermsReason.SUSPENDED:
            raise NotSettled(f"{each}已暂停发放：请先查清、恢复或停止，再办理户的变动。")
    return found


def continue_awards(
    change: Regrouping,
    awards: Sequence[Award],
    target: Target,
    remains: Target | None,
    month: date,
    by: Act,
) -> list[Passed]:
    """End, share or go on with every award. Raises NoLongerQualifies, AlreadyHelped."""
    before = {each.pk: _fen(each, month) for each in awards}
    shares = {each.pk: covered_in(each, month) for each in awards}
    stays = {each.pk: _stay(change, each, shares[each.pk], target, remains, month, by) for each in awards}
    opened: dict[tuple[str, frozenset[UUID]], Award | None] = {}
    passed = []
    for each in awards:
        going = shares[each.pk] & frozenset(target.people)
        new, fresh = None, False
        if going:
            key = (each.scheme, going if each.scheme in PERSONAL else frozenset())
            fresh = key not in opened
            if fresh:
                every = (
                    going
                    if change.kind != Kind.MERGE or each.scheme in PERSONAL
                    else _all(awards, each, shares)
                )
                opened[key] = _open(change, each, every, target, month, by)
            new = opened[key]
        names = [target.people[person].name for person in sorted(going)]
        after = _fen(new, month) if new is not None and fresh else 0
        passed.append(Passed(each, new, names, before[each.pk], stays[each.pk], after))
    return passed


def _all(awards: Sequence[Award], one: Award, shares: Mapping[UUID, frozenset[UUID]]) -> frozenset[UUID]:
    """Everybody whom the awards of this scheme cover."""
    return frozenset().union(*(shares[each.pk] for each in awards if each.scheme == one.scheme))


def _stay(
    change: Regrouping,
    award: Award,
    covered: frozenset[UUID],
    target: Target,
    remains: Target | None,
    month: date,
    by: Act,
) -> int:
    """Whom the old award goes on to cover, reckoned anew; it ends where nobody stays. Answers its amount."""
    going = covered & frozenset(target.people)
    if going == covered:
        _end(change, award, month)
        return 0
    assert remains is not None, "everybody goes but in a split"
    if not _qualifies(award, remains.assessment):
        raise NoLongerQualifies(
            f"分户后留下的成员不再符合{award.scheme_title}：请先把原待遇按渐退期或停止办结。"
        )
    if going:
        leave(award, going, month)
    _reckoned(award, remains.assessment, month, change, TermsReason.CHANGE, by)
    return _fen(award, month)


def _open(
    change: Regrouping, old: Award, people: frozenset[UUID], target: Target, month: date, by: Act
) -> Award | None:
    """The award that goes on with an old one; None where who left no longer qualifies by themselves."""
    if not _qualifies(old, target.assessment):
        if change.kind == Kind.SPLIT:
            return None
        raise NoLongerQualifies(
            f"按{change.kind_title}后的家庭情况，不再符合{old.scheme_title}：请先按渐退期或停止办结原待遇，再办理。"
        )
    covered = sorted(
        (target.people[each] for each in people), key=lambda p: (p.pk != target.household.head_id, p.pk)
    )
    payee = target.people.get(old.payee_id)
    trial = by.scope.natural_person == change.proposed_by  # taken back at once: nobody has decided yet
    own = class_of(read(target.assessment))
    review_class = stricter(own, old.review_class)
    award = Award.objects.create(
        household=target.household,
        area_id=target.household.area_id,
        case=target.case,
        continues=old,
        scheme=old.scheme,
        mode=old.mode,
        head=covered[0],
        head_name=covered[0].name,
        payee=payee if payee is not None and change.kind != Kind.SPLIT else covered[0],
        review_class=review_class,
        next_review=min(old.next_review, next_review(target.household.area_id, review_class, by.day)),
        first_month=month,
        prepared_by=None if trial else change.proposed_by,
        opened_by=by.scope.natural_person,
        opened_at=by.at,
    )
    cover(award, covered, month, by)
    _reckoned(award, target.assessment, month, change, TermsReason.CONTINUED, by, as_of=old)
    return award


def _reckoned(
    award: Award,
    assessment: Assessment,
    month: date,
    change: Regrouping,
    reason: TermsReason,
    by: Act,
    as_of: Award | None = None,
) -> None:
    """Terms from the month on, and for every later month for which terms stood already."""
    rows = AwardTerms.objects.filter(award=as_of or award, from_month__gt=month)
    for each in (month, *sorted(set(rows.values_list("from_month", flat=True)))):
        write_terms(
            award,
            reckoned_for(award, assessment, each, by),
            assessment,
            from_month=each,
            reason=reason,
            clause=CLAUSES[Kind(change.kind)],
            why=change.why,
            by=by,
        )


def _end(change: Regrouping, award: Award, month: date) -> None:
    kind = Kind(change.kind)
    award.until_month, award.end_reason, award.end_clause = month, END_REASONS[kind], CLAUSES[kind]
    award.end_why = f"{kind.label}，由新户承接"
    award.save(update_fields=["until_month", "end_reason", "end_clause", "end_why"])
    leave_all(award, month)


def _qualifies(award: Award, assessment: Assessment) -> bool:
    found = assessment.classification
    return found == award.scheme or (award.scheme == Scheme.MARGIN and found == Scheme.SINGLE_PERSON)


def _fen(award: Award | None, month: date) -> int:
    terms = None if award is None else terms_of(award, month)
    return 0 if terms is None else terms.monthly_fen
