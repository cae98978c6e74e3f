"""收拢的边 — how much room gathered columns take, and when amounts grow wide."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from doudi.policy.gathered import MOST_INT32, _Column, _room, _Store, gathered
from doudi.policy.limits import Limits
from doudi.policy.packed import Columns, pack
from doudi.policy.tests.test_edges_of_packed import WANTED, figures, limits, plain, read, with_fact

__all__ = ("figures", "limits")  # fixtures


def test_a_column_keeps_what_it_was_given_and_makes_room_a_tenth_at_a_time() -> None:
    assert [_room(length) for length in (0, 9, 10, 100)] == [1, 10, 12, 111]
    column = _Column(np.dtype(np.int32), 4)
    column.append(np.array([1, 2, 3, 4]))
    assert len(column.values) == 4 and column.kept().tolist() == [1, 2, 3, 4]
    column.append(np.array([5]))
    assert column.kept().tolist() == [1, 2, 3, 4, 5] and len(column.values) == _room(5) == 6
    column.append(np.array([6]))
    assert len(column.values) == 6 and column.length == 6
    column.move(np.dtype(np.int64), 8)
    assert column.kept().tolist() == [1, 2, 3, 4, 5, 6] and column.values.dtype == np.int64


@pytest.mark.parametrize(("promised", "room"), [(0, 1), (2, 1), (3, 1), (4, 2), (20, 10)])
def test_a_column_has_room_for_as_many_batches_as_were_promised(
    promised: int, room: int, limits: Limits
) -> None:
    one_by_one = _Store(promised)
    one_by_one.add(read([plain()], limits))
    assert len(one_by_one.rows["homes"].values) == _room((1 + 1) * max(promised, 1))
    store = _Store(promised)
    store.add(read([plain(), plain()], limits))
    assert len(store.rows["homes"].values) == _room((2 + 1) * room)
    store.add(read([plain(), plain()], limits))
    assert store.columns().count == 4 and store.columns().facts["homes"].tolist() == [1] * 4


def test_amounts_grow_wide_once_and_stay_so(limits: Limits) -> None:
    wide = replace(limits, most={**limits.most, "income_wage": 2**40 - 1})

    def kept(*wages: int) -> Columns:
        rows = [[with_fact("income_wage", wage) | {"household_id": "h"}] for wage in wages]
        return gathered([pack(row) for row in rows], 3, wide, WANTED)

    for wages, kind in (
        ((1, MOST_INT32), np.int32),
        ((1, MOST_INT32 + 1, 2), np.int64),
        ((MOST_INT32 + 1, MOST_INT32 + 2, 1), np.int64),
    ):
        told = kept(*wages)
        assert told.facts["income_wage"].tolist()[1::2] == [*wages]
        assert {told.facts[name].dtype.type for name in ("income_wage", "paid", "financial_assets")} == {kind}
        assert told.facts["homes"].dtype == np.int16 and told.facts["birth"].dtype == np.int32
