"""两道墙：every row of a case lies behind the database's own wall, follows its case, and its past is not rewritten."""

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, models, transaction

from doudi.casework.cases.models import Case, StageChange
from doudi.casework.cases.queries import cases
from doudi.casework.intake.models import Application, Declaration, PaperReceived
from doudi.casework.tests.office import Office, lin_family
from doudi.config.tests.town import DONGGANG
from doudi.records.access import acting_as
from doudi.records.areas.models import Area

pytestmark = pytest.mark.django_db

OUTSIDE = {
    "casework_receiptseries": "编号簿：一区一年的最后一个号码，不说到任何人",
    "casework_counterphone": "受理电话是公开事实",
    "casework_centreseries": "编号簿：一区一年的最后一个号码，不说到任何人",
    "casework_uprating": "标准是公开事实，只有合计没有人；未签发的由查询只给本区",
}
KEPT = (StageChange, Application, Declaration, PaperReceived)


def test_every_table_with_an_area_has_the_wall_or_a_reason(db: None) -> None:
    with_area = {
        model._meta.db_table
        for model in apps.get_app_config("casework").get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Area
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid WHERE relrowsecurity"
        )
        walled = {row[0] for row in cursor.fetchall()}
    assert with_area - walled == set(OUTSIDE)


def test_with_the_first_wall_down_the_next_township_still_sees_nothing(office: Office) -> None:
    office.take(lin_family(), office.on("zhang", 3, 7))
    with acting_as(office.on("wang", 3, 7).scope):
        for model in apps.get_app_config("casework").get_models():
            if model._meta.db_table not in OUTSIDE:
                assert model._default_manager.count() == 0, model
    with acting_as(office.on("zhang", 3, 7).scope):
        assert Case.objects.count() == 1


def test_what_happened_and_what_was_said_is_never_rewritten(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    office.take(lin_family(), by)
    with acting_as(by.scope):
        for model in KEPT:
            rows = model._default_manager
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows.update(area_id=office.songling)
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows.all()._raw_delete(rows.db)


def test_a_row_cannot_lie_elsewhere_than_its_case(office: Office) -> None:
    by = office.on("min", 3, 7)
    case = office.take(lin_family(), by)
    with acting_as(by.scope), pytest.raises(IntegrityError), transaction.atomic():
        PaperReceived.objects.create(
            case=case, area=office.town.area(DONGGANG), code="pledge", received_on=by.day, taken_by="赵敏"
        )


def test_the_list_asks_one_question_of_the_database(
    office: Office, django_assert_num_queries: object
) -> None:
    by = office.on("zhang", 3, 7)
    office.take(lin_family(), by)
    with acting_as(by.scope), django_assert_num_queries(1):  # type: ignore[operator]
        assert [(row.receipt_number, row.stage_title) for row in cases(by)]
