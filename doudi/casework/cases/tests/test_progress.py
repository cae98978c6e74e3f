"""办件进度：by query code and birth date together, and nothing else."""

from datetime import date

import pytest

from doudi.casework.cases.progress import Progress, progress
from doudi.casework.cases.receipts import CODE_SIGNS, SIGNS, new_code
from doudi.casework.intake.handover import hand_over
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, lin_family, zhou_family

pytestmark = pytest.mark.django_db
BORN = date(1950, 4, 12)


def test_the_family_follows_its_case_with_code_and_birth_date(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(lin_family(), by)
    day = date(2022, 3, 8)
    assert progress(case.query_code, BORN, day) == Progress(
        "990204-2022-00001", "已提交", date(2022, 3, 7), date(2022, 3, 7), None, False, "松岭镇"
    )
    complete(case=case.pk, by=office.on("zhang", 3, 8))
    told = progress(f" {case.query_code[:6].lower()} {case.query_code[6:]}", BORN, day)
    assert told is not None
    assert (told.stage, told.due_on) == ("已受理", date(2022, 4, 2))


def test_one_of_the_two_alone_tells_nothing(office: Office) -> None:
    case = office.take(lin_family(), office.on("zhang", 3, 7))
    assert progress(case.query_code, date(1948, 9, 3), date(2022, 3, 7)) is None
    assert progress("2" * CODE_SIGNS, BORN, date(2022, 3, 7)) is None
    assert progress("%", BORN, date(2022, 3, 7)) is None


def test_after_the_hand_over_the_family_reads_where_its_case_lies(office: Office) -> None:
    by = office.on("zhang", 5, 6)
    case = complete(case=office.take(zhou_family(), by).pk, by=by)
    hand_over(case=case.pk, by=by)
    told = progress(case.query_code, date(1976, 5, 18), by.day)
    assert told is not None and told.lies_with == "柳溪乡"


def test_codes_are_long_differ_and_have_no_sign_that_is_misread() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == CODE_SIGNS and set(code) <= set(SIGNS) for code in codes)
    assert not set(SIGNS) & set("01OIL")
