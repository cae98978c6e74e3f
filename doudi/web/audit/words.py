"""留痕的内容：the facts of an audit line as a person reads them. Numbers of other objects and digests of bytes tell a
reader nothing: they stay in the chain, where `doudi verify` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from doudi.casework.cases.models import Channel, Stage
from doudi.casework.cases.schemes import TITLES as SCHEMES
from doudi.policy.question import yuan

NAMES = {
    "agree": "同意",
    "cause": "情形",
    "channel": "申请方式",
    "code": "文书",
    "codes": "文书",
    "counted_on": "起算日",
    "dated": "落款",
    "died": "死亡日期",
    "edition": "版次",
    "fields": "栏数",
    "files": "文件数",
    "how": "方式",
    "moved_on": "迁出日期",
    "number": "编号",
    "on": "日期",
    "outcome": "结果",
    "pages": "页数",
    "planned_on": "约定日期",
    "present": "到会",
    "purpose": "用途",
    "receipt": "受理编号",
    "revision": "第几稿",
    "rows": "条数",
    "scheme": "类别",
    "since": "自",
    "signed_on": "签署日期",
    "size": "字节数",
    "sort": "种类",
    "until": "至",
    "version": "版次",
    "votes": "表决",
}
WORDS = {
    **{str(each.value): str(each.label) for each in (*Channel, *Stage)},
    **SCHEMES,
    "grant": "确认",
    "refuse": "不予确认",
    "True": "是",
    "False": "否",
}
MONEY = "_fen"
_TECHNICAL = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|^[0-9a-f]{32,}$")


def told(facts: Mapping[str, Any]) -> str:
    """The facts that a person can read, by Chinese names where there is one."""
    return "；".join(
        f"{_name(key)} {_value(key, value)}"
        for key, value in sorted(facts.items())
        if value not in (None, "", [], {}) and not _TECHNICAL.search(str(value))
    )


def _name(key: str) -> str:
    if key.endswith(MONEY):
        return {"monthly_fen": "每月（元）", "amount_fen": "金额（元）"}.get(
            key, f"{key.removesuffix(MONEY)}（元）"
        )
    return NAMES.get(key, key)


def _value(key: str, value: Any) -> str:
    if key.endswith(MONEY) and isinstance(value, int):
        return str(yuan(value))
    if isinstance(value, list):
        return "、".join(WORDS.get(str(each), str(each)) for each in value)
    return WORDS.get(str(value), str(value))
