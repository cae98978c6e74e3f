"""演示：everything that `doudi demo` starts, from an empty folder to the first page; it stops it all at the end."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

# Before the settings are read: a demonstration has its own folder and never touches an office's data.
os.environ.setdefault("DOUDI_MODE", "demonstration")
os.environ.setdefault("DOUDI_DATA", str(Path("doudi-data") / "demo"))
os.environ.setdefault("DOUDI_LOG_LEVEL", "WARNING")

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from doudi.config import postgres
from doudi.config.commands import DONE, Run, spoken
from doudi.config.demo_accounts import PASSWORD, accounts
from doudi.config.demo_loading import HOUSEHOLDS, ask_once, load_first
from doudi.config.demo_officers import cast
from doudi.config.demo_units import HOUSE
from doudi.config.serving import page_server
from doudi.config.setup import database, prepare
from doudi.config.working import worked
from doudi.records.access import Scope, act_now
from doudi.web.assets import is_installed

READY_LIMIT_SECONDS = 60
LOADING = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
os.environ.setdefault("DOUDI_MODE", "demonstration")
import django
django.setup()
from doudi.config.demo import load_district
load_district()
"""
ASKING_SECONDS = 0.1


def add_demo(parser: argparse.ArgumentParser) -> Run:
    """`doudi demo [--port 8000] [--households 1500]`: two districts and their pages, until Ctrl-C or SIGTERM."""
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="监听端口")
    parser.add_argument("--households", type=int, default=HOUSEHOLDS, help="清河区有多少户；第一次启动时定下")
    return run_demo


@spoken
def run_demo(arguments: argparse.Namespace) -> int:
    if settings.PRODUCTION:
        raise ImproperlyConfigured("演示不能在正式环境里运行：请去掉 DOUDI_MODE，或改用 doudi serve。")
    if not is_installed():
        raise ImproperlyConfigured("页面文件还没有安装：请先运行 make setup。")
    _refuse_taken(arguments.port)
    signal.signal(signal.SIGTERM, _leave)
    begun = time.monotonic()
    try:
        with postgres.alone(settings.DATA), database():
            print("正在准备数据库 …", flush=True)
            prepare()
            print("正在装载示例区 …", flush=True)
            _load_first_apart()
            ask_once(arguments.households, act_now(Scope(HOUSE)))
            codes = {account.username: account.code for account in accounts()}
            connections.close_all()  # workers open their own
            with worked():
                _serve(arguments.port, begun, codes)
    except KeyboardInterrupt:
        pass
    print("演示已停止。", flush=True)
    return DONE


def _load_first_apart() -> None:
    """In a process of its own: the typesetter keeps threads that a fork has not, and a page server forked from here
    would wait for them for ever at the first paper it prints.
    """
    subprocess.run([sys.executable, "-c", LOADING], check=True)


def load_district() -> None:
    """示例区 with its scenarios, as the process of its own does it."""
    load_first(act_now(Scope(HOUSE)))


def _refuse_taken(port: int) -> None:
    """The server would share a port with whoever has it, and the browser would meet either of them."""
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind(("127.0.0.1", port))
            trying.listen()
        except OSError:
            raise ImproperlyConfigured(f"端口 {port} 已被占用，请换一个，如 PORT=8123 make demo。") from None


def _serve(port: int, begun: float, codes: dict[str, str]) -> None:
    address = f"http://127.0.0.1:{port}"
    threading.Thread(target=_announce, args=(address, begun, codes), daemon=True).start()
    page_server(address="127.0.0.1", port=port, workers=1, threads=3, told=False).serve()


def _announce(address: str, begun: float, codes: dict[str, str]) -> None:
    """Say where the pages are as soon as they answer, and who may sign in."""
    until = time.monotonic() + READY_LIMIT_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(ASKING_SECONDS)
            continue
        print(f"演示已就绪（{time.monotonic() - begun:.0f} 秒）：{address}", flush=True)
        print(f"账号（人物虚构，密码都是 {PASSWORD}；动态口令会变，登录页上有最新的）：")
        for each in cast():
            if each.username in codes and each.post != "panel_member":
                print(f"  {each.username:<13} {codes[each.username]}  {each.name}　{each.title}")
        print("清河区的其余数据正在后台装载，页面上看得到进度。")
        print("按 Ctrl-C 停止。", flush=True)
        return
    print(
        f"演示在 {READY_LIMIT_SECONDS} 秒内没有就绪：请看上面的错误，或换一个端口（PORT=8123）。",
        file=sys.stderr,
    )


def _leave(number: int, frame: FrameType | None) -> None:
    """SIGTERM while things are still being started ends like Ctrl-C, so that nothing started is left behind."""
    raise KeyboardInterrupt
