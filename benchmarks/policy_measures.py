"""规则的各项测量 — each measurement by itself, for `benchmarks/policy.py` to run in a process of its own."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.policy_data import packed_households
from doudi.policy.assess import BATCH, Spent, assess
from doudi.policy.bulk import Bulk, interpreted
from doudi.policy.figures import Figures
from doudi.policy.fused import flat_figures, fused
from doudi.policy.gathered import gathered
from doudi.policy.packed import columns
from doudi.policy.packed_rows import household_of
from doudi.policy.simulate import Simulation
from doudi.policy.values import find_place
from doudi.policy.what_if import figures_if

TOP = Path(__file__).resolve().parents[1]
ON = date(2026, 7, 15)
SEED = 2026
PARTITION = 250_000
Told = dict[str, Any]


def figures() -> Figures:
    return Figures(find_place("example", TOP), ON)


def stopwatch(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_mb() -> int:
    """The most memory that this program held at once; what its parent held before it does not count."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) >> 10


def households(count: int) -> pa.RecordBatch:
    return packed_households(count, SEED)


def data_file(folder: Path, count: int) -> Path:
    """The households of one size; reading them back is not part of any time."""
    return folder / f"households-{count}.arrow"


def measure_data(folder: Path, count: int, engine: str) -> Told:
    """Nothing measured: the households written, in a process of its own whose memory is nobody's figure."""
    path = data_file(folder, count)
    if not path.exists():
        batch = without_texts(households(count))
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
            for start in range(0, count, BATCH):
                writer.write_batch(batch.slice(start, BATCH))
    return {"bytes": path.stat().st_size}


