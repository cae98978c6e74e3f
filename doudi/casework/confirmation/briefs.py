"""一件一页：what the panel reads of a case before it votes — the formula, the facts, and what deserves a second look."""

import json
from dataclasses import dataclass

from doudi.casework.assessment.queries import departures, explained
from doudi.casework.cases.models import Clock, DueDate
from doudi.casework.confirmation.grounds import failed_tests
from doudi.casework.confirmation.models import AgendaItem, Outcome
from doudi.records.access import Act
from doudi.records.documents.papers.explanation import explanation_fields

TEKUN_WORDS = ("特困", "照料")


@dataclass(frozen=True, slots=True)
class Brief:
    """简报：how the amount or the refusal comes about, and the risk flags."""

    reckoning: tuple[str, ...]
    amounts: tuple[str, ...]
    failed: tuple[str, ...]
    flags: tuple[str, ...]


def brief(item: AgendaItem, by: Act) -> Brief:
    """The brief of an item, told from the assessment on which its proposal rests."""
    assessment = item.proposal.assessment
    told = explanation_fields(explained(assessment, by))
    failed: tuple[str, ...] = ()
    if item.proposal.outcome == Outcome.REFUSE:
        answer = json.loads(assessment.answer.reveal())
        tests = failed_tests(answer, item.case.asked_for)
        failed = tuple(f"{each['title']}：{each['because']}（{each['basis']}）" for each in tests)
    amounts = tuple(line for line in _lines(told, "amounts") if _is_of(item.proposal.scheme, line))
    return Brief(_lines(told, "reckoning"), () if failed else amounts, failed, tuple(_flags(item, by)))


def _is_of(scheme: str, line: str) -> bool:
    """The law reckons what 低保 would pay beside what 特困 does; the panel reads the scheme that is proposed."""
    of_tekun = any(word in line.split("：")[0] for word in TEKUN_WORDS)
    return of_tekun == (scheme == "tekun")


def _lines(told: dict[str, object], name: str) -> tuple[str, ...]:
    rows = told.get(name) or ()
    return tuple(str(each["line"]) for each in rows)  # type: ignore[attr-defined]


def _flags(item: AgendaItem, by: Act) -> list[str]:
    proposal, case = item.proposal, item.case
    answer = json.loads(proposal.assessment.answer.reveal())
    flags = []
    filing = getattr(case, "near_relative_filing", None)
    if filing is not None:
        flags.append(f"近亲属备案：{filing.name}（{filing.post}），{filing.relation}")
    differing = departures(proposal.assessment)
    if differing:
        told = "；".join(
            f"{each.whose}{each.fact}申报{each.declared}、采用{each.counted}" for each in differing
        )
        flags.append(f"与申报不同{len(differing)}处：{told}")
    if proposal.scheme_changed_because:
        flags.append(proposal.scheme_changed_because)
    if answer["unverified"]:
        flags.append(f"用到{len(answer['unverified'])}个没有见到文件的数值")
    if proposal.number > 1:
        flags.append(f"第{proposal.number}次提出审核意见")
    appraised = getattr(proposal, "appraisal", None)
    if appraised is not None and appraised.present:
        flags.append(f"民主评议{appraised.agree}/{appraised.present}同意：{appraised.findings}")
    due = DueDate.objects.seen_by(by.scope).filter(case=case, clock=Clock.CONFIRM).first()
    if due is not None and due.on is not None and due.settled_on is None and due.on < by.day:
        flags.append(f"审核确认期限{due.on}已超过")
    return flags
