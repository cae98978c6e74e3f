"""临时救助 — how much, within which cap, decided by whom, and when the papers are due."""

from __future__ import annotations

from typing import Any

from doudi.policy.asks.figures_asked import asked
from doudi.policy.days import answer_deadline
from doudi.policy.figures import KEYS, Key, money, whole
from doudi.policy.question import Fields, Question, yuan

LEVELS = ("light", "medium", "heavy")


def _months(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or set(value) != set(LEVELS):
        raise ValueError(f"要写 {'、'.join(LEVELS)} 三档的月数")
    return {f"months_{level}": whole(value[level]) for level in LEVELS}


def _base(value: Any) -> str:
    if value not in ("urban", "own"):
        raise ValueError("只能写 urban 或 own")
    return str(value)


AID = {
    "base": Key(_base, ("base",)),
    "months": Key(_months, tuple(f"months_{level}" for level in LEVELS)),
    "cap_months_year": Key(whole, ("cap_months_year",)),
    "special_cap_months": Key(whole, ("special_cap_months",)),
    "township_limit": Key(money, ("township_limit",)),
    "paperwork_working_days": Key(whole, ("paperwork_working_days",)),
}


def answer(question: Question) -> dict[str, Any]:
    """Entitlement inside the year's cap, what is left to pay, the route and whether it is accepted."""
    fields = Fields(question.facts, "facts")
    fields.only(
        *("standard", "persons", "level", "paid_this_year", "already_advanced"),
        *("advanced_on", "proposal", "meeting_record"),
    )
    area, persons = (
        fields.word("standard", ("rural", "urban")),
        fields.whole("persons", 1, 100),
    )
    level = fields.word("level", LEVELS)
    paid, advanced = (
        0 if fields.absent(key) else fields.money(key) for key in ("paid_this_year", "already_advanced")
    )
    meeting_record = fields.flag("meeting_record", False)
    sources = asked(question)
    terms = sources.value("temporary_aid", AID)
    standards = sources.value("dibao_standard", KEYS["dibao_standard"])
    standard = standards[f"dibao_standard_{'urban' if terms['base'] == 'urban' else area}"]
    cap_year = terms["cap_months_year"] * standard
    room = max(cap_year - paid, 0)
    entitlement = min(standard * persons * terms[f"months_{level}"], room)
    route, accepted, reason = (
        _entitled(entitlement, terms)
        if fields.absent("proposal")
        else _proposed(fields.money("proposal"), meeting_record, paid, cap_year, standard, terms)
    )
    return {
        "entitlement": yuan(entitlement),
        "supplement": yuan(max(entitlement - advanced, 0)),
        "cap_year": yuan(cap_year),
        "cap_left": yuan(room - entitlement),
        "route": route,
        "accepted": accepted,
        "reason": reason,
        "paperwork_due": _paperwork_due(fields, question, terms),
        "unverified": sources.unverified(),
    }


def _route(amount: int, terms: dict[str, Any]) -> str:
    return "township" if amount <= terms["township_limit"] else "district"


def _told(amount: int, terms: dict[str, Any]) -> str:
    limit = yuan(terms["township_limit"])
    if amount <= terms["township_limit"]:
        return f"{yuan(amount)}元不超过乡镇（街道）审批限额{limit}元，由乡镇（街道）决定。"
    return f"{yuan(amount)}元超过乡镇（街道）审批限额{limit}元，由区民政局决定。"


def _entitled(entitlement: int, terms: dict[str, Any]) -> tuple[str, bool, str]:
    if entitlement == 0:
        return (
            "township",
            False,
            "本年度救助金额已经达到封顶线，确有重大困难的请一事一议。",
        )
    return _route(entitlement, terms), True, _told(entitlement, terms)


def _proposed(
    proposal: int, meeting_record: bool, paid: int, cap_year: int, standard: int, terms: dict[str, Any]
) -> tuple[str, bool, str]:
    """一事一议: above the year's cap only with a meeting's record, and never above the special ceiling."""
    total = paid + proposal
    if total <= cap_year:
        return _route(proposal, terms), True, _told(proposal, terms)
    ceiling = terms["special_cap_months"] * standard
    over = f"本年度合计{yuan(total)}元，超过年度封顶线{yuan(cap_year)}元，属于一事一议"
    if total > ceiling:
        return "special_case", False, f"{over}；也超过一事一议上限{yuan(ceiling)}元，不能批准。"
    if not meeting_record:
        return "special_case", False, f"{over}；没有会议记录，请先开会并留存记录。"
    return "special_case", True, f"{over}；有会议记录，且不超过上限{yuan(ceiling)}元。"


def _paperwork_due(fields: Fields, question: Question, terms: dict[str, Any]) -> str | None:
    if fields.absent("advanced_on"):
        return None
    due = answer_deadline(
        fields.day("advanced_on"),
        terms["paperwork_working_days"],
        [],
        question.known_on,
    )
    return str(due["on"])
