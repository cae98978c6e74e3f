"""卷内目录：prints itself from what is on file, and again when something has come in."""

from uuid import uuid4

import pytest

from doudi.casework.cases.models import Case
from doudi.casework.tests.office import Office, zhou_family
from doudi.records.access import Act, acting_as
from doudi.records.documents.contents import EmptyFile, contents_of, issue_contents
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.papers.tests.pdf_text import words
from doudi.records.documents.queries import file_of, paper_bytes
from doudi.records.documents.scans import file_scan
from doudi.records.documents.tests.files import blank_page, photo, sheet
from doudi.records.documents.uploads import store_upload
from doudi.records.refusals import WrongPost

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(office: Office) -> Act:
    return office.on("zhang", 5, 6)


@pytest.fixture
def case(office: Office, by: Act) -> Case:
    return office.take(zhou_family(), by)


def printed(case: Case, by: Act, code: str = "D01", **more: object) -> FiledPaper:
    where = more.pop("folder", Folder(case.area_id, case=case.pk))
    return issue_paper(code=code, data=SAMPLES[code][0], dated=by.day, folder=where, by=by, **more)


def listed(case: Case, by: Act, **more: object) -> FiledPaper:
    where = Folder(case.area_id, case=case.pk)
    return issue_contents(
        folder=where,
        office="松岭镇人民政府",
        applicant=case.applicant_name,
        case_no=case.receipt_number,
        by=by,
        **more,
    )


def test_it_lists_papers_scans_versions_meetings_and_photos_with_running_pages(case: Case, by: Act) -> None:
    application, meeting = printed(case, by), uuid4()
    file_scan(paper=application.pk, content=sheet([blank_page()] * 3), by=by)
    old = printed(case, by, "D02")
    printed(case, by, "D02", replaces=old.pk, why="错字")
    printed(case, by, "D12", folder=Folder(case.area_id, matter=meeting), number="松会〔2022〕3号")
    for size in ((30, 30), (31, 31)):
        where = Folder(case.area_id, case=case.pk)
        store_upload(content=photo(size), name="房屋.jpg", purpose="照片", folder=where, by=by)
    with acting_as(by.scope):
        rows = contents_of(case.pk, by, also=[meeting])
    assert [(row["title"], row["pages"], row.get("note", "")) for row in rows] == [
        ("《社会救助申请书》", "1－3", ""),
        ("《诚信承诺书》", "4", "已由第2版代替，未扫描"),
        ("《诚信承诺书》第2版", "5", "未扫描"),
        ("《联审联确认会议记录》", "6", "未扫描"),
        ("照片（2份）", "7－8", ""),
    ]
    assert rows[3]["number"] == "松会〔2022〕3号"


def test_it_is_a_paper_of_the_file_and_prints_anew_as_a_new_version(case: Case, by: Act) -> None:
    printed(case, by)
    first = listed(case, by)
    printed(case, by, "D02")
    second = listed(case, by)
    assert (first.version, second.version, second.why) == (1, 2, "卷内文书有变动")
    with acting_as(by.scope):
        said = words(paper_bytes(second.pk, by))
        assert "卷内目录" in said and "诚信承诺书" in said and "本卷共2件、" in said
        assert [each.code for each in file_of(case.pk, by)] == ["D01", "D00", "D02", "D00"]


def test_an_empty_file_and_the_wrong_post_print_nothing(office: Office, case: Case, by: Act) -> None:
    with pytest.raises(EmptyFile, match="还没有文书"):
        listed(case, by)
    printed(case, by)
    with pytest.raises((WrongPost, EmptyFile)):
        listed(case, office.on("wang", 5, 6))
