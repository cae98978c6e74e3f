"""简答单 — the shorter answers as a sheet in Chinese, each line under its title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

RULE = "─" * 38


def plain_sheet(question_name: str, answer: dict[str, Any]) -> str:
    """The sheet of the shorter questions: each line of the answer under its Chinese title."""
    lines = [question_name, RULE]
    lines.extend(_plain_lines({key: value for key, value in answer.items() if key != "question"}, 0))
    return "\n".join(lines)


def _plain_lines(value: dict[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, each in value.items():
        title = WORDS.get(key, key)
        if isinstance(each, dict):
            yield f"{indent}{title}："
            yield from _plain_lines(each, depth + 1)
        elif isinstance(each, list) and each and isinstance(each[0], dict):
            yield f"{indent}{title}："
            for row in each:
                told = (f"{WORDS.get(k, k)} {spoken(v)}".removesuffix("。") for k, v in row.items())
                yield f"{indent}  · " + "；".join(told)
        elif each != []:
            yield f"{indent}{title}：{spoken(each)}"


def spoken(value: Any) -> str:
    """A leaf of an answer in Chinese."""
    if value is None:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(spoken(each) for each in value)
    return WORDS.get(value, value) if isinstance(value, str) else str(value)


WORDS = {
    "accepted": "可以",
    "checks": "校验",
    "check": "项目",
    "result": "结果",
    "figure": "数值",
    "because": "理由",
    "basis": "依据",
    "pass": "通过",
    "warn": "通过（提示取整差）",
    "fail": "不通过",
    "rural_rise": "农村低保标准增幅",
    "tekun_ratio_rural": "农村特困标准倍数",
    "tekun_ratio_urban": "城市特困标准倍数",
    "gap_narrows": "城乡差距",
    "households": "各户",
    "id": "编号",
    "before": "调整前",
    "after": "调整后",
    "monthly_cost": "每月增加支出（元）",
    "newly_eligible": "新符合条件（发出邀约，不自动发放）",
    "granted": "给予渐退期",
    "months": "月数",
    "from": "起始月",
    "to": "截止月",
    "monthly": "每月（元）",
    "total": "合计（元）",
    "remind_on": "提醒日",
    "stop_from": "停发起始月",
    "warnings": "提示",
    "entitlement": "可救助金额（元）",
    "supplement": "尚应补发（元）",
    "cap_year": "年度封顶（元）",
    "cap_left": "本次后年度余额（元）",
    "route": "审批层级",
    "township": "乡镇（街道）",
    "district": "区民政局",
    "special_case": "一事一议",
    "reason": "说明",
    "paperwork_due": "补办手续期限",
    "triggered": "启动联动",
    "trigger": "触发指标",
    "cpi": "居民消费价格",
    "food": "食品价格",
    "both": "居民消费价格和食品价格",
    "none": "无",
    "amounts": "每人金额（元）",
    "rural": "农村",
    "urban": "城市",
    "recipients": "人数",
    "pay_by": "最迟发放日",
    "care_level": "护理级别",
    "full": "全护理",
    "half": "半护理",
    "base": "基本生活费（元）",
    "care": "照料护理费（元）",
    "alerts": "提示",
    "on": "到期日",
    "counted": "计入的工作日",
    "provisional": "暂定（有年度的放假安排尚未公布）",
    "level": "级别",
    "valid": "号码正确",
    "normalised": "规范写法",
    "birth": "出生日期",
    "sex": "性别",
    "male": "男",
    "female": "女",
    "reasons": "原因",
    "month": "月份",
    "paid": "已发（元）",
    "due": "应发（元）",
    "difference": "差额（元）",
    "overpaid_months": "多发的月份",
    "overpaid_total": "应追缴（元）",
    "arrears_months": "少发的月份",
    "arrears_total": "应补发（元）",
    "fine": "罚款幅度（元）",
    "least": "最低",
    "most": "最高",
    "allowed": "没有重复享受",
    "conflicts": "重复享受",
    "first": "一类",
    "second": "另一类",
    "tekun": "特困",
    "dibao": "低保",
    "single_person": "单人保",
    "margin": "低保边缘",
    "rigid_expenditure": "刚性支出困难家庭",
    "orphan": "孤儿、事实无人抚养儿童保障",
    "unverified": "未见原文件的数值",
    "name": "名称",
    "title": "标题",
    "place": "地方",
}
