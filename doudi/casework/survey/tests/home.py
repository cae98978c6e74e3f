"""一户人家：what two investigators find at 林秀兰's home, and how far a survey has come when a story begins."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from doudi.casework.cases.models import Case
from doudi.casework.intake.notices import complete
from doudi.casework.survey.investigators import plan_survey
from doudi.casework.survey.models import Visit
from doudi.casework.survey.visits import Signed, begin_visit, finish_visit, save_visit, sign_visit
from doudi.casework.tests.office import Family, Office, lin_family
from doudi.records.access import Act
from doudi.records.documents.queries import current_papers
from doudi.records.documents.scans import file_scan
from doudi.records.documents.tests.files import photo

VISIT = UUID(int=0x5150)
PAIR = ("zhang", "lin")
BY_HAND = Signed("林秀兰", "按指印")
FOUND = {
    "at": "2022-03-14T09:40",
    "place": "东岗村一组 1 号",
    "here": "林秀兰、赵广田",
    "housing": "砖瓦平房",
    "floor": "60",
    "homes": "1",
    "vehicles": "0",
    "goods": "电视一台、老式冰箱一台",
    "land": "承包地 4 亩，全部转出",
    "financial": "6,200",
    "m.a.health": "高血压，常年服药",
    "m.a.work": "无",
    "m.a.unable_to_work": "yes",
    "m.a.income.pension": "108",
    "m.a.income.pension.per": "month",
    "m.a.spending.medical": "2400",
    "m.a.spending.medical.bills": "yes",
    "m.b.health": "一般",
    "m.b.work": "无",
    "m.b.serious_illness": "no",
    "m.b.income.pension": "108",
    "m.b.income.pension.per": "month",
    "m.b.income.property": "2,000",
    "m.b.income.property.per": "year",
    "m.b.spending.medical": "0",
    "s.s1.situation": "在外打零工",
    "s.s1.paid": "0",
    "causes": "因病、缺劳动力",
    "consistent": "no",
    "finding": "转租收入每年 2000 元，比申报多 200 元，其余属实。",
}


def accepted(office: Office, family: Family | None = None) -> Case:
    """The family's case, accepted on 2022-03-07."""
    by = office.on("zhang", 3, 7)
    return complete(case=office.take(family or lin_family(), by).pk, by=by)


def sent_out(office: Office, pair: tuple[str, str] = PAIR) -> Case:
    """张敏 and 林晓 are to go on 2022-03-14."""
    case = accepted(office)
    plan_survey(case=case.pk, pair=pair, planned_on=date(2022, 3, 14), by=office.on("zhang", 3, 9))
    return case


def at_home(
    office: Office, changed: Mapping[str, str] | None = None, pair: tuple[str, str] = PAIR
) -> tuple[Case, Visit]:
    """The form is filled in, nobody has signed."""
    case, by = sent_out(office, pair), office.on("zhang", 3, 14)
    begin_visit(case=case.pk, visit=VISIT, by=by)
    saved = save_visit(case=case.pk, visit=VISIT, changes={**FOUND, **(changed or {})}, based_on=0, by=by)
    return case, saved


def surveyed_case(office: Office, changed: Mapping[str, str] | None = None) -> Case:
    """Both have signed."""
    case, _ = at_home(office, changed)
    finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, by=office.on("zhang", 3, 14))
    sign_visit(case=case.pk, visit=VISIT, by=office.on("lin", 3, 14))
    return case


def scan(office: Office, case: Case, code: str, by: Act) -> None:
    """The newest paper of this kind comes back signed."""
    paper = office.see(current_papers, case.pk, code, by=by)[-1]
    file_scan(paper=paper.pk, content=photo(), by=by)
