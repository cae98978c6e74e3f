"""界限的边 — how many parts a fen gets and how far amounts may go: as few and as far as the proof allows, no more."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from doudi.policy import language, limits
from doudi.policy.facts import INPUTS, MOST_FEN
from doudi.policy.figures import Figures
from doudi.policy.limits import LEAST_BITS, MOST_BITS, Limits, _Frozen, _limits, _primes, _Search, proved
from doudi.policy.plan import Plan, plan_for
from doudi.policy.ranges import MOST_INT64, NotProved, Span
from doudi.policy.tests.random_households import DAY
from doudi.policy.tests.specimen import specimen_book, specimen_figures

FAMILIES = ("yearly", "monthly", "assets")


@pytest.fixture(autouse=True)
def _small_law(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "BOOK", specimen_book())


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    return specimen_figures(tmp_path)


@pytest.mark.parametrize(
    ("number", "primes"), [(1, []), (2, [2]), (3, [3]), (9, [3]), (12, [2, 3]), (360, [2, 3, 5]), (49, [7])]
)
def test_the_primes_of_a_number_are_told_once_each(number: int, primes: list[int]) -> None:
    assert _primes(number) == primes


@pytest.mark.parametrize(
    ("outputs", "fen"),
    [
        (("earned",), 60),  # a twelfth of a year, a fifth for the costs of work
        (("fee",), 2),  # half of what is spare
        (("monthly",), 60),
        (("extras",), 1),
        (("adults",), 1),
    ],
)
def test_a_fen_has_no_more_parts_than_a_quotient_needs(
    outputs: tuple[str, ...], fen: int, figures: Figures
) -> None:
    assert limits.limits_for(plan_for(outputs, DAY), figures).fen == fen


def search(outputs: tuple[str, ...], figures: Figures, persons: int = 3, size: int = 4) -> _Search:
    return _Search(plan_for(outputs, DAY), figures, persons, size)


def test_amounts_go_as_far_as_they_are_proved_and_not_one_bit_further(figures: Figures) -> None:
    fine = figures.otherwise(
        counts_scholarship=10**4, support_fee_threshold_multiple=Fraction(10**7 + 1, 10**7)
    )
    tried = search(("monthly", "about"), fine)
    bits = tried.widest()
    assert tried.holds(bits) and LEAST_BITS < bits["yearly"] < bits["monthly"] < bits["assets"] == MOST_BITS
    for name in ("monthly", "yearly"):
        assert not tried.holds({**bits, name: bits[name] + 1}), name
    assert tried.limits() == (tried.at(bits), bits["yearly"])


def test_each_kind_of_amount_goes_as_far_as_it_goes_alone(
    figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All three together first, then each: found by halving, from any edge to any edge."""
    tried = search(("monthly",), figures)
    for edges in ((20, 30, 40), (40, 17, 18), (17, 17, 17), (39, 40, 17), (18, 40, 40)):
        most = dict(zip(FAMILIES, edges, strict=True))
        monkeypatch.setattr(
            tried, "holds", lambda bits, most=most: all(bits[name] <= most[name] for name in FAMILIES)
        )
        assert tried.widest() == most
    monkeypatch.setattr(tried, "holds", lambda bits: False)
    with pytest.raises(NotProved, match="不溢出"):
        tried.widest()


def test_the_bounds_of_a_money_fact_are_its_familys_power_of_two_and_never_more_than_may_be_written(
    figures: Figures,
) -> None:
    tried = search(("monthly",), figures)
    most = tried.at({"yearly": 20, "monthly": 21, "assets": 40}).most
    assert (most["income_wage"], most["spending_medical"]) == (2**20 - 1,) * 2
    assert (most["family_income"], most["agreed"], most["paid"]) == (2**21 - 1,) * 3
    assert most["financial_assets"] == MOST_FEN < 2**40
    assert (most["homes"], most["birth"], most["persons_supported"]) == (10_000, 2026_07_01, 3)
    held = tried.at({"yearly": 20, "monthly": 21, "assets": 40})
    assert (held.members, held.supporters, held.today) == (30, 30, 2026_07_01)
    assert held.spans(1)["urban"].least == 1 and held.spans(0)["urban"].most == 0
    assert (held.spans(0)["birth"].least, held.spans(0)["homes"].most) == (1800_01_01, 10_000)


def test_a_family_is_followed_to_its_size_only_where_fees_are_reckoned_per_head(figures: Figures) -> None:
    by_household, per_head = figures, figures.otherwise(support_fee_per_head=1)
    assert search(("fee",), by_household).most["family_size"] == 100
    assert search(("fee",), per_head).most["family_size"] == 4


