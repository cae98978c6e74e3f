"""规则有多快 — `python benchmarks/policy.py [--households 1e4,1e5,1e6] [--parquet 1e6] [--no-openfisca]`.

One household with its trace, columns in memory to results, Parquet to Parquet, a what-if: each in a process
of its own, beside the copy bandwidth of the machine and beside OpenFisca-Core (installed here into a
throw-away environment, its `int` patched to 64 bits) computing the same quantities on the same households.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

import numpy as np

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))

from benchmarks.openfisca_form import SLOTS, money_outputs, variables_text  # noqa: E402
from benchmarks.policy_measures import MEASURES, Told, figures, read_data  # noqa: E402
from doudi.policy.bulk import Bulk  # noqa: E402
from doudi.policy.facts import INPUTS  # noqa: E402
from doudi.policy.fused import flat_figures  # noqa: E402
from doudi.policy.language import MEMBER, SUPPORTER  # noqa: E402
from doudi.policy.packed import columns  # noqa: E402


def apart(folder: Path, what: str, count: int, engine: str = "numpy") -> Told:
    """One measurement in a fresh process."""
    words = [sys.executable, str(Path(__file__)), "--measure", what, "--size", str(count)]
    done = subprocess.run(
        [*words, "--engine", engine, "--folder", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


# ---- OpenFisca on the same households -------------------------------------------------------------------
def openfisca_environment(folder: Path) -> Path:
    """A throw-away environment with OpenFisca-Core; DOUDI_OPENFISCA names one that exists already."""
    home = Path(os.environ.get("DOUDI_OPENFISCA", folder / "openfisca"))
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "OpenFisca-Core"], check=True)
    return python


def openfisca(folder: Path, python: Path, count: int, one: bool = False) -> Told:
    """The same quantities on the same households; `one` takes the first alone, with the tracer."""
    batch = read_data(folder, count)
    if one:
        batch = batch.slice(1, 1)
    given = figures()
    bulk = Bulk(given, "numpy")
    assert bulk.limits is not None
    read = columns(batch, bulk.limits, bulk.plan.inputs)
    work = folder / f"openfisca-{count}-{one}"
    work.mkdir(exist_ok=True)
    (work / "variables.py").write_text(variables_text(bulk.plan), "utf-8")
    flat = {name: int(value) for name, value in flat_figures(given).items()}
    fen = bulk.limits.fen
    about = {
        "fen": fen,
        "outputs": bulk.outputs,
        "money": money_outputs(bulk.plan),
        "figures": {**flat, "fen": fen, "yuan": 100 * fen, "today": bulk.limits.today},
        "repeats": 4,
        "repeats_one": 40,
    }
    (work / "about.json").write_text(json.dumps(about))
    np.savez(work / "columns.npz", offsets=read.member_offsets, **slots(read, batch.num_rows))
    words = [python, str(TOP / "benchmarks" / "openfisca_run.py"), str(work), *(["--one"] if one else [])]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def slots(read: Any, count: int) -> dict[str, np.ndarray]:
    """The columns as OpenFisca takes them: supporters in numbered slots of their household."""
    near = np.diff(read.supporter_offsets)
    assert near.max(initial=0) <= SLOTS
    owner = np.repeat(np.arange(count), near)
    place = np.arange(len(owner)) - read.supporter_offsets[:-1][owner]
    obligation_place = np.repeat(place, np.diff(read.obligation_offsets))
    given: dict[str, np.ndarray] = {}
    for name, values in read.facts.items():
        entity = INPUTS[name].entity
        if entity != SUPPORTER:
            given[name] = values.astype(np.int64)
            continue
        for slot in range(SLOTS):
            column = np.full(count, max(INPUTS[name].least, 0), dtype=np.int64)
            column[owner[place == slot]] = values[place == slot]
            given[f"{name}_{slot}"] = column
    for slot in range(SLOTS):
        given[f"supporter_exists_{slot}"] = near > slot
        supported = np.zeros(read.member_offsets[-1], dtype=np.bool_)
        supported[read.obligation_member[obligation_place == slot]] = True
        given[f"supported_by_{slot}"] = supported
    assert any(INPUTS[name].entity == MEMBER for name in read.facts)
    return given


# ---- the table ------------------------------------------------------------------------------------------
def table(arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        speed = apart(folder, "copy", 0)["bytes_per_second"]
        print(
            f"copying: {speed / 1e9:.1f} GB/s one thread; {os.cpu_count()} processors;"
            f" Python {sys.version.split()[0]}"
        )
        python = None if arguments.no_openfisca else openfisca_environment(folder)
        show_single(folder, python)
        for size in arguments.households.split(","):
            show_bulk(folder, python, int(float(size)), speed)
        show_what_if(folder, 1_000_000 if "1e6" in arguments.households else 10_000)
        show_parquet(folder, int(float(arguments.parquet)), speed)


def show_single(folder: Path, python: Path | None) -> None:
    apart(folder, "data", 2_000)
    told = apart(folder, "single", 2_000)
    print(
        f"one household: fused with whole trace {told['fused_trace_us']:.0f} µs median"
        f" ({told['fused_given_fen_us']:.0f} µs when its fen is known), target ≤ 200;"
        f" interpreter {told['interpreter_us']:.0f} µs"
    )
    if python is not None:
        peer = openfisca(folder, python, 2_000, one=True)
        each = 1e6 * (peer["warm"] + peer["build_warm"])
        print(
            f"  OpenFisca with tracer {each:,.0f} µs (build {1e6 * peer['build_warm']:,.0f}):"
            f" {each / told['fused_trace_us']:.0f} × (target ≥ 50)"
        )


def show_bulk(folder: Path, python: Path | None, count: int, speed: float) -> None:
    for size in (16, count):
        apart(folder, "data", size)
    apart(folder, "bulk", 16, "numba")  # compiled before
    mine = {engine: apart(folder, "bulk", count, engine) for engine in ("numpy", "numba")}
    peer = openfisca(folder, python, count) if python is not None else None
    for engine, told in mine.items():
        limit = told["bytes"] / speed
        line = (
            f"{count:>9,} households, {engine}: first {told['first']:.3f} s, warm {told['warm']:.3f} s"
            f" (best {told['best']:.3f}), columns {told['columns']:.3f} s, loading {told['loading']:.2f} s,"
            f" peak {told['peak_mb']} MB;"
            f" limit by copying {limit:.3f} s"
        )
        if peer is not None:
            cold = (peer["first"] + peer["build_first"]) / told["first"]
            warm = peer["warm"] / told["warm"]
            same = "same sums" if peer["sums"] == told["sums"] else "DIFFERENT SUMS"
            line += f"; {cold:.1f} × cold, {warm:.1f} × warm, memory {told['peak_mb'] / peer['peak_mb']:.0%}, {same}"
        print(line)
    if peer is not None:
        print(
            f"{'':>9} OpenFisca: build {peer['build_first']:.3f} s, first {peer['first']:.3f} s,"
            f" warm {peer['warm']:.3f} s, peak {peer['peak_mb']} MB"
        )


def show_what_if(folder: Path, count: int) -> None:
    apart(folder, "data", count)
    for engine in ("numpy", "numba"):
        told = apart(folder, "what-if", count, engine)
        print(
            f"what-if over {count:,}, {engine}: {told['compute']:.3f} s (target ≤ 0.5 for a million),"
            f" and columns {told['columns']:.3f} s, proof and printing {told['proof']:.3f} s"
        )


def show_parquet(folder: Path, count: int, speed: float) -> None:
    for engine in ("numpy", "numba"):
        told = apart(folder, "parquet", count, engine)
        stages = told["reading"] + told["deciding"] + told["writing"]
        million = told["households"] / 1e6
        print(
            f"Parquet to Parquet, {told['households']:,}, {engine}: {told['wall']:.1f} s, peak {told['peak_mb']} MB;"
            f" reading {told['reading'] / stages:.0%}, deciding {told['deciding'] / stages:.0%},"
            f" writing {told['writing'] / stages:.0%};"
            f" {told['cpu'] / million:.2f} processor-seconds a million;"
            f" limit by copying {(told['bytes_in'] + told['bytes_out']) / speed:.2f} s"
        )
        national = 35 * told["cpu"] / million
        print(
            f"  35 million: {35 * told['wall'] / million:.0f} s at this rate (target ≤ 90);"
            f" k executors of one processor: {national:.0f}/k s, so 10 → {national / 10:.0f} s"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", default="1e4,1e5,1e6", help="sizes in memory, e.g. 1e4,1e5,1e6,5e6")
    parser.add_argument("--parquet", default="1e6", help="households Parquet to Parquet, e.g. 35e6")
    parser.add_argument("--no-openfisca", action="store_true")
    parser.add_argument("--folder", default=tempfile.gettempdir())
    parser.add_argument("--measure", choices=MEASURES)
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--engine", default="numpy")
    arguments = parser.parse_args()
    if arguments.measure:
        measure = MEASURES[arguments.measure]
        print(json.dumps(measure(Path(arguments.folder), arguments.size, arguments.engine)))
    else:
        table(arguments)


if __name__ == "__main__":
    main()
