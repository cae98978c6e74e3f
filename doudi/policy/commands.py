"""命令 — the subcommands of `doudi` that belong to policy: each `add_NAME(parser)` returns what runs it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from doudi.policy.ask import Answered, answer_file, differences
from doudi.policy.asks.household import used_values
from doudi.policy.book import policy_book, policy_diff
from doudi.policy.changes import what_would_change
from doudi.policy.plain_sheet import plain_sheet
from doudi.policy.question import as_day
from doudi.policy.reading import BadInput
from doudi.policy.sheet import household_sheet
from doudi.policy.values import BadValue, find_place
from doudi.policy.versions import rules_version, values_version

Run = Callable[[argparse.Namespace], int]
AGREE, DIFFER, BAD_INPUT = 0, 1, 2


def add_ask(parser: argparse.ArgumentParser) -> Run:
    """`doudi ask [--json | --check] FILE…`"""
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="输出一个 JSON 数组，每个问题一个回答")
    how.add_argument(
        "--check",
        action="store_true",
        help="与 expect 比较，逐条列出不同；全部相同时退出码为 0，否则为 1",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="问题文件（YAML 或 JSON）")
    return run_ask


def run_ask(arguments: argparse.Namespace) -> int:
    """Answer every question of every file; refusals go to standard error, one line each."""
    answered = [(path, each) for path in arguments.files for each in answer_file(path)]
    refused = [each for _, each in answered if each.answer is None]
    for each in refused:
        print(each.refusal, file=sys.stderr)
    if len(refused) < len(answered):
        if arguments.json:
            print(json.dumps([_machine_form(each) for _, each in answered], ensure_ascii=False, indent=2))
        elif arguments.check:
            code = _check(answered)
            return BAD_INPUT if refused else code
        else:
            print("\n\n".join(_sheet(each) for _, each in answered if each.answer is not None))
    return BAD_INPUT if refused else AGREE


def add_policy(parser: argparse.ArgumentParser) -> Run:
    """`doudi policy book [--values PLACE] [--on DATE] [--out FILE]`, `doudi policy diff --from DATE --to DATE`"""
    parts = parser.add_subparsers(dest="part", required=True, metavar="book|diff")
    book = parts.add_parser("book", help="写出政策手册：每条规则、数值、日期和文件")
    book.add_argument("--on", default="2026-07-01", help="按哪一天有效的写")
    book.add_argument("--out", type=Path, help="写到文件；不写则输出到屏幕")
    diff = parts.add_parser("diff", help="两天之间规则和数值的变化")
    diff.add_argument("--from", dest="start", required=True, metavar="DATE")
    diff.add_argument("--to", dest="end", required=True, metavar="DATE")
    for each in (book, diff):
        each.add_argument("--values", default="211204", help="地方（values 下的文件夹名或者路径）")
    return run_policy


def run_policy(arguments: argparse.Namespace) -> int:
    """Write the manual, or tell what changed between two days."""
    try:
        place = find_place(arguments.values, Path.cwd())
        if arguments.part == "diff":
            start, end = as_day(arguments.start, "--from"), as_day(arguments.end, "--to")
            print(policy_diff(place, start, end))
            return AGREE
        text = policy_book(place, as_day(arguments.on, "--on"))
        if arguments.out is None:
            print(text)
        else:
            arguments.out.write_text(text, encoding="utf-8")
    except (BadInput, BadValue) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except OSError:
        print(f"{arguments.out}：写不进去，请检查文件夹是否存在、能否写入。", file=sys.stderr)
        return BAD_INPUT
    return AGREE


def _machine_form(each: Answered) -> dict[str, Any] | None:
    """The answer; a household's with what would change it, the figures used and the versions to re-run it."""
    if each.answer is None or each.decided is None:
        return each.answer
    figures = each.decided.reckoning.figures
    return {
        **each.answer,
        "changes": [asdict(change) for change in what_would_change(each.decided)],
        "figures": [
            {
                "name": value.name,
                "place": value.place,
                "from": value.since.isoformat(),
                "basis": value.basis,
                "unverified": value.unverified,
            }
            for value in used_values(each.decided.reckoning)
        ],
        "versions": {"rules": rules_version(), "values": values_version(figures.place)},
    }


def _sheet(each: Answered) -> str:
    assert each.question is not None and each.answer is not None
    if each.decided is not None:
        return household_sheet(each.decided)
    return plain_sheet(each.question.name or each.question.ask, each.answer)


def _check(answered: list[tuple[Path, Answered]]) -> int:
    """Print every difference from `expect`; how many agree."""
    agreeing = with_expect = 0
    for path, each in answered:
        if each.question is None or each.question.expect is None:
            continue
        with_expect += 1
        rows = differences(each.question.expect, each.answer)
        agreeing += not rows
        for row in rows:
            print(f"{path}，第{each.number}个问题“{each.question.name}”，{row}")
    print(f"{with_expect} 个问题写了预期，{agreeing} 个相同，{with_expect - agreeing} 个不同。")
    return AGREE if agreeing == with_expect else DIFFER
