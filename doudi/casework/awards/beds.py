"""候床：who of those supported in their need wants to live in an institution and has no bed yet, the neediest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from doudi.casework.awards.models import Award, Mode, Scheme
from doudi.casework.awards.months import month_after
from doudi.casework.awards.queries import awards_in_force, terms_in
from doudi.casework.survey.care_models import CareWish
from doudi.records.access import Act
from doudi.records.institutions.queries import living_on

# 铁清民发〔2022〕47号 二（二）：优先为生活不能自理的特困人员提供集中供养服务.
RULE = "先按自理能力（照料护理标准高的在先），同级按申请日期"


@dataclass(frozen=True, slots=True)
class WaitsForBed:
    """一位候床的人: the award, the care part that tells how much he can do himself, the day he applied."""

    award: Award
    care_fen: int
    applied_on: date


def waiting_for_bed(by: Act) -> Sequence[WaitsForBed]:
    """特困 in force who were granted an institution or said that they want one, and live in none."""
    month = month_after(by.day)  # who was granted this month is paid from the next, and waits already
    awards = list(
        awards_in_force(month, by).filter(scheme=Scheme.TEKUN).select_related("head", "case").order_by("id")
    )
    wishes = CareWish.objects.seen_by(by.scope).filter(person__in=[award.head_id for award in awards])
    wanted = dict(wishes.order_by("stated_on", "at").values_list("person_id", "mode"))
    housed = living_on([award.head_id for award in awards], by.day)
    terms = terms_in(month, [award.pk for award in awards])
    waiting = [
        WaitsForBed(
            award, terms[award.pk].care_fen, award.case.received_on if award.case else award.first_month
        )
        for award in awards
        if award.pk in terms
        and award.head_id not in housed
        and (award.mode == Mode.INSTITUTION or wanted.get(award.head_id) == Mode.INSTITUTION)
    ]
    return sorted(waiting, key=lambda each: (-each.care_fen, each.applied_on, str(each.award.pk)))
