"""命令 — `doudi people`: make an invented county with its truth beside it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from doudi.policy.people.numbers import MOST_HOUSEHOLDS, OrdersExhausted
from doudi.policy.people.truth import BULK, INTERPRETER, MOST_INTERPRETED, figures_for
from doudi.policy.people.writing import Wanted, write_county
from doudi.policy.values import BadValue

Run = Callable[[argparse.Namespace], int]
DONE, BAD_INPUT = 0, 2
FIRST_DAY_OF_THE_LAW = "2026-07-01"  # the day reckoned by default: fixed, so that a seed gives one county
EARLIEST, LATEST = date(2019, 1, 1), date(2040, 12, 31)


class BadArgument(Exception):
    """An argument cannot be used; the sentence says what to write."""


def add_people(parser: argparse.ArgumentParser) -> Run:
    """`doudi people --households N --seed S --out DIR [--on DATE] [--values PLACE] [--unknown PERCENT]`"""
    parser.add_argument("--households", required=True, metavar="N", help="多少户")
    parser.add_argument(
        "--seed", required=True, metavar="S", help="种子：同一种子、同样户数，写出的文件逐字节相同"
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="写到哪个文件夹（新的或者空的）"
    )
    parser.add_argument(
        "--on", default=FIRST_DAY_OF_THE_LAW, metavar="DATE", help="年龄和真值算到哪一天，默认 %(default)s"
    )
    parser.add_argument(
        "--values", default="211204", metavar="PLACE", help="真值用哪个地方的数值，默认 %(default)s"
    )
    parser.add_argument(
        "--unknown", default="3", metavar="PERCENT", help="百分之几的户有事实尚未查清，默认 %(default)s"
    )
    return run_people


def run_people(arguments: argparse.Namespace) -> int:
    """Make the county; progress on standard error. Bad arguments: one Chinese line, exit 2."""
    try:
        wanted = _wanted(arguments)
        measured = write_county(wanted, _empty(arguments.out), _Progress(wanted.households))
    except (BadArgument, BadValue, OrdersExhausted) as refusal:
        print(refusal, file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        print(f"{arguments.out} 写不进去（{error.strerror}），请检查磁盘空间和权限。", file=sys.stderr)
        return BAD_INPUT
    dibao, tekun = measured.some["dibao"], measured.some["tekun"]
    print(
        f"写好了 {wanted.households} 户、{measured.some['members_per_household']} 人：{arguments.out}；"
        f"按 {wanted.values} {wanted.on.isoformat()} 的数值，符合低保 {dibao} 户、特困 {tekun} 户。"
    )
    return DONE


class _Progress:
    """A line on standard error for each partition written."""

    def __init__(self, households: int) -> None:
        self.households = households

    def __call__(self, name: str, written: int) -> None:
        print(f"{name}：已写 {written} / {self.households} 户", file=sys.stderr)


def _wanted(arguments: argparse.Namespace) -> Wanted:
    households = _whole("--households", arguments.households, 1, MOST_HOUSEHOLDS)
    wanted = Wanted(
        households=households,
        seed=_whole("--seed", arguments.seed, 0, 2**63 - 1),
        on=_day(arguments.on),
        values=arguments.values,
        unknown_permille=_per_mille(arguments.unknown),
        by=INTERPRETER if households <= MOST_INTERPRETED else BULK,
    )
    if "dibao_standard" not in figures_for(wanted.values, wanted.on).sources:
        raise BadArgument(
            f"{wanted.values} 在 {wanted.on.isoformat()} 没有有效的低保标准，请换 --on 或者 --values。"
        )
    return wanted


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise BadArgument(f"{name} 要写 {least} 到 {most} 的整数。")
    return int(text)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not EARLIEST <= day <= LATEST:
        raise BadArgument(f"--on 要写 {EARLIEST} 到 {LATEST} 的一天，如 {FIRST_DAY_OF_THE_LAW}。")
    return day


def _per_mille(text: str) -> int:
    try:
        share = Decimal(text) * 10
    except InvalidOperation:
        share = Decimal(-1)
    if not (share.is_finite() and 0 <= share <= 1000 and share == share.to_integral_value()):
        raise BadArgument("--unknown 要写 0 到 100 的百分数，最多一位小数，如 3 或 2.5。")
    return int(share)


def _empty(out: Path) -> Path:
    """The folder, new or empty: partitions of another county would be read as this one's."""
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise BadArgument(f"{out} 不是空的文件夹，请换一个 --out。")
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadArgument(f"{out} 建不了或者读不了（{error.strerror}），请换一个 --out。") from error
    return out
