"""政策手册 — the manual of every rule, value, date and document, written from the code; and what changed."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

from doudi.policy import law  # noqa: F401  puts the rules into the book
from doudi.policy.language import (
    BOOK,
    HOUSEHOLD,
    HOW_MANY,
    MEMBER,
    OBLIGATION,
    SCHEME,
    SUPPORTER,
    TEST,
    Rule,
    clauses_on,
    in_force,
)
from doudi.policy.titles import title
from doudi.policy.tree import Arithmetic, Call, Choice, Compare, Const, Logic, Name, Node, Not, tree_of
from doudi.policy.value_words import spoken, spoken_key, spoken_unit
from doudi.policy.values import BUILT_IN, Place, Value, history, names, read_value

ENTITY_TITLES = {
    HOUSEHOLD: "每户",
    MEMBER: "每名成员",
    SUPPORTER: "每名义务人",
    OBLIGATION: "每名义务人对每名被赡养人",
}
_MEASURED_IN = {"元": "元", "天": "天", "岁": "岁", "月": "个月"}
_SIGNS = {
    "<": "＜",
    "<=": "≤",
    ">": "＞",
    ">=": "≥",
    "==": "＝",
    "!=": "≠",
    "+": "＋",
    "-": "－",
    "*": "×",
    "//": "÷",
}
_MEASURES = (Name("fen"), Name("yuan"))


def policy_book(place: Place, on: date) -> str:
    """The manual of a place as Markdown: rules with their text and clauses, values with their history."""
    lines = [
        f"# 政策手册：{place.name}",
        "",
        f"按 {on.isoformat()} 有效的规则和数值写出。规则写在 `doudi/policy/law/`，数值写在 `doudi/policy/values/`；",
        "本手册由 `doudi policy book` 从它们生成，不要手改。",
        "",
        "## 规则",
        *_rule_lines(on),
        "",
        "## 数值",
        *_value_lines(place, on),
        "",
        "## 地方做法与全国规定不一致之处",
        *_conflict_lines(),
        "",
    ]
    return "\n".join(lines)


def _rule_lines(on: date) -> Iterator[str]:
    chapter = ""
    for rule in in_force(on).values():
        here = _chapter(rule)
        if here != chapter:
            chapter = here
            yield from ("", f"### {chapter}")
        yield from (
            "",
            f"**{rule.title}** `{rule.name}`（{ENTITY_TITLES[rule.entity]}，{_role(rule)}）",
            f"　{_text(rule)}",
            f"　依据：{clauses_on(rule.basis, on)}{_dates(rule)}",
        )


def _chapter(rule: Rule) -> str:
    if rule.function is None:
        return _chapter(BOOK[rule.of][0])
    return str(sys.modules[rule.function.__module__].__doc__).partition(" — ")[0]


def _role(rule: Rule) -> str:
    return {SCHEME: "类别", TEST: "条件"}.get(rule.role, f"单位：{rule.unit}")


def _dates(rule: Rule) -> str:
    since = "" if rule.since == date.min else f"；自 {rule.since.isoformat()}"
    return since + ("" if rule.until == date.max else f"；至 {rule.until.isoformat()}")


def _text(rule: Rule) -> str:
    if rule.of:
        what = "人数" if rule.form == HOW_MANY else "相加"
        return f"＝ 各{ENTITY_TITLES[BOOK[rule.of][0].entity].removeprefix('每')}“{title(rule.of)}”{what}"
    return f"＝ {spelled(tree_of(rule))}"


def spelled(node: Node) -> str:
    """A rule's tree in words, with the titles of what it needs."""
    if isinstance(node, Name):
        return title(node.name)
    if isinstance(node, Const):
        return (
            {True: "是", False: "否"}.get(node.value, str(node.value))
            if isinstance(node.value, bool)
            else str(node.value)
        )
    if isinstance(node, Choice):
        return f"如果（{spelled(node.condition)}）：{spelled(node.then)}；否则：{spelled(node.otherwise)}"
    if isinstance(node, Logic):
        word = " 并且 " if node.word == "and" else " 或者 "
        return word.join(
            f"（{spelled(part)}）" if isinstance(part, Logic) else spelled(part) for part in node.parts
        )
    if isinstance(node, Not):
        return f"不是（{spelled(node.part)}）"
    if isinstance(node, Call):
        return _call(node)
    return _two_sides(node)


def _two_sides(node: Arithmetic | Compare) -> str:
    if (inner := _measured(node)) is not node:
        return spelled(inner)
    binding = {"*": ("+-", "+-"), "//": ("+-", "+-*")}.get(node.sign, ("", ""))
    left, right = (
        f"（{spelled(side)}）" if _joined_by(side, signs) else spelled(side)
        for side, signs in zip((node.left, node.right), binding, strict=True)
    )
    return f"{left} {_SIGNS[node.sign]} {right}"


def _joined_by(node: Node, signs: str) -> bool:
    """Is it joined by one of these signs, so that it needs brackets beside a sign that binds as closely?"""
    inner = _measured(node)
    return isinstance(inner, Arithmetic) and inner.sign in signs


def _measured(node: Node) -> Node:
    """What is multiplied by fen into parts of a fen: a measure, not a reckoning."""
    while isinstance(node, Arithmetic) and node.sign == "*" and node.right in _MEASURES:
        node = node.left
    return node


