"""成批命令 — `doudi assess` and `doudi simulate`: folders of packed households decided, or tried otherwise."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from doudi.policy.assess import Spent, assess, memory_given_back, partitions, read_ahead, told_with
from doudi.policy.assessed import CLASS_TITLES, CLASS_WORDS, PAYS, Sums
from doudi.policy.bulk import ENGINES, Bulk
from doudi.policy.figures import Figures
from doudi.policy.packed import BadBatch
from doudi.policy.packed_rows import yuan_text
from doudi.policy.simulate import Compared, Simulation
from doudi.policy.spark import SPARK, NoSpark, assess_on_spark
from doudi.policy.value_words import spoken_key
from doudi.policy.values import BadValue, find_place
from doudi.policy.what_if import BadSetting, Setting, figures_if

Run = Callable[[argparse.Namespace], int]
DONE, BAD_INPUT = 0, 2


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} 不是日期，请写成 2026-07-01 的样子") from error


def _add_shared(parser: argparse.ArgumentParser, engines: tuple[str, ...], usual: str) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="打包家庭的文件夹（*.parquet）")
    parser.add_argument("--on", type=_day, required=True, metavar="DATE", help="裁量之日")
    parser.add_argument("--values", required=True, metavar="PLACE", help="数值的地方，如 example、211204")
    parser.add_argument("--known-on", type=_day, metavar="DATE", help="只用这一天已经印发的数值")
    parser.add_argument("--engine", choices=engines, default="", help=usual)
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="计算用几个线程")


def add_assess(parser: argparse.ArgumentParser) -> Run:
    """`doudi assess DIR --on DATE --values PLACE --out DIR`"""
    _add_shared(parser, (*ENGINES, SPARK), "缺省：装了 numba 用 numba，否则 numpy")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="结果写到哪个文件夹")
    return run_assess


def add_simulate(parser: argparse.ArgumentParser) -> Run:
    """`doudi simulate DIR --on DATE --values PLACE --set NAME.KEY=VALUE…`"""
    _add_shared(parser, ENGINES, "缺省 numpy：两套数值一遍算完")
    parser.add_argument(
        "--set",
        action="append",
        required=True,
        dest="settings",
        metavar="NAME.KEY=VALUE",
        help="假如的数值：dibao_standard.rural=+5%%、=474、=-20；可写多次",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    return run_simulate


def figures_for(arguments: argparse.Namespace) -> Figures:
    """The figures of the place and days asked for. Raises BadValue."""
    place = find_place(arguments.values, Path.cwd())
    figures = Figures(place, arguments.on, arguments.known_on)
    if "dibao_standard" not in figures.sources:
        raise BadValue(
            f"{place.name}在{arguments.on.isoformat()}没有有效的低保标准（dibao_standard），不能裁量，"
            "请换日期或者补上标准。"
        )
    return figures


def run_assess(arguments: argparse.Namespace) -> int:
    """Assess a folder; the summary goes to standard output, progress and refusals to standard error."""
    try:
        figures = figures_for(arguments)
        if arguments.engine == SPARK:
            sums = assess_on_spark(arguments.folder, arguments.out, figures)
        else:
            bulk = Bulk(figures, arguments.engine, max(arguments.threads, 1))
            if bulk.refusal:
                print(f"{bulk.refusal}这样会慢得多。", file=sys.stderr)
            sums = assess(arguments.folder, arguments.out, bulk, show_progress)
    except (BadValue, BadBatch, NoSpark) as error:
        print(str(error), file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        print(f"{arguments.out} 写不进去（{error.strerror}），请检查文件夹和磁盘。", file=sys.stderr)
        return BAD_INPUT
    print(summary(sums))
    return DONE


def show_progress(done: int, of: int, households: int) -> None:
    """A bar on a terminal; elsewhere one line a partition."""
    bar = "█" * (20 * done // of)
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\r{bar:·<20} {done}/{of} 个分区，{households:,} 户", end=end, file=sys.stderr, flush=True)
    else:
        print(f"{done}/{of} 个分区，{households:,} 户", file=sys.stderr)


def summary(sums: Sums) -> str:
    """The sums by class, in Chinese."""
    lines = [f"共 {sums.households.total():,} 户，每月 {_yuan(sums.monthly.total())} 元"]
    for word in CLASS_WORDS:
        paid = f"，每月 {_yuan(sums.monthly[word])} 元" if word in PAYS else ""
        lines.append(f"  {CLASS_TITLES[word]}：{sums.households[word]:,} 户{paid}")
    if sums.interpreted:
        lines.append(f"其中 {sums.interpreted:,} 户缺少事实或者超出成批计算的范围，逐户裁量。")
    return "\n".join(lines)


def _yuan(fen: int) -> str:
    sign = "-" if fen < 0 else ""
    yuan, rest = yuan_text(abs(fen)).split(".")
    return f"{sign}{int(yuan):,}.{rest}"


def run_simulate(arguments: argparse.Namespace) -> int:
    """Try other figures on a folder; nothing is written."""
    try:
        figures = figures_for(arguments)
        otherwise, settings = figures_if(figures, arguments.settings)
        simulation = Simulation(figures, otherwise, arguments.engine or ENGINES[0], max(arguments.threads, 1))
        with memory_given_back():
            for path in partitions(arguments.folder):
                for batch in read_ahead(path, simulation.before, Spent()):
                    with told_with(path):
                        simulation.add(batch)
    except (BadValue, BadBatch, BadSetting) as error:
        print(str(error), file=sys.stderr)
        return BAD_INPUT
    if arguments.json:
        told = {"settings": [_told(each) for each in settings], **simulation.compared.as_json()}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print(comparison(otherwise, settings, simulation.compared))
    return DONE


def _told(setting: Setting) -> dict[str, str | None]:
    before = None if setting.before is None else str(setting.before)
    return {"name": setting.name, "key": setting.key, "before": before, "after": str(setting.after)}


def _called(figures: Figures, setting: Setting) -> str:
    """A value and its key in Chinese, and behind them as they are written for `--set`."""
    called, _ = spoken_key(setting.key)
    return f"“{figures.sources[setting.name].title}”的“{called}”（{setting.name}.{setting.key}）"


def comparison(figures: Figures, settings: list[Setting], compared: Compared) -> str:
    """The comparison in Chinese: settings, all households, schemes, townships."""
    lines = [
        f"假如{_called(figures, each)}由 {'（没有）' if each.before is None else each.before} 改为 {each.after}"
        for each in settings
    ]
    total = compared.total
    lines += [
        f"共 {total['households']:,} 户，每月支出由 {_yuan(total['cost_before_fen'])} 元"
        f" 变为 {_yuan(total['cost_after_fen'])} 元"
        f"（{_signed(total['cost_after_fen'] - total['cost_before_fen'])} 元）",
        f"增加的 {total['winners']:,} 户，减少的 {total['losers']:,} 户；"
        f"新符合的 {total['newly_eligible']:,} 户，不再符合的 {total['no_longer_eligible']:,} 户",
        "各类：",
    ]
    for word, sums in compared.schemes.items():
        change = _signed(sums["cost_after_fen"] - sums["cost_before_fen"])
        paid = f"，每月 {change} 元" if word in PAYS else ""
        lines.append(
            f"  {CLASS_TITLES[word]}：{sums['before']:,} → {sums['after']:,} 户"
            f"（进入 {sums['entered']:,}，离开 {sums['left']:,}）{paid}"
        )
    lines.append("各乡镇：")
    for name, sums in sorted(compared.townships.items()):
        lines.append(
            f"  {name or '（没有写乡镇）'}：{sums['households']:,} 户，每月 {_yuan(sums['cost_before_fen'])} →"
            f" {_yuan(sums['cost_after_fen'])} 元，增加 {sums['winners']:,} 户，减少 {sums['losers']:,} 户，"
            f"新符合 {sums['newly_eligible']:,} 户，不再符合 {sums['no_longer_eligible']:,} 户"
        )
    return "\n".join(lines)


def _signed(fen: int) -> str:
    return _yuan(fen) if fen < 0 else f"+{_yuan(fen)}"
