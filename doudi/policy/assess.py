"""成批裁量一个文件夹 — every Parquet partition read, decided and written; an interrupted run goes on later.

One thread reads ahead, one decides, one writes; memory does not grow with the number of households. A
partition is written under another name and renamed when it is whole, and carries the versions and sums that
let a later run trust it.
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from doudi.policy.assessed import Sums, answer_rows, answer_schema, versions
from doudi.policy.bulk import Bulk
from doudi.policy.packed import SCHEMA, BadBatch, read_paths

BATCH = 65_536  # households read at a time
SUFFIX = ".parquet"
_END = None
Progress = Callable[[int, int, int], None]  # partitions done, of how many, households done


@dataclass
class Spent:
    """Nanoseconds of each stage; they overlap."""

    reading: int = 0
    deciding: int = 0
    writing: int = 0


def partitions(folder: Path) -> list[Path]:
    """The partitions of a folder in order. Raises BadBatch when there are none."""
    found = sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file()) if folder.is_dir() else []
    if not found:
        raise BadBatch(f"{folder} 里没有 {SUFFIX} 文件，请写一个有打包家庭的文件夹。")
    return found


def assess(source: Path, out: Path, bulk: Bulk, progress: Progress, spent: Spent | None = None) -> Sums:
    """Decide every partition of `source` into `out`. Raises BadBatch; what is finished stays finished."""
    out.mkdir(parents=True, exist_ok=True)
    sums, spent = Sums(), spent or Spent()
    found = partitions(source)
    described = versions(bulk.figures)
    with memory_given_back():
        for number, path in enumerate(found):
            done = finished(path, out / path.name, described)
            if done is None:
                done = _assess_partition(path, out / path.name, bulk, described, spent)
            sums.merge(done)
            progress(number + 1, len(found), sums.households.total())
    return sums


@contextmanager
def memory_given_back() -> Iterator[None]:
    """Arrow's jemalloc where it is built in: the default keeps what one thread took and another freed."""
    before = pa.default_memory_pool()
    if "jemalloc" in pa.supported_memory_backends():
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def fingerprint(path: Path) -> str:
    """SHA-256 of a Parquet file's footer: its schema, sizes and statistics."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 8, 0))
        tail = file.read(8)
        length = int.from_bytes(tail[:4], "little") + 8
        if size < 12 or tail[4:] != b"PAR1" or length > size:
            raise BadBatch(f"{path.name} 不是完整的 Parquet 文件，请重新导出。")
        file.seek(size - length)
        return hashlib.sha256(file.read()).hexdigest()


def finished(path: Path, target: Path, described: dict[str, str]) -> Sums | None:
    """The sums of a partition already decided from the same data under the same versions, else None."""
    if not target.is_file():
        return None
    try:
        metadata = pq.read_metadata(target).metadata or {}
    except (pa.ArrowInvalid, OSError):
        return None
    wanted = {**described, "doudi.source": fingerprint(path)}
    if any(metadata.get(key.encode()) != value.encode() for key, value in wanted.items()):
        return None
    return Sums.from_json(json.loads(metadata[b"doudi.sums"]))


def _assess_partition(path: Path, target: Path, bulk: Bulk, described: dict[str, str], spent: Spent) -> Sums:
    sums = Sums()
    described = {**described, "doudi.source": fingerprint(path)}
    schema = answer_schema(bulk).with_metadata(described)
    partial = target.with_name(f"{target.name}.partial")
    with (
        gone_unless_whole(partial),
        ThreadPoolExecutor(1) as writing,
        open_answers(partial, schema) as writer,
    ):
        last: Future[None] | None = None
        for batch in read_ahead(path, bulk, spent):
            start = perf_counter_ns()
            with told_with(path):
                decided = bulk.decide(batch)
            sums.add(decided)
            rows = answer_rows(batch, bulk, decided, schema)
            spent.deciding += perf_counter_ns() - start
            if last is not None:
                last.result()
            last = writing.submit(_write, writer, rows, spent)
        if last is not None:
            last.result()
        writer.add_key_value_metadata({"doudi.sums": json.dumps(sums.as_json())})
    os.replace(partial, target)
    return sums


@contextmanager
def gone_unless_whole(partial: Path) -> Iterator[None]:
    """A partition that is refused leaves no half of its answers behind."""
    try:
        yield
    except BadBatch:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def told_with(path: Path) -> Iterator[None]:
    """What is wrong with a household is told with the file in which it lies."""
    try:
        yield
    except BadBatch as error:
        raise BadBatch(f"{path.name}，{error}") from error


def _write(writer: pq.ParquetWriter, rows: pa.RecordBatch, spent: Spent) -> None:
    start = perf_counter_ns()
    writer.write_batch(rows)
    spent.writing += perf_counter_ns() - start


def open_answers(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer of answer rows; identifiers and amounts seldom repeat, so no dictionary is tried for them."""
    repeated = [field.name for field in schema if field.type not in (pa.string(), pa.int64())]
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=1, use_dictionary=repeated)


def read_ahead(path: Path, bulk: Bulk, spent: Spent) -> Generator[pa.RecordBatch, None, None]:
    """The batches of a partition, the next one read while this one is worked on. Raises BadBatch."""
    waiting: queue.Queue[Any] = queue.Queue(2)
    stopped: list[bool] = []

    def offer(item: Any) -> None:
        while not stopped:
            try:
                waiting.put(item, timeout=1)
                return
            except queue.Full:
                continue

    def read() -> None:
        try:
            start = perf_counter_ns()
            for batch in _batches(path, bulk.plan.inputs):
                spent.reading += perf_counter_ns() - start
                offer(batch)
                start = perf_counter_ns()
        finally:
            offer(_END)

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        try:
            while (batch := waiting.get()) is not _END:
                yield batch
        finally:
            stopped.append(True)
        reading.result()


def _batches(path: Path, wanted: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    try:
        check_columns(path.name, pq.read_schema(path), wanted)
        with pq.ParquetFile(path, read_dictionary=["township", "village"]) as file:
            paths = [file.schema.column(place).path for place in range(len(file.schema.names))]
            yield from file.iter_batches(BATCH, columns=read_paths(paths, wanted))
    except (pa.ArrowInvalid, OSError) as error:
        raise BadBatch(f"{path.name} 读不出来，请检查它是不是完整的 Parquet 文件。") from error


def check_columns(name: str, schema: pa.Schema, wanted: tuple[str, ...]) -> None:
    """Refuse a partition whose columns are not those of the packed schema."""
    for field in SCHEMA:
        if field.name not in schema.names:
            raise BadBatch(f"{name} 缺少列 {field.name}，请按打包家庭的格式导出。")
        found = schema.field(field.name).type
        if pa.types.is_dictionary(found):
            found = found.value_type
        if not pa.types.is_nested(field.type):
            if found != field.type:
                raise BadBatch(f"{name} 的列 {field.name} 应是 {field.type}，实际是 {found}，请改正。")
            continue
        entries = {each.name: each.type for each in found.value_type} if pa.types.is_list(found) else {}
        for inner in field.type.value_type:
            if inner.name in wanted and entries.get(inner.name) != inner.type:
                raise BadBatch(f"{name} 的列 {field.name}.{inner.name} 应是 {inner.type}，请改正。")
