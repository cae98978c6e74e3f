"""命令：the subcommands of `doudi` that run the service; each `add_NAME(parser)` returns what runs it.

Exit codes: 0 done, 1 something does not fit (verify), 2 a sentence on standard error says what to do.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps

import django

# The command line imports this file by name, so Django is set up here, before anything of `records`.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.db import connections  # noqa: E402

from doudi.casework.assessment.rereading import Found, as_decided, as_today  # noqa: E402
from doudi.config import postgres  # noqa: E402
from doudi.config.boot import refuse_powerful_role, refuse_unsafe_settings  # noqa: E402
from doudi.config.postgres_programs import NoServer  # noqa: E402
from doudi.config.serving import PROCESSES, page_server  # noqa: E402
from doudi.config.setup import database, prepare, refuse_unready  # noqa: E402
from doudi.config.working import worked  # noqa: E402
from doudi.money.payments.stops import stop_payments  # noqa: E402
from doudi.money.payments.verify import faults as money_faults  # noqa: E402
from doudi.money.payments.verify import runs_read  # noqa: E402
from doudi.records.access import Scope, act_now, acting_as  # noqa: E402
from doudi.records.areas.models import Area  # noqa: E402
from doudi.records.areas.queries import area_by_code  # noqa: E402
from doudi.records.audit.minutes import seal_minutes  # noqa: E402
from doudi.records.audit.verify import Verdict, verify  # noqa: E402
from doudi.records.documents import store  # noqa: E402
from doudi.records.documents.verify import faults, stored_addresses  # noqa: E402
from doudi.records.people.id_numbers import checked  # noqa: E402
from doudi.records.refusals import Refusal  # noqa: E402
from doudi.records.staff.actions import appoint, open_account  # noqa: E402
from doudi.records.vault.keys import add_version  # noqa: E402
from doudi.records.vault.rotation import reseal_all  # noqa: E402

Run = Callable[[argparse.Namespace], int]
DONE, UNSOUND, REFUSED = 0, 1, 2


def spoken(run: Run) -> Run:
    """What a person can put right becomes one sentence on standard error; a bug stays a traceback."""

    @wraps(run)
    def told(arguments: argparse.Namespace) -> int:
        try:
            return run(arguments)
        except (NoServer, ImproperlyConfigured, Refusal) as refusal:
            print(refusal, file=sys.stderr)
            return REFUSED

    return told


def add_migrate(parser: argparse.ArgumentParser) -> Run:
    """`doudi migrate`: database, keys, tables and reference data, as far as they are missing."""
    return run_migrate


@spoken
def run_migrate(arguments: argparse.Namespace) -> int:
    with database():
        prepare()
    print(
        f"数据库、密钥和参照数据已就绪（数据文件夹 {settings.DATA}）。请另存密钥文件 {settings.VAULT_KEY_FILE}。"
    )
    return DONE


def add_serve(parser: argparse.ArgumentParser) -> Run:
    """`doudi serve [--port 8000] [--workers N]`: serve until Ctrl-C or SIGTERM, then stop all that was started."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="监听端口")
    parser.add_argument(
        "--workers", type=int, default=PROCESSES, help="工作进程数，不写为处理器数的两倍，至多 16"
    )
    return run_serve


@spoken
def run_serve(arguments: argparse.Namespace) -> int:
    refuse_unsafe_settings()
    with postgres.alone(settings.DATA), database():
        refuse_powerful_role()
        refuse_unready()
        connections.close_all()  # workers open their own
        server = page_server(
            address=arguments.host, port=arguments.port, workers=arguments.workers, told=True
        )
        with worked():
            server.serve()
    return DONE


def add_verify(parser: argparse.ArgumentParser) -> Run:
    """`doudi verify`: walk the audit chain against its anchors, open every stored file, and hold ledger, rolls,
    signatures and bank files against one another; exit code 1 when anything does not fit. What does not fit about
    money stops the payments of its district.
    """
    return run_verify


@spoken
def run_verify(arguments: argparse.Namespace) -> int:
    with database():
        verdict = verify()
        verdict.faults.extend(faults())
        found = list(money_faults())
        verdict.faults.extend(each.told for each in found)
        if found:
            everywhere = frozenset(Area.objects.values_list("pk", flat=True))
            stop_payments(found=found, by=act_now(Scope("查验", areas=everywhere, audits=True)))
        return report(verdict, stored_addresses(), runs_read())


