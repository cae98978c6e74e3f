"""演示入户：two investigators go to a home and find what was declared, or something else that is told."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid5

from doudi.casework.cases.models import Case
from doudi.casework.intake.papers import parties
from doudi.casework.survey.care import Agreed, draft_agreement, sign_agreement
from doudi.casework.survey.investigators import plan_survey
from doudi.casework.survey.neighbours import neighbours_asked, take_statement
from doudi.casework.survey.rounds import Item
from doudi.casework.survey.self_care import assess_self_care
from doudi.casework.survey.sheet import BILLS, PER, YEARLY, every_field
from doudi.casework.survey.visits import Signed, begin_visit, finish_visit, save_visit, sign_visit
from doudi.config.demo_desk import act, came_back
from doudi.config.demo_officers import Township
from doudi.policy.self_care import ITEMS
from doudi.records.access import Act, acting_as
from doudi.records.documents.queries import current_papers

BY_HAND = "按指印"
NEIGHBOURS = (
    ("吕桂芬", "东邻", "平时看病多，没有别的进项，情况属实。"),
    ("施长海", "村民小组长", "村里都知道这家困难，申报的都对。"),
    ("彭玉莲", "西邻", "常来往，说的都是实情。"),
)
SEEN = {
    "housing": "砖瓦平房",
    "floor": "60",
    "goods": "电视一台、冰箱一台",
    "causes": "缺劳动力",
    "consistent": "yes",
    "finding": "入户所见与申报一致。",
}


def surveyed(
    case: Case, township: Township, planned: date, day: date, found: Mapping[str, str] | None = None
) -> None:
    """派查 on one day, 入户 and both signatures on another; `found` tells what is otherwise than declared."""
    first, second = township.stem, f"{township.stem}4"
    plan_survey(case=case.pk, pair=(first, second), planned_on=day, by=act(first, planned))
    number, by = uuid5(case.pk, f"visit {day}"), act(first, day)
    begin_visit(case=case.pk, visit=number, by=by)
    save_visit(
        case=case.pk, visit=number, changes={**_seen(case, day, by), **(found or {})}, based_on=0, by=by
    )
    finish_visit(case=case.pk, visit=number, family=Signed(case.applicant_name, BY_HAND), by=by)
    sign_visit(case=case.pk, visit=number, by=act(second, day, 16))
    with acting_as(by.scope):
        asked = neighbours_asked(case, day)
    for witness, relation, statement in NEIGHBOURS[:asked]:
        take_statement(
            case=case.pk,
            witness=witness,
            relation=relation,
            statement=statement,
            visited_on=day,
            agrees=True,
            by=act(first, day, 16),
        )
    for code in ("D06", "D07"):
        scanned(case.pk, code, act(first, day, 17))


def cared_for(case: UUID, member: str, agreed: Agreed, township: Township) -> None:
    """照料服务协议 drafted, signed, scanned, on the first of its days."""
    by = act(township.stem, agreed.from_day)
    draft_agreement(case=case, member=member, agreed=agreed, by=by)
    scanned(case, "D16-3", by)
    signed = {"signed_on": agreed.from_day, "signed_by": "本人按指印"}
    sign_agreement(case=case, member=member, **signed, by=by)


def scanned(case: UUID, code: str, by: Act) -> None:
    """The papers of one kind come back signed; the printed page stands for the scan of it."""
    with acting_as(by.scope):
        papers = current_papers(case, code, by)
    came_back(papers, by)


def self_care_assessed(
    case: UUID, member: str, failed: tuple[str, ...], township: Township, day: date
) -> None:
    """自理能力评估 by two assessors who agree."""
    items = {item: Item(item not in failed, "") for item in ITEMS}
    for who in (township.stem, f"{township.stem}4"):
        assess_self_care(
            case=case,
            member=member,
            items=items,
            assessed_on=day,
            unit=f"{township.name}民政办",
            by=act(who, day, 15),
        )


def _seen(case: Case, day: date, by: Act) -> dict[str, str]:
    """The whole form as declared, with what a visit always writes down."""
    with acting_as(by.scope):
        about = parties(Case.objects.get(pk=case.pk))
        fields = every_field(about)
    names = "、".join(person.name for person in about.members.values())
    seen = {"at": f"{day}T09:40", "place": "申请人家中", "here": names, **SEEN}
    for name, field in fields.items():
        if name.endswith((PER, BILLS)) or name in seen:
            continue
        if field.as_declared:
            seen[name] = field.as_declared
            if field.sort == YEARLY:
                seen[name + PER] = field.per
            if ".spending." in name:
                seen[name + BILLS] = "yes"
        elif name.endswith(".health"):
            seen[name] = "一般"
        elif name.endswith(".work"):
            seen[name] = "无固定工作"
        elif field.needed:
            seen[name] = "0"
    return seen
