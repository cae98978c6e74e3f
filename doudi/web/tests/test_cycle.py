"""月度进度的页面：one row a township, every number to its list."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.casework.awards.tests.desk import granted
from doudi.casework.tests.office import lin_family
from doudi.web.tests.desk import Desk, text_of

pytestmark = pytest.mark.django_db
MOST = 45


def test_the_month_of_each_township_on_one_page(desk: Desk) -> None:
    granted(desk.office, lin_family(), (3, 7), (3, 22), (3, 25))
    desk.on(date(2022, 3, 28))
    browser = desk.of("min")
    with CaptureQueriesContext(connection) as asked:
        told = text_of(browser.get(reverse("web:month_cycle")))
    assert len(asked) <= MOST
    for words in ("2022年3月进度", "松岭镇", "柳溪乡", "03-15", "03-22", "03-25 逾期", "示例区验收场景参数"):
        assert words in told
    assert "2022年4月进度" in text_of(browser.get(reverse("web:month_cycle"), {"month": "2022-04"}))
    assert "柳溪乡" not in text_of(desk.of("zhang").get(reverse("web:month_cycle")))
