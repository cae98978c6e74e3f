"""说明单 — the answer as a sheet in Chinese that an officer can hand over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from doudi.policy.asks.household import AMOUNTS, Decided, decide_for, used_values
from doudi.policy.changes import Change, what_would_change
from doudi.policy.explain import Teller
from doudi.policy.language import (
    HOUSEHOLD,
    MEMBER,
    MONEY,
    OBLIGATION,
    SUPPORTER,
    Rule,
    clauses_on,
)
from doudi.policy.obligors import owes_nothing
from doudi.policy.plain_sheet import RULE
from doudi.policy.reckoning import Reckoning
from doudi.policy.unknown import Unknown

CLASS_TITLES = {
    "tekun": "特困人员",
    "dibao": "最低生活保障（低保）",
    "single_person": "单人保（低保边缘家庭中的重残、重病成员）",
    "margin": "低保边缘家庭",
    "rigid_expenditure": "刚性支出困难家庭",
    "none": "不符合以上任何一类",
    "unknown": "还不能确定",
}
ANSWER_TITLES = {"yes": "是", "no": "否", "unknown": "还不能确定"}
CARE_TITLES = {"none": "全自理", "half": "半护理", "full": "全护理"}
_RECKONED = (
    *(
        "wages",
        "employment_cost",
        "imputed_wage",
        "other_income",
        "member_income",
        "members_income",
    ),
    *(
        "support_excess",
        "support_share",
        "halved",
        "share_counted",
        "supporter_counted",
        "support_fee",
    ),
    *("medical_deduction", "education_deduction", "rehabilitation_deduction", "rigid_spending"),
    *("countable_income", "income_per_head"),
)
_AMOUNT_STEPS = {
    "dibao": (
        "dibao_standard",
        "difference",
        "tier_amount",
        "later_tier_amount",
        "supplements",
        "dibao_before_rounding",
        "dibao_monthly",
    ),
    "single_person": ("single_person_before_rounding", "single_person_each", "single_person_monthly"),
    "tekun": ("tekun_standard", "tekun_monthly"),
}


_SUBJECT = re.compile(r"^(成员|义务人) (.+?) (.*)$")  # «成员 周阳 的工资性收入每月由…»


def household_sheet(decided: Decided) -> str:
    """The whole sheet: result, reckoning, tests with clauses, what is missing, what would change it."""
    answer, reckoning = decided.answer, decided.reckoning
    teller = Teller(reckoning)
    halving = [*_section("　　减半与不减半对照", _halving_lines(decided))]
    sections = (
        ("怎么算的", [*_reckoning_lines(reckoning, teller), *halving]),
        ("金额", [*_amount_lines(answer, reckoning, teller)]),
        ("逐项对照", [*_finding_lines(answer)]),
        ("还缺什么", [*_need_lines(answer, reckoning)]),
        ("什么情况下结论会变", [*_change_lines(what_would_change(decided))]),
        ("所用数值", [*_value_lines(reckoning)]),
    )
    told = zip("一二三四五六", (section for section in sections if section[1]), strict=False)
    parts = [line for number, (title, lines) in told for line in ("", f"{number}、{title}", *lines)]
    return "\n".join((_head(decided), _result(answer), *parts))


def _section(title: str, lines: Iterator[str]) -> list[str]:
    found = list(lines)
    return ["", title, *found] if found else []


def _head(decided: Decided) -> str:
    question = decided.question
    place = decided.reckoning.figures.place
    known = f"，只用{question.known_on.isoformat()}以前印发的数值" if question.known_on else ""
    return "\n".join(
        (
            f"社会救助认定说明  {question.name}".rstrip(),
            RULE,
            f"裁量之日：{question.on.isoformat()}    数值：{place.name}{known}",
        )
    )


def _result(answer: dict[str, Any]) -> str:
    name = answer["classification"]
    lines = [f"结论：{CLASS_TITLES[name]}"]
    scheme = answer["schemes"].get(name, {})
    if scheme.get("monthly"):
        who = f"（{'、'.join(scheme['persons'])}）" if scheme.get("persons") else ""
        lines.append(f"每月：{scheme['monthly']} 元{who}，从确认的次月起发放")
    elif name in AMOUNTS:
        lines.append("每月：金额还不能算定")
    if scheme.get("care_level"):
        lines.append(f"照料护理级别：{CARE_TITLES[scheme['care_level']]}（护理费另按照料护理标准计发）")
    lines.extend(f"请注意：{note}" for note in answer["notes"])
    return "\n".join(lines)


def _halving_lines(decided: Decided) -> Iterator[str]:
    """Both results where 赡养费减半 makes a difference: as it is, and as it would be without."""
    reckoning = decided.reckoning
    before, counted = reckoning.value("support_fee_before_halving"), reckoning.value("support_fee")
    halved = [reckoning.value("halved", each) for each in range(len(reckoning.household.obligations))]
    if (
        isinstance(before, Unknown)
        or isinstance(counted, Unknown)
        or before == 0
        or not any(each == 1 for each in halved)
    ):
        return
    figures = reckoning.figures.otherwise(support_fee_halving_factor=Fraction(1))
    without = decide_for(decided.question, decided.household, figures).answer
    for label, answer in (("减半", decided.answer), ("不减半", without)):
        name = answer["classification"]
        monthly = answer["schemes"].get(name, {}).get("monthly")
        yield (
            f"  {label}：赡养费 {answer['quantities']['support_fee_monthly']} 元，"
            f"家庭月可支配收入 {answer['quantities']['countable_income_monthly']} 元，"
            f"结论：{CLASS_TITLES[name]}" + (f"，每月 {monthly} 元" if monthly else "")
        )


def whose(reckoning: Reckoning, rule: Rule, index: int) -> str:
    """The short name of the member, supporter or pair whose quantity it is."""
    household = reckoning.household
    if rule.entity == MEMBER:
        return f"[{household.member_ids[index]}] "
    if rule.entity == SUPPORTER:
        return f"[{household.supporter_ids[index]}] "
    if rule.entity == OBLIGATION:
        supporter, member = household.obligations[index]
        return f"[{household.supporter_ids[supporter]}→{household.member_ids[member]}] "
    return ""


def _reckoning_lines(reckoning: Reckoning, teller: Teller) -> Iterator[str]:
    for name in _RECKONED:
        rule = reckoning.rules[name]
        for index in _indexes(reckoning, rule):
            term = reckoning.value(name, index)
            quiet = (
                rule.entity != HOUSEHOLD and (term == 0 or term is False) and not isinstance(term, Unknown)
            )
            if quiet or (name == "support_fee" and not reckoning.household.supporters and term == 0):
                yield from owes_nothing(reckoning, rule, index, whose(reckoning, rule, index))
                continue
            yield _line(reckoning, teller, rule, index)


def _indexes(reckoning: Reckoning, rule: Rule) -> list[int]:
    if rule.entity == HOUSEHOLD:
        return [0]
    if rule.entity == OBLIGATION:
        return list(range(len(reckoning.household.obligations)))
    return list(reckoning.indexes(rule.entity))


def _line(reckoning: Reckoning, teller: Teller, rule: Rule, index: int) -> str:
    value = teller.term(rule.name, index)
    label = f"  {whose(reckoning, rule, index)}{rule.title}：{value}"
    if rule.of:
        return f"{label}（各项相加）〔{clauses_on(rule.basis, reckoning.on)}〕"
    because = teller.because(rule, index)
    told = f"  ＝ {because}" if rule.unit == MONEY else f"（{because}）"
    return f"{label}{told}〔{clauses_on(rule.basis, reckoning.on)}〕"


def _amount_lines(answer: dict[str, Any], reckoning: Reckoning, teller: Teller) -> Iterator[str]:
    for name, steps in _AMOUNT_STEPS.items():
        if answer["schemes"][name]["answer"] != "yes":
            continue
        persons = answer["schemes"][name].get("persons")
        for step in steps:
            rule = reckoning.rules[step]
            if not _uses(reckoning, step):
                continue
            for index in _indexes(reckoning, rule):
                of_another = rule.entity == MEMBER and reckoning.household.member_ids[index] not in persons
                if not of_another and (reckoning.value(step, index) != 0 or step in AMOUNTS.values()):
                    yield _line(reckoning, teller, rule, index)


def _uses(reckoning: Reckoning, step: str) -> bool:
    value = reckoning.value
    if step in ("difference", "tier_amount"):
        return (value("dibao_benefit_by_tiers") == 1) == (step == "tier_amount")
    later = step == "later_tier_amount"
    return not later or (_uses(reckoning, "tier_amount") and value(step) == value("tier_amount"))


ASSET_TESTS = (
    "financial_within_limit",
    "homes_within_limit",
    "vehicles_within_limit",
    "businesses_within_limit",
)


def _finding_lines(answer: dict[str, Any]) -> Iterator[str]:
    """Every test of every scheme; the asset tests, which all schemes share, are told once."""
    yield "  ● 家庭财产（各类共用）"
    for found in answer["schemes"]["dibao"]["findings"]:
        if found["test"] in ASSET_TESTS:
            yield _finding_line(found)
    for name in ("tekun", "dibao", "single_person", "margin", "rigid_expenditure"):
        scheme = answer["schemes"][name]
        yield f"  ● {CLASS_TITLES[name]}：{ANSWER_TITLES[scheme['answer']]}"
        for found in scheme["findings"]:
            if found["test"] not in ASSET_TESTS:
                yield _finding_line(found)


def _finding_line(found: dict[str, str]) -> str:
    return f"      {ANSWER_TITLES[found['answer']]}　{found['title']}：{found['because']}〔{found['basis']}〕"


def _need_lines(answer: dict[str, Any], reckoning: Reckoning) -> Iterator[str]:
    for path in answer["needs"]:
        yield f"  {path}：{spoken_path(path, reckoning)}"


_SPOKEN = {
    "birth": "出生日期",
    "income": "收入",
    "spending_year": "过去12个月自付的支出",
    "medical": "医疗支出",
    "education": "教育支出",
    "rehabilitation": "康复支出",
    "assets": "家庭财产",
    "financial": "金融资产",
    "homes": "住房",
    "vehicles": "机动车辆",
    "businesses": "经营实体",
    "supporters": "有没有赡养、抚养、扶养义务人",
    "family_size": "家庭人口",
    "family_income_monthly": "家庭月收入",
}


def spoken_path(path: str, reckoning: Reckoning) -> str:
    """A missing fact in words: whose, and what."""
    household = reckoning.household
    who = ""
    if path.startswith("facts.members["):
        who = f"成员 {household.member_ids[int(path.split('[')[1].split(']')[0])]} 的"
    elif path.startswith("facts.supporters["):
        who = f"义务人 {household.supporter_ids[int(path.split('[')[1].split(']')[0])]} 的"
    return f"{who}{_SPOKEN[path.split('.')[-1]]}"


def _change_lines(changes: list[Change]) -> Iterator[str]:
    if not changes:
        yield "  没有哪一项事实单独改变会使结论不同。"
        return
    yield "  （只说明算法，不是建议改动如实的申报）"
    alike: dict[tuple[str, str, str], list[str]] = {}
    for change in changes:
        subject = _SUBJECT.match(change.sentence)
        kind, who, told = subject.groups() if subject else ("", "", change.sentence)
        alike.setdefault((kind, told, change.basis), []).append(who)
    for (kind, told, basis), names in alike.items():
        either = " 中任何一人" if len(names) > 1 else " " if kind else ""
        yield f"  {kind} {'、'.join(names)}{either}{told}〔{basis}〕" if kind else f"  {told}〔{basis}〕"


def _value_lines(reckoning: Reckoning) -> Iterator[str]:
    for value in used_values(reckoning):
        mark = "（未见原文件，待核实）" if value.unverified else ""
        yield f"  {value.title}（{value.since.isoformat()}起）：{value.basis}{mark}"
