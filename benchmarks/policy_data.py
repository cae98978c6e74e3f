"""随机的打包家庭 — packed households for measurements, made by columns: seeded, all facts known.

2.3 members a household, half of the households with a supporter elsewhere; incomes around a standard.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from doudi.policy.packed import INCOMES, MEMBER_TYPE, SCHEMA, SPENDINGS, SUPPORTER_TYPE


def _amounts(rng: np.random.Generator, count: int, likely: float, around: int) -> np.ndarray:
    """Yearly fen for those who have any, else 0."""
    return np.where(rng.random(count) < likely, rng.integers(0, 2 * around, count), 0).astype(np.int64)


def _flags(rng: np.random.Generator, count: int, likely: float) -> pa.Array:
    return pa.array(rng.random(count) < likely)


def _offsets(sizes: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)


def packed_households(count: int, seed: int) -> pa.RecordBatch:
    """So many households as one batch of the packed schema."""
    rng = np.random.default_rng(seed)
    sizes = rng.choice([1, 2, 3, 4, 5, 6], count, p=[0.32, 0.31, 0.2, 0.11, 0.04, 0.02])
    near = rng.choice([0, 1, 2, 3], count, p=[0.5, 0.3, 0.15, 0.05])
    members, supporters = int(sizes.sum()), int(near.sum())
    member_array, supporter_array = (
        _members(rng, members),
        _supporters(rng, supporters, np.repeat(sizes, near)),
    )
    numbers = np.arange(count)
    columns = {
        "household_id": pa.array([f"99020420{number + seed * count:09d}" for number in numbers.tolist()]),
        "township": pa.array([f"990204{100 + number // 20_000:03d}" for number in numbers.tolist()]),
        "village": pa.array([f"990204{number // 2_000:06d}" for number in numbers.tolist()]),
        "urban": _flags(rng, count, 0.35),
        "lifted_out_of_poverty": _flags(rng, count, 0.1),
        "financial_assets": pa.array(_amounts(rng, count, 0.6, 1_500_000)),
        "homes": pa.array((rng.random(count) < 0.9).astype(np.int16)),
        "vehicles": pa.array((rng.random(count) < 0.08).astype(np.int16)),
        "businesses": pa.array((rng.random(count) < 0.03).astype(np.int16)),
        "members": pa.ListArray.from_arrays(_offsets(sizes), member_array, type=SCHEMA.field("members").type),
        "supporters": pa.ListArray.from_arrays(
            _offsets(near), supporter_array, type=SCHEMA.field("supporters").type
        ),
    }
    return pa.RecordBatch.from_arrays([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _members(rng: np.random.Generator, count: int) -> pa.StructArray:
    disabled = rng.random(count) < 0.12
    day = (
        rng.integers(1932, 2026, count) * 10_000
        + rng.integers(1, 13, count) * 100
        + rng.integers(1, 29, count)
    )
    likely = {"wage": 0.25, "farming": 0.3, "pension": 0.2, "basic_pension": 0.25, "transfer": 0.2}
    columns = {
        "id": pa.array([f"m{number % 9}" for number in range(count)]),
        "relation": pa.nulls(count, pa.string()),
        "sex": pa.nulls(count, pa.string()),
        "birth": pa.array(day.astype(np.int32)),
        "disability_category": pa.array(np.where(disabled, rng.integers(1, 8, count), 0).astype(np.int8)),
        "disability_grade": pa.array(np.where(disabled, rng.integers(1, 5, count), 0).astype(np.int8)),
        "serious_illness": _flags(rng, count, 0.08),
        "student": _flags(rng, count, 0.15),
        "unable_to_work": _flags(rng, count, 0.05),
        "carer": _flags(rng, count, 0.03),
        "self_care_failed": pa.nulls(count, pa.int8()),
        "income_known": pa.array(np.ones(count, dtype=np.bool_)),
        "spending_known": pa.array(np.ones(count, dtype=np.bool_)),
        **{
            name: pa.array(_amounts(rng, count, likely.get(name.removeprefix("income_"), 0.04), 600_000))
            for name in INCOMES
        },
        **{name: pa.array(_amounts(rng, count, 0.15, 400_000)) for name in SPENDINGS},
    }
    return pa.StructArray.from_arrays(
        [columns[MEMBER_TYPE.field(place).name] for place in range(MEMBER_TYPE.num_fields)],
        fields=list(MEMBER_TYPE),
    )


def _supporters(rng: np.random.Generator, count: int, sizes: np.ndarray) -> pa.StructArray:
    supported = np.minimum(sizes, rng.integers(1, 3, count))
    whom = np.concatenate([np.arange(many) for many in supported.tolist()] or [np.arange(0)])
    support_type = SUPPORTER_TYPE.field("supports").type
    columns = {
        "id": pa.array([f"s{number % 9}" for number in range(count)]),
        "relation": pa.nulls(count, pa.string()),
        "family_size": pa.array(rng.integers(1, 7, count).astype(np.int16)),
        "family_income": pa.array(rng.integers(100_000, 1_200_000, count)),
        "persons_supported": pa.array((supported + rng.integers(0, 3, count)).astype(np.int16)),
        "agreed": pa.array(_amounts(rng, count, 0.1, 30_000)),
        "paid": pa.array(_amounts(rng, count, 0.2, 30_000)),
        "unable": _flags(rng, count, 0.15),
        "supports": pa.ListArray.from_arrays(
            _offsets(supported), pa.array(whom.astype(np.int16)), type=support_type
        ),
    }
    return pa.StructArray.from_arrays(
        [columns[SUPPORTER_TYPE.field(place).name] for place in range(SUPPORTER_TYPE.num_fields)],
        fields=list(SUPPORTER_TYPE),
    )
