"""五万人一册：a month's roll built, looked over, checked, signed, and its file made; seconds and processor-seconds.

    PYTHONPATH=. .venv/bin/python benchmarks/payees.py --payees 50000 --format fixed_csv

The limit is 60 s for 50,000 payees from freezing to the file. Putting the invented payees on file is not counted.
The processor-seconds are those of this process and of its server process together.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DOUDI_MODE", "test")

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import FAST, TEMPLATE, _built, _settle_in, cloned

# isort: split
from django.apps import apps
from django.db import connection, connections
from django.db.models import Sum

from doudi.config import postgres
from doudi.config.tests.town import DISTRICT, NEW_YEAR, Town
from doudi.money.ledger.appropriation import appropriate
from doudi.money.ledger.models import Kind, Posting
from doudi.money.payments.approving import approve
from doudi.money.payments.checking import pass_checks
from doudi.money.payments.exporting import control, export, hand_out
from doudi.money.payments.formats import FORMATS
from doudi.money.payments.models import Line, Run
from doudi.money.payments.rolls import freeze_month
from doudi.money.payments.tests.month import APRIL, ROLL_DAY
from doudi.money.tests.county import settle_county
from doudi.money.tests.purse import open_purse
from doudi.records.access import acting_as

LIMIT_SECONDS, LIMIT_PAYEES = 60, 50_000
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure, and print each figure against its limit."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--payees", type=int, default=2_000)
    asked.add_argument("--format", choices=sorted(FORMATS), default="excel")
    told = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="doudi-payees-"))
    anchors = Path(tempfile.mkdtemp(prefix="doudi-payees-anchors-"))
    shutil.rmtree(folder)
    subprocess.run(["cp", "-a", str(_built()), str(folder)], check=True)
    try:
        _settle_in(folder)
        with postgres.served(folder, FAST), cloned(folder, TEMPLATE, anchors):
            measure(told.payees, told.format)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(anchors, ignore_errors=True)


def measure(many: int, bank_format: str) -> None:
    """One month; each step timed by itself, and every sum against every other."""
    town = Town()
    purse = open_purse(town)
    payees = settle_county(purse, many)
    appropriate(district=town.area(DISTRICT), source="中央", amount_fen=sum(payees.fen), document="财社〔2022〕1号",
                by=purse.act("feng", NEW_YEAR))  # fmt: skip
    with connections["owner"].cursor() as cursor:
        # As the server does by itself within a minute of so many new rows; those of money are still empty.
        for room in ("records", "casework"):
            for model in apps.get_app_config(room).get_models():
                cursor.execute(f'ANALYZE "{model._meta.db_table}"')
    feng, gao, xu = (purse.act(who, ROLL_DAY) for who in ("feng", "gao", "xu"))
    took = Took()
    district = town.area(DISTRICT)
    run = took(
        "build and look over",
        lambda: freeze_month(district=district, month=APRIL, bank_format=bank_format, by=feng),
    )
    run = took("check", lambda: pass_checks(run=run.pk, by=feng))
    for who in (gao, xu):
        took("sign", lambda who=who: approve(run=run.pk, batch_sm3=bytes(run.batch_sm3), by=who))
    took("make the file", lambda: export(run=run.pk, by=xu))
    took("hand the file out", lambda: hand_out(run=run.pk, why="送银行", by=xu))
    with acting_as(feng.scope):
        run = Run.objects.get(pk=run.pk)
        spent = Posting.objects.filter(account__kind=Kind.SPENT).aggregate(sum=Sum("fen"))["sum"]
        sent = Posting.objects.filter(account__kind=Kind.TRANSIT).aggregate(sum=Sum("fen"))["sum"]
        lines = Line.objects.filter(run=run).aggregate(sum=Sum("amount_fen"))["sum"]
        sums = {sum(payees.fen), lines, control(run).total_fen, spent, sent}
    assert len(sums) == 1, f"awards, lines, control sheet, spent and in transit differ: {sums}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    limit = LIMIT_SECONDS * many / LIMIT_PAYEES
    print(f"{many:,} payees, {bank_format}: {took.wall:.1f} s on the clock, {took.work:.1f} of a processor, {peak} MB;"
          f" awards = lines = control sheet = ledger = {sums.pop()} fen")  # fmt: skip
    print(f"processor to the limit of {limit:.1f} s: {took.work / limit:.2f}; clock: {took.wall / limit:.2f}")


class Took:
    """What each step took, printed and added up."""

    def __init__(self) -> None:
        self.wall = self.work = 0.0

    def __call__(self, told: str, step: Callable[[], Any]) -> Any:
        wall, work = time.perf_counter(), spent_work()
        answer = step()
        wall, work = time.perf_counter() - wall, spent_work() - work
        self.wall, self.work = self.wall + wall, self.work + work
        print(f"{told}: {wall:.1f} s, {work:.1f} of a processor")
        return answer


def spent_work() -> float:
    """Processor-seconds of this process and of the server process behind its connection."""
    connection.ensure_connection()
    fields = (
        Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    )
    return time.process_time() + (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main()
