"""什么会改变结论 — for each fact that may truthfully differ, the smallest change that turns the answer.

Amounts are searched to the yuan by bisection, everything else by trying each option. Every claim is
re-run by the interpreter before it is told. Sex, birth and identity are never varied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from doudi.policy.asks.household import Decided
from doudi.policy.explain import whole_fen
from doudi.policy.facts import INCOME_KINDS, SPENDING_KINDS
from doudi.policy.figures import Figures
from doudi.policy.fused import flat_figures, fused, has_unknown
from doudi.policy.law.rigid import CLASSIFICATIONS
from doudi.policy.question import yuan
from doudi.policy.reckoning import Household, Reckoning
from doudi.policy.unknown import Term, Unknown
from doudi.policy.values import history

MOST_YUAN = 1 << 23  # beyond it no household of these schemes is looked for
NAMES = {
    "none": "不符合任何一类",
    "tekun": "特困人员",
    "dibao": "低保",
    "single_person": "单人保",
    "margin": "低保边缘家庭",
    "rigid_expenditure": "刚性支出困难家庭",
}
AMOUNT_OF = {
    "dibao": "dibao_monthly",
    "single_person": "single_person_monthly",
    "tekun": "tekun_monthly",
}
INCOME_BASIS = "民发〔2021〕57号 第十二条、第十三条"
SUPPORT_BASIS = "民法典 第一千零六十七条；铁清民发〔2022〕47号 二（二）"
SPENDING_BASIS = "民发〔2021〕57号 第十三条；铁清民发〔2022〕47号 二（二）"
ASSET_BASIS = "民发〔2021〕57号 第十四条"
LABOUR_BASIS = "民发〔2021〕43号 第五条"
ILLNESS_BASIS = "民发〔2021〕57号 第八条"
OBLIGOR_BASIS = "民发〔2021〕43号 第八条"


@dataclass(frozen=True)
class Change:
    """One fact, otherwise told, that turns the answer: the sentence, its clause, the answer it turns to."""

    fact: str
    sentence: str
    basis: str
    classification: str


@dataclass(frozen=True)
class Amount:
    """An amount that may be higher or lower: `put(fen)` gives the household with it, `fen` is today's."""

    fact: str
    label: str
    fen: int
    put: Callable[[int], Household]
    basis: str


@dataclass(frozen=True)
class Option:
    """Another state of a fact: `household` is the family with it."""

    fact: str
    label: str
    household: Household
    basis: str


class _Judge:
    """The classification of a changed household: fused where everything is known, else interpreted."""

    def __init__(self, decided: Decided) -> None:
        self.figures, self.on = decided.reckoning.figures, decided.question.on
        self.today = self.on.year * 10000 + self.on.month * 100 + self.on.day
        all_known = not has_unknown(decided.household) and not any(
            isinstance(term, Unknown) for term in self.figures.values()
        )
        self.case = fused(("classification",), self.on) if all_known else None
        self.flat = flat_figures(self.figures)
        self.fen = decided.reckoning.fen

    def code(self, household: Household) -> int | None:
        if self.case is None:
            return self.confirm(household)[0]
        return int(
            self.case(household, self.flat, self.parts(household), self.today)[
                "classification"
            ]
        )

    def parts(self, household: Household) -> int:
        supporters = household.supporters or ()
        return self.figures.parts_per_fen(
            (each["persons_supported"], each["family_size"]) for each in supporters
        )

    def confirm(
        self,
        household: Household,
        figures: Figures | None = None,
        on: date | None = None,
    ) -> tuple[int | None, str]:
        """The interpreter's classification and the amount in words."""
        reckoning = Reckoning(household, figures or self.figures, on or self.on)
        term = reckoning.value("classification")
        if isinstance(term, Unknown):
            return None, ""
        name = CLASSIFICATIONS[int(term)]
        told = NAMES[name]
        if name in AMOUNT_OF:
            amount = reckoning.value(AMOUNT_OF[name])
            if not isinstance(amount, Unknown):
                told += f"，每月 {yuan(whole_fen(int(amount), reckoning.fen))} 元"
        return int(term), told


def what_would_change(decided: Decided) -> list[Change]:
    """The smallest truthful differences that turn the answer, in the order of the clauses.

    Empty when no single fact does, and when the answer itself is not yet known.
    """
    if decided.answer["classification"] == "unknown":
        return []
    judge = _Judge(decided)
    now = judge.code(decided.household)
    assert now is not None
    household = decided.household
    changes: list[Change] = []
    for amounts, options in (
        (_incomes(household, decided.question.on), ()),
        (_support_amounts(household), _support_options(household)),
        (_spendings(household), ()),
        (_financial(household), _asset_options(household)),
        ((), _trait_options(household)),
    ):
        for amount in amounts:
            changes.extend(_by_amount(amount, judge, now))
        for option in options:
            changes.extend(_by_option(option, judge, now))
    return changes + list(_by_date(decided, judge, now))


