"""提标的用时：so many families tried on a new standard and issued; processor-seconds, seconds and peak memory.

    PYTHONPATH=. .venv/bin/python benchmarks/uprating.py --families 20000

The families are brought over first, in sheets of at most 20,000, which is not counted. The limits are 10 s for the
trial and 60 s for the issue of 100,000.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.first_day import Took, peak_mb, timed, write
from doudi.config.tests.database import FAST, TEMPLATE, _built, _settle_in, cloned

# isort: split
from doudi.casework.brought_over.actions import HandedFile, enter, hand_in
from doudi.casework.brought_over.sheets import HOUSEHOLDS, MEMBERS
from doudi.casework.tests.office import Office, open_office
from doudi.casework.uprating.actions import issue, propose, try_out
from doudi.casework.uprating.models import Kind, Uprating, UpratingLine
from doudi.casework.uprating.tests.register import ISSUER, JUNE, P2, open_issuer
from doudi.config import postgres
from doudi.config.tests.town import DISTRICT, SONGLING, Town
from doudi.records.access import acting_as

A_SHEET = 20_000
WHOLE, TRIAL_SECONDS, ISSUE_SECONDS = 100_000, 10, 60


def main() -> None:
    """Bring over, try, issue; print each figure against its limit."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--families", type=int, default=5_000)
    families = asked.parse_args().families
    with a_district() as sheets:
        town = Town()
        open_office(town)
        office = Office(town)
        open_issuer(office)
        for first in range(0, families, A_SHEET):
            took = brought_over(office, sheets, first, min(A_SHEET, families - first))
            print(f"brought over from {first:,}: {took}", flush=True)
        measure(office, families)


@contextmanager
def a_district() -> Iterator[Path]:
    """A folder for sheets, beside a server with the town, both thrown away in the end."""
    folder = Path(tempfile.mkdtemp(prefix="doudi-uprating-"))
    sheets = Path(tempfile.mkdtemp(prefix="doudi-uprating-sheets-"))
    shutil.rmtree(folder)
    subprocess.run(["cp", "-a", str(_built()), str(folder)], check=True)
    try:
        _settle_in(folder)
        with postgres.served(folder, FAST), cloned(folder, TEMPLATE, sheets):
            yield sheets
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(sheets, ignore_errors=True)


def brought_over(office: Office, sheets: Path, first: int, families: int) -> Took:
    """One pair of sheets, checked and entered."""
    writer = multiprocessing.get_context("fork").Process(target=write, args=(sheets, families, first))
    writer.start()
    writer.join()
    files = {
        which: HandedFile(f"{which}.xlsx", (sheets / which).read_bytes()) for which in (HOUSEHOLDS, MEMBERS)
    }
    unit = office.town.area(SONGLING)
    batch = hand_in(unit=unit, paid_month=date(2022, 2, 1), files=files, by=office.act("zhang")).batch
    checked = timed()
    enter(batch=batch.pk, by=office.act("liu"))
    return checked + timed()


def measure(office: Office, families: int) -> None:
    """Try and issue; each timed by itself."""
    clerk, issuer = office.act("min", date(2022, 6, 6)), office.act(ISSUER, date(2022, 6, 6))
    plan = try_out(district=office.town.area(DISTRICT), kind=Kind.STANDARDS, changes=P2, since=JUNE, by=clerk)
    tried = timed()
    propose(uprating=plan.pk, document="示例区民发〔2022〕6号 一", issued=date(2022, 6, 1), by=clerk)
    issue(uprating=plan.pk, by=issuer)
    issued = timed()
    with acting_as(clerk.scope):
        held, lines = Uprating.objects.get(pk=plan.pk), UpratingLine.objects.filter(uprating=plan.pk).count()
    print(f"{families:,} families: state {held.state}, {lines:,} lines, peak {peak_mb()} MB")
    for what, took, whole in (("trial", tried, TRIAL_SECONDS), ("issue", issued, ISSUE_SECONDS)):
        limit = whole * families / WHOLE
        spent = (took.ours + took.server) / limit
        print(
            f"{what}: {took}; of the limit of {limit:.1f} s {took.wall / limit:.2f}, in processor {spent:.2f}"
        )


if __name__ == "__main__":
    main()
