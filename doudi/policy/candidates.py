"""哪些事实可能不同 — the facts of a household that may truthfully differ, with how each would be otherwise.

Amounts, agreements, the number of supporters, assets and what may yet be proved. Sex, birth, relation,
disability and household registration are never varied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from doudi.policy.facts import INCOME_KINDS, SPENDING_KINDS
from doudi.policy.figures import Figures
from doudi.policy.reckoning import Household
from doudi.policy.unknown import Term, Unknown

INCOME_BASIS = "民发〔2021〕57号 第十二条、第十三条"
SUPPORT_BASIS = "民法典 第一千零六十七条；铁清民发〔2022〕47号 二（二）"
SPENDING_BASIS = "民发〔2021〕57号 第十三条；铁清民发〔2022〕47号 二（二）"
ASSET_BASIS = "民发〔2021〕57号 第十四条"
LABOUR_BASIS = "民发〔2021〕43号 第五条"
ILLNESS_BASIS = "民发〔2021〕57号 第八条"
OBLIGOR_BASIS = "民发〔2021〕43号 第八条"


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


def incomes(household: Household, figures: Figures, on: date) -> Iterator[Amount]:
    for index, person in enumerate(household.members):
        for kind, title in INCOME_KINDS.items():
            name, yearly = f"income_{kind}", person[f"income_{kind}"]
            if not isinstance(yearly, int) or (
                yearly == 0 and not (kind == "wage" and _of_working_age(person, figures, on))
            ):
                continue
            monthly, rest = divmod(yearly, 12)

            def put(fen: int, index: int = index, name: str = name, rest: int = rest) -> Household:
                return _with_member(household, index, **{name: fen * 12 + rest})

            who = household.member_ids[index]
            yield Amount(
                f"members[{index}].income.{kind}",
                f"成员 {who} 的{title}每月",
                monthly,
                put,
                INCOME_BASIS,
            )


def _of_working_age(person: dict[str, Term], figures: Figures, on: date) -> bool:
    birth, child, elder = person["birth"], figures["age_marks_child"], figures["age_marks_elder"]
    if isinstance(birth, Unknown) or isinstance(child, Unknown) or isinstance(elder, Unknown):
        return False
    today = on.year * 10000 + on.month * 100 + on.day
    return child <= (today - birth) // 10000 < elder


def support_amounts(household: Household) -> Iterator[Amount]:
    for index, person in enumerate(household.supporters or ()):
        who = household.supporter_ids[index]
        for name, title in (
            ("family_income", "家庭月收入"),
            ("agreed", "协议或判决的赡养费每月"),
            ("paid", "实际给付的赡养费每月"),
        ):
            fen = person[name]
            if not isinstance(fen, int):
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


def _nearest_first(numbers: range, now: int) -> list[int]:
    return sorted((number for number in numbers if number != now), key=lambda number: abs(number - now))


def support_options(household: Household) -> Iterator[Option]:
    """Another size of an obligor's family, another number to support, his ability, one obligor more."""
    supporters = household.supporters
    if supporters is None:
        return
    for index, person in enumerate(supporters):
        who = f"义务人 {household.supporter_ids[index]} "
        for name, title in (("family_size", "的家庭人口"), ("persons_supported", "要赡养的人数")):
            now = person[name]
            for number in _nearest_first(range(1, 11), now) if isinstance(now, int) else ():
                changed = _with_supporter(household, index, **{name: number})
                yield Option(
                    f"supporters[{index}].{name}", f"{who}{title}是 {number} 人", changed, SUPPORT_BASIS
                )
        word = "有" if person["unable"] else "没有"
        changed = _with_supporter(household, index, unable=int(not person["unable"]))
        yield Option(f"supporters[{index}].unable", f"{who}{word}履行义务的能力", changed, OBLIGOR_BASIS)
    one_more: dict[str, Term] = {
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
            household, supporters=[*supporters, one_more], supporter_ids=[*household.supporter_ids, "另一人"]
        ),
        OBLIGOR_BASIS,
    )


def spendings(household: Household) -> Iterator[Amount]:
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


def financial(household: Household) -> Iterator[Amount]:
    fen = household.facts["financial_assets"]
    if not isinstance(fen, Unknown):

        def put(fen: int) -> Household:
            return _with_facts(household, financial_assets=fen)

        yield Amount("assets.financial", "家庭金融资产", int(fen), put, ASSET_BASIS)


def asset_options(household: Household) -> Iterator[Option]:
    for name, title, unit in (
        ("homes", "住房", "套"),
        ("vehicles", "机动车", "辆"),
        ("businesses", "经营实体", "个"),
    ):
        now = household.facts[name]
        if not isinstance(now, int):
            continue
        for number in _nearest_first(range(4), now):
            changed = _with_facts(household, **{name: number})
            yield Option(f"assets.{name}", f"{title}是 {number} {unit}", changed, ASSET_BASIS)


def trait_options(household: Household) -> Iterator[Option]:
    for index, person in enumerate(household.members):
        who = household.member_ids[index]
        for name, title, basis in (
            ("serious_illness", "重病", ILLNESS_BASIS),
            ("unable_to_work", "经评估无劳动能力", LABOUR_BASIS),
            ("student", "在校学生", SPENDING_BASIS),
        ):
            word = "不是" if person[name] else "被证实是"
            changed = _with_member(household, index, **{name: int(not person[name])})
            yield Option(f"members[{index}].{name}", f"成员 {who} {word}{title}", changed, basis)
