"""清理文件库：every night the house takes away what nobody will ask for again — half files of an upload that broke off,
files that no row names, and scanned pages that nobody has claimed within `UNCLAIMED_SCAN_DAYS`.

Run again it finds nothing. Residue leaves one line in the chain with how many, for nobody ever got to see those bytes.
Scanned pages leave one line each, and the row of what came in stays; their bytes go in the action after the one that
says so, so that no crash leaves a row whose file is lost.
"""

from django.conf import settings

from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.documents.models import ClearedScan
from doudi.records.documents.queries import scans_to_clear
from doudi.records.documents.store import LibraryBusy, lock_out, sweep_within
from doudi.records.jobs.running import every, house_scope

SWEEP = "清理文件库"


@action
def clear_unclaimed(*, by: Act) -> int:
    """清除无人认领的扫描件: those that have waited too long; answers how many. Raises LibraryBusy."""
    lock_out()  # whoever is claiming one just then is waited for
    late = scans_to_clear(by, settings.UNCLAIMED_SCAN_DAYS)
    days = settings.UNCLAIMED_SCAN_DAYS
    ClearedScan.objects.bulk_create(
        ClearedScan(file=each, area_id=each.area_id, at=by.at, after_days=days) for each in late
    )
    for each in late:
        record(by=by, did="documents.scan_cleared", to=each, days=days)
    return len(late)


@action
def sweep_library(*, by: Act) -> int:
    """Take away the files that no row names; answers how many. Raises LibraryBusy."""
    lock_out()
    # The areas are read after the lock: nobody can keep a file in one that is added meanwhile.
    with acting_as(house_scope(by.scope.name, audits=by.scope.audits)):
        swept = sweep_within()
    if swept:
        record(by=by, did="documents.swept", files=swept)
    return swept


@every("40 3 * * *", SWEEP)
def sweep(by: Act) -> None:
    """At night; where somebody is keeping files just then, the next night will do."""
    try:
        clear_unclaimed(by=by)
        sweep_library(by=by)
    except LibraryBusy:
        return
