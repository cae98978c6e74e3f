"""演示场景：the public scenarios of 示例区 played on their own dates, as far as an office goes with each.

What must come out (amounts, due days, last days of remedies) is checked by `tests/test_demo_scenarios.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from doudi.casework.cases.models import Case
from doudi.casework.intake.notices import complete, one_time_notice
from doudi.casework.survey.care import Agreed
from doudi.casework.verification.concluding import Settled, confirm, explain, propose
from doudi.casework.verification.findings import Outcome
from doudi.config.demo_checks import Asked, Days, asked_about, clerk_of, found_in, lead_of, reported
from doudi.config.demo_decisions import decided, served
from doudi.config.demo_desk import accepted_papers, act, met, proposed, taken, township_of
from doudi.config.demo_families import SCENARIO_FAMILIES, Family
from doudi.config.demo_officers import EXAMPLE
from doudi.config.demo_units import Unit
from doudi.config.demo_visits import cared_for, self_care_assessed, surveyed
from doudi.records.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of one scenario; where the file names none, a day that an office would have taken."""

    accepted: date
    visited: date
    reported: date
    proposed: date
    met: date
    decided: date
    served: date


def _days(year: int, *pairs: tuple[int, int]) -> Dates:
    return Dates(*(date(year, month, day) for month, day in pairs))


DATES: Mapping[str, Dates] = {
    "S01": _days(2022, (3, 7), (3, 14), (3, 16), (3, 18), (3, 22), (3, 25), (3, 25)),
    "S02": _days(2022, (4, 6), (4, 12), (4, 18), (4, 20), (4, 26), (4, 28), (4, 29)),
    "S03": _days(2022, (4, 18), (4, 22), (4, 28), (5, 5), (5, 10), (5, 12), (5, 13)),
    "S05": _days(2022, (1, 24), (1, 27), (2, 8), (2, 10), (2, 16), (2, 18), (2, 21)),
    "S07": _days(2022, (5, 5), (5, 9), (5, 17), (5, 18), (5, 20), (5, 20), (5, 24)),
    "S08": _days(2022, (5, 9), (5, 12), (5, 18), (5, 20), (5, 25), (5, 27), (5, 30)),
    "S10": _days(2022, (5, 16), (5, 18), (5, 24), (5, 26), (6, 2), (6, 8), (6, 9)),
}
TOLD_ON = date(2022, 4, 28)  # S08: submitted and told what is missing
# S10: signed after the decision, before the first month that is paid.
CARE = Agreed(
    "王福",
    Secret("990204197001015552"),
    Secret("13900000000"),
    ("做饭", "洗澡", "陪同就医"),
    237_00,
    "按月打卡",
    "每周探访一次",
    date(2022, 6, 20),
    date(2023, 6, 19),
)
SELF_CARE_FAILED = ("toilet", "walking", "bathing")


def scenario_units() -> Iterator[Unit]:
    """One unit a scenario."""
    for number in DATES:
        yield f"scenario {number}", partial(_play, number)


def _play(number: str) -> dict[str, Any]:
    family, days = SCENARIO_FAMILIES[number], DATES[number]
    case = _accepted(number, family, days)
    _established(number, case, family, days)
    met([case.pk], township_of(family.village), days.met)
    outcome = decided(case.pk, township_of(family.village), days.decided)
    served(case.pk, township_of(family.village), days.decided, days.served)
    if number == "S10":
        cared_for(case.pk, "a", CARE, township_of(family.village))
    return {"case": str(case.pk), "outcome": outcome}


def _accepted(number: str, family: Family, days: Dates) -> Case:
    township = township_of(family.village)
    first = TOLD_ON if number == "S08" else days.accepted
    case = taken(family, first, left_out=["s1"] if number == "S08" else ())
    if number == "S08":
        _all_but_one(case, township.stem, first)
    by = act(township.stem, days.accepted, 11)
    accepted_papers(case.pk, by)
    return complete(case=case.pk, by=by)


def _all_but_one(case: Case, stem: str, day: date) -> None:
    """S08: everything but the daughter's signature is there, and the one notice names it."""
    by = act(stem, day, 11)
    accepted_papers(case.pk, by, but=["verification"])
    one_time_notice(case=case.pk, complete_by=date(2022, 5, 13), by=by)


def _established(number: str, case: Case, family: Family, days: Dates) -> None:
    """Visit, check of means, assessment and proposal."""
    township = township_of(family.village)
    surveyed(case, township, days.accepted, days.visited)
    if number == "S10":
        self_care_assessed(case.pk, "a", SELF_CARE_FAILED, township, days.visited)
    asked = Asked(case.pk, family, township.stem, days.accepted, cars=int(number == "S07"))
    centre = Days(days.accepted, days.visited, days.reported)
    requests = asked_about([asked], EXAMPLE, centre)
    for row in found_in(requests[0], act(clerk_of(EXAMPLE), days.reported)):
        _conclude(row, days)
    reported(requests, EXAMPLE, days.reported)
    proposed(case.pk, township, days.proposed, "调查、核对的结果见附件")


def _conclude(discrepancy: UUID, days: Dates) -> None:
    """S07: the car is in the applicant's name and in use; the explanation does not hold."""
    told = {"said_by": "冯大伟", "account": "车是弟弟借我的名字买的", "proofs": "购车发票复印件"}
    explain(discrepancy=discrepancy, said_on=days.visited, **told, by=act("songling", days.visited, 14))
    against = Settled(Outcome.REGISTER, "登记在本人名下，使用至今", false_declaration=True)
    on = days.reported
    proposal = propose(discrepancy=discrepancy, settled=against, by=act(clerk_of(EXAMPLE), on))
    confirm(conclusion=proposal.pk, by=act(lead_of(EXAMPLE), on))
