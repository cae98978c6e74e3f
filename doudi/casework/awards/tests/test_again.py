"""重算与逐户计发 — reckoned with others who are alike, an amount is that of the family's own facts, to the fen."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from doudi.casework.awards.again import Again, HeldTerms
from doudi.casework.awards.reckoning import Basis, Reckoned
from doudi.policy.asks.awards import reckoned_award
from doudi.policy.asks.household_facts import read_household
from doudi.policy.tests.packed_cases import values_folder
from doudi.policy.tests.random_households import DAY, random_household, random_values
from doudi.policy.tests.second_reading import Facts
from doudi.policy.values import find_place

AtSize = Callable[[int, int], int]
A_SET = 50
NOBODY = UUID(int=0)
CARE = {
    "full": Decimal("0.35"),
    "half": Decimal("0.15"),
    "none": 0,
    "rounding": "half_up_yuan",
    "needs_agreement": False,
}


def a_place(rng: Random, folder: Path, supplements: bool) -> Again:
    values = {**random_values(rng), "tekun_care": CARE}
    if not supplements:
        values["supplements"]["groups"] = []
    return Again(find_place(str(values_folder(values, folder)), folder), DAY)


def terms(rng: Random, persons: int, urban: bool) -> HeldTerms:
    income, parts = rng.randrange(200_000), rng.choice((1, 3, 7, 12))
    return HeldTerms(
        id=NOBODY, award_id=NOBODY, area_id=1, from_month=date(2026, 1, 1), reason="review",
        assessment_id=uuid4(), persons=persons, urban=urban, standard_fen=0, income_parts=income,
        income_per_fen=parts, supplement_fen=0, care_fen=0, monthly_fen=0, figures_on=DAY, known_on=DAY,
    )  # fmt: skip


def a_family(rng: Random) -> tuple[Facts, dict[str, UUID]]:
    facts = random_household(rng, on=DAY)
    return facts, {each["id"]: uuid4() for each in facts["members"]}


def amounts(told: Reckoned) -> tuple[object, ...]:
    return (
        (told.monthly_fen, told.base_fen, told.supplement_fen, told.care_fen, told.standard_fen),
        (told.persons, told.urban, told.income, told.figures_on, told.known_on, told.bases),
    )


def test_who_is_reckoned_with_others_gets_what_the_own_facts_give(at_size: AtSize, tmp_path: Path) -> None:
    paid = 0
    for number in range(max(at_size(100, 20_000) // A_SET, 1)):
        rng = Random(number)
        again = a_place(rng, tmp_path / str(number), supplements=False)
        for _ in range(A_SET):
            facts, people = a_family(rng)
            covered = [each for each in people.values() if rng.random() < 0.8] or list(people.values())
            urban = facts["standard"] == "urban" or rng.random() < 0.3
            held = terms(rng, len(covered), facts["standard"] == "urban")
            assert again.is_plain("dibao", held, DAY)
            assert not again.is_plain("tekun", held, DAY), (
                "a level of care may be worth nothing today and more later"
            )
            told = again.plain("dibao", held, DAY, urban)
            basis = Basis(read_household(facts, DAY), people, held.income)
            assert amounts(told) == amounts(again.own("dibao", held, basis, covered, DAY, urban))
            shorts = [short for short, person in people.items() if person in covered]
            household = read_household({**facts, "standard": "urban" if urban else "rural"}, DAY)
            law = reckoned_award("dibao", household, again.figures(DAY), shorts, held.income)
            assert (told.monthly_fen, told.standard_fen) == (law.monthly, law.standard)
            paid += told.monthly_fen > 0
    assert paid > 10


def test_facts_read_in_part_give_what_all_of_them_give(at_size: AtSize, tmp_path: Path) -> None:
    extra = cared_for = 0
    for number in range(max(at_size(100, 20_000) // A_SET, 1)):
        rng = Random(number)
        again = a_place(rng, tmp_path / str(number), supplements=True)
        for _ in range(A_SET):
            scheme = rng.choice(("dibao", "dibao", "tekun", "single_person"))
            facts, people = a_family(rng)
            held = terms(rng, len(people), facts["standard"] == "urban")
            whole = Basis(read_household(facts, DAY), people, held.income)
            part = Basis(again.household(scheme, held, facts, DAY, DAY), people, held.income)
            covered = [person for person in people.values() if rng.random() < 0.8]
            told = again.own(scheme, held, part, covered, DAY, held.urban)
            assert amounts(told) == amounts(again.own(scheme, held, whole, covered, DAY, held.urban))
            extra += told.supplement_fen > 0
            cared_for += told.care_fen > 0
    assert extra > 10 and cared_for > 0
