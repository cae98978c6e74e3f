"""拨款：money comes into the district's pool from a budget source."""

from doudi.money.ledger.accounts import account
from doudi.money.ledger.models import APPROPRIATION, Entry, Kind
from doudi.money.ledger.posting import Reason, post
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import DISTRICT_KINDS, period_of
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput

FINANCE = ("finance_clerk",)


@action
def appropriate(*, district: Area, source: str, amount_fen: int, document: str, by: Act) -> Entry:
    """登记拨款 of a budget source (中央、省、市、区) to the district, with its document."""
    require(by, *FINANCE, at=district.pk)
    if period_of(district.pk, by.day).kind not in DISTRICT_KINDS:
        raise BadInput("资金拨到区，再由区拨给乡镇备用金。")
    if amount_fen <= 0:
        raise BadInput("拨款金额应大于零。")
    if not source.strip() or not document.strip():
        raise BadInput("请写明资金来源和拨款文号。")
    moves = [
        (account(Kind.POOL, district.pk), amount_fen),
        (account(Kind.BUDGET, district.pk, source=source.strip()), -amount_fen),
    ]
    entry = post(Reason(APPROPRIATION, f"{source.strip()}拨款（{document.strip()}）"), moves,
                 area=district.pk, by=by)  # fmt: skip
    record(by=by, did="ledger.appropriated", to=entry, source=source.strip(), amount_fen=amount_fen,
           document=document.strip())  # fmt: skip
    return entry