def without_texts(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The columns that are reckoned with, and the township: no identifiers, as other engines get none."""
    arrays = {name: batch.column(name) for name in batch.schema.names}
    arrays["household_id"] = pa.array([""]).take(pa.array(np.zeros(batch.num_rows, dtype=np.int8)))
    arrays["village"] = pa.nulls(batch.num_rows, pa.null())
    arrays["township"] = batch.column("township").dictionary_encode()
    for name, texts in (
        ("members", ("id", "relation", "sex", "self_care_failed")),
        ("supporters", ("id", "relation")),
    ):
        entries = arrays[name].values
        kept = [each for each in entries.type if each.name not in texts]
        inner = pa.StructArray.from_arrays([entries.field(each.name) for each in kept], fields=kept)
        arrays[name] = pa.ListArray.from_arrays(arrays[name].offsets, inner)
    return pa.RecordBatch.from_pydict(arrays)


def read_batches(folder: Path, count: int) -> Iterator[pa.RecordBatch]:
    """The households as `doudi assess` reads them: a batch at a time."""
    with pa.OSFile(str(data_file(folder, count)), "rb") as source:
        reader = pa.ipc.open_file(source)
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


def read_data(folder: Path, count: int) -> pa.RecordBatch:
    """The households as one batch."""
    return pa.Table.from_batches(list(read_batches(folder, count))).combine_chunks().to_batches()[0]


# ---- the measurements, each in a process of its own ----------------------------------------------------
def measure_single(folder: Path, count: int, engine: str) -> Told:
    """Median µs of one household: fused with the whole trace, and the interpreter."""
    given, batch = figures(), read_data(folder, count)
    outputs = Bulk(given, "numpy").outputs
    cases = [household_of(batch, row) for row in range(min(count, 2_000))]
    case, flat, today = fused(outputs, ON, True), flat_figures(given), 2026_07_15

    def parts(case: Any) -> int:
        pairs = [(each["persons_supported"], each["family_size"]) for each in case.supporters or ()]
        return given.parts_per_fen(pairs)

    fens = [parts(each) for each in cases]
    whole = [stopwatch(lambda c=c: case(c, flat, parts(c), today)) for c in cases]  # type: ignore[misc]
    both = zip(cases, fens, strict=True)
    bare = [stopwatch(lambda c=c, f=f: case(c, flat, f, today)) for c, f in both]  # type: ignore[misc]
    slow = [stopwatch(lambda c=c: interpreted(c, given, outputs)) for c in cases[:500]]  # type: ignore[misc]
    return {
        "fused_trace_us": 1e6 * statistics.median(whole),
        "fused_given_fen_us": 1e6 * statistics.median(bare),
        "interpreter_us": 1e6 * statistics.median(slow),
    }


def measure_bulk(folder: Path, count: int, engine: str) -> Told:
    """Seconds from columns in memory to results, first and later; what making the columns took.

    `loading` is the kernel printed and read back from disk (numba: compiled before), on 16 households.
    The peak counts everything from the program's start: libraries, the columns made from the batches as they
    are read, results; OpenFisca's likewise.
    """
    bulk = Bulk(figures(), engine)
    assert bulk.limits is not None and bulk.kernel is not None
    limits, kernel, inputs = bulk.limits, bulk.kernel, bulk.plan.inputs
    loading = stopwatch(lambda: kernel(gathered(read_batches(folder, 16), 16, limits, inputs)))
    start = time.perf_counter()
    read = gathered(read_batches(folder, count), count, limits, inputs)
    made = time.perf_counter() - start
    first = stopwatch(lambda: kernel(read))
    times = [stopwatch(lambda: kernel(read)) for _ in range(3 if count > 2e6 else 7)]
    results = kernel(read)
    return {
        "loading": loading,
        "columns": made,
        "first": first,
        "warm": statistics.median(times),
        "best": min(times),
        "peak_mb": peak_mb(),
        "bytes": read.nbytes + sum(values.nbytes for values in results.values()),
        "sums": {name: int(values.astype(np.int64).sum()) for name, values in results.items()},
    }


def measure_what_if(folder: Path, count: int, engine: str) -> Told:
    """Seconds of a what-if with the columns in memory: other figures read, both reckonings, all sums."""
    batch, given = read_data(folder, count), figures()
    times = []
    for percent in (5, 6, 7, 8):
        start = time.perf_counter()
        otherwise, _ = figures_if(given, [f"dibao_standard.rural=+{percent}%"])
        simulation = Simulation(given, otherwise, engine)
        proved = time.perf_counter()
        assert simulation.limits is not None
        read = columns(batch, simulation.limits, simulation.before.plan.inputs)
        middle = time.perf_counter()
        simulation.add_read(batch, read)
        times.append((time.perf_counter() - middle, middle - proved, proved - start))
    warm = sorted(times[1:])[1]
    return {"compute": warm[0], "columns": warm[1], "proof": warm[2], "first": times[0][0]}


def measure_parquet(folder: Path, count: int, engine: str) -> Told:
    """Parquet to Parquet: one partition under many names; results are deleted once they are whole."""
    source, out = folder / f"in-{count}", folder / f"out-{count}-{engine}"
    source.mkdir(exist_ok=True)
    first = folder / "partition.parquet"
    if not first.exists():
        table = pa.Table.from_batches([households(PARTITION)])
        pq.write_table(table, first, compression="zstd", row_group_size=65_536)
    for number in range(max(count // PARTITION, 1)):
        link = source / f"part-{number:04d}.parquet"
        if not link.exists():
            os.link(first, link)
    sizes: list[int] = []

    def progress(done: int, of: int, so_far: int) -> None:
        path = out / f"part-{done - 1:04d}.parquet"
        sizes.append(path.stat().st_size)
        path.unlink()

    bulk, spent = Bulk(figures(), engine, threads=1), Spent()
    start, used = time.perf_counter(), time.process_time()
    sums = assess(source, out, bulk, progress, spent)
    return {
        "households": sums.households.total(),
        "wall": time.perf_counter() - start,
        "cpu": time.process_time() - used,
        "reading": spent.reading / 1e9,
        "deciding": spent.deciding / 1e9,
        "writing": spent.writing / 1e9,
        "peak_mb": peak_mb(),
        "bytes_in": first.stat().st_size * len(sizes),
        "bytes_out": sum(sizes),
    }


def measure_copy(folder: Path, count: int, engine: str) -> Told:
    """Bytes a second that one thread copies."""
    source = np.ones(32 << 20, dtype=np.int64)
    target = np.empty_like(source)
    best = min(stopwatch(lambda: np.copyto(target, source)) for _ in range(5))
    return {"bytes_per_second": 2 * source.nbytes / best}


MEASURES = {
    "data": measure_data,
    "single": measure_single,
    "bulk": measure_bulk,
    "what-if": measure_what_if,
    "parquet": measure_parquet,
    "copy": measure_copy,
}