def _call(node: Call) -> str:
    first, second = (spelled(part) for part in node.parts)
    if node.function == "share":
        return f"（{first}）× {second}" if isinstance(node.parts[0], Arithmetic) else f"{first} × {second}"
    if node.function == "round_up":
        return f"{first}，见角进元"
    if node.function == "round_half_up":
        return f"{first}，四舍五入到{'元' if node.parts[1] == Name('yuan') else '分'}"
    return f"{'较小' if node.function == 'min' else '较大'}者（{first}，{second}）"


def _key(key: str, value: Any) -> str:
    """One key of a value in Chinese, with what it is measured in behind the figure: 每月 1700元."""
    called, measure = spoken_key(key)
    said = f"{len(value)}类" if key == "sources" else spoken(value, key)
    return f"{called} {said}" + (_MEASURED_IN.get(measure) or (f"（{measure}）" if measure else ""))


def _keys(value: Value) -> str:
    return "；".join(_key(key, each) for key, each in value.keys.items())


def _value_lines(place: Place, on: date) -> Iterator[str]:
    called = {folder.name: name for folder, name in zip(place.folders, place.names, strict=True)}
    for name in names(place):
        rows = history(place, name)
        now = read_value(place, name, on)
        unit = rows[0].unit
        told = spoken_unit(unit) if unit.isascii() else unit  # a place's own file may write it in Chinese
        yield from ("", f"**{rows[0].title}** `{name}`" + (f"（{told}）" if told else ""))
        for value in rows:
            mark = "　← 当日有效" if value is now else ""
            doubt = "　（未见原文件，待核实）" if value.unverified else ""
            issued = f"，{value.issued.isoformat()} 印发" if value.issued != value.since else ""
            begun = f"{called[value.place]}，{value.since.isoformat()} 起{issued}"
            yield f"- {begun}：{_keys(value)}。依据：{value.basis}{doubt}{mark}"
            if value.note:
                yield f"  - {value.note}"


def conflicts() -> list[dict[str, Any]]:
    """The points on which a place's practice and national rules differ, each with how it is handled."""
    with (BUILT_IN / "conflicts.toml").open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["conflict"]
    return rows


def conflicts_of(value: str) -> list[dict[str, Any]]:
    """Those about one figure."""
    return [row for row in conflicts() if row.get("value") == value]


def _conflict_lines() -> Iterator[str]:
    yield from ("", "| 事项 | 地方 | 全国 | 处理 | 数值 |", "|---|---|---|---|---|")
    for row in conflicts():
        yield f"| {row['topic']} | {row['local']} | {row['national']} | {row['handling']} | {row.get('value', '')} |"


def policy_diff(place: Place, start: date, end: date) -> str:
    """What changed in law and values between two days."""
    lines = [f"{place.name}：{start.isoformat()} 与 {end.isoformat()} 之间的变化", ""]
    rules = list(_changed_rules(start, end))
    values = list(_changed_values(place, start, end))
    lines += ["规则和条款：", *(rules or ["  没有变化。"]), "", "数值：", *(values or ["  没有变化。"])]
    return "\n".join(lines)


def _changed_rules(start: date, end: date) -> Iterator[str]:
    before, after = in_force(start), in_force(end)
    clauses: dict[str, list[str]] = {}  # what changed in the documents → the rules that rest on them
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old is None and new is not None:
            yield f"  新增 {new.title}（{name}）：{clauses_on(new.basis, end)}"
        elif new is None and old is not None:
            yield f"  不再适用 {old.title}（{name}）"
        elif old is not None and new is not None:
            was, now = clauses_on(old.basis, start), clauses_on(new.basis, end)
            if old is not new:
                yield f"  改写 {new.title}（{name}）：{_text(old)} → {_text(new)}"
            elif was != now:
                clauses.setdefault(_clauses_changed(was, now), []).append(new.title)
    for told, titles in clauses.items():
        yield f"  {told}：{'、'.join(titles)}"


def _clauses_changed(was: str, now: str) -> str:
    old, new = (text.split("；") if text else [] for text in (was, now))
    gone, come = (
        "；".join(each for each in one if each not in other) for one, other in ((old, new), (new, old))
    )
    if gone and come:
        return f"依据由 {gone} 改为 {come}"
    return f"增加依据 {come}" if come else f"不再依据 {gone}" if gone else "依据的先后改变"


def _changed_values(place: Place, start: date, end: date) -> Iterator[str]:
    for name in names(place):
        old, new = read_value(place, name, start), read_value(place, name, end)
        about = new or old
        if old is new or about is None:
            continue
        doubt = "（未见原文件，待核实）" if about.unverified else ""
        yield f"  {about.title}（{name}）：{_changed_keys(old, new)}。依据：{about.basis}{doubt}"


def _changed_keys(old: Value | None, new: Value | None) -> str:
    """Old and new of the keys that differ; a figure that stays is not told twice."""
    if old is None or new is None:
        return f"未生效 → {_keys(new)}" if new else f"{_keys(old)} → 不再有效" if old else ""
    keys = [key for key in dict.fromkeys((*old.keys, *new.keys)) if old.keys.get(key) != new.keys.get(key)]
    was, now = (
        "；".join(_key(key, value.keys[key]) for key in keys if key in value.keys) for value in (old, new)
    )
    return f"{was or '无'} → {now or '无'}" if keys else "数值不变，依据的文件改变"
