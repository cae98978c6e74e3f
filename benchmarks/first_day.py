"""首日录入的用时：sheets of so many rows checked and entered, as the two jobs do it; seconds and peak memory.

    PYTHONPATH=. .venv/bin/python benchmarks/first_day.py --rows 100000

Rows are those of both sheets together. The server is Doudi's own in a folder that is thrown away; the limits are 60 s
and 500 MB for 100,000 rows. Making the invented sheets is not counted.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import resource
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

os.environ.setdefault("DOUDI_MODE", "test")

# Sets Django up, before anything that has tables is imported.
from doudi.config.tests.database import FAST, TEMPLATE, _built, _settle_in, cloned

# isort: split
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from doudi.casework.brought_over.actions import HandedFile, enter, hand_in
from doudi.casework.brought_over.models import OpeningBatch
from doudi.casework.brought_over.sheets import HOUSEHOLDS, MEMBERS
from doudi.casework.brought_over.tests.day_one import household, member, sheet
from doudi.casework.tests.office import Office, open_office
from doudi.config import postgres
from doudi.config.tests.town import SONGLING, Town
from doudi.records.access import acting_as
from doudi.records.people.id_numbers import check_sign

PEOPLE_A_FAMILY = 3
LIMIT_SECONDS, LIMIT_MB, LIMIT_ROWS = 60, 500, 100_000
VILLAGES = ("东岗村", "西甸村", "前堡村")


def main() -> None:
    """Measure, and print each figure against its limit."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=20_000)
    rows = asked.parse_args().rows
    families = rows // (1 + PEOPLE_A_FAMILY)
    folder = Path(tempfile.mkdtemp(prefix="doudi-first-day-"))
    sheets = Path(tempfile.mkdtemp(prefix="doudi-first-day-sheets-"))
    writer = multiprocessing.get_context("fork").Process(target=write, args=(sheets, families))
    writer.start()
    writer.join()
    shutil.rmtree(folder)
    subprocess.run(["cp", "-a", str(_built()), str(folder)], check=True)
    try:
        _settle_in(folder)
        with postgres.served(folder, FAST), cloned(folder, TEMPLATE, sheets):
            measure(sheets, families)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(sheets, ignore_errors=True)


def write(folder: Path, families: int, first: int = 0) -> None:
    """The two sheets, of families who are paid what the law says; `first` numbers the first of them."""
    homes, people = [], []
    for number in range(first, first + families):
        ids = [invented(number * PEOPLE_A_FAMILY + one) for one in range(PEOPLE_A_FAMILY)]
        head, income = ids[0], number % 900
        paid = 450 * PEOPLE_A_FAMILY - income
        village = VILLAGES[number % len(VILLAGES)]
        name = named(number)
        homes.append(household(name, head, village=village, persons=PEOPLE_A_FAMILY, monthly=paid))
        people.append(member(head, name, head, income=income))
        people += [
            member(head, named(number * 7 + place), each, relation="其他", income=0)
            for place, each in enumerate(ids[1:], 1)
        ]
    (folder / HOUSEHOLDS).write_bytes(sheet(HOUSEHOLDS, homes))
    (folder / MEMBERS).write_bytes(sheet(MEMBERS, people))


def named(number: int) -> str:
    """One of 33,000 names, as different as those of a county are."""
    surnames, given = (
        "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁",
        "秀英桂兰建国玉珍志强海燕文军丽娟春雨长林德福淑芬凤霞",
    )
    return "".join(
        (
            surnames[number % len(surnames)],
            given[number // len(surnames) % len(given)],
            given[number * 11 // 17 % len(given)],
        )
    )


def invented(number: int) -> str:
    """A number that nobody can bear, one for each of a million people."""
    body = (
        f"9902041{900 + number // 28_000 % 90:03d}{number // 2_800 % 10 + 1:02d}{number // 100 % 28 + 1:02d}"
    )
    text = f"{body}{number % 100 * 2 + 1:03d}"
    return text + check_sign(text)


def measure(sheets: Path, families: int) -> None:
    """Hand in, check, enter; each timed by itself."""
    town = Town()
    open_office(town)
    office = Office(town)
    files = {
        which: HandedFile(f"{which}.xlsx", (sheets / which).read_bytes()) for which in (HOUSEHOLDS, MEMBERS)
    }
    batch = hand_in(
        unit=town.area(SONGLING), paid_month=date(2022, 2, 1), files=files, by=office.act("zhang")
    ).batch
    checked = timed()
    enter(batch=batch.pk, by=office.act("liu"))
    entered = timed()
    with acting_as(office.act("zhang").scope):
        held = OpeningBatch.objects.get(pk=batch.pk)
    assert (held.state, held.families) == ("entered", families), (held.state, held.families)
    rows = families * (1 + PEOPLE_A_FAMILY)
    peak = peak_mb()
    limit = LIMIT_SECONDS * rows / LIMIT_ROWS
    print(f"{rows:,} rows: checked {checked}, entered {entered}, peak {peak} MB")
    for what, seconds in (
        ("clock", checked.wall + entered.wall),
        ("processor", checked.ours + checked.server + entered.ours + entered.server),
    ):
        print(f"{what}: {seconds:.1f} s, {seconds / limit:.2f} of the limit of {limit:.1f} s")
    print(f"memory: {peak / LIMIT_MB:.2f} of {LIMIT_MB} MB")


@dataclass(frozen=True)
class Took:
    """用时: on the clock, and of the processor: by this program and by the database server."""

    wall: float
    ours: float
    server: float

    def __add__(self, other: Took) -> Took:
        return Took(self.wall + other.wall, self.ours + other.ours, self.server + other.server)

    def __str__(self) -> str:
        return f"{self.wall:.1f} s ({self.ours:.1f} + {self.server:.1f} processor-seconds)"


def peak_mb() -> int:
    """The most memory that this program has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed() -> Took:
    """The jobs on the list, done by what a worker has loaded; how long that took."""
    gc.collect()
    gc.freeze()
    began, ours, server = time.perf_counter(), time.process_time(), served_seconds()
    for row in list(ProcrastinateJob.objects.filter(status="todo").order_by("id")):
        app.tasks[row.task_name](**row.args)
        ProcrastinateJob.objects.filter(pk=row.pk).update(status="succeeded")
    return Took(time.perf_counter() - began, time.process_time() - ours, served_seconds() - server)


def served_seconds() -> float:
    """Processor-seconds of the connection's server process: it is a child of no child of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
