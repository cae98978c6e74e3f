"""家庭 — household forms of an ageing county and the ages, sexes and relations of those in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from doudi.policy.people.divisions import Village, rates
from doudi.policy.people.draws import Curve, Draws, Flags, Ints, Rates

ELDER, ELDER_WIFE, ADULT, ADULT_WIFE, CHILD, SECOND_CHILD = range(6)
SLOTS = 6
Dates = npt.NDArray[np.datetime64]
NOBODY = -1
FORMS = tuple(rates()["forms"]["rural"])
BY_ELDER = ("elder_alone", "elder_couple", "left_behind", "elder_with_child")  # the elder is named first
RELATIONS = ("self", "spouse", "child", "parent", "grandchild")
SELF, SPOUSE, ITS_CHILD, PARENT, GRANDCHILD = range(5)
_OF_ELDER = (SELF, SPOUSE, ITS_CHILD, ITS_CHILD, GRANDCHILD, GRANDCHILD)
_OF_ADULT = (PARENT, PARENT, SELF, SPOUSE, ITS_CHILD, ITS_CHILD)


@dataclass
class Homes:
    """Some households as flat arrays: one entry a household, and one a member under «members».

    `home` says whose household a member belongs to, `offsets` where each household's members begin;
    members of a household stand in the order of RELATIONS. `facts` collects the packed columns of the
    members, `assets` those of the households. Ages are full years on the day `on`.
    """

    on: date
    villages: list[Village]
    village: Ints
    urban: Flags
    form: Ints
    # members
    home: Ints
    slot: Ints
    relation: Ints
    male: Flags
    birth: Ints
    age: Ints
    offsets: Ints
    facts: dict[str, Ints] = field(default_factory=dict)
    assets: dict[str, Ints] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.form)

    @property
    def members(self) -> int:
        return len(self.home)

    def is_form(self, *names: str) -> Flags:
        """Which households have one of these forms."""
        return np.isin(self.form, [FORMS.index(name) for name in names])

    def total(self, values: Ints) -> Ints:
        """The sum over each household's members (nobody lives in none)."""
        summed: Ints = np.add.reduceat(values.astype(np.int64), self.offsets[:-1])
        return summed

    def any(self, flags: Flags) -> Flags:
        """Whether it holds for one of each household's members."""
        held: Flags = np.logical_or.reduceat(flags, self.offsets[:-1])
        return held

    def first(self, flags: Flags) -> Ints:
        """For each household the first member for whom it holds, as an index; NOBODY where for none."""
        found = np.full(self.count, NOBODY, dtype=np.int64)
        at = np.flatnonzero(flags)[::-1]
        found[self.home[at]] = at
        return found


def settle(draws: Draws, here: list[Village], village: Ints, on: date) -> Homes:
    """Draw the households of the given villages (`village`: one index into `here` a household)."""
    r = rates()
    urban = np.asarray([each.urban for each in here])[village]
    weights = [[r["forms"][kind][form] for form in FORMS] for kind in ("rural", "urban")]
    form = draws.pick_by(urban.astype(np.int64), weights)
    ages = np.full((len(form), SLOTS), NOBODY, dtype=np.int64)
    for index, name in enumerate(FORMS):
        rows = np.flatnonzero(form == index)
        ages[rows] = _ages_of_form(draws, r, name, urban[rows])
    male = _sexes(draws, r, form, ages)
    home, slot = np.nonzero(ages != NOBODY)
    elder_first = np.isin(form, [FORMS.index(name) for name in BY_ELDER])
    relation = np.where(elder_first[home], np.take(_OF_ELDER, slot), np.take(_OF_ADULT, slot))
    order = np.lexsort((slot, relation, home))
    home, slot, relation = home[order], slot[order], relation[order].astype(np.int64)
    birth = _births(draws, ages[home, slot], on)
    today = on.year * 10000 + on.month * 100 + on.day
    offsets = np.concatenate(([0], np.cumsum(np.bincount(home, minlength=len(form))))).astype(np.int64)
    return Homes(
        on, here, village, urban, form, home, slot, relation, male[home, slot], birth,
        (today - birth) // 10000, offsets,
    )  # fmt: skip


