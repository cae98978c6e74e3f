"""本区数值的页：entered from its document by one person, issued by another, and in force from its day."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from doudi.casework.cases.places import place_of
from doudi.casework.uprating.tests.register import ISSUER, open_issuer
from doudi.policy.values import read_value
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db
MAY = date(2022, 5, 20)
ADDRESS = "/figures/"


def test_a_figure_is_entered_by_one_and_issued_by_another(desk: Desk) -> None:
    open_issuer(desk.office)
    desk.on(MAY)
    clerk, issuer = desk.of("min"), desk.of(ISSUER)
    form = clerk.get(ADDRESS, {"name": "minimum_wage"})
    assert form.status_code == 200
    keys = sorted(set(re.findall(r'name="(key-[a-z_]+)"', form.content.decode())))
    assert keys, text_of(form)
    told = {
        "name": "minimum_wage",
        "since": "2022-06-01",
        "issued": "2022-05-18",
        **dict.fromkeys(keys, "1800"),
    }
    enter = reverse("web:own_figure_enter")
    unsigned = send(clerk, enter, **told)
    assert unsigned.status_code == 422 and "请写文号和条款" in text_of(unsigned)
    assert send(clerk, enter, **told, document="示例区人社发〔2022〕3号").status_code == 303
    own = clerk.get(ADDRESS).content.decode()
    assert "/issue/" not in own, "who entered it does not issue it"
    (address,) = set(re.findall(r'action="(/figures/[^"]+/issue/)"', issuer.get(ADDRESS).content.decode()))
    assert send(clerk, address).status_code in (403, 409)
    assert send(issuer, address).status_code == 303
    assert "第 1 版" in text_of(clerk.get(ADDRESS)) or "撤回" in text_of(issuer.get(ADDRESS))
    value = read_value(place_of(desk.office.songling, MAY), "minimum_wage", date(2022, 6, 1))
    assert value is not None and value.basis == "示例区人社发〔2022〕3号"


def test_a_draft_goes_back_with_its_reason_and_others_may_not_look(desk: Desk) -> None:
    open_issuer(desk.office)
    desk.on(MAY)
    issuer = desk.of(ISSUER)
    told = {"name": "minimum_wage", "key-monthly": "1800", "since": "2022-06-01", "issued": "2022-05-18"}
    send(desk.of("min"), reverse("web:own_figure_enter"), **told, document="文号")
    (address,) = set(re.findall(r'action="(/figures/[^"]+/drop/)"', issuer.get(ADDRESS).content.decode()))
    unsaid = send(issuer, address, why="")
    assert unsaid.status_code == 422 and text_of(unsaid).count("请写明原因。") == 1
    assert send(issuer, address, why="金额写错").status_code == 303
    assert "没有待签发的数值" in text_of(issuer.get(ADDRESS))
    late = send(issuer, address, why="文号写错")
    assert late.status_code == 409 and "您刚才填写的：文号写错" in text_of(late)
    assert desk.of("zhang").get(ADDRESS).status_code == 403
