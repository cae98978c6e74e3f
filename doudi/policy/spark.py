"""在 Spark 上裁量 — the same kernels through `mapInArrow` on the executors; one row out for a row in.

Spark reads, retries and commits: a partition that fails is decided again from its data, and only the rows
of attempts that succeeded are committed. PySpark and Java 17 are needed here alone.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa

from doudi.policy.assess import BATCH, check_columns, partitions
from doudi.policy.assessed import PAYS, Sums, answer_rows, answer_schema, figures_version, versions
from doudi.policy.bulk import Bulk
from doudi.policy.figures import Figures
from doudi.policy.packed import BadBatch

SPARK = "spark"
LOCAL = "local[2,4]"  # two threads; a task may fail three times before the job does
_JAVA_VERSION = re.compile(r'version "(\d+)')
_BAD_BATCH = re.compile(r"BadBatch: (.+)")
Batches = Iterable[pa.RecordBatch]


class NoSpark(Exception):
    """Spark cannot run or failed here; one Chinese sentence says what to install or look at."""


def why_not() -> str:
    """Why Spark cannot run here, or nothing."""
    if find_spec("pyspark") is None or find_spec("pandas") is None:  # mapInArrow asks for pandas
        return "没有装 PySpark，请运行 make setup-spark，或者换一个 --engine。"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).exists():
        return "没有找到 Java，请安装 Java 17 或更新的版本，或者换一个 --engine。"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = _JAVA_VERSION.search(told)
    if found is None or int(found[1]) < 17:
        return "Java 的版本太旧，请安装 Java 17 或更新的版本，或者换一个 --engine。"
    return ""


def open_session() -> Any:
    """The running session, or a new one: the master that is configured, else two local threads."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = importlib.import_module("pyspark.sql").SparkSession.builder.appName("doudi assess")
    if "PYSPARK_GATEWAY_PORT" not in os.environ:  # not started by spark-submit
        builder = builder.master(os.environ.get("DOUDI_SPARK_MASTER", LOCAL))
        builder = builder.config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", str(BATCH))
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def assess_on_spark(source: Path, out: Path, figures: Figures) -> Sums:
    """Decide a folder on Spark into a new folder. Raises NoSpark, BadBatch."""
    missing = why_not()
    if missing:
        raise NoSpark(missing)
    if out.exists() and any(out.iterdir()):
        raise NoSpark(f"{out} 里已经有文件，请换一个空的文件夹。")
    schema = answer_schema(Bulk(figures), plain=True)
    return run(open_session(), source, out, schema, partial(decide_batches, figures), versions(figures))


def run(
    session: Any,
    source: Path,
    out: Path,
    schema: pa.Schema,
    mapper: Callable[[Batches], Iterator[pa.RecordBatch]],
    described: dict[str, str],
) -> Sums:
    """Map every batch, commit the rows, count that none is lost or doubled."""
    types = importlib.import_module("pyspark.sql.pandas.types")
    errors = importlib.import_module("pyspark.errors")
    partitions(source)
    try:
        households = session.read.parquet(str(source.resolve()))
        answers = households.mapInArrow(mapper, types.from_arrow_schema(schema))
        answers.write.mode("append").parquet(str(out.resolve()))
        written = session.read.parquet(str(out.resolve()))
        sums = _sums(written)
        came = households.count()
    except errors.PySparkException as error:
        raise _told(error) from error
    except importlib.import_module("py4j.protocol").Py4JError as error:
        raise _told(error) from error
    if sums.households.total() != came:
        raise NoSpark(f"读了 {came} 户，写了 {sums.households.total()} 户，结果不可用，请删去重来。")
    (out / "_doudi.json").write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return sums


def _told(error: BaseException) -> Exception:
    """The sentence of a refusal that an executor raised, else that Spark failed."""
    found = _BAD_BATCH.search(str(error))
    if found is not None:
        return BadBatch(found[1].strip())
    first = " ".join(str(error).split())[:200]
    return NoSpark(f"Spark 没有完成裁量，没有写出结果，请看 Spark 的日志：{first}")


def decide_batches(figures: Figures, batches: Batches) -> Iterator[pa.RecordBatch]:
    """One task: every batch of a partition decided by the kernel of this executor."""
    bulk = _bulk(_Keyed(figures))
    schema = answer_schema(bulk, plain=True)
    for batch in batches:
        check_columns("这个分区", batch.schema, bulk.plan.inputs)
        yield answer_rows(batch, bulk, bulk.decide(batch), schema)


class _Keyed:
    """Figures that are the same when every figure is: an executor prints its kernel once."""

    def __init__(self, figures: Figures) -> None:
        self.figures, self.version = figures, figures_version(figures)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Keyed)
            and self.version == other.version
            and self.figures.on == other.figures.on
        )

    def __hash__(self) -> int:
        return hash((self.version, self.figures.on))


@lru_cache(maxsize=8)
def _bulk(keyed: _Keyed) -> Bulk:
    return Bulk(keyed.figures, threads=1)


def _sums(written: Any) -> Sums:
    """The sums of the rows committed."""
    functions = importlib.import_module("pyspark.sql.functions")
    sums = Sums(Counter(), Counter())
    rows = (
        written.groupBy("classification", "decided_by")
        .agg(functions.count("*").alias("many"), *(functions.sum(name).alias(name) for name in PAYS.values()))
        .collect()
    )
    for row in rows:
        word = row["classification"]
        sums.households[word] += row["many"]
        sums.interpreted += row["many"] if row["decided_by"] == "interpreter" else 0
        if word in PAYS:
            sums.monthly[word] += row[PAYS[word]] or 0
    return sums