def _ages_of_form(draws: Draws, r: Rates, form: str, urban: Flags) -> Ints:
    """The ages of all six slots for households of one form; NOBODY where a slot stays empty."""
    n = len(urban)
    ages = np.full((n, SLOTS), NOBODY, dtype=np.int64)
    family: Rates = r["family"]
    bands: Curve
    if form in ("elder_alone", "elder_couple", "left_behind", *_WITH_ELDER):
        bands = r["ages"][_ELDER_BANDS.get(form, "elder")]
        ages[:, ELDER] = draws.age(bands, n)
        both = draws.chance(_BOTH_ELDERS.get(form, 0) or family.get(f"{form}_both_elders_permille", 0), n)
        ages[:, ELDER_WIFE] = np.where(both, _wife(draws, family, ages[:, ELDER]), NOBODY)
    if form in _WITH_ELDER:
        ages[:, ADULT] = np.clip(ages[:, ELDER] - _gap(draws, family, n), 26, 62)
    elif form in _ADULT_BANDS:
        ages[:, ADULT] = draws.age(r["ages"][_ADULT_BANDS[form]], n)
    if form in ("three_generation", "couple_with_elder", "couple_alone") or form.startswith("couple_with"):
        ages[:, ADULT_WIFE] = _wife(draws, family, ages[:, ADULT])
    _put_children(draws, r, form, urban, ages)
    return ages


_WITH_ELDER = ("three_generation", "elder_with_child", "couple_with_elder")
_ELDER_BANDS = {"elder_alone": "elder_alone", "left_behind": "left_behind_elder"}
_BOTH_ELDERS = {"elder_couple": 1000}
_ADULT_BANDS = {
    "couple_with_children": "parents",
    "couple_with_grown_child": "parents_of_grown",
    "couple_alone": "couple_alone",
    "single_parent": "single_parent",
    "single_man": "single_man",
    "single_adult": "single_adult",
}


def _wife(draws: Draws, family: Rates, age: Ints) -> Ints:
    wife: Ints = np.maximum(age - draws.between(family["wife_younger"], len(age)), 21)
    return wife


def _gap(draws: Draws, family: Rates, n: int) -> Ints:
    return draws.between(family["generation"], n)


def _put_children(draws: Draws, r: Rates, form: str, urban: Flags, ages: Ints) -> None:
    """The children or grandchildren at home; a second one stands some years below the first."""
    n, family = len(ages), r["family"]
    if form == "left_behind":
        first = draws.age(r["ages"]["left_behind_child"], n)
        often = np.full(n, family["left_behind_second_child_permille"])
    elif form == "couple_with_grown_child":
        first = np.clip(ages[:, ADULT] - _gap(draws, family, n), 18, family["grown_child_most"])
        often = np.zeros(n, dtype=np.int64)
    elif form in ("couple_with_children", "three_generation", "single_parent"):
        first = np.clip(ages[:, ADULT] - _gap(draws, family, n), 0, 22)
        second = family["second_child_permille"]
        often = np.where(urban, second["urban"], second["rural"]) // (2 if form == "single_parent" else 1)
    else:
        return
    ages[:, CHILD] = first
    younger = first - draws.between(family["children_apart"], n)
    ages[:, SECOND_CHILD] = np.where(draws.chance(often, n) & (younger >= 0), younger, NOBODY)


def _sexes(draws: Draws, r: Rates, form: Ints, ages: Ints) -> Flags:
    """Who is male, slot by slot; a wife never is, a couple's husband always, save few first-named women."""
    n, family = len(form), r["family"]
    male = np.zeros((n, SLOTS), dtype=np.bool_)
    lone = ages[:, ELDER_WIFE] == NOBODY
    women = np.where(lone, family["lone_elder_woman_permille"], family["elder_head_woman_permille"])
    women = np.where(form == FORMS.index("elder_alone"), family["elder_alone_woman_permille"], women)
    male[:, ELDER] = ~draws.chance(women, n)
    male[:, ELDER_WIFE] = ~male[:, ELDER]
    women = np.zeros(n, dtype=np.int64)
    women[form == FORMS.index("elder_with_child")] = 1000 - family["son_stays_permille"]
    women[form == FORMS.index("single_parent")] = family["single_parent_woman_permille"]
    women[form == FORMS.index("single_adult")] = family["single_adult_woman_permille"]
    male[:, ADULT] = ~draws.chance(women, n)
    grown = form == FORMS.index("couple_with_grown_child")
    for slot in (CHILD, SECOND_CHILD):
        male[:, slot] = draws.chance(np.where(grown, family["son_stays_permille"], family["boy_permille"]), n)
    return male


def _births(draws: Draws, age: Ints, on: date) -> Ints:
    """A day of birth (yyyymmdd) for each age, any day of the year as likely as any other."""
    days = np.datetime64(on, "D") - age * 1461 // 4 - draws.between((0, 364), len(age))
    months = days.astype("datetime64[M]")
    return yyyymmdd(days, months)


def yyyymmdd(days: Dates, months: Dates) -> Ints:
    """Days as whole numbers: 1945-09-20 is 19450920."""
    month = months.astype(np.int64) + 1970 * 12
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    written: Ints = month // 12 * 10000 + (month % 12 + 1) * 100 + day
    return written
