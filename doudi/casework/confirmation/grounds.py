"""事实、理由、依据：what a decision says for itself, told from the answer on which the panel voted."""

import json
from dataclasses import dataclass
from typing import Any

from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.models import Case, CaseMember
from doudi.casework.cases.schemes import TITLES, scheme_title
from doudi.casework.confirmation.models import Outcome

QUANTITIES = (
    ("countable_income_monthly", "家庭月可支配收入"),
    ("income_per_head_monthly", "人均月收入"),
    ("rigid_spending_monthly", "每月刚性支出核减"),
    ("support_fee_monthly", "每月计入的赡养费"),
)
NOTHING = "0.00"
ORDER = ("dibao", "margin", "single_person", "rigid_expenditure", "tekun")
RESTS_ON = {"single_person": "margin"}  # 单人保 is for a family on the margin; what refuses that refuses it


@dataclass(frozen=True, slots=True)
class Grounds:
    """理由：whom it covers, the facts, the reasons and the clauses, each a line of its own."""

    persons: list[dict[str, str]]
    facts: list[str]
    reasons: list[str]
    clauses: list[str]


def grounds(case: Case, assessment: Assessment, outcome: str) -> Grounds:
    """The grounds of a decision. A refusal tells every test that failed, for each scheme that was possible."""
    answer = json.loads(assessment.answer.reveal())
    members = list(CaseMember.objects.filter(case=case).order_by("id"))
    facts = [
        f"共同生活的家庭成员{len(members)}人：{'、'.join(each.name for each in members)}",
        *_told(answer),
    ]
    if outcome == Outcome.GRANT:
        scheme = answer["schemes"][assessment.classification]
        covered = set(scheme.get("persons") or [each.short for each in members])
        findings = [each for each in scheme["findings"] if each["answer"] == "yes"]
        persons = [
            {"person": str(each.person_id), "name": each.name} for each in members if each.short in covered
        ]
        reasons = [f"{each['title']}：{each['because']}" for each in findings]
        return Grounds(persons, facts, reasons, _clauses(findings))
    failed = failed_tests(answer, case.asked_for)
    reasons = [f"{each['title']}：否（{each['because']}）" for each in failed]
    return Grounds([], facts, reasons, _clauses(failed))


def failed_tests(answer: dict[str, Any], asked_for: str) -> list[dict[str, str]]:
    """The tests answered no of the scheme asked for, or of 低保 where none was; then of each other scheme those that it
    fails by a test of its own. What fails by a test already told (a car counts against all) is not told again.
    """
    first = asked_for if asked_for in TITLES else "dibao"
    order = [first, *(name for name in ORDER if name != first)]
    failed: dict[str, dict[str, str]] = {}
    explained: set[str] = set()
    for name in order:
        lacking = [each for each in answer["schemes"][name]["findings"] if each["answer"] == "no"]
        if name != first and (
            any(each["test"] in failed for each in lacking) or RESTS_ON.get(name) in explained
        ):
            explained.add(name)
            continue
        for found in lacking:
            title = found["title"] if name == first else f"{scheme_title(name)}·{found['title']}"
            failed[found["test"]] = {**found, "title": title}
    return list(failed.values())


def _told(answer: dict[str, Any]) -> list[str]:
    amounts = answer["quantities"]
    return [
        f"{title}{amounts[key]}元" for key, title in QUANTITIES if amounts.get(key) not in (None, NOTHING)
    ]


def _clauses(findings: list[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(clause for each in findings for clause in each["basis"].split("；") if clause))
