"""页面多快: twenty officers with one second of think time against a real server, with a county of households loaded.

    DOUDI_DATA=FOLDER PYTHONPATH=. python benchmarks/pages.py [--households 20000] [--officers 20] [--seconds 60]

FOLDER is a demonstration's data folder, new or one that `doudi demo` loaded: officers, scenarios and cases go through
`actions` as there; households up to the number are then written in bulk (`pages_data.py`) and the audit chain is
walked over all of it. Each officer signs in with the second factor and goes through the pages of the own post, each
page a page of its own; prints p50 and p95 beside the limit, and the ratio. Exit code 1 when a limit is passed.
All begin with the same page in the same second; `--apart` lets each begin at another page of the round, as in an
office. The slowest of a first round, in which processes and connections just begun meet each page, is told as well.

Beside the clock on the wall stands the processor's own time of the server, for a shared machine makes the clock long.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("DOUDI_MODE", "demonstration")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
os.environ.setdefault("DOUDI_LOG_LEVEL", "ERROR")
os.environ.setdefault("DOUDI_DATA", str(Path("doudi-data") / "demo"))

import django

django.setup()

from benchmarks.pages_data import fill_up  # noqa: E402
from doudi.config.demo_accounts import PASSWORD, code_of  # noqa: E402
from doudi.config.demo_loading import HOUSEHOLDS, load_first, settled, units_of  # noqa: E402
from doudi.config.demo_officers import settle_officers  # noqa: E402
from doudi.config.demo_units import played  # noqa: E402
from doudi.config.serving import PROCESSES  # noqa: E402
from doudi.config.setup import database, prepare  # noqa: E402
from doudi.records.access import Act, Scope, act_now  # noqa: E402
from doudi.records.audit.verify import verify  # noqa: E402
from doudi.records.jobs.running import house_scope  # noqa: E402

LIMIT_MS, SEARCH_LIMIT_MS = 200.0, 100.0
THINK_SECONDS = 1.0
SEARCH = "检索"
# What each officer opens in turn; a search by name, pinyin, initials or the tail of a number.
TYPED = ("王", "张秀", "liu", "zhanggui", "lx", "1234", "56X", "李国", "wangl", "9012")
PAGES = {
    "今日": "/today/",
    "期限": "/today/dues/",
    "办件": "/cases/",
    "一件": "",
    SEARCH: "/intake/?q=",
    "联审会议": "/meetings/",
    "核对": "/verification/",
    "标准": "/standards/",
    "后台作业": "/jobs/",
    "待遇": "/awards/",
    "一项待遇": "",
    "复核": "/reviews/",
    "一户": "",
    "历史": "",
    "月度": "/month/",
}
CLERK = ("今日", "办件", "一件", SEARCH, "期限", "一件", SEARCH, "联审会议", "标准", "后台作业")
KEEPING = ("今日", "待遇", "一项待遇", "一户", "历史", "复核", "一户", "历史", "月度", "办件", SEARCH)
CENTRE = ("今日", "核对", "办件", "一件", "标准")
OTHERS = ("今日", "办件", "一件", "期限", "联审会议")
CASE = re.compile(r'href="(/cases/[0-9a-f-]{36}/)"')
AWARD = re.compile(r'href="(/awards/[0-9a-f-]{36}/)"')
HOME = re.compile(r'href="(/households/[0-9a-f-]{36}/)"')
HOMES_EACH = 12


SERVE = """
import sys
from doudi.config.serving import page_server
page_server(address="127.0.0.1", port=int(sys.argv[1]), workers=int(sys.argv[2]), told=False).serve()
"""


class Officer(threading.Thread):
    """One officer at one browser."""

    def __init__(self, address: str, account: str, pages: tuple[str, ...], until: float) -> None:
        super().__init__(daemon=True)
        self.address, self.account, self.pages, self.until = address, account, pages, until
        self.took: dict[str, list[float]] = defaultdict(list)
        self.first: dict[str, list[float]] = defaultdict(list)
        self.turn = 0
        self.failed: list[str] = []
        self.drawn = random.Random(account)
        self.opened: dict[str, list[str]] = {}
        jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.jar = jar

    def sign_in(self) -> None:
        """Password and code, as on the page. Raises when the pages stay closed."""
        self._read("/login/")
        token = next(each.value for each in self.jar if each.name == "csrftoken")
        form = {
            "username": self.account,
            "password": PASSWORD,
            "code": code_of(self.account),
            "csrfmiddlewaretoken": token,
        }
        self._read("/login/", urllib.parse.urlencode(form).encode())
        self.opened = opened_by(self._read, self.pages)

    def run(self) -> None:
        time.sleep(self.drawn.random() * THINK_SECONDS)
        begun_at = self.turn
        while time.monotonic() < self.until:
            page = self.pages[self.turn % len(self.pages)]
            first = self.turn - begun_at < len(self.pages)
            self.turn += 1
            asked = PAGES[page]
            if not asked:
                asked = self.drawn.choice(self.opened.get(page) or [PAGES["今日"]])
            elif page == SEARCH:
                asked += urllib.parse.quote(self.drawn.choice(TYPED))
            begun = time.perf_counter()
            try:
                self._read(asked)
            except urllib.error.URLError as error:
                self.failed.append(f"{asked}：{error}")
            took = (time.perf_counter() - begun) * 1000
            self.took[page].append(took)
            if first:
                self.first[page].append(took)
            time.sleep(THINK_SECONDS)

    def _read(self, asked: str, body: bytes | None = None) -> str:
        headers = {"Referer": self.address, "User-Agent": "Mozilla/5.0 Chrome/95"}
        request = urllib.request.Request(self.address + asked, data=body, headers=headers)
        with self.browser.open(request, timeout=60) as answer:
            if "/login/" in answer.url and asked != "/login/":
                raise urllib.error.URLError("signed out")
            return str(answer.read().decode("utf-8"))


def opened_by(read: Callable[[str], str], pages: Sequence[str]) -> dict[str, list[str]]:
    """Which single cases, awards and households an officer comes to from the own lists."""
    found = {"一件": CASE.findall(read("/cases/")) if "一件" in pages else []}
    if "一项待遇" in pages:
        found["一项待遇"] = AWARD.findall(read("/awards/"))[:HOMES_EACH]
        homes = [HOME.findall(read(each)) for each in found["一项待遇"]]
        found["一户"] = [each[0] for each in homes if each]
        found["历史"] = [f"{each}history/" for each in found["一户"]]
    return found


def main() -> int:
    """Load, serve, ask, tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--households", type=int, default=20_000)
    parser.add_argument("--officers", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--workers", type=int, default=PROCESSES)
    parser.add_argument("--as-it-is", action="store_true", help="load nothing: FOLDER is from an earlier run")
    parser.add_argument("--apart", action="store_true", help="each begins at another page of the round")
    told = parser.parse_args()
    with database():
        if not told.as_it_is:
            _load(told.households)
        return _measured(told)


def _load(households: int) -> None:
    prepare()
    by = Act(house_scope("负载测试"), act_now(Scope("")).at)
    load_first(by)
    settle_officers()
    begun = time.monotonic()
    refused = played(units_of(**settled(HOUSEHOLDS, by), registering=False).units, by)
    print(f"办件经办理动作装入，{time.monotonic() - begun:.0f} 秒，{len(refused)} 件被拒", flush=True)
    written = fill_up(households, by.day, by)
    verdict = verify()
    print(
        f"另写入 {written} 户；审计链 {verdict.lines} 行，{'完好' if verdict.sound else verdict.faults}",
        flush=True,
    )


def _measured(told: argparse.Namespace) -> int:
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(port), str(told.workers)])
    try:
        _wait(address, server)
        officers = _officers(address, told)
        for each in officers:
            each.sign_in()
        before = _processor(server.pid)
        begun = time.monotonic()
        for number, each in enumerate(officers):
            each.until = begun + told.seconds
            each.turn = number if told.apart else 0
            each.start()
        for each in officers:
            each.join()
        busy = (_processor(server.pid) - before) / (time.monotonic() - begun)
        return _tell(officers, busy, told.seconds)
    finally:
        server.terminate()
        server.wait(20)


