"""一百万户，一个答案 — the proof's random households, a set at a time, in an order that can be taken up again.

    python benchmarks/agreement.py forms|readings --log FILE [--sets FIRST:END]

`forms`: interpreter, numpy, numba and the fused form, 1,000 households a set, unknowns at random; 1,000 sets are
the million of `test_bulk_forms.py`, with its seeds. `readings`: the rules and their second reading, 50 households a
set; 20,000 sets are the million of `test_two_readings.py`. Each set writes a line: kind, set, households,
disagreements. Sets that the file tells of already are passed over, so a run that was cut goes on where it ended.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))

from doudi.policy.asks.household_facts import read_household  # noqa: E402
from doudi.policy.bulk import ENGINES, Bulk  # noqa: E402
from doudi.policy.tests import test_bulk_forms as forms  # noqa: E402
from doudi.policy.tests import test_two_readings as readings  # noqa: E402
from doudi.policy.tests.packed_cases import figures_of, random_batch  # noqa: E402
from doudi.policy.tests.random_households import DAY, example_values, random_household, random_values  # noqa: E402
from doudi.policy.tests.second_reading import second_reading  # noqa: E402


def one_set_of_forms(number: int, folder: Path) -> tuple[int, list[str]]:
    """Households and what differs from the interpreter, in any form."""
    rng = Random(number)
    values = forms.values_number(number, rng)
    figures = figures_of(values, folder)
    batch = random_batch(rng, forms.A_SET, values)
    bulks = [Bulk(figures, engine) for engine in ENGINES]
    answers = forms.answers_of(batch, figures, bulks[0].outputs)
    wrong = []
    for engine, bulk in zip(ENGINES, bulks, strict=True):
        wrong += [f"{engine} {row}" for row in forms.differing(bulk.decide(batch), answers)]
    for row, told in forms.fused_answers(batch, figures, bulks[0].outputs).items():
        wrong += [f"fused h{row} {name}" for name, value in told.items() if value != answers[row][name]]
    return forms.A_SET, wrong


def one_set_of_readings(number: int, folder: Path) -> tuple[int, list[str]]:
    """Households and those on which the two readings differ; sets in the order of the test's parts."""
    a_part = 1_000_000 // readings.PARTS // readings.A_SET
    part, number = divmod(number, a_part)
    rng = Random(1_000_003 * part + number)
    values = example_values() if number == 0 else random_values(rng)
    figures = figures_of(values, folder)
    wrong = []
    for _ in range(readings.A_SET):
        facts = random_household(rng, values=values)
        first = readings.first_reading(read_household(facts, DAY), figures, DAY)
        if first != second_reading(facts, values, DAY):
            wrong.append(str(facts))
    return readings.A_SET, wrong


KINDS: dict[str, tuple[Callable[[int, Path], tuple[int, list[str]]], int]] = {
    "forms": (one_set_of_forms, 1_000_000 // forms.A_SET),
    "readings": (one_set_of_readings, 1_000_000 // readings.A_SET),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--sets", default="", help="FIRST:END; all of the million without it")
    wanted = parser.parse_args()
    work, all_sets = KINDS[wanted.kind]
    first, end = (int(each) for each in wanted.sets.split(":")) if wanted.sets else (0, all_sets)
    lines = wanted.log.read_text().splitlines() if wanted.log.exists() else []
    rows = [line.split() for line in lines]
    done = {int(row[1]): (int(row[2]), int(row[3])) for row in rows if row[0] == wanted.kind}
    for number in range(first, end):
        if number not in done:
            with tempfile.TemporaryDirectory(prefix="doudi-agreement-") as folder:
                households, wrong = work(number, Path(folder) / "values")
            for each in wrong[:5]:
                print(f"{wanted.kind} {number}: {each}")
            done[number] = households, len(wrong)
            with wanted.log.open("a") as log:
                log.write(f"{wanted.kind} {number} {households} {len(wrong)}\n")
    sums = [sum(pair[place] for pair in done.values()) for place in (0, 1)]
    print(f"{wanted.kind}：{len(done)} 组，{sums[0]} 户，{sums[1]} 处不同")
    sys.exit(sums[1] > 0)


if __name__ == "__main__":
    main()
