"""命令 — the subcommands of `doudi` that belong to policy: each `add_NAME(parser)` returns what runs it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from doudi.policy.ask import Answered, answer_file, differences
from doudi.policy.asks.household import decide
from doudi.policy.sheet import household_sheet, plain_sheet

Run = Callable[[argparse.Namespace], int]
AGREE, DIFFER, BAD_INPUT = 0, 1, 2


def add_ask(parser: argparse.ArgumentParser) -> Run:
    """`doudi ask [--json | --check] FILE…`"""
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--json", action="store_true", help="输出一个 JSON 数组，每个问题一个回答"
    )
    how.add_argument(
        "--check",
        action="store_true",
        help="与 expect 比较，逐条列出不同；全部相同时退出码为 0，否则为 1",
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="问题文件（YAML 或 JSON）"
    )
    return run_ask


def run_ask(arguments: argparse.Namespace) -> int:
    """Answer every question of every file; refusals go to standard error, one line each."""
    answered = [(path, each) for path in arguments.files for each in answer_file(path)]
    refused = [each for _, each in answered if each.answer is None]
    for each in refused:
        print(each.refusal, file=sys.stderr)
    if len(refused) < len(answered):
        if arguments.json:
            answers = [each.answer for _, each in answered]
            print(json.dumps(answers, ensure_ascii=False, indent=2))
        elif arguments.check:
            code = _check(answered)
            return BAD_INPUT if refused else code
        else:
            print(
                "\n\n".join(
                    _sheet(each) for _, each in answered if each.answer is not None
                )
            )
    return BAD_INPUT if refused else AGREE


def _sheet(each: Answered) -> str:
    assert each.question is not None and each.answer is not None
    if each.question.ask == "household":
        return household_sheet(decide(each.question))
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
    print(
        f"{with_expect} 个问题写了预期，{agreeing} 个相同，{with_expect - agreeing} 个不同。"
    )
    return AGREE if agreeing == with_expect else DIFFER