def _by_amount(amount: Amount, judge: _Judge, now: int) -> Iterator[Change]:
    for direction in (-1, 1):
        steps = _smallest_step(amount, direction, judge, now)
        if steps is None:
            continue
        fen = max(amount.fen + direction * steps * 100, 0)
        code, told = judge.confirm(amount.put(fen))
        before = amount.put(max(amount.fen + direction * (steps - 1) * 100, 0))
        if code is None or code == now or judge.confirm(before)[0] != now:
            continue
        word = "增加" if direction > 0 else "减少"
        yield Change(
            amount.fact,
            f"{amount.label}由 {yuan(amount.fen)} 元{word}到 {yuan(fen)} 元（{word} {yuan(abs(fen - amount.fen))} 元），"
            f"结论变为：{told}。",
            amount.basis,
            CLASSIFICATIONS[code],
        )


def _smallest_step(
    amount: Amount, direction: int, judge: _Judge, now: int
) -> int | None:
    """The fewest whole yuan up or down at which the answer differs, by doubling and then bisection."""

    def differs(steps: int) -> bool:
        code = judge.code(amount.put(max(amount.fen + direction * steps * 100, 0)))
        return code is not None and code != now

    most = -(-amount.fen // 100) if direction < 0 else MOST_YUAN
    high = 1
    while high < most and not differs(high):
        high *= 2
    high = min(high, most)
    if most == 0 or not differs(high):
        return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if differs(middle) else (middle, high)
    return high


def _by_option(option: Option, judge: _Judge, now: int) -> Iterator[Change]:
    if judge.code(option.household) in (now, None):
        return
    code, told = judge.confirm(option.household)
    if code is not None and code != now:
        yield Change(
            option.fact,
            f"{option.label}，结论变为：{told}。",
            option.basis,
            CLASSIFICATIONS[code],
        )


def _with_member(household: Household, index: int, **facts: Term) -> Household:
    members = list(household.members)
    members[index] = {**members[index], **facts}
    return replace(household, members=members)


def _with_supporter(household: Household, index: int, **facts: Term) -> Household:
    supporters = list(household.supporters or ())
    supporters[index] = {**supporters[index], **facts}
    return replace(household, supporters=supporters)


def _with_facts(household: Household, **facts: Term) -> Household:
    return replace(household, facts={**household.facts, **facts})


def _incomes(household: Household, on: date) -> Iterator[Amount]:
    for index, person in enumerate(household.members):
        for kind, title in INCOME_KINDS.items():
            name, yearly = f"income_{kind}", person[f"income_{kind}"]
            if isinstance(yearly, Unknown) or (
                yearly == 0 and not (kind == "wage" and _of_working_age(person, on))
            ):
                continue
            monthly, rest = divmod(int(yearly), 12)

            def put(
                fen: int, index: int = index, name: str = name, rest: int = rest
            ) -> Household:
                return _with_member(household, index, **{name: fen * 12 + rest})

            who = household.member_ids[index]
            yield Amount(
                f"members[{index}].income.{kind}",
                f"成员 {who} 的{title}每月",
                monthly,
                put,
                INCOME_BASIS,
            )


def _of_working_age(person: dict[str, Term], on: date) -> bool:
    birth = person["birth"]
    return not isinstance(birth, Unknown) and 16 <= on.year - int(birth) // 10000 < 60


def _support_amounts(household: Household) -> Iterator[Amount]:
    for index, person in enumerate(household.supporters or ()):
        who = household.supporter_ids[index]
        for name, title in (
            ("family_income", "家庭月收入"),
            ("agreed", "协议或判决的赡养费每月"),
            ("paid", "实际给付的赡养费每月"),
        ):
            fen = person[name]
            if isinstance(fen, Unknown):
                continue

            def put(fen: int, index: int = index, name: str = name) -> Household:
                return _with_supporter(household, index, **{name: fen})

            yield Amount(
                f"supporters[{index}].{name}",
                f"义务人 {who} 的{title}",
                int(fen),
                put,
                SUPPORT_BASIS,
            )


def _support_options(household: Household) -> Iterator[Option]:
    supporters = household.supporters
    if supporters is None:
        return
    for index, person in enumerate(supporters):
        who = household.supporter_ids[index]
        for name, title, most in (
            ("family_size", "家庭人口", 10),
            ("persons_supported", "要赡养的人数", 10),
        ):
            if isinstance(person[name], Unknown):
                continue
            for number in sorted(
                range(1, most + 1), key=lambda n: abs(n - int(person[name]))
            ):
                label = f"义务人 {who} 的{title}是 {number} 人"
                changed = _with_supporter(household, index, **{name: number})
                yield Option(
                    f"supporters[{index}].{name}", label, changed, SUPPORT_BASIS
                )
        word = "有" if person["unable"] else "没有"
        changed = _with_supporter(household, index, unable=int(not person["unable"]))
        yield Option(
            f"supporters[{index}].unable",
            f"义务人 {who} {word}履行义务的能力",
            changed,
            OBLIGOR_BASIS,
        )
    one_more = {
        "family_size": 1,
        "family_income": 0,
        "persons_supported": 1,
        "agreed": 0,
        "paid": 0,
        "unable": 0,
    }
    yield Option(
        "supporters",
        "另有一名有履行能力的义务人（按无收入计）",
        replace(
            household,
            supporters=[*supporters, one_more],
            supporter_ids=[*household.supporter_ids, "另一人"],
        ),
        OBLIGOR_BASIS,
    )


def _spendings(household: Household) -> Iterator[Amount]:
    for index, person in enumerate(household.members):
        for sort, title in SPENDING_KINDS.items():
            fen = person[f"spending_{sort}"]
            if isinstance(fen, Unknown) or (fen == 0 and sort != "medical"):
                continue

            def put(fen: int, index: int = index, sort: str = sort) -> Household:
                return _with_member(household, index, **{f"spending_{sort}": fen})

            who = household.member_ids[index]
            yield Amount(
                f"members[{index}].spending_year.{sort}",
                f"成员 {who} 的{title}",
                int(fen),
                put,
                SPENDING_BASIS,
            )


def _financial(household: Household) -> Iterator[Amount]:
    fen = household.facts["financial_assets"]
    if not isinstance(fen, Unknown):

        def put(fen: int) -> Household:
            return _with_facts(household, financial_assets=fen)

        yield Amount("assets.financial", "家庭金融资产", int(fen), put, ASSET_BASIS)


def _asset_options(household: Household) -> Iterator[Option]:
    for name, title, unit in (
        ("homes", "住房", "套"),
        ("vehicles", "机动车", "辆"),
        ("businesses", "经营实体", "个"),
    ):
        now = household.facts[name]
        if isinstance(now, Unknown):
            continue
        for number in sorted(
            set(range(4)) - {int(now)}, key=lambda n: abs(n - int(now))
        ):
            changed = _with_facts(household, **{name: number})
            yield Option(
                f"assets.{name}", f"{title}是 {number} {unit}", changed, ASSET_BASIS
            )


def _trait_options(household: Household) -> Iterator[Option]:
    for index, person in enumerate(household.members):
        who = household.member_ids[index]
        for name, title, basis in (
            ("serious_illness", "重病", ILLNESS_BASIS),
            ("unable_to_work", "经评估无劳动能力", LABOUR_BASIS),
            ("student", "在校学生", SPENDING_BASIS),
        ):
            word = "不是" if person[name] else "被证实是"
            changed = _with_member(household, index, **{name: int(not person[name])})
            yield Option(
                f"members[{index}].{name}", f"成员 {who} {word}{title}", changed, basis
            )


def _by_date(decided: Decided, judge: _Judge, now: int) -> Iterator[Change]:
    """The first later day within two years, of a new standard or of an age reached, that turns the answer."""
    on, figures = decided.question.on, decided.reckoning.figures
    for day, why in sorted(_days_ahead(decided, on)):
        later = Figures(figures.place, day, figures.known_on)
        if "dibao_standard" not in later.sources:
            continue
        code, told = judge.confirm(decided.household, later, day)
        if code is not None and code != now:
            yield Change(
                "on",
                f"{day.isoformat()}起（{why}），结论变为：{told}。",
                "按当日有效的标准和年龄计算",
                CLASSIFICATIONS[code],
            )
            return


def _days_ahead(decided: Decided, on: date) -> set[tuple[date, str]]:
    figures = decided.reckoning.figures
    end = date(on.year + 2, on.month, min(on.day, 28))
    days = {
        (value.since, f"{value.title}调整")
        for name in ("dibao_standard", "tekun_standard")
        for value in history(figures.place, name)
        if figures.known_on is None or value.issued <= figures.known_on
    }
    for index, person in enumerate(decided.household.members):
        birth = person["birth"]
        if isinstance(birth, Unknown):
            continue
        year, month, day = (
            int(birth) // 10000,
            int(birth) // 100 % 100,
            int(birth) % 100,
        )
        for mark in (
            "age_marks_child",
            "age_marks_adult",
            "age_marks_elder",
            "age_marks_aged",
        ):
            age = figures[mark]
            if isinstance(age, Unknown) or not on.year <= year + int(age) <= end.year:
                continue
            reached = (
                date(year + int(age), month, day)
                if (month, day) != (2, 29)
                else date(year + int(age), 3, 1)
            )
            days.add(
                (reached, f"成员 {decided.household.member_ids[index]} 满{age}周岁")
            )
    return {(day, why) for day, why in days if on < day <= end}
