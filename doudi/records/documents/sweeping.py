"""清理文件库：every night the house takes away what an upload that broke off has left — half files, files no row names.

Run again it finds nothing. What was taken away leaves one line in the chain, with how many; there is nothing more to
tell, for nobody ever got to see those bytes.
"""

from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.documents.store import LibraryBusy, lock_out, sweep_within
from doudi.records.jobs.running import every, house_scope

SWEEP = "清理文件库"


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
        sweep_library(by=by)
    except LibraryBusy:
        return
