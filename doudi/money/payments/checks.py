"""核对：what looks wrong on a roll before a fen leaves; each finding waits for a person.

The checks read many lines at once: as many questions for fifty thousand payees as for five.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from doudi.casework.awards.models import Award, AwardPerson, Mode
from doudi.casework.cases.places import place_of
from doudi.money.payments.models import Hold, Line, LineState, Purpose, Run
from doudi.money.payments.new_lines import NewLine
from doudi.policy.days import Month
from doudi.policy.question import yuan
from doudi.policy.value_keys import rate, whole
from doudi.policy.values import read_value
from doudi.records.access import Act
from doudi.records.institutions.models import InstitutionAccount
from doudi.records.institutions.queries import last_counts
from doudi.records.people.models import BankAccount, Person, Registration
from doudi.records.people.queries import held_on

Found = Iterator[tuple[NewLine, str]]


@dataclass(frozen=True, slots=True)
class Check:
    """一项核对: its code, and whether what it finds may be paid at all once a person has looked."""

    code: str
    title: str
    find: Callable[[Run, Sequence[NewLine], Act], Found]
    must_withhold: bool = False


def look_over(run: Run, lines: Sequence[NewLine], by: Act) -> list[Hold]:
    """Every finding of every check on these lines."""
    _ask_whom_they_cover(lines)
    return [
        Hold(
            line_id=line.pk,
            area_id=line.area_id,
            check_code=check.code,
            told=told,
            must_withhold=check.must_withhold,
        )
        for check in CHECKS
        for line, told in check.find(run, lines, by)
    ]


def _dead(run: Run, lines: Sequence[NewLine], by: Act) -> Found:
    """领款人或保障对象死亡：paid until the month of death, not after (应停未停). Months made up later look at their own
    month, the payee at today's.
    """
    people = {each for line in lines for each in (line.payee_id, *line.covered)}
    now = max(run.month, by.day.replace(day=1))  # a roll of an earlier month is paid today
    rows = Person.objects.filter(pk__among=people, died__lt=now).values_list("pk", "died")
    died = {person: day for person, day in rows if day is not None}
    names = dict(Person.objects.filter(pk__in=died).values_list("pk", "name"))
    for line in lines if died else ():
        gone = [
            each
            for each in dict.fromkeys((line.payee_id, *line.covered))
            if each in died and (each == line.payee_id or died[each] < line.month)
        ]
        if gone:
            told = "、".join(f"{names[each]}已于 {died[each]} 死亡" for each in gone)
            yield line, f"{told}：请先办理变更或停发，并换领款人。"


def _no_account(run: Run, lines: Sequence[NewLine], by: Act) -> Found:
    for line in lines:
        if line.account is None:
            yield line, f"{line.payee_name}没有已确认的银行账户：请先登记账户，由另一人确认。"


def _another_holder(run: Run, lines: Sequence[NewLine], by: Act) -> Found:
    for line in lines:
        if line.account is not None and line.holder != line.payee_name:
            yield line, f"户名“{line.holder}”与领款人“{line.payee_name}”不一致：请核对账户。"


def _shared_account(run: Run, lines: Sequence[NewLine], by: Act) -> Found:
    """一个账户多人领款, on this roll or on file."""
    own: dict[bytes, set[UUID]] = defaultdict(set)
    for line in lines:
        if line.account_blind is not None:
            own[line.account_blind].add(line.institution_id or line.payee_id)
    rows = BankAccount.objects.filter(held_on(by.day), number_blind__among=own, since__isnull=False)
    for blind, person in rows.values_list("number_blind", "person_id"):
        own[bytes(blind)].add(person)
    for line in lines:
        if line.account_blind is not None and len(own[line.account_blind]) > 1:
            others = len(own[line.account_blind]) - 1
            yield line, f"这个账户另有 {others} 人也在使用：请核实是否本人或监护人的账户。"


def _double(run: Run, lines: Sequence[NewLine], by: Act) -> Found:
    """同月重复享受：one person covered by two lines of this run or of another of the month."""
    holding: dict[tuple[UUID, date], set[UUID]] = defaultdict(set)
    for line in lines:
        for person in line.covered:
            holding[person, line.month].add(line.award_id or line.pk)
    twice = {each for each, awards in holding.items() if len(awards) > 1}
    for line in lines if twice else ():
        if any((person, line.month) in twice for person in line.covered):
            yield line, "有保障对象在本册上出现两次：请核对是否重复享受。"


def _moved_away(run: Run, lines: Sequence[NewLine], by: Act) -> Found:
    """户籍迁出：registered outside of the district since before the month."""
    people = {line.person_id for line in lines}
    rows = Registration.objects.filter(person_id__among=people, since__lte=run.month).order_by(
        "person_id", "-since"
    )
    latest = rows.distinct("person_id").values_list("person_id", "elsewhere")
    gone = {person: elsewhere for person, elsewhere in latest if elsewhere}
    for line in lines:
        if line.person_id in gone:
            yield line, f"{line.person_name}户籍已迁往{gone[line.person_id]}：请核对是否仍应发放。"


def _new_account(run: Run, lines: Sequence[NewLine], by: Act) -> Found:
    """临近变更：an account confirmed only days before the roll."""
    days = _limit(run, by, "recent_account_days")
    if days is None:
        return
    since = by.day - timedelta(days=days)
    fresh = dict(
        BankAccount.objects.filter(
            held_on(by.day), person_id__among={line.payee_id for line in lines}, since__gt=since
        ).values_list("person_id", "since")
    )
    earlier = set(
        Line.objects.filter(payee_id__in=fresh, state=LineState.PAID).values_list("payee_id", flat=True)
    )
    houses = dict(
        InstitutionAccount.objects.filter(
            held_on(by.day), institution_id__in={line.institution_id for line in lines}, since__gt=since
        ).values_list("institution_id", "since")
    )
    before = set(
        Line.objects.filter(institution_id__in=houses, state=LineState.PAID).values_list(
            "institution_id", flat=True
        )
    )
    for line in lines:
        if line.institution_id is None and line.payee_id in fresh and line.payee_id in earlier:
            yield line, f"账户自 {fresh[line.payee_id]} 起变更，距编册不足 {days} 天：请与领款人核实。"
        elif line.institution_id in houses and line.institution_id in before:
            changed = houses[line.institution_id]
            yield line, f"机构账户自 {changed} 起变更，距编册不足 {days} 天：请与机构核实。"


def _not_counted(run: Run, lines: Sequence[NewLine], by: Act) -> Found:
    """机构盘点：paid through an institution in which the person was not at the last count, or with no count at hand."""
    counts = last_counts({line.institution_id for line in lines if line.institution_id}, run.month)
    before = Month.of(run.month).add(-1).first_day()
    for line in lines:
        if line.institution_id is None:
            continue
        count = counts.get(line.institution_id)
        if count is None or count.month < before:
            yield line, f"{line.payee_name}上月以来没有盘点：请先盘点在院人员。"
        elif line.person_id not in count.present:
            yield (
                line,
                f"{count.counted_on} 盘点时{line.person_name}不在{line.payee_name}：请核实是否仍在供养。",
            )


def _housed_nowhere(run: Run, lines: Sequence[NewLine], by: Act) -> Found:
    """集中供养而无机构：the award says institution, and no institution has the person on file."""
    of = {line.award_id for line in lines if line.award_id and line.institution_id is None}
    there = set(Award.objects.filter(pk__among=of, mode=Mode.INSTITUTION).values_list("pk", flat=True))
    for line in lines:
        if line.award_id in there:
            yield line, f"{line.person_name}为集中供养，没有登记入住的机构：请先办理入院，或变更供养方式。"


def _unusual(run: Run, lines: Sequence[NewLine], by: Act) -> Found:
    """金额异常：more than so much above the month before."""
    share = _share(run, by)
    if share is None or run.purpose != Purpose.MONTHLY:
        return
    before = Month.of(run.month).add(-1).first_day()
    rows = Line.objects.filter(
        award_id__among={line.award_id for line in lines if line.award_id},
        month=before,
        purpose=Purpose.MONTHLY,
    )
    paid = dict(rows.exclude(state=LineState.VOID).values_list("award_id", "amount_fen"))
    for line in lines:
        last = paid.get(line.award_id) if line.award_id is not None else None
        if last is not None and line.amount_fen > last * (1 + share):
            yield line, f"上月 {yuan(last)} 元，本月 {yuan(line.amount_fen)} 元，增幅异常：请核对。"


def _ask_whom_they_cover(lines: Sequence[NewLine]) -> None:
    """Note on each line the people whom its award covers in the line's month."""
    of_award: dict[UUID, list[tuple[UUID, date, date | None]]] = defaultdict(list)
    awards = {line.award_id for line in lines if line.award_id is not None}
    rows = AwardPerson.objects.filter(award_id__among=awards, living=True, void=False).order_by(
        "award_id", "name"
    )
    for award, person, since, until in rows.values_list("award_id", "person_id", "since", "until"):
        of_award[award].append((person, since, until))
    for line in lines:
        line.covered = (
            [
                person
                for person, since, until in of_award[line.award_id]
                if since <= line.month and (until is None or line.month < until)
            ]
            if line.award_id is not None
            else [line.person_id]
        )


def _limit(run: Run, by: Act, key: str) -> int | None:
    value = read_value(place_of(run.area_id, by.day), "payment_checks", by.day)
    return None if value is None else whole(value.keys[key])


def _share(run: Run, by: Act) -> Fraction | None:
    value = read_value(place_of(run.area_id, by.day), "payment_checks", by.day)
    return None if value is None else rate(value.keys["unusual_rise"])


CHECKS = (
    Check("death", "死亡", _dead, must_withhold=True),
    Check("no_account", "没有账户", _no_account, must_withhold=True),
    Check("double", "重复享受", _double, must_withhold=True),
    Check("holder", "户名不符", _another_holder),
    Check("shared", "共用账户", _shared_account),
    Check("moved", "户籍迁出", _moved_away),
    Check("new_account", "账户临近变更", _new_account),
    Check("census", "机构盘点", _not_counted),
    Check("housed", "集中供养未登记机构", _housed_nowhere),
    Check("unusual", "金额异常", _unusual),
)
TITLES = {check.code: check.title for check in CHECKS}