def _officers(address: str, told: argparse.Namespace) -> list[Officer]:
    stems = ("zhangxiang", "yangmulinzi", "hongqi", "xiangyang", "niejia")
    wanted = [
        (f"{stem}{end}", pages)
        for end, pages in (("", CLERK), ("4", KEEPING), ("3", OTHERS))
        for stem in stems
    ]
    wanted += [("hedui", CENTRE), ("hedui2", CENTRE), ("qu", KEEPING), ("qu2", OTHERS), ("songling", CLERK)]
    return [Officer(address, who, pages, 0.0) for who, pages in wanted[: told.officers]]


def _gathered(many: list[dict[str, list[float]]]) -> dict[str, list[float]]:
    gathered: dict[str, list[float]] = defaultdict(list)
    for each in many:
        for page, times in each.items():
            gathered[page] += times
    return gathered


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the pages answer."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("页面没有打开。")


def _processor(top: int) -> float:
    """Seconds of processor that the server and its children have used."""
    ticks = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it ended meanwhile
        if top in (int(place.parent.name), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _tell(officers: list[Officer], busy: float, seconds: float) -> int:
    """The table; 1 when a limit is passed or a page failed."""
    took, first = _gathered([each.took for each in officers]), _gathered([each.first for each in officers])
    late = 0
    print(f"{'页面':　<6} {'次数':>4} {'p50 ms':>8} {'p95 ms':>8} {'限 ms':>7} {'p95/限':>7} {'首轮最慢':>7}")
    for page in PAGES:
        times = sorted(took.get(page, ()))
        if len(times) < 2:
            continue
        limit = SEARCH_LIMIT_MS if page == SEARCH else LIMIT_MS
        p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
        late += p95 > limit
        figures = f"{statistics.median(times):>8.0f} {p95:>8.0f} {limit:>7.0f} {p95 / limit:>7.2f}"
        print(f"{page:　<6} {len(times):>4} {figures} {max(first.get(page, (0,))):>8.0f}")
    asked = sum(map(len, took.values()))
    failed = [sentence for each in officers for sentence in each.failed]
    each_ms = 1000 * busy * seconds / max(asked, 1)
    print(
        f"共 {asked} 次，失败 {len(failed)} 次；服务占用 {busy:.2f} 个处理器，每次 {each_ms:.0f} ms", end=""
    )
    print(f"；机器负载 {os.getloadavg()[0]:.1f}")
    for sentence in failed[:5]:
        print(f"  {sentence}")
    return int(bool(late or failed))


if __name__ == "__main__":
    sys.exit(main())
