"""价格临时补贴测算表（D21）: the index, what follows from it, and how many people get how much."""

from typing import Any
from uuid import UUID

from doudi.casework.cases.places import place_of, value_on
from doudi.money.price_subsidy.models import IndexStage, PriceIndex
from doudi.money.price_subsidy.queries import index as one_index
from doudi.money.price_subsidy.reading import Reading, read_index
from doudi.policy.days import Month
from doudi.policy.figures import KEYS, read_keys
from doudi.records.access import Act, action, require
from doudi.records.areas.queries import period_of
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import FiledPaper
from doudi.records.refusals import BadInput

CODE = "D21"
ISSUERS = ("district_clerk", "district_decider")


@action
def issue_sheet(*, index: UUID, by: Act) -> FiledPaper:
    """出具测算表 of a confirmed index; printed again it takes the place of the last one."""
    held = one_index(index, by)
    require(by, *ISSUERS, at=held.area_id)
    if held.stage != IndexStage.CONFIRMED:
        raise BadInput("复核以后才能出具测算表。")
    last = FiledPaper.objects.filter(matter=held.pk, code=CODE, replacement__isnull=True).first()
    return issue_paper(
        code=CODE,
        data=sheet_form(held, read_index(held, by), by),
        dated=by.day,
        folder=Folder(held.area_id, matter=held.pk),
        replaces=last.pk if last else None,
        why="名册有变动" if last else "",
        by=by,
    )


def sheet_form(held: PriceIndex, told: Reading, by: Act) -> dict[str, Any]:
    """The fields of D21."""
    form: dict[str, Any] = {
        "office": f"{period_of(held.area_id, by.day).name}民政局",
        "index_month": Month.of(held.month),
        "released_on": held.released_on,
        "source": held.source,
        "cpi": f"{held.cpi_percent.normalize():f}%",
        "food": f"{held.food_percent.normalize():f}%",
        "outcome": f"{'启动' if held.triggered else '不启动'}：{held.because}",
        "clauses": held.basis.split("；"),
    }
    if not held.triggered:
        return form
    return {
        **form,
        "amounts": _amounts(held, told),
        "groups": [{"group": title, "persons": number} for title, number in told.by_group().items()],
        "persons": len(told.recipients),
        "total": told.total_fen,
        "pay_month": Month.of(held.released_on),
        "pay_by": held.pay_by,
    }


def _amounts(held: PriceIndex, told: Reading) -> list[dict[str, Any]]:
    counted = told.by_area()
    day = held.released_on.replace(day=1)
    value = value_on(place_of(held.area_id, day), "dibao_standard", day)
    keys = dict(read_keys(value, KEYS["dibao_standard"]))
    standards = {False: keys["dibao_standard_rural"], True: keys["dibao_standard_urban"]}
    return [
        {
            "where": where,
            "standard": standards[urban],
            "amount": fen,
            "persons": counted[urban],
            "total": fen * counted[urban],
        }
        for urban, where, fen in ((False, "农村", held.rural_fen), (True, "城市", held.urban_fen))
        if counted[urban]
    ]
