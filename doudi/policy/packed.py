"""打包的户 — one household a row, its members and supporters inside it: the unit of bulk work.

An Arrow schema for the rows, the columns that the kernels read from a batch, and the way back from a row to
the facts of a question file, so that any row can be asked alone. Money is whole fen, days are yyyymmdd,
null is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doudi.policy.facts import (
    DAY,
    FEN,
    FLAG,
    INCOME_KINDS,
    INPUTS,
    MEMBER_INPUTS,
    SPENDING_KINDS,
    SUPPORTER_INPUTS,
)
from doudi.policy.language import MEMBER, SUPPORTER
from doudi.policy.limits import Limits
from doudi.policy.packed_checks import calendar_days, named_twice

Array = NDArray[Any]
ASSETS = ("financial_assets", "homes", "vehicles", "businesses")
INCOMES = tuple(f"income_{kind}" for kind in INCOME_KINDS)
SPENDINGS = tuple(f"spending_{sort}" for sort in SPENDING_KINDS)


class BadBatch(Exception):
    """A packed household cannot be read; the sentence names the household and what to put right."""


def _type_of(name: str) -> pa.DataType:
    row = INPUTS[name]
    if row.sort == FLAG:
        return pa.bool_()
    if row.sort == FEN:
        return pa.int64()
    if row.sort == DAY:
        return pa.int32()
    return pa.int8() if name in ("disability_category", "disability_grade") else pa.int16()


def _field(name: str) -> pa.Field:
    may_be_null = INPUTS[name].may_be_unknown or name == "persons_supported"
    return pa.field(name, _type_of(name), nullable=may_be_null)


MEMBER_TYPE = pa.struct(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("relation", pa.string()),
        pa.field("sex", pa.string()),
        *(_field(name) for name in MEMBER_INPUTS if name not in (*INCOMES, *SPENDINGS)),
        pa.field("self_care_failed", pa.int8()),
        pa.field("income_known", pa.bool_(), nullable=False),
        *(_field(name) for name in INCOMES),
        pa.field("spending_known", pa.bool_(), nullable=False),
        *(_field(name) for name in SPENDINGS),
    ]
)
SUPPORTER_TYPE = pa.struct(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("relation", pa.string()),
        *(_field(name) for name in SUPPORTER_INPUTS),
        pa.field("supports", pa.list_(pa.field("item", pa.int16(), nullable=False)), nullable=False),
    ]
)
SCHEMA = pa.schema(
    [
        pa.field("household_id", pa.string(), nullable=False),
        pa.field("township", pa.string()),
        pa.field("village", pa.string()),
        _field("urban"),
        _field("lifted_out_of_poverty"),
        *(_field(name) for name in ASSETS),
        pa.field("members", pa.list_(pa.field("item", MEMBER_TYPE, nullable=False)), nullable=False),
        pa.field("supporters", pa.list_(pa.field("item", SUPPORTER_TYPE, nullable=False))),
    ]
)


@dataclass
class Columns:
    """A batch as flat columns, one array a fact, and where each household's persons begin.

    `member_offsets` and `supporter_offsets` have one entry more than there are households;
    `obligation_offsets` one more than supporters; `obligation_member` is a member's place in the batch.
    `interpret` marks the households that the kernels must leave to the interpreter.
    """

    count: int
    facts: dict[str, Array]
    member_offsets: Array
    supporter_offsets: Array
    obligation_offsets: Array
    obligation_member: Array
    interpret: Array

    @property
    def nbytes(self) -> int:
        """The bytes of all facts and offsets."""
        arrays = (
            self.member_offsets,
            self.supporter_offsets,
            self.obligation_offsets,
            self.obligation_member,
        )
        return sum(each.nbytes for each in (*self.facts.values(), *arrays))


def _plain(array: pa.Array) -> Array:
    """An Arrow array without nulls as numpy; flags as booleans."""
    return array.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def is_all_bits(number: int) -> bool:
    """Whether a number is one less than a power of two."""
    return (number + 1) & number == 0


class _Unpacking:
    """Takes one batch apart, collecting which households are for the interpreter."""

    def __init__(self, batch: pa.RecordBatch, limits: Limits) -> None:
        self.batch, self.limits = batch, limits
        self.count = batch.num_rows
        self.interpret = np.zeros(self.count, dtype=np.bool_)
        self.facts: dict[str, Array] = {}

    def leave(self, marked: Array, offsets: Array | None) -> None:
        """Leave to the interpreter the households of the marked rows."""
        rows = np.flatnonzero(marked)
        if offsets is not None:
            rows = np.searchsorted(offsets, rows, side="right") - 1
        self.interpret[rows] = True

    def fact(self, name: str, array: pa.Array, offsets: Array | None) -> None:
        """One fact's column: nulls and amounts beyond the limits mark their households."""
        row, least = INPUTS[name], self.limits.least[name]
        if array.null_count:
            if not row.may_be_unknown and name != "persons_supported":
                raise self.bad(array.is_null(), offsets, f"{row.title}（{name}）不能为空，请补上")
            self.leave(_plain(array.is_null()), offsets)
            array = array.fill_null(least)
        values = _plain(array)
        self.facts[name] = values
        if row.sort == FLAG or not len(values):
            return
        most = self.limits.most[name]
        if least == 0 and is_all_bits(most):
            if not int(np.bitwise_or.reduce(values)) & ~most:
                return  # every value lies in 0..most
        elif int(values.min()) >= least and int(values.max()) <= most:
            if row.sort == DAY:
                self.days_there_are(name, values, offsets)
            return
        declared = row.most if row.sort != DAY else self.limits.most[name]
        if int(values.min()) < least or (int(values.max()) > declared and row.sort != FEN):
            wrong = (values < least) | (values > declared)
            raise self.bad(
                pa.array(wrong), offsets, f"{row.title}（{name}）超出了 {least} 到 {declared}，请改正"
            )
        self.leave(values > most, offsets)
        self.facts[name] = np.where(values > most, values.dtype.type(least), values)

    def days_there_are(self, name: str, values: Array, offsets: Array | None) -> None:
        """Refuses a day that no calendar has, such as 20250231."""
        least, most = self.limits.least[name], self.limits.most[name]
        found = calendar_days(least, most)[values - values.dtype.type(least)]
        if not found.all():
            day = int(values[np.flatnonzero(~found)[0]])
            raise self.bad(
                pa.array(~found), offsets, f"{INPUTS[name].title}（{name}）没有 {day} 这一天，请改正"
            )

    def bad(self, wrong: pa.Array, offsets: Array | None, what: str) -> BadBatch:
        row = int(np.flatnonzero(_plain(wrong))[0])
        if offsets is not None:
            row = int(np.searchsorted(offsets, row, side="right")) - 1
        return BadBatch(f"{self.batch.column('household_id')[row].as_py()} 户：{what}。")

    def lists(self, name: str) -> tuple[pa.StructArray, Array]:
        """The entries of a list column and where each household's begin."""
        column = self.batch.column(name)
        offsets = np.asarray(column.offsets).astype(np.int64)
        return column.values.slice(offsets[0], offsets[-1] - offsets[0]), offsets - offsets[0]