def test_every_pair_of_persons_and_size_has_its_parts(figures: Figures) -> None:
    """Up to three persons of a family of four: a fen of so many parts that each pair divides it."""
    asked: list[set[tuple[int, int]]] = []

    class Asking(Figures):
        def parts_per_fen(self, supporters):
            asked.append(set(supporters))
            return 12

    asking = Asking(figures.place, figures.on)
    search(("adults",), asking)
    assert asked == [{(persons, size) for persons in (1, 2, 3) for size in (1, 2, 3, 4)}]


@pytest.mark.parametrize(("fen", "beyond"), [(1, 0), (60, 0), (1, 1), (60, 1)])
@pytest.mark.parametrize("sign", [1, -1])
def test_an_amount_is_proved_up_to_where_its_rounding_to_the_fen_still_fits(
    fen: int, beyond: int, sign: int, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice the amount and a fen must fit into 64 bits, whichever its sign; a count only itself."""
    amount = (MOST_INT64 - fen) // 2 + beyond

    def prover(*_: object) -> _Told:
        return _Told({"monthly": sign * amount, "adults": MOST_INT64})

    monkeypatch.setattr(limits, "Prover", prover)
    told = Limits(fen, 2026_07_01, *_all_facts(), 30, 30)
    assert proved(plan_for(("monthly", "adults"), DAY), figures, told) is (not beyond)


@pytest.mark.parametrize(("widest", "holds"), [(MOST_INT64, True), (MOST_INT64 + 1, False)])
def test_nothing_on_the_way_may_be_wider_than_64_bits_for_either_standard(
    widest: int, holds: bool, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Limits(1, 2026_07_01, *_all_facts(), 30, 30)
    plan = plan_for(("adults",), DAY)
    for urban in (0, 1):
        made: list[_Told] = []

        def prover(*_: object, urban: int = urban, made: list[_Told] = made) -> _Told:
            made.append(_Told({"adults": 3}, widest if len(made) == urban else 0))
            return made[-1]

        monkeypatch.setattr(limits, "Prover", prover)
        assert proved(plan, figures, told) is holds


class _Told:
    """Stands in for a prover that has found these values, and this as the widest."""

    def __init__(self, values: dict[str, int], widest: int = 0) -> None:
        self.values, self.widest = values, widest

    def value(self, name: str) -> Span:
        value = self.values[name]
        return Span(min(value, 0), max(value, 0))


def _all_facts() -> tuple[dict[str, int], dict[str, int]]:
    return {n: row.least for n, row in INPUTS.items()}, {n: row.most for n, row in INPUTS.items()}


COVERED = [(10, 10), (6, 8), (4, 6), (3, 4)]


@pytest.mark.parametrize(
    ("bits", "chosen", "tried"),
    [  # what each of COVERED serves (None: not proved), which is taken, how many are tried
        ((24, 40, 40, 40), 0, 1),
        ((23, 24, 40, 40), 1, 2),
        ((20, 20, 20, 20), 0, 4),
        ((20, 21, 20, 21), 1, 4),
        ((None, None, 18, 25), 3, 4),
        ((None, 17, None, None), 1, 4),
    ],
)
def test_the_most_persons_covered_are_taken_that_leave_room_for_real_amounts(
    bits: tuple[int | None, ...], chosen: int, tried: int, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _with_searches(monkeypatch, bits)
    found: object = _limits.__wrapped__(("adults",), DAY, _Frozen(figures))
    assert found == COVERED[chosen] and len(seen) == tried


def test_where_nothing_is_proved_the_last_reason_is_told(
    figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_searches(monkeypatch, (None,) * 4)
    with pytest.raises(NotProved, match=r"\(3, 4\)"):
        _limits.__wrapped__(("adults",), DAY, _Frozen(figures))


def _with_searches(monkeypatch: pytest.MonkeyPatch, bits: tuple[int | None, ...]) -> list[tuple[int, int]]:
    seen: list[tuple[int, int]] = []

    class Searched:
        def __init__(self, plan: Plan, figures: Figures, *covered: int) -> None:
            self.covered = covered
            seen.append((covered[0], covered[1]))

        def limits(self) -> tuple[object, int]:
            found = bits[COVERED.index((self.covered[0], self.covered[1]))]
            if found is None:
                raise NotProved(str(self.covered))
            return self.covered, found

    monkeypatch.setattr(limits, "_Search", Searched)
    return seen


def test_figures_are_the_same_key_when_every_one_is_the_same(figures: Figures) -> None:
    same, other = figures.otherwise(), figures.otherwise(dibao_standard_rural=1)
    assert _Frozen(figures) == _Frozen(same) and hash(_Frozen(figures)) == hash(_Frozen(same))
    assert _Frozen(figures) != _Frozen(other) and _Frozen(figures) != figures
