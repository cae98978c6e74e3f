"""变动和复核的页面：proposed by the clerk, decided by another, on the page of the award; the lists of what waits."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import granted
from doudi.casework.tests.office import lin_family
from doudi.web.tests.desk import Desk, send, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(desk: Desk) -> Award:
    (opened,) = granted(desk.office, lin_family(), (3, 7), (3, 22), (3, 25))
    return opened


def step(browser: Any, award: Award, name: str, **fields: Any) -> Any:
    return send(browser, reverse("web:award_step", args=[award.pk, name]), **fields)


def test_a_change_goes_from_the_clerk_to_the_decider_on_one_page(desk: Desk, award: Award) -> None:
    desk.on(date(2022, 8, 15))
    clerk, decider = desk.of("zhang"), desk.of("zhao")
    page = reverse("web:award", args=[award.pk])
    assert "提出变动" in text_of(clerk.get(page))
    assert "提出变动" not in text_of(decider.get(page))
    wrong = step(clerk, award, "propose-change", kind="end", reason="", why="")
    assert wrong.status_code == 422
    assert "请选择原因" in text_of(wrong)
    refused = step(clerk, award, "propose-change", kind="end", reason="income_fell", why="放弃")
    assert refused.status_code == 422 and "不能用这个原因" in text_of(refused)
    done = step(clerk, award, "propose-change", kind="end", reason="gave_up", why="本人书面放弃", expected=1)
    assert done.status_code == 303
    assert "林秀兰" in text_of(decider.get(reverse("web:changes")))
    assert "待遇变动，等您决定" in text_of(decider.get(reverse("web:today")))
    told = text_of(decider.get(page))
    assert "决定变动" in told and "本人书面放弃" in told
    assert step(decider, award, "decide-change", opinion="同意", expected=1).status_code == 303
    told = text_of(decider.get(page))
    assert "2022-09" in told and "已决定" in told
    desk.on(date(2022, 9, 1))
    assert "林秀兰" not in text_of(decider.get(reverse("web:awards")))
    assert "没有等待决定的变动" in text_of(decider.get(reverse("web:changes")))


def test_what_is_due_is_listed_and_renewed_on_its_page(desk: Desk, award: Award) -> None:
    desk.on(date(2023, 3, 27))
    clerk = desk.of("zhang")
    listed = reverse("web:reviews")
    told = text_of(clerk.get(listed))
    assert "林秀兰" in told and "2023年复核进度" in told
    assert "林秀兰" in text_of(clerk.get(listed, {"late": "late"}))
    done = step(clerk, award, "renew", on="2023-03-27", found="入户查看，无变化", expected=1)
    assert done.status_code == 303
    assert "2024-03-27" in text_of(clerk.get(reverse("web:award", args=[award.pk])))
    assert "林秀兰" not in text_of(clerk.get(listed))
    assert "林秀兰" not in text_of(desk.of("wang").get(listed))
