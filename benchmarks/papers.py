"""文书每秒几份: sets refusals one after another, each for another family, and prints papers a second.

    python benchmarks/papers.py [--count N] [--threads N] [--anew]

The limit is 10 ms a sheet; the ratio printed is the measured time over it, beside the processor's own time, for a
shared machine makes the clock on the wall run long. `--anew` sets a tenth as
many with a new compiler for each, which is what keeping one saves. The first paper, which reads the fonts, is told
apart. A refusal has three sheets: two to read, one to sign for.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from doudi.policy.values import find_place
from doudi.records.documents.papers import typesetting
from doudi.records.documents.papers.making import make_paper
from doudi.records.documents.papers.remedies import remedies

LIMIT_MS = 10.0
SHEETS = 3
DECIDED = date(2022, 5, 20)


def refusal(number: int) -> dict[str, Any]:
    """The refusal of one invented family; name, number, amounts and days differ from the next."""
    served = DECIDED + timedelta(days=number % 28)
    told = remedies(find_place("example", Path()), DECIDED, served)
    return {
        "office": "示例区松岭镇人民政府",
        "notice_no": f"松救不告〔2022〕{number}号",
        "case_no": f"松受〔2022〕{number}号",
        "applicant": "冯陈褚卫蒋沈韩杨朱秦"[number % 10] + "大国文志建桂秀玉春小"[number // 10 % 10] + "伟",
        "applied_on": date(2022, 5, 5),
        "scheme": "最低生活保障",
        "decided_on": DECIDED,
        "facts": [f"核对显示您家有小型轿车1辆，价值{86000 + number}.00元，申请时没有申报。"] * 2,
        "clauses": ["《最低生活保障审核确认办法》（民发〔2021〕57号）第十四条。"],
        "reasons": ["家庭财产中有机动车辆1辆，超过限额0辆，不符合最低生活保障的条件。"],
        "recheck_at": "示例区松岭镇人民政府",
        "reconsider_at": "示例区人民政府",
        "litigate_at": "示例区人民法院",
        "contact": "社会救助窗口",
        "office_phone": "024-00000000",
        **told.as_fields(),
    }


def one(number: int) -> int:
    """The size in bytes of one refusal."""
    return len(make_paper("D14-2", refusal(number), dated=DECIDED))


def one_anew(number: int) -> int:
    """The same with nothing kept from the paper before."""
    vars(typesetting._own).clear()
    typesetting._faces.cache_clear()
    return one(number)


def told(name: str, count: int, run: Callable[[], list[int]]) -> None:
    """Prints a run's seconds, papers a second, ratio to the limit and bytes a paper."""
    began, worked = time.perf_counter(), time.process_time()
    sizes = run()
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    sheet_ms = 1000 * seconds / count / SHEETS
    print(
        f"{name}：{count} 份（每份 {SHEETS} 面）{seconds:.2f} 秒，处理器 {worked:.2f} 秒，"
        f"每秒 {count / seconds:.1f} 份，每面 {sheet_ms:.1f} 毫秒，"
        f"是限度 {LIMIT_MS:.0f} 毫秒的 {sheet_ms / LIMIT_MS:.2f} 倍，每份 {sum(sizes) // count} 字节"
    )


def main() -> None:
    """Measure as asked on the command line."""
    parser = argparse.ArgumentParser(description="measure the setting of official papers")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--anew", action="store_true")
    asked = parser.parse_args()
    told("第一份", 1, lambda: [one(0)])
    numbers = range(1, asked.count + 1)
    told("一个排版器", asked.count, lambda: [one(number) for number in numbers])
    if asked.threads > 1:
        with ThreadPoolExecutor(asked.threads) as pool:
            told(f"{asked.threads} 个线程", asked.count, lambda: list(pool.map(one, numbers)))
    if asked.anew:
        fewer = range(1, max(asked.count // 10, 1) + 1)
        told("每份新排版器", len(fewer), lambda: [one_anew(number) for number in fewer])


if __name__ == "__main__":
    main()
