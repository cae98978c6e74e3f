"""计算过程的话：the reckoning of a month told line by line, each with the figure it ends in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext

from doudi.casework.awards.models import Scheme
from doudi.casework.awards.reckoning import Reckoned
from doudi.policy.question import yuan


@dataclass(frozen=True, slots=True)
class Line:
    """一行: what, how it was reckoned, and the figure in fen."""

    title: str
    how: str
    fen: int


def lines(scheme: str, reckoned: Reckoned) -> list[Line]:
    """How the amount of a month came about."""
    told = []
    town = gettext("城镇") if reckoned.urban else gettext("农村")
    if scheme == Scheme.DIBAO:
        total = reckoned.standard_fen * reckoned.persons
        told += [
            Line(gettext("标准合计"), f"{town}{yuan(reckoned.standard_fen)} × {reckoned.persons}", total),
            Line(
                gettext("家庭月可支配收入"), gettext("裁量时认定，标准调整时不变"), _nearest(reckoned.income)
            ),
            Line(gettext("基本部分"), gettext("标准合计 − 收入，户合计取整一次"), reckoned.base_fen),
        ]
    elif scheme == Scheme.TEKUN:
        how = f"{town}{yuan(reckoned.standard_fen)} × {reckoned.persons}"
        told.append(Line(gettext("基本生活费"), how, reckoned.base_fen))
    elif scheme == Scheme.SINGLE_PERSON:
        how = gettext("低保标准 %(standard)s 按单人保办法计发") % {"standard": yuan(reckoned.standard_fen)}
        told.append(Line(gettext("单人保"), how, reckoned.base_fen))
    if reckoned.supplement_fen:
        told.append(Line(gettext("分类施保"), "", reckoned.supplement_fen))
    if reckoned.care_level:
        how = gettext("最低工资 × %(level)s比例") % {"level": reckoned.care_level}
        told.append(Line(gettext("照料护理费"), how, reckoned.care_fen))
    return told


def _nearest(amount: Fraction) -> int:
    """Whole fen for the eye; the reckoning itself keeps the fraction."""
    return round(amount)
