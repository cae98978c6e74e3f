"""整县装入: a county of a hundred thousand households with five years of history, by one command.

    DOUDI_DATA=FOLDER PYTHONPATH=. python benchmarks/county.py [--households 100000] [--years 5]

Officers, the scenarios of 示例区, cases of every stage and the households go through `actions`, as `doudi demo` does;
what the families held in the years before is then written in bulk (`county_data.py`, `county_rolls.py`), and the
audit chain is walked over all of it. Begun again on a folder that was loaded, it goes on where it stopped. Then
`benchmarks/pages.py --as-it-is` and `page_costs.py` measure the pages.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("DOUDI_MODE", "demonstration")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
os.environ.setdefault("DOUDI_LOG_LEVEL", "ERROR")
os.environ.setdefault("DOUDI_DATA", str(Path("doudi-data") / "county"))

import django

django.setup()

from datetime import date  # noqa: E402

from benchmarks.county_data import filed, load_history  # noqa: E402
from benchmarks.county_rolls import load_rolls  # noqa: E402
from doudi.casework.awards.months import months_on  # noqa: E402
from doudi.config.demo_county import county  # noqa: E402
from doudi.config.demo_desk import area  # noqa: E402
from doudi.config.demo_loading import load_first, settled, units_of  # noqa: E402
from doudi.config.demo_officers import QINGHE, settle_officers  # noqa: E402
from doudi.config.demo_units import HOUSE, played  # noqa: E402
from doudi.config.setup import database, prepare  # noqa: E402
from doudi.money.payments.models import Run  # noqa: E402
from doudi.records.access import Act, Scope, act_now, acting_as  # noqa: E402
from doudi.records.audit.verify import verify  # noqa: E402
from doudi.records.jobs.running import house_scope  # noqa: E402

BEGUN = time.monotonic()


def main() -> int:
    """Load, and say after each part what it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--years", type=int, default=5)
    told = parser.parse_args()
    with database():
        prepare()
        by = act_now(Scope(HOUSE))
        load_first(by)
        settle_officers()
        by = Act(house_scope(HOUSE), by.at)
        held = settled(told.households, by)
        say("示例区和经办人员")
        todo = units_of(**held)
        say(f"{held['households']} 户抽出，{todo.cases} 件待办")
        refused = played(todo.units, by)
        say(f"建档和办件，{len(refused)} 件被规则拒绝")
        drawn = county(held["households"], date.fromisoformat(held["day"]))
        say(f"往年待遇 {load_history(drawn, filed(by), by)} 项")
        say(f"花名册 {_rolls(told.years, by)} 笔")
        verdict = verify()
        say(f"审计链 {verdict.lines} 行，{'完好' if verdict.sound else verdict.faults[:3]}")
    return int(not verdict.sound)


def _rolls(years: int, by: Act) -> int:
    """Up to the month before this one; none where there are some already."""
    this_month = by.day.replace(day=1)
    with acting_as(by.scope):
        if Run.objects.filter(number__contains="-H").exists():
            return 0
    return load_rolls(area(QINGHE), months_on(this_month, -12 * years), this_month, by)


def say(what: str) -> None:
    """What is done, by when, with how much of the processor and of memory."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{time.monotonic() - BEGUN:7.0f} s {time.process_time():7.0f} s 处理器 {peak:5d} MB  {what}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