def columns(batch: pa.RecordBatch, limits: Limits, wanted: tuple[str, ...]) -> Columns:
    """The facts `wanted` of a batch, and the rows for the interpreter. Raises BadBatch."""
    unpacking = _Unpacking(batch, limits)
    nameless = batch.column("household_id")
    if nameless.null_count:
        number = int(np.flatnonzero(_plain(nameless.is_null()))[0]) + 1
        raise BadBatch(f"这一批的第 {number} 户没有写 household_id，请补上。")
    for name in wanted:
        if INPUTS[name].entity not in (MEMBER, SUPPORTER):
            unpacking.fact(name, batch.column(name), None)
    member_offsets = _members(unpacking, wanted)
    sizes = np.diff(member_offsets)
    if batch.num_rows and int(sizes.min()) < 1:
        raise unpacking.bad(pa.array(sizes < 1), None, "没有写共同生活的家庭成员，请至少写一人")
    supporter_offsets, obligation_offsets, obligation_member = _supporters(unpacking, wanted, member_offsets)
    unpacking.interpret |= sizes > limits.members
    unpacking.interpret |= np.diff(supporter_offsets) > limits.supporters
    return Columns(
        batch.num_rows,
        unpacking.facts,
        member_offsets,
        supporter_offsets,
        obligation_offsets,
        obligation_member,
        unpacking.interpret,
    )


def _members(unpacking: _Unpacking, wanted: tuple[str, ...]) -> Array:
    members, offsets = unpacking.lists("members")
    for flag in ("income_known", "spending_known"):
        known = members.field(flag)
        if known.null_count or known.false_count:
            unpacking.leave(~_plain(known.fill_null(False)), offsets)
    for name in wanted:
        if INPUTS[name].entity == MEMBER:
            unpacking.fact(name, members.field(name), offsets)
    return offsets


def _supporters(
    unpacking: _Unpacking, wanted: tuple[str, ...], member_offsets: Array
) -> tuple[Array, Array, Array]:
    column = unpacking.batch.column("supporters")
    if column.null_count:
        unpacking.interpret |= _plain(column.is_null())
    supporters, offsets = unpacking.lists("supporters")
    for name in wanted:
        if INPUTS[name].entity == SUPPORTER:
            unpacking.fact(name, supporters.field(name), offsets)
    supports = supporters.field("supports")
    starts = np.asarray(supports.offsets).astype(np.int64)
    places = supports.values.slice(starts[0], starts[-1] - starts[0])
    named = _plain(places.fill_null(-1) if places.null_count else places).astype(np.int64)
    starts -= starts[0]
    households = np.repeat(np.arange(unpacking.count), np.diff(offsets))
    each = np.repeat(households, np.diff(starts))
    first = member_offsets[each]
    if len(named) and (int(named.min()) < 0 or bool((first + named >= member_offsets[each + 1]).any())):
        wrong = (named < 0) | (first + named >= member_offsets[each + 1])
        row = int(each[np.flatnonzero(wrong)[0]])
        name = unpacking.batch.column("household_id")[row].as_py()
        raise BadBatch(f"{name} 户：supports 指到了不存在的成员，请改正。")
    if (again := named_twice(starts, named)) is not None:
        name = unpacking.batch.column("household_id")[int(each[again])].as_py()
        raise BadBatch(f"{name} 户：同一名赡养人的 supports 把一名成员写了两次，请删去一个。")
    return offsets, starts, first + named


READ_COLUMNS = ("household_id", "township", "village", "urban", "lifted_out_of_poverty", *ASSETS)


def read_paths(paths: list[str], wanted: tuple[str, ...]) -> list[str]:
    """Of a Parquet file's column paths those that `columns` needs: names, relations and texts stay unread."""
    inside = {*wanted, "income_known", "spending_known"}
    chosen = []
    for path in paths:
        steps = path.split(".")
        if steps[0] in READ_COLUMNS or steps[-1] in inside or "supports" in steps:
            chosen.append(path)
    return chosen


def pack(rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
    """Rows written as plain Python values, as a batch of the schema."""
    return pa.RecordBatch.from_pylist([dict(row) for row in rows], schema=SCHEMA)
