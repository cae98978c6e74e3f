"""程序：what a place asks of a confirmation on a day — the panel's quorum, publicity, appraisal, and who confirms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from doudi.casework.cases.models import Case
from doudi.casework.cases.places import NotInForce, place_of, value_on
from doudi.casework.confirmation.models import Level
from doudi.casework.confirmation.panel_models import Capacity, StayedPower
from doudi.policy.value_keys import rate, whole
from doudi.policy.values import Value
from doudi.records.people.queries import held_on

# The name of a scheme in the value `delegation`: 单人保 is 低保 for one person; a refusal of what was asked for by no
# name is decided where 低保 is.
DELEGATED_AS: Mapping[str, str] = {"single_person": "dibao", "": "dibao"}


@dataclass(frozen=True, slots=True)
class JointReview:
    """联审联确认的要求：how many, which share of the panel, what share of votes, who chairs, which capacities."""

    number: int
    share: Fraction
    agree_share: Fraction
    chair: Capacity
    capacities: tuple[Capacity, ...]
    source: Value

    def quorum(self, members: int) -> int:
        """How many of a panel of this size must be there and free to vote."""
        by_share = -(-self.share.numerator * members // self.share.denominator)
        return max(self.number, by_share)

    def passes(self, agree: int, free: int) -> bool:
        """Did more than the asked share of those there and free say yes?"""
        return agree * self.agree_share.denominator > self.agree_share.numerator * free


@dataclass(frozen=True, slots=True)
class Power:
    """确认权：at which level a scheme is confirmed on a day, and on what document that rests."""

    level: Level
    authorised_by: str
    unverified: bool
    stayed: bool = False


def joint_review(area: int, on: date) -> JointReview:
    """What the place of an area asks of a meeting on a day. NotInForce where it says nothing."""
    value = value_on(place_of(area, on), "joint_review", on)
    keys = value.keys
    return JointReview(
        whole(keys["quorum_number"]),
        rate(keys["quorum_share"]),
        rate(keys["agree_share"]),
        Capacity(keys["chair"]),
        tuple(Capacity(each) for each in keys["capacities"]),
        value,
    )


def publicity(area: int, on: date) -> Value:
    """初审公示: whether, how many days, natural or working."""
    return value_on(place_of(area, on), "initial_publicity", on)


def appraisal(area: int, on: date) -> Value:
    """民主评议: whether."""
    return value_on(place_of(area, on), "democratic_appraisal", on)


def power(case: Case, scheme: str, on: date) -> Power:
    """Who confirms this scheme for the case's township on this day."""
    return power_at(case.responsible_id, scheme, on)


def power_at(township: int, scheme: str, on: date) -> Power:
    """Who decides on this scheme in a township on this day. While a township's power is stayed, the district.

    NotInForce when the place names nobody for the scheme.
    """
    value = value_on(place_of(township, on), "delegation", on)
    key = DELEGATED_AS.get(scheme, scheme)
    if key not in value.keys:
        raise NotInForce(f"{value.title}没有写明由谁确认这一类别：请区民政局先发布。")
    level = Level(value.keys[key])
    stay = stayed(township, on)
    if level == Level.TOWNSHIP and stay is not None:
        return Power(Level.DISTRICT, f"{stay.document}（暂停乡镇确认权）", value.unverified, stayed=True)
    return Power(level, str(value.keys["authorised_by"]), value.unverified)


def stayed(township: int, on: date) -> StayedPower | None:
    """The stay of a township's power that is in force on a day."""
    return StayedPower.objects.filter(held_on(on), area_id=township).first()
