"""特困照料（S10）：two assessors and six items, a third where they differ; the wish; the agreement and its days."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from doudi.casework.assessment.actions import assess
from doudi.casework.cases.models import Case
from doudi.casework.intake.family import Newcomer
from doudi.casework.intake.form import Applied
from doudi.casework.survey.care import (
    Agreed,
    Entrusted,
    NoCareLevel,
    NoDraft,
    Wished,
    admit,
    draft_agreement,
    end_agreement,
    sign_agreement,
    state_wish,
)
from doudi.casework.survey.care_models import CareAgreement, SelfCareSheet
from doudi.casework.survey.queries import (
    SelfCare,
    admission,
    agreement_on,
    agreement_signed,
    agreements,
    expiring,
    parties_of,
    self_care,
    wish,
)
from doudi.casework.survey.rounds import Item
from doudi.casework.survey.self_care import RoundSettled, assess_self_care
from doudi.casework.survey.tests.home import accepted, scan
from doudi.casework.tests.office import Family, Office, signed
from doudi.config.tests.town import QIANPU, invented_id
from doudi.policy.self_care import ITEMS
from doudi.records.access import acting_as
from doudi.records.documents.queries import ScanMissing, data_of, file_of
from doudi.records.evidence.queries import picture
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, SamePerson
from doudi.records.vault.secret import Secret

pytestmark = pytest.mark.django_db
S10 = ("toilet", "walking", "bathing")
AGREED = Agreed(
    "王福",
    invented_id("19700101", 555),
    Secret("13900000000"),
    ("做饭", "洗澡", "陪同就医"),
    237_00,
    "按月打卡",
    "每周探访一次",
    date(2022, 6, 20),
    date(2023, 6, 19),
)
HOME = Entrusted(
    "松岭镇敬老院", date(2022, 6, 20), date(2023, 6, 19), ("食宿", "护理"), 617_00, 237_00, "按季拨付",
    room="2-103", belongings=(("被褥", 2),),
)  # fmt: skip


def li() -> Family:
    """李长贵 of 前堡村, alone."""
    return Family(
        QIANPU,
        {"a": Newcomer("李长贵", "本人", Secret("990204195102030015"))},
        {
            "members": [
                {"id": "a", "relation": "self", "spending_year": {}}
                | {"income": [{"kind": "pension", "monthly": 108}]}
            ],
            "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [],
        },
        {},
        Applied("无劳动能力，无人赡养", None, asked_for="tekun", papers=signed("a")),
    )


def six(failed: Iterable[str], seen: str = "") -> dict[str, Item]:
    return {item: Item(item not in failed, seen) for item in ITEMS}


def judge(office: Office, case: Case, who: str, failed: Iterable[str], **more: Any) -> SelfCareSheet:
    told = {"assessed_on": date(2022, 5, 20), "unit": "松岭镇民政办", **more}
    return assess_self_care(case=case.pk, member="a", items=six(failed), **told, by=office.on(who, 5, 20))


def person_of(office: Office, case: Case) -> Person:
    return office.see(parties_of, case, by=office.on("zhang", 5, 20)).members["a"]


def state(office: Office, case: Case) -> SelfCare:
    return office.see(self_care, case, person_of(office, case), by=office.on("zhang", 5, 20))


def levelled(office: Office) -> Case:
    case = accepted(office, li())
    judge(office, case, "zhang", S10)
    judge(office, case, "lin", S10)
    return case


def test_s10_three_items_failed_by_two_assessors_are_half_care_and_evidence(office: Office) -> None:
    case = levelled(office)
    concluded = state(office, case).conclusion
    assert concluded is not None and concluded.level == "half"
    by = office.on("zhang", 5, 20)
    with acting_as(by.scope):
        picked = picture(person_of(office, case), by.day, by)["self_care_failed"]
        assert picked.value.reveal() == '["toilet", "walking", "bathing"]'
        assert (picked.evidence.source, picked.evidence.said_by) == ("seen", "张敏、林晓")
    answer = assess(case=case.pk, by=by).answer.reveal()
    assert '"half"' in answer


def test_one_assessor_alone_settles_nothing_and_the_second_account_is_the_same_person(office: Office) -> None:
    case = accepted(office, li())
    judge(office, case, "lin", S10)
    assert state(office, case).conclusion is None and not state(office, case).differ
    for again in ("lin", "zheng"):
        with pytest.raises(SamePerson, match="另一名评估人"):
            judge(office, case, again, S10)


def test_where_two_differ_each_item_goes_by_two_of_three(office: Office) -> None:
    case = accepted(office, li())
    judge(office, case, "zhang", S10)
    judge(office, case, "lin", (*S10, "bed"))
    assert state(office, case).differ
    judge(office, case, "min", ("toilet", "walking", "bed", "eating"))
    settled = state(office, case).conclusion
    assert settled is not None and settled.failed.reveal() == '["bed", "toilet", "walking", "bathing"]'
    assert settled.level == "full"


def test_two_who_differed_may_go_again_together(office: Office) -> None:
    case = accepted(office, li())
    judge(office, case, "zhang", S10)
    judge(office, case, "lin", ())
    judge(office, case, "zhang", S10, again="两人共同入户")
    assert state(office, case).conclusion is None
    judge(office, case, "lin", S10)
    settled = state(office, case).conclusion
    assert settled is not None and (settled.round, settled.level) == (2, "half")


def test_a_settled_round_is_opened_again_only_for_a_reason(office: Office) -> None:
    case = levelled(office)
    with pytest.raises(RoundSettled, match="写明原因"):
        judge(office, case, "min", ())
    judge(office, case, "min", ITEMS, again="摔伤后报告变化")
    judge(office, case, "zhang", ITEMS)
    settled = state(office, case).conclusion
    assert settled is not None and (settled.round, settled.level) == (2, "full")


@pytest.mark.parametrize(
    ("items", "on", "unit", "sentence"),
    [
        ({"eating": Item(True)}, date(2022, 5, 20), "民政办", "还缺：自主穿衣"),
        (six(()), date(2022, 5, 21), "民政办", "评估日期"),
        (six(()), date(2022, 3, 1), "民政办", "评估日期"),
        (six(()), date(2022, 5, 20), " ", "单位"),
    ],
)
def test_a_sheet_with_a_gap_is_refused(
    office: Office, items: dict[str, Item], on: date, unit: str, sentence: str
) -> None:
    case = accepted(office, li())
    with pytest.raises(BadInput, match=sentence):
        assess_self_care(
            case=case.pk, member="a", items=items, assessed_on=on, unit=unit, by=office.on("zhang", 5, 20)
        )
    with pytest.raises(BadInput, match="没有这名家庭成员"):
        assess_self_care(
            case=case.pk,
            member="z",
            items=six(()),
            assessed_on=on,
            unit="民政办",
            by=office.on("zhang", 5, 20),
        )


def test_the_agreement_counts_from_its_day_until_its_day_and_warns_before_it_ends(office: Office) -> None:
    case, signing = levelled(office), office.on("zhang", 6, 20)
    who = person_of(office, case)
    draft_agreement(case=case.pk, member="a", agreed=AGREED, by=office.on("zhang", 6, 10))
    assert not office.see(agreement_signed, who, signing.day, by=signing)
    scan(office, case, "D16-3", signing)
    sign_agreement(case=case.pk, member="a", signed_on=signing.day, signed_by="李长贵 按指印", by=signing)
    for day, holds in (
        (date(2022, 6, 19), False),
        (date(2022, 6, 20), True),
        (date(2023, 6, 19), True),
        (date(2023, 6, 20), False),
    ):
        assert office.see(agreement_signed, who, day, by=signing) is holds, day
    later = office.act("zhang", date(2023, 6, 1))
    assert [row.carer for row in office.see(expiring, date(2023, 6, 30), by=later)] == ["王福"]
    assert office.see(expiring, date(2023, 6, 10), by=later) == []


def test_an_agreement_that_ended_counts_no_more(office: Office) -> None:
    case, by = levelled(office), office.on("zhang", 6, 20)
    who = person_of(office, case)
    ending = {"case": case.pk, "member": "a", "ended_on": date(2022, 9, 1), "why": "照料人外出务工"}
    with pytest.raises(NoDraft):
        end_agreement(**ending, by=office.on("zhang", 9, 1))
    draft_agreement(case=case.pk, member="a", agreed=AGREED, by=by)
    with pytest.raises(NoDraft):
        end_agreement(**ending, by=office.on("zhang", 9, 1))
    scan(office, case, "D16-3", by)
    sign_agreement(case=case.pk, member="a", signed_on=by.day, signed_by="李长贵", by=by)
    with pytest.raises(BadInput, match="原因"):
        end_agreement(**{**ending, "why": ""}, by=office.on("zhang", 9, 1))
    end_agreement(**ending, by=office.on("zhang", 9, 1))
    assert office.see(agreement_on, who, date(2022, 8, 31), by=by) is not None
    assert office.see(agreement_on, who, date(2022, 9, 1), by=by) is None


def test_a_draft_is_replaced_and_a_signed_agreement_is_not_changed(office: Office) -> None:
    case, by = levelled(office), office.on("zhang", 6, 20)
    with pytest.raises(NoDraft, match="先起草"):
        sign_agreement(case=case.pk, member="a", signed_on=by.day, signed_by="李长贵", by=by)
    draft_agreement(case=case.pk, member="a", agreed=replace(AGREED, carer="赵四"), by=by)
    draft_agreement(case=case.pk, member="a", agreed=AGREED, by=by)
    with pytest.raises(ScanMissing, match="照料服务协议"):
        sign_agreement(case=case.pk, member="a", signed_on=by.day, signed_by="李长贵", by=by)
    scan(office, case, "D16-3", by)
    signed_one = sign_agreement(case=case.pk, member="a", signed_on=by.day, signed_by="李长贵", by=by)
    assert (
        signed_one.carer == "王福" and len(office.see(agreements, case, person_of(office, case), by=by)) == 2
    )
    with acting_as(by.scope):
        for changed in ({"monthly_fen": 1}, {"until_day": date(2030, 1, 1)}, {"signed_on": None}):
            with pytest.raises(ProgrammingError, match="被拒绝"), transaction.atomic():
                CareAgreement.objects.filter(pk=signed_one.pk).update(**changed)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"carer": " "}, "写全照料人"),
        ({"duties": ()}, "写全照料人"),
        ({"until_day": date(2022, 6, 20)}, "终止日期"),
        ({"monthly_fen": -1}, "负数"),
        ({"carer_id_number": Secret("990204195102030015")}, "不能是本人"),
        ({"carer_id_number": Secret("990204195102030016")}, "校验位"),
    ],
)
def test_an_agreement_with_a_gap_is_refused(office: Office, changed: dict[str, Any], sentence: str) -> None:
    case = levelled(office)
    with pytest.raises(BadInput, match=sentence):
        draft_agreement(
            case=case.pk, member="a", agreed=replace(AGREED, **changed), by=office.on("zhang", 6, 10)
        )


def test_care_comes_after_the_assessment(office: Office) -> None:
    case, by = accepted(office, li()), office.on("zhang", 6, 10)
    with pytest.raises(NoCareLevel, match="先由两名评估人"):
        draft_agreement(case=case.pk, member="a", agreed=AGREED, by=by)


def test_the_wish_may_change_and_an_institution_takes_only_who_wished_it(office: Office) -> None:
    case, by = levelled(office), office.on("zhang", 6, 20)
    who = person_of(office, case)
    told = {"case": case.pk, "member": "a", "stated_on": by.day, "by": by}
    with pytest.raises(BadInput, match="供养服务机构"):
        state_wish(wished=Wished("institution"), **told)
    with pytest.raises(BadInput, match="请选"):
        state_wish(wished=Wished("hotel"), **told)
    state_wish(wished=Wished("dispersed", carer="王福", carer_relation="邻居"), **told)
    with pytest.raises(BadInput, match="先登记供养意愿"):
        admit(case=case.pk, member="a", entrusted=HOME, by=by)
    state_wish(wished=Wished("institution", institution="松岭镇敬老院", said="家里冷"), **{**told, "by": by})
    wished = office.see(wish, case, who, by=by)
    assert wished.mode == "institution"
    admit(case=case.pk, member="a", entrusted=HOME, by=by)
    assert office.see(admission, case, who, by=by).level == "half"


def test_every_paper_of_d16_is_filed_by_the_step_that_makes_it(office: Office) -> None:
    case, by = levelled(office), office.on("zhang", 6, 20)
    wished = Wished("institution", institution="松岭镇敬老院", said="家里冷")
    state_wish(case=case.pk, member="a", wished=wished, stated_on=by.day, by=by)
    draft_agreement(case=case.pk, member="a", agreed=AGREED, by=by)
    admit(case=case.pk, member="a", entrusted=HOME, by=by)
    papers = office.see(file_of, case.pk, by=by)
    told = [(paper.code, paper.about_name) for paper in papers]
    assert told == [(f"D16-{number}", "李长贵") for number in range(1, 6)]
    assessed = data_of(papers[0])
    assert (assessed["failed"], assessed["level"]) == (3, "半护理")
    assert data_of(papers[2])["monthly"] == 237_00
