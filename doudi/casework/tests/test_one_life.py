"""一户的一生：whatever happens to a family that receives 低保, and in whatever order — nobody twice in a month, nobody
forgotten in a month, and every amount what a child could reckon: the standard for each, less what the family has.

The model beside it knows no code of the house: people, their incomes, and for each month who is covered and for how
much. Standards are those of 示例区: 450 yuan a head in the country, 474 from July 2022 on.
"""

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from doudi.casework.awards.tests.desk import granted
from doudi.casework.regrouping.tests.families import family_of, served
from doudi.casework.tests.office import Office
from doudi.casework.tests.one_home import EVENTS, WHO
from doudi.casework.tests.one_life import lives
from doudi.config.tests.town import DONGGANG

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(office: Office) -> UUID:
    rows = [(short, name, relation, 400 + n, income) for n, (short, relation, (name, income)) in enumerate(
        [("a", "本人", WHO["a"]), ("b", "配偶", WHO["b"]), ("c", "子", WHO["c"])]
    )]  # fmt: skip
    (award,) = granted(office, family_of(DONGGANG, *rows), (3, 7), (3, 22), (3, 25))
    served(office, award)
    return award.pk


def test_whatever_happens_nobody_is_paid_twice_forgotten_or_wrongly(
    office: Office, family: UUID, at_size: Callable[[int, int], int]
) -> None:
    seen: set[str] = set()
    life = lives(office, family, seen)
    size = settings(max_examples=at_size(2, 150), stateful_step_count=at_size(6, 25), deadline=None)
    run_state_machine_as_test(life, settings=size)
    assert at_size(0, 1) == 0 or seen >= set(EVENTS), set(EVENTS) - seen


def test_a_planted_fault_is_found(office: Office, family: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """A death that leaves the dead covered, as if the row had been forgotten: the first death tells."""
    monkeypatch.setattr("doudi.casework.changes.effects.leave", lambda *told: 0)
    life = lives(office, family, set())
    walked = life()
    try:
        with pytest.raises(AssertionError):
            walked.somebody_dies(ago=0, head=False)
            walked.nobody_twice_nobody_forgotten_and_every_amount_right()
    finally:
        walked.teardown()
