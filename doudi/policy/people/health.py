"""残疾、重病、在校、照料 — what a certificate, a diagnosis or a school says of each person, and its cost."""

from __future__ import annotations

import numpy as np

from doudi.policy.facts import DISABILITY_CATEGORIES
from doudi.policy.people.divisions import rates
from doudi.policy.people.draws import Draws, Flags, Ints, by_age
from doudi.policy.people.homes import ADULT, Homes

CHILD_UNTIL, ELDER_FROM, RETIRED_FROM = 18, 60, 65


def draw_health(draws: Draws, homes: Homes) -> None:
    """Put disability, illness, schooling, care and their spending into the members' facts."""
    _disability(draws, homes)
    _illness(draws, homes)
    _schooling(draws, homes)
    _care(draws, homes)
    _rehabilitation(draws, homes)


def severe(homes: Homes) -> Flags:
    """Grade 1 or 2, or grade 3 intellectual or mental: the generator's own measure of who cannot earn."""
    grade, category = homes.facts["disability_grade"], homes.facts["disability_category"]
    of_mind = np.isin(category, (DISABILITY_CATEGORIES["intellectual"], DISABILITY_CATEGORIES["mental"]))
    heavy: Flags = (grade > 0) & (grade <= np.where(of_mind, 3, 2))
    return heavy


def _disability(draws: Draws, homes: Homes) -> None:
    r, n = rates()["disability"], homes.members
    at_home = homes.is_form("elder_with_child", "single_man")[homes.home] & (homes.slot == ADULT)
    often = by_age(homes.age, r["permille_by_age"]) * np.where(at_home, r["kept_at_home_times"], 1)
    often = np.where(homes.urban[homes.home], often, often * r["rural_tenths"] // 10)
    disabled = draws.chance(often, n)
    band = np.where(homes.age < CHILD_UNTIL, 0, np.where(homes.age < ELDER_FROM, 1, 2))
    category = draws.pick_by(band, [r["category"][name] for name in ("child", "adult", "elder")])
    grade = draws.pick_by(category, [r["grade"][name] for name in DISABILITY_CATEGORIES]) + 1
    homes.facts["disability_category"] = np.where(disabled, category + 1, 0)
    homes.facts["disability_grade"] = np.where(disabled, grade, 0)


def _illness(draws: Draws, homes: Homes) -> None:
    r, n = rates()["illness"], homes.members
    ill = draws.chance(by_age(homes.age, r["permille_by_age"]), n)
    working_age = (homes.age >= CHILD_UNTIL) & (homes.age < ELDER_FROM)
    lighter = (homes.facts["disability_grade"] > 0) & ~severe(homes)
    often = np.where(ill, r["unable_permille"], np.where(lighter, r["unable_disabled_permille"], 0))
    homes.facts["serious_illness"] = ill.astype(np.int64)
    homes.facts["unable_to_work"] = (working_age & draws.chance(often, n)).astype(np.int64)
    spent = rates()["medical"]
    well = np.where(homes.age >= ELDER_FROM, draws.fen(spent["elder"], n, 1), draws.fen(spent["well"], n, 1))
    homes.facts["spending_medical"] = np.where(ill, draws.fen(spent["ill"], n, 1), well)


def _schooling(draws: Draws, homes: Homes) -> None:
    r, n, age = rates()["schooling"], homes.members, homes.age
    stages = {
        "kindergarten": (age >= 3) & (age <= 5),
        "compulsory": (age >= 6) & (age <= 14),
        "senior": (age >= 15) & (age <= 17),
        "tertiary": (age >= 18) & (age <= 22),
    }
    disabled = homes.facts["disability_grade"] > 0
    at_home = ~homes.is_form("single_adult")[homes.home]  # a student away belongs to the parents' household
    student, fees = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int64)
    for stage, of_age in stages.items():
        often = np.full(n, r[f"{stage}_permille"])
        if stage == "tertiary":
            often[age == 22] = r["tertiary_late_permille"]
        often = np.where(disabled, often * r["disabled_permille"] // 1000, often)
        goes = of_age & at_home & draws.chance(often, n)
        fee = draws.fen(r[stage], n)
        if stage == "senior":
            trade = draws.chance(r["vocational_share_permille"], n)
            fee = np.where(trade, draws.fen(r["vocational"], n), fee)
        fees = np.where(goes, fee, fees)
        student |= goes & (stage != "kindergarten")
    homes.facts["student"] = student.astype(np.int64)
    homes.facts["spending_education"] = fees


def _care(draws: Draws, homes: Homes) -> None:
    """Who stays at home to care for a severely disabled member, and whose self-care was assessed."""
    r, n, facts = rates()["illness"], homes.members, homes.facts
    heavy = severe(homes)
    free = (homes.age >= 20) & (homes.age < RETIRED_FROM) & (facts["disability_grade"] == 0)
    free &= (facts["serious_illness"] == 0) & (facts["student"] == 0) & (facts["unable_to_work"] == 0)
    carer = homes.first(free)
    cares = homes.any(heavy) & (carer >= 0) & draws.chance(r["carer_permille"], homes.count)
    facts["carer"] = np.zeros(n, dtype=np.int64)
    facts["carer"][carer[cares]] = 1
    lost = draws.pick_by(
        (~heavy).astype(np.int64), [rates()["disability"]["self_care_lost"][k] for k in ("severe", "others")]
    )
    assessed = (heavy | (homes.age >= 80)) & draws.chance(r["assessed_permille"], n)
    facts["self_care_failed"] = np.where(assessed, lost, -1)


def _rehabilitation(draws: Draws, homes: Homes) -> None:
    r, n = rates()["rehabilitation"], homes.members
    often = np.where(homes.age < CHILD_UNTIL, r["child_permille"], r["adult_permille"])
    goes = (homes.facts["disability_grade"] > 0) & draws.chance(often, n)
    homes.facts["spending_rehabilitation"] = np.where(goes, draws.fen(r["spending"], n, 1), 0)


def able(homes: Homes) -> Flags:
    """Who can earn: of working age or older, neither ill, severely disabled, at school, caring nor unable."""
    facts: dict[str, Ints] = homes.facts
    bound = facts["serious_illness"] + facts["student"] + facts["unable_to_work"] + facts["carer"]
    free: Flags = (bound == 0) & ~severe(homes)
    return free