def add_reread(parser: argparse.ArgumentParser) -> Run:
    """`doudi reread [--today]`: every assessment read again under the law, figures and day that it kept, exit code 1
    when the bytes are others; with `--today`, what would be otherwise under today's. Neither changes anything.
    """
    parser.add_argument(
        "--today", action="store_true", help="按今天的规则和数值，列出会有变化的件，不改任何数据"
    )
    return run_reread


@spoken
def run_reread(arguments: argparse.Namespace) -> int:
    with database():
        everywhere = frozenset(Area.objects.values_list("pk", flat=True))
        by = act_now(Scope("重读裁量", areas=everywhere, audits=True))
        read = as_today if arguments.today else as_decided
        with acting_as(by.scope):
            return told_again(
                read(by), "今天的结论不同" if arguments.today else "与所存不同", arguments.today
            )


def told_again(found: Iterable[Found], different: str, today: bool) -> int:
    """Print what is otherwise, one line a case; the exit code: differing today is no fault, differing bytes are."""
    whole = others = refused = 0
    for each in found:
        whole += 1
        others += bool(each.told) and not each.refused
        refused += each.refused
        if each.told:
            print(f"  {each.receipt}（第 {each.number} 次裁量）：{each.told}")
    unsaid = f"，不能重读 {refused} 件" if refused and today else ""
    print(f"重读 {whole} 件，{different} {others if today else refused} 件{unsaid}；没有改动任何数据。")
    return UNSOUND if refused and not today else DONE


def report(verdict: Verdict, files: int = 0, runs: int = 0) -> int:
    """Print a verdict; its exit code."""
    print(f"审计链 {verdict.lines} 行，库外的锚 {verdict.anchors} 个，链头 {verdict.head}")
    print(f"文件库 {files} 个文件，发放批次 {runs} 个")
    for fault in verdict.faults:
        print(f"  ✗ {fault}")
    print(
        "未发现改动。" if verdict.sound else f"发现 {len(verdict.faults)} 处不符，请停止发放并报告审计监督。"
    )
    return DONE if verdict.sound else UNSOUND


def add_seal(parser: argparse.ArgumentParser) -> Run:
    """`doudi seal`: seal the finished minutes of the access log in the chain; called by a timer."""
    return run_seal


@spoken
def run_seal(arguments: argparse.Namespace) -> int:
    with database():
        by = act_now(
            Scope("封存查阅记录", areas=frozenset(Area.objects.values_list("pk", flat=True)), audits=True)
        )
        print(f"已封存 {seal_minutes(by=by)} 分钟的查阅记录。")
    return DONE


def add_sweep(parser: argparse.ArgumentParser) -> Run:
    """`doudi sweep`: take away stored files that no row names, as a crash leaves them; called by a timer."""
    return run_sweep


@spoken
def run_sweep(arguments: argparse.Namespace) -> int:
    with database():
        print(f"已清除 {store.sweep_orphans()} 个无主文件。")
    return DONE


def add_rekey(parser: argparse.ArgumentParser) -> Run:
    """`doudi rekey [--resume]`: a new key version, then everything sealed again under it; a stopped run resumes."""
    parser.add_argument("--resume", action="store_true", help="不新增密钥版本，只把上次没有做完的做完")
    return run_rekey


@spoken
def run_rekey(arguments: argparse.Namespace) -> int:
    with database():
        if not arguments.resume:
            print(f"新密钥为第 {add_version(settings.VAULT_KEY_FILE)} 版，请立即另存密钥文件。")
        rows = reseal_all(told=lambda table, done: print(f"  {table}：{done} 行"))
        files = store.reseal()
    print(f"换钥完成，共 {rows} 行、{files} 个文件。旧版密钥仍需保留，直到旧备份都已过期。")
    return DONE


def add_registrar(parser: argparse.ArgumentParser) -> Run:
    """`doudi registrar USERNAME NAME AREA`: the first keeper of posts of a district; others follow in the pages."""
    parser.add_argument("username", help="账号")
    parser.add_argument("name", help="姓名")
    parser.add_argument("area", help="12 位区划代码，如 211204000000")
    return run_registrar


@spoken
def run_registrar(arguments: argparse.Namespace) -> int:
    id_number = checked(getpass.getpass("身份证号："))
    password = getpass.getpass("初始密码（至少 12 位）：")
    with database():
        by = act_now(Scope("安装", audits=True))
        area = area_by_code(arguments.area, by.day)
        officer = open_account(
            username=arguments.username,
            name=arguments.name,
            id_number=id_number,
            password=password,
            area=area,
            by=by,
        )
        appoint(officer=officer, post="post_registrar", area=area, since=by.day, document="安装", by=by)
    print(f"{arguments.name}（{arguments.username}）已任岗位管理员。首次登录请登记动态口令。")
    return DONE
