"""The `doudi` command: one parser, one function a subcommand; imports only what a subcommand needs."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import NoReturn

COMMANDS = {
    "ask": ("doudi.policy.commands", "问：对问题文件作出裁量，给出结论、每一步计算和条款"),
    "policy": ("doudi.policy.commands", "政策手册：book 写出全部规则和数值，diff 说明两天之间改了什么"),
    "people": ("doudi.policy.people.commands", "造一个合成县：真实区划、虚构的人，旁边写着谁符合什么"),
    "assess": ("doudi.policy.bulk_commands", "成批裁量：读一个文件夹里的打包家庭，写出每户的结论和金额"),
    "simulate": ("doudi.policy.bulk_commands", "测算：换一个数值，看支出和受影响的家庭怎样变"),
    "demo": ("doudi.config.demo", "演示：自带数据库和虚构人员，在本机打开页面，Ctrl-C 停止"),
    "serve": ("doudi.config.commands", "服务：在本机提供页面，Ctrl-C 停止"),
    "verify": ("doudi.config.commands", "查验：走一遍审计链，打开每个文件，说出哪里被改、被删、被重写"),
    "reread": (
        "doudi.config.commands",
        "重读：把每次裁量按当时的规则和数值再算一遍；加 --today 列出今天会有哪些不同",
    ),
    "sweep": ("doudi.config.commands", "清扫：去掉断电留下的、没有归属的文件"),
    "seal": ("doudi.config.commands", "封存：把访问日志的每一分钟封进审计链"),
    "rekey": ("doudi.config.commands", "换钥：用新的密钥重写密封的字段，中断后可以继续"),
    "registrar": ("doudi.config.commands", "第一位岗位管理员：给空的系统立一个能设岗位的人"),
    "migrate": ("doudi.config.commands", "装配：数据库、密钥、表和参照数据，缺什么补什么"),
}


class _Parser(argparse.ArgumentParser):
    """A parser whose refusal is one Chinese line."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}：参数写得不对（{message}），请看 {self.prog} --help。", file=sys.stderr)
        sys.exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; its exit code. Bad arguments exit 2 with a Chinese line."""
    if isinstance(sys.stdout, TextIOWrapper):  # a GBK or ASCII terminal shows what it cannot write as escapes
        sys.stdout.reconfigure(errors="backslashreplace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help"):
        print("用法：doudi 命令 …\n")
        for name, (_, told) in COMMANDS.items():
            print(f"  {name:<10} {told}")
        return 0 if words else 2
    name, rest = words[0], words[1:]
    if name not in COMMANDS:
        print(f"没有 {name} 这个命令，可用的有：{'、'.join(COMMANDS)}。", file=sys.stderr)
        return 2
    module, told = COMMANDS[name]
    commands = importlib.import_module(module)
    parser = _Parser(prog=f"doudi {name}", description=told)
    run = getattr(commands, f"add_{name.replace('-', '_')}")(parser)
    try:
        code: int = run(parser.parse_args(rest))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main())
