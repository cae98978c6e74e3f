"""一页值多少：what one page costs in processor time and questions, in this process and in PostgreSQL.

    DOUDI_DATA=FOLDER PYTHONPATH=. python benchmarks/page_costs.py [--rounds 10] [--profile 一件]
                                                                   [--questions 一件] [--who hedui]

FOLDER was loaded by `benchmarks/pages.py`. The pages of that benchmark are asked for one at a time through the whole
handler, as several officers. Printed are milliseconds of processor, which a shared machine makes longer by much less
than the clock on the wall, and how many questions went to the database. `--profile` shows where the time of one page
goes, `--questions` what it asks, who asks it and what the server took for each.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import re
import statistics
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from benchmarks.pages import CENTRE, CLERK, KEEPING, OTHERS, PAGES, SEARCH, TYPED, opened_by
from doudi.config.demo_accounts import PASSWORD, code_of
from doudi.config.setup import database

WHO = (
    ("zhangxiang", CLERK),
    ("zhangxiang4", KEEPING),
    ("hongqi3", OTHERS),
    ("qu", CLERK + KEEPING),
    ("hedui", CENTRE),
)
CASES_EACH, ASKERS_SHOWN = 8, 4
HOUSE = str(Path("doudi").resolve())
AWAY = {"HTTP_HOST": "127.0.0.1", "HTTP_USER_AGENT": "Mozilla/5.0 Chrome/95"}


class Asked:
    """The questions of one page by their text; `timed`: with the server's time and who asked."""

    def __init__(self, *, timed: bool = False) -> None:
        self.texts: Counter[str] = Counter()
        self.there: Counter[str] = Counter()
        self.asker: dict[str, str] = {}
        self.timed = timed

    def __call__(self, execute: Callable[..., Any], text: str, *rest: Any) -> Any:
        self.texts[text] += 1
        if not self.timed:
            return execute(text, *rest)
        ours = [each for each in traceback.extract_stack() if each.filename.startswith(HOUSE)]
        self.asker[text] = " < ".join(
            f"{Path(each.filename).relative_to(HOUSE)}:{each.lineno}"
            for each in ours[: -ASKERS_SHOWN - 1 : -1]
        )
        begun = _server_seconds()
        answer = execute(text, *rest)
        self.there[text] += int((_server_seconds() - begun) * 1e6)
        return answer


def main() -> int:
    """Ask for every page and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--profile", default="", help="a page whose time is shown by function")
    parser.add_argument("--questions", default="", help="a page whose questions are shown")
    parser.add_argument("--who", default="", help="only this account")
    told = parser.parse_args()
    with database():
        costs: dict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
        for account, pages in WHO:
            if told.who in ("", account):
                _costs(account, pages, told, costs)
        _tell(costs)
    return 0


def _costs(account: str, pages: tuple[str, ...], told: argparse.Namespace, costs: Any) -> None:
    browser = Client(**AWAY)
    browser.post("/login/", {"username": account, "password": PASSWORD, "code": code_of(account)})
    opened = opened_by(lambda address: browser.get(address).content.decode(), pages)
    for page in dict.fromkeys(pages):
        addresses = [PAGES[page]]
        if not PAGES[page]:
            many = opened[page]
            addresses = many[:: max(len(many) // CASES_EACH, 1)][:CASES_EACH] or [PAGES["今日"]]
        elif page == SEARCH:
            addresses = [PAGES[SEARCH] + each for each in TYPED]
        for (
            each
        ) in addresses:  # once without counting: templates are read, queries put into words and prepared
            answer = browser.get(each)
            assert answer.status_code == 200, (account, each, answer.status_code)
        gc.collect()
        if page == told.profile:
            _profiled(browser, addresses, told.rounds)
        if page == told.questions:
            _questions(browser, addresses[0])
        for _ in range(told.rounds if len(addresses) == 1 else max(told.rounds // 2, 1)):
            costs[account, page] += [_cost(browser, each) for each in addresses]


def _cost(browser: Client, address: str) -> tuple[float, float, int]:
    asked = Asked()
    here, there = time.process_time(), _server_seconds()
    with connection.execute_wrapper(asked):
        browser.get(address)
    here = time.process_time() - here
    return here * 1000, (_server_seconds() - there) * 1000, asked.texts.total()


def _server_seconds() -> float:
    """Seconds of processor of the server's process that answers this connection."""
    if connection.connection is None:
        return 0.0
    place = Path("/proc") / str(connection.connection.info.backend_pid) / "schedstat"
    return int(place.read_text().split()[0]) / 1e9


def _profiled(browser: Client, addresses: list[str], rounds: int) -> None:
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for each in addresses * rounds:
        browser.get(each)
    profile.disable()
    print(f"{rounds * len(addresses)} 次")
    for order, lines in (("tottime", 30), ("cumtime", 130)):
        pstats.Stats(profile).sort_stats(order).print_stats(lines)


def _questions(browser: Client, address: str) -> None:
    asked = Asked(timed=True)
    with connection.execute_wrapper(asked):
        browser.get(address)
    for text, count in asked.texts.items():
        short = re.sub(r"SELECT .*? FROM", "SELECT … FROM", " ".join(text.split()), count=1)
        print(f"{count:>3} 次 {asked.there[text] / 1000:>7.2f} ms  {short[:240]}\n      {asked.asker[text]}")


def _tell(costs: dict[tuple[str, str], list[tuple[float, float, int]]]) -> None:
    print(f"{'账号':　<10} {'页面':　<6} {'次数':>4} {'程序 ms':>8} {'数据库 ms':>8} {'合计':>8} {'问':>6}")
    whole = []
    for (account, page), rows in costs.items():
        here, there, asked = (statistics.fmean(column) for column in zip(*rows, strict=True))
        whole.append(here + there)
        figures = f"{here:>8.1f} {there:>8.1f} {here + there:>8.1f} {asked:>6.1f}"
        print(f"{account:<12} {page:　<6} {len(rows):>4} {figures}")
    print(f"各页平均 {statistics.fmean(whole):.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
