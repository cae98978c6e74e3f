"""授权与同意：what a person or supporter signed, and taking it back."""

from datetime import date

from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.people.actions import CLERKS
from doudi.records.people.models import Authorisation, Person, Supporter
from doudi.records.refusals import BadInput

DIGEST_BYTES = 32
VERIFICATION = "verification"
SIGNERS = (*CLERKS, "village_worker")


@action
def sign(
    *,
    of: Person | Supporter,
    kind: str,
    signed_on: date,
    signed_by: str,
    how: str,
    until: date | None = None,
    paper_sm3: bytes | None = None,
    by: Act,
) -> Authorisation:
    """登记签署 of an authorisation or consent: by whom, how, until when, and the scan's digest when there is one."""
    require(by, *SIGNERS, at=of.area_id)
    if signed_on > by.day or (until is not None and until < signed_on):
        raise BadInput("签署日期应在今天或以前，有效期不能早于签署日期。")
    if paper_sm3 is not None and len(paper_sm3) != DIGEST_BYTES:
        raise BadInput("扫描件摘要不完整，请重新上传。")
    signed = Authorisation.objects.create(
        person=of if isinstance(of, Person) else None,
        supporter=of if isinstance(of, Supporter) else None,
        area_id=of.area_id,
        kind=kind,
        signed_on=signed_on,
        signed_by=signed_by.strip(),
        how=how,
        until=until,
        paper_sm3=paper_sm3,
    )
    record(by=by, did="people.signed", to=signed, kind=kind, signed_on=signed_on, paper=paper_sm3)
    return signed


@action
def withdraw(*, signed: Authorisation, on: date, why: str, by: Act) -> Authorisation:
    """撤回 from a day on; what was done under it before stays lawful."""
    require(by, *SIGNERS, at=signed.area_id)
    held = Authorisation.objects.select_for_update().get(pk=signed.pk)
    if held.withdrawn_on is not None or on < held.signed_on:
        raise BadInput("已经撤回，或撤回日期早于签署日期，请核对。")
    held.withdrawn_on = on
    held.save(update_fields=["withdrawn_on"])
    record(by=by, did="people.signature_withdrawn", to=held, why=why, on=on)
    return held
